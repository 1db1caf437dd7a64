// The only module that knows all: fetches what the page needs, builds the state, mounts the views.

import { createActions } from "./actions.js";
import { ApiError, fetchCard, fetchCell, fetchNotation, fetchPlacement, fetchTrace, fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { listen } from "./keyboard.js";
import { START } from "./layout/axis.js";
import { createPlayer } from "./player.js";
import { orderOf } from "./select.js";
import { createStore } from "./store.js";
import { fromFragment, toFragment } from "./url.js";
import { mountCaption } from "./views/caption.js";
import { mountFormulas } from "./views/formulas.js";
import { mountHeatmap } from "./views/heatmap.js";
import { mountLegend } from "./views/legend.js";
import { mountLife } from "./views/life.js";
import { mountNext } from "./views/next.js";
import { mountMotion } from "./views/motion.js";
import { mountPlayer } from "./views/player.js";
import { mountPointing } from "./views/pointing.js";
import { mountSentence } from "./views/sentence.js";
import { mountStage } from "./views/stage.js";
import { mountTable } from "./views/table.js";
import { mountTokens } from "./views/tokens.js";
import { mountTools } from "./views/tools.js";
import { mountWalk } from "./views/walk.js";
import { mountUse } from "./views/use.js";

/** @import { Card, Setting, State, Trace } from "./types.js" */
/** @import { Shared } from "./url.js" */

/** @param {string} id */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

const REST = 200; // ms without a change before the address says where one is

async function start() {
  const { base, language, tag, model } = /** @type {Record<string, string>} */ ({ ...document.body.dataset });
  const asked = fromFragment(location.hash);
  const [card, notation, words] = await Promise.all([
    fetchCard(asked.model ?? model).catch(() => fetchCard(model)), fetchNotation(base), fetchWords(base, language),
  ]);
  const [cell, place, read] = await Promise.all([
    fetchCell(card.cell), fetchPlacement(base, card.cell), firstTrace(card, asked.text ?? card.examples[0].text),
  ]);
  /** @type {Setting} */
  const setting = { cell, place, notation, speech: speech(language, tag, words) };
  const example = card.examples[0];
  const own = read.text === example.text;
  const T = read.trace.tokens.length;
  /** @type {State} */
  const initial = {
    ...read,
    card,
    ...placeIn(setting, card, { t: own ? example.t : T - 1, unit: own ? example.unit : 0, ...asked }, T),
    theme: asked.theme ?? "auto", notation: asked.notation ?? "article", outlines: false,
    inside: null, letters: remembered("letters") !== "off",
    by: "word", speed: 1,
    fresh: own && asked.t === undefined && asked.stop === undefined,
    key: own ? example.word : null,
    swapped: null,
  };
  const store = createStore(initial);
  store.subscribe(({ theme }) => (document.documentElement.dataset.theme = theme), ["theme"]);
  store.subscribe(({ letters }) => remember("letters", letters ? null : "off"), ["letters"]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const actions = createActions(store, setting, calm);
  const player = createPlayer(store, setting, calm);

  mountSentence(part("sentence"), part("message"), store, setting, actions);
  const rail = createStore(START);
  mountTokens(part("tokens"), part("progress"), store, rail, setting, actions);
  mountStage(part("figure"), part("next"), store, setting, calm, actions);
  mountMotion(/** @type {HTMLCanvasElement} */ (part("motion")), store, setting, calm);
  mountPlayer(part("player"), store, setting, {
    first: actions.first, back: actions.back, play: player.toggle, on: actions.on, last: actions.last, faster: player.faster, by: actions.goBy,
  });
  mountCaption(part("caption"), store, setting, example.note[language]);
  mountNext(part("next"), store, setting, actions.grow);
  mountFormulas(part("formulas"), store, setting, actions);
  mountLife(part("life"), store, setting);
  mountLegend(part("legend"), store, setting, actions.demonstrate);
  mountWalk(part("figure"), store, setting, actions);
  mountUse(part("use"), store, setting);
  mountHeatmap(part("heatmap"), store, rail, setting, actions);
  mountTable(/** @type {HTMLDetailsElement} */ (part("table")), store, setting);
  mountTools(part("tools"), part("keys"), store, setting, {
    ...actions, link: () => location.origin + location.pathname + location.search + toFragment(store.get()),
  });
  mountPointing(part("main"), store, setting); // after what it points at
  const help = () => /** @type {HTMLDialogElement} */ (part("keys")).showModal();
  listen(document.body, { actions, player, help }, () => store.get().letters);
  part("main").addEventListener("click", ({ target }) => target instanceof Element && !target.closest("#player") && player.pause());
  keepAddress(store, setting, actions.read);
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the fragment holds the state
    part("main").focus();
  });
  document.documentElement.dataset.ready = "";
}

/** What this device was asked to remember. @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // not allowed here
  }
}

/** @param {string} key @param {string | null} value */
function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // not allowed here: it holds until the page is left
  }
}

/**
 * Where an address leads: what it does not say or says wrongly is left out or brought within bounds.
 * @param {Setting} setting
 * @param {Card} card
 * @param {Shared} asked
 * @param {number} T
 */
function placeIn(setting, card, asked, T) {
  const stops = orderOf(setting);
  const stop = asked.stop && stops.includes(asked.stop) ? asked.stop : null;
  /** @type {State["move"]} */
  const move = asked.ms === undefined ? null : stop ? "operation" : "token";
  return {
    t: Math.min(asked.t ?? T - 1, T - 1),
    stop, move,
    ms: asked.ms ?? 0, running: false, playing: false,
    unit: Math.min(asked.unit ?? 0, card.hidden - 1),
    vector: asked.vector && stops.includes(asked.vector) ? asked.vector : "c",
  };
}

/**
 * The address follows the state; a changed text is a step of the browser's history, a changed place is not.
 * @param {import("./store.js").Store<State>} store
 * @param {Setting} setting
 * @param {(text: string, after: (trace: Trace) => Partial<State>) => void} read
 */
function keepAddress(store, setting, read) {
  const opened = toFragment(store.get());
  let timer = 0; // an address costs more than a step: it follows when the reader rests
  store.subscribe((state, before) => {
    if (state === before || state.status !== "ready") return;
    clearTimeout(timer);
    if (state.text !== fromFragment(location.hash || opened).text) history.pushState(null, "", toFragment(state));
    else if (!state.running) timer = setTimeout(() => history.replaceState(null, "", toFragment(store.get())), REST);
  });
  window.addEventListener("popstate", () => {
    const asked = fromFragment(location.hash || opened);
    if (!Object.keys(asked).length) return; // a place in the page, not a state of it
    const { card, read: shown, trace, t, unit } = store.get();
    if ((asked.model ?? card.name) !== card.name) return location.reload();
    const text = asked.text ?? shown;
    const place = (/** @type {Trace} */ { tokens }) => placeIn(setting, card, { t, unit, ...asked }, tokens.length);
    if (text === shown) store.set({ ...place(trace), text, fresh: false, swapped: null });
    else read(text, place);
  });
}

/**
 * What the network makes of the first text; of the first example when the text is refused, which is then said.
 * @param {Card} card
 * @param {string} text
 * @returns {Promise<Pick<State, "text" | "read" | "trace" | "status" | "problem">>}
 */
async function firstTrace(card, text) {
  const { signal } = new AbortController();
  try {
    return { text, read: text, trace: await fetchTrace(card.name, text, signal), status: "ready", problem: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const example = card.examples[0].text;
    const trace = await fetchTrace(card.name, example, signal);
    return { text: example, read: example, trace, status: "failed", problem: error.problem };
  }
}

start();
