// The only module that knows all: opens the page, mounts the views, hands them what they need.

import { createActions } from "./actions.js";
import { unreached } from "./api.js";
import { keepAddress, linkTo } from "./address.js";
import { listen } from "./keyboard.js";
import { START } from "./layout/axis.js";
import { remember } from "./lib/device.js";
import { open } from "./opening.js";
import { createPlayer } from "./player.js";
import { panelsOf } from "./select.js";
import { createStore } from "./store.js";
import { fromFragment, toFragment } from "./url.js";
import { mountCaption } from "./views/caption.js";
import { mountFormulas } from "./views/formulas.js";
import { mountHeatmap } from "./views/heatmap.js";
import { mountLegend } from "./views/legend.js";
import { mountLife } from "./views/life.js";
import { mountNext } from "./views/next.js";
import { mountPlayer } from "./views/player.js";
import { mountSentence } from "./views/sentence.js";
import { mountStage } from "./views/stage.js";
import { mountTokens } from "./views/tokens.js";
import { mountTools } from "./views/tools.js";

/** @import { Served } from "./opening.js" */
/** @import { State } from "./types.js" */

/** Whether a reader has made something of the page, which another language must not take away. @param {State} state */
const touched = ({ fresh, panel, number, panes, theme }) => !fresh || panel !== null || number !== null || panes.length > 0 || theme !== "auto";

/** Between two parts of the beginning, so that a press does not wait for all of it. @returns {Promise<unknown>} */
const rest = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(null);
});

/** @param {string} id */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

async function start() {
  const served = /** @type {Served} */ ({ ...document.body.dataset });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  delete document.body.dataset.text; // it may be covered
  const asked = fromFragment(location.hash);
  const { setting, initial, own } = await open(served, asked, calm);
  const store = createStore(initial);
  document.title = setting.speech.say("page.title"); // the address may name a model that reads no words
  store.subscribe(({ theme }) => (document.documentElement.dataset.theme = theme), ["theme"]);
  store.subscribe(({ letters }) => remember("letters", letters ? null : "off"), ["letters"]);
  const actions = createActions(store, setting, calm);
  /** The server was not there: next time. @param {unknown} error */
  const missed = (error) => store.set({ status: "failed", problem: unreached(error) });
  /** @type {Promise<void> | null} */
  let painting = null;
  /** Paints what moves, from the first time on; what cannot be fetched is asked for again. */
  const paint = () => (painting ??= import("./views/motion.js").then(
    ({ mountMotion }) => mountMotion(/** @type {HTMLCanvasElement} */ (part("motion")), store, setting, calm),
    () => void (painting = null),
  ));
  const clock = createPlayer(store, setting, calm);
  const player = { ...clock, toggle: () => actions.betting() || clock.toggle() };

  const rail = createStore(START);
  /** @type {Promise<import("./comparison.js").Comparison> | null} */
  let comparison = null;
  const compared = () => (comparison ??= import("./comparison.js")
    .then(({ createComparison }) => createComparison({ store, rail, setting, mountAnswer: own.mountNext, calm, base: served.base, actions, part }))
    .catch((error) => {
      comparison = null;
      missed(error);
      throw error;
    }));
  const compare = async () => store.get().bet ? actions.panel("bet") : (await compared()).toggle(); // others would tell what is covered
  mountSentence(part("sentence"), part("message"), store, setting, { ...actions, choose });
  mountTokens(part("tokens"), part("progress"), store, rail, setting, actions, own.look);
  own.mountMore?.({ list: part("tokens"), editor: /** @type {HTMLDialogElement} */ (part("editor")), sentence: part("sentence") }, store, setting, actions);
  mountStage(part("figure"), part("next"), store, setting, calm, actions);
  mountPlayer(part("player"), store, setting, {
    first: actions.first, back: actions.back, play: player.toggle, on: actions.on, last: actions.last, faster: player.faster, by: actions.goBy,
  });
  mountCaption(part("caption"), store, setting, initial.card.examples[0].note[served.language]);
  await rest();
  (own.mountNext ?? mountNext)(part("next"), store, setting, actions.grow);
  mountFormulas(part("formulas"), store, setting, actions);
  mountLife(part("life"), store, setting);
  mountLegend(part("legend"), store, setting, actions.demonstrate);
  mountHeatmap(part("heatmap"), store, rail, setting, actions);
  const help = () => void import("./keys.js")
    .then(({ openKeys }) => openKeys(/** @type {HTMLDialogElement} */ (part("keys")), served.base, store, setting, actions)).catch(missed);
  mountTools(part("tools"), store, setting, { ...actions, help, link: () => linkTo(store.get()) });
  listen(document.body, { actions, player, help, compare }, () => store.get().letters);
  const paused = (/** @type {Event} */ { target }) => target instanceof Element && !target.closest("#player") && player.interrupt();
  part("main").addEventListener("click", paused, true); // before what the click itself begins
  keepAddress(store, setting, calm, served.model, actions.restore);
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the fragment holds the state
    part("figure").focus();
  });
  for (const link of document.querySelectorAll(".languages a")) {
    const lead = () => (/** @type {HTMLAnchorElement} */ (link).hash = touched(store.get()) ? toFragment(store.get()) : "");
    for (const event of ["pointerenter", "focus"]) link.addEventListener(event, lead); // before it can be followed
  }
  store.subscribe(({ move }) => move && paint(), ["move"]);
  // What a step changes is laid out at once, not when the next frame begins: that frame has only to paint it.
  store.subscribe(({ t }, before) => t !== before.t && queueMicrotask(() => document.body.offsetHeight), ["t"]);
  if (initial.card.layers > 1) (await import("./views/layers.js")).mountLayers(part("layers"), store, setting, actions.unfold);
  if (asked.ms !== undefined) await paint(); // a motion in mid-flight is part of the picture
  whenAsked();
  store.subscribe(({ panes }) => panes.length && compared(), ["panes"]);
  document.documentElement.dataset.ready = "";

  function choose() {
    import("./gallery.js")
      .then(({ openGallery }) => openGallery(/** @type {HTMLDialogElement} */ (part("gallery")), served.base, store, setting, () => store.get().panes.length || compare()))
      .catch(missed);
  }

  /** What nobody sees at first is fetched when it is asked for. */
  function whenAsked() {
    once(document, ["pointerover", "focusin"], paint);
    once(part("main"), ["pointerover", "focusin"], async (event) => {
      const [{ mountPointing }, { mountWalk }] = await Promise.all([import("./views/pointing.js"), import("./views/walk.js")]);
      mountPointing(part("main"), store, setting);
      mountWalk(part("figure"), store, setting, actions);
      const again = event instanceof PointerEvent ? new PointerEvent(event.type, event) : new FocusEvent(event.type, { bubbles: true });
      event.target?.dispatchEvent(again); // they were not there to hear it
    });
    /** @type {Promise<void> | null} */
    let used = null;
    const use = () => (used ??= import("./views/use.js").then(({ mountUse }) => mountUse(part("use"), store, setting), (error) => {
      used = null;
      throw error;
    }));
    seen(part("use"), use);
    store.subscribe(({ bet }) => bet && use(), ["bet"]); // what the server wrote there is covered, too
    const table = /** @type {HTMLDetailsElement} */ (part("table"));
    table.hidden = false;
    once(table, ["toggle"], async () => (await import("./views/table.js")).mountTable(table, store, setting));
    const narrow = matchMedia("(max-width: 600px)");
    const bench = async () => (await import("./views/bench.js")).mountBench(part("bench"), store, setting, actions);
    if (narrow.matches) bench();
    else once(narrow, ["change"], bench);
    inside();
  }

  /** Below the heatmap and below the formulas: what opens when the state says so. */
  function inside() {
    const nav = part("inside");
    store.subscribe(({ card, bet }) => {
      const fitting = panelsOf(card, bet !== null);
      for (const link of /** @type {NodeListOf<HTMLElement>} */ (nav.querySelectorAll("a"))) link.hidden = !fitting.includes(link.dataset.panel ?? "");
    }, ["card", "bet"]);
    nav.hidden = false;
    nav.addEventListener("click", (event) => {
      const { panel } = /** @type {HTMLElement} */ (event.target).dataset;
      if (!panel) return;
      event.preventDefault();
      actions.panel(panel);
    });
    const given = { base: served.base, store, rail, setting, actions };
    whenNamed("panel", async () => (await import("./panel.js")).openPanel(part("panel"), given), () => actions.panel(null));
    /** @type {Promise<void> | null} */
    let held = null;
    store.subscribe(({ unheld }) => {
      if (unheld) held ??= import("./holding.js").then(({ openHolding }) => openHolding(part("held"), part("figure"), given)).catch(() => void (held = null));
    }, ["unheld"]);
    whenNamed("number", async () => (await import("./arithmetic.js")).openArithmetic(part("arithmetic"), given), () => actions.takeApart(null));
  }

  /**
   * @param {"panel" | "number"} name of what the state names or does not
   * @param {() => Promise<void>} open at the first time
   * @param {() => void} close when it cannot be fetched
   */
  function whenNamed(name, open, close) {
    let asked = false;
    store.subscribe((state) => {
      if (state[name] === null || asked) return;
      asked = true;
      open().catch((error) => {
        asked = false;
        close();
        missed(error);
        throw error;
      });
    }, [name]);
  }
}

/**
 * @param {Element} target
 * @param {() => Promise<unknown>} act when it comes into view
 */
function seen(target, act) {
  new IntersectionObserver(([{ isIntersecting }], observer) => {
    if (!isIntersecting) return;
    observer.disconnect();
    act().catch(() => once(target, ["pointerover", "focusin"], act)); // the server was not there: next time
  }).observe(target);
}

/**
 * @param {EventTarget} target
 * @param {string[]} events
 * @param {(event: Event) => Promise<unknown>} act at the first of them
 */
function once(target, events, act) {
  const stop = new AbortController();
  for (const event of events) {
    target.addEventListener(event, (first) => {
      stop.abort();
      act(first).catch(() => once(target, events, act)); // the server was not there: next time
    }, { signal: stop.signal });
  }
}

await start(); // where it fails, start.js says so
