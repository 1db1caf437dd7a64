// What is compared with the page's own: the panes' models and traces, and what a reader does with them. Fetched with the
// first comparison; like main.js it knows the views and hands them what they need.

import { ApiError, fetchCell, fetchPlacement, fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { fitted, kinds } from "./opening.js";
import { defaults, paneState, relatives } from "./panes.js";
import { fetchCards } from "./questions.js";
import { grown } from "./select.js";
import { distracted, otherSentence } from "./sentences.js";
import { createStore } from "./store.js";
import { mountCompare } from "./views/compare.js";
import { mountDiffering } from "./views/differing.js";
import { mountMotion } from "./views/motion.js";
import { mountNext } from "./views/next.js";
import { mountRows } from "./views/rows.js";
import { mountStage } from "./views/stage.js";

/** @import { Actions } from "./actions.js" */
/** @import { Rail } from "./layout/axis.js" */
/** @import { Store } from "./store.js" */
/** @import { Card, Pane, Problem, Setting, Speech, State, Trace, Words } from "./types.js" */

/** A pane as it stands: what it was asked to show, and what of it is there.
 * @typedef {object} Seen
 * @property {Pane} spec
 * @property {Setting | null} setting of its model's cell
 * @property {Card | null} card
 * @property {typeof mountNext} mountAnswer its next words, or what it says instead
 * @property {Trace | null} trace
 * @property {string} read the text of `trace`
 * @property {number} unit chosen in a model of its own
 * @property {string} asked the model and the text that it was asked for last
 * @property {{text: string, trace: Trace} | null} answer to that; shown when the page itself shows that text
 * @property {Problem | null} problem
 * @property {AbortController} asking
 * @property {Store<State> | null} lens the page's state as this pane shows it
 * @property {HTMLElement | null} figure where it is drawn
 */
/** @typedef {{panes: readonly Seen[], family: Card[]}} Compared */

/**
 * @param {{store: Store<State>, rail: Store<Rail>, setting: Setting, mountAnswer?: typeof mountNext, calm: boolean, base: string,
 *   actions: Actions, part: (id: string) => HTMLElement}} page
 */
export async function createComparison({ store, rail, setting: general, mountAnswer = mountNext, calm, base, actions, part }) {
  const setting = { ...general, speech: knowing(general.speech, await fetchWords(base, general.speech.language, "compare")) };
  const compared = createStore(/** @type {Compared} */ ({ panes: [], family: [] }));
  /** @type {Map<string, Promise<any>>} */
  const asked = new Map(); // what does not change is asked for once

  /**
   * @template T
   * @param {string} what
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  function once(what, ask) {
    const known = asked.get(what) ?? ask();
    asked.set(what, known);
    known.catch(() => asked.delete(what));
    return known;
  }
  const cards = () => once("cards", fetchCards);

  /** How a model is asked. @param {string} name */
  const fit = (name) => once(name, async () => {
    const card = (await cards()).find((one) => one.name === name);
    if (!card) throw new ApiError({ code: "unknown_model", message: name, params: { name } });
    const own = store.get().card;
    if (card.name !== own.name && !relatives([card], own).length) throw new ApiError({ code: "not_alike", message: name, params: { name } });
    return fitted(card, base, setting.speech.language);
  });

  /** And how it is drawn. @param {string} name */
  async function model(name) {
    const { card, read, mountNext: own } = await fit(name);
    const found = { card, mountAnswer: own ?? mountNext };
    if (card.cell === setting.cell.name) return { ...found, setting: { ...setting, read } };
    const { language, tag } = setting.speech;
    const [cell, place, words] = await once(`cell ${card.cell}`, () => Promise.all([
      fetchCell(card.cell), fetchPlacement(base, card.cell), fetchWords(base, language, [card.cell, ...kinds(card)].join(".")),
    ]));
    return { ...found, setting: { ...setting, read, cell, place, speech: speech(language, tag, words) } };
  }

  /** @param {Pane} spec @returns {Seen} */
  const unseen = (spec) => ({
    spec, setting: null, card: null, mountAnswer, trace: null, read: "", unit: 0, asked: "", answer: null, problem: null, asking: new AbortController(),
    lens: null, figure: null,
  });
  const tell = () => compared.set({ panes: [...compared.get().panes] });

  /** A pane stays as long as its model does. @param {readonly Pane[]} specs */
  function arrange(specs) {
    const left = new Set(compared.get().panes);
    const panes = specs.map((spec) => {
      const same = [...left].find((pane) => pane.spec === spec);
      const pane = same ?? [...left].find((one) => one.spec.model === spec.model && !specs.includes(one.spec)) ?? unseen(spec);
      left.delete(pane);
      return Object.assign(pane, { spec });
    });
    for (const { asking, lens } of left) {
      asking.abort();
      lens?.set({ move: null });
    }
    compared.set({ panes });
  }

  /**
   * A pane's model, which is told before it has read.
   * @param {Seen} pane
   * @param {string} name
   */
  async function known(pane, name) {
    if (pane.card) return;
    const found = await model(name);
    Object.assign(pane, { ...found, unit: found.card.examples[0]?.unit ?? 0 });
    tell();
  }

  /**
   * @param {Seen} pane
   * @param {string} name
   * @param {string} text
   */
  async function ask(pane, name, text) {
    pane.asking.abort();
    pane.asking = new AbortController();
    const { signal } = pane.asking;
    Object.assign(pane, { asked: `${name} ${text}`, problem: null });
    tell();
    try {
      const [trace] = await Promise.all([fit(name).then(({ read }) => read(text, signal)), known(pane, name)]);
      if (signal.aborted) return;
      pane.answer = { text, trace };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      pane.problem = error.problem;
    }
    follow(pane, store.get());
    tell();
  }

  /**
   * @param {Seen} pane
   * @param {State} state
   */
  function follow(pane, state) {
    const { spec, lens, trace: before } = pane;
    if (spec.model === undefined && spec.text === undefined) Object.assign(pane, { setting, card: state.card, trace: state.trace, read: state.read });
    else {
      const [name, text] = [spec.model ?? state.card.name, spec.text ?? state.text];
      if (pane.asked !== `${name} ${text}`) ask(pane, name, text);
      if (pane.answer?.text === (spec.text ?? state.read)) Object.assign(pane, { trace: pane.answer.trace, read: pane.answer.text });
    }
    if (!pane.setting || !pane.card || !pane.trace) return;
    const own = { spec, setting: pane.setting, card: pane.card, trace: pane.trace, read: pane.read, unit: spec.model ? pane.unit : state.unit };
    const seen = paneState(setting, state, own, calm);
    if (lens) lens.set(seen);
    else pane.lens = createStore(seen);
    if (!lens || pane.trace !== before) tell();
  }

  store.subscribe((state, before) => {
    if (state === before || state.panes !== before.panes) arrange(state.panes);
    for (const pane of compared.get().panes) follow(pane, state);
  });

  const set = (/** @type {Pane[]} */ panes) => store.set({ panes });
  const on = {
    close: () => set([]),
    /** @param {Pane} pane */
    add: (pane) => set([...store.get().panes, pane]),
    text: () => on.add({ text: otherSentence(store.get()) }),
    pin() {
      const { t, stop } = store.get();
      on.add(stop === null ? { t } : { t, stop });
    },
    /** @param {number} n @param {Pane} change */
    change: (n, change) => set(store.get().panes.map((pane, m) => (m === n ? { ...pane, ...change } : pane))),
    /** @param {number} n */
    remove: (n) => set(store.get().panes.filter((_, m) => m !== n)),
    distract() {
      const next = distracted(store.get());
      if (next) actions.read(next.text, next.after);
    },
    /** @param {Seen} pane */
    retry(pane) {
      pane.asked = "";
      follow(pane, store.get());
    },
  };

  /**
   * A pane's views, when its model and what it read are there.
   * @param {Seen} pane
   * @param {{sheets: HTMLElement, motion: HTMLCanvasElement, next: HTMLElement}} places
   */
  function mountPane(pane, { sheets, motion, next }) {
    if (!pane.lens || !pane.setting) return;
    const { lens } = pane;
    mountStage(sheets, next, lens, pane.setting, calm, {
      select(unit) {
        if (!pane.spec.model) return actions.select(unit);
        pane.unit = unit;
        return follow(pane, store.get());
      },
      look: (stop) => pane.setting?.cell === setting.cell && actions.look(stop),
      step: actions.step,
    });
    mountMotion(motion, lens, pane.setting, calm);
    pane.mountAnswer(next, lens, pane.setting, (word) => {
      const text = grown(lens.get(), word);
      const n = store.get().panes.indexOf(pane.spec);
      if (pane.spec.text !== undefined) on.change(n, { text });
      else actions.read(text, (trace) => ({ t: trace.tokens.length - 1, stop: null }));
    });
    pane.figure = sheets;
    showDiffering();
  }

  const container = part("compare");
  const showDiffering = mountDiffering(part("figure"), store, compared, setting);
  mountCompare(container, { figure: part("figure"), next: part("next"), caption: part("caption") }, store, compared, setting, on, mountPane);
  mountRows(/** @type {HTMLElement} */ (container.querySelector(".rows")), part("tokens"), store, rail, compared, setting);
  cards().then((all) => compared.set({ family: relatives(all, store.get().card) }), () => {}); // the panes say it

  let beginning = false; // the others are not known yet
  let closes = false; // Escape leads out only where it has nothing else to lead out of
  document.body.addEventListener("keydown", ({ key, target }) => {
    const { stop, move, inside } = store.get();
    const writing = target instanceof Element && target.matches("input, select, dialog[open] *");
    closes = key === "Escape" && stop === null && move === null && inside === null && !writing;
  }, true);
  document.body.addEventListener("keydown", () => closes && on.close());

  return {
    /** Begin to compare, or end it. */
    async toggle() {
      if (store.get().panes.length || beginning) {
        beginning = false;
        return on.close();
      }
      beginning = true;
      try {
        const family = relatives(await cards(), store.get().card);
        if (beginning) set(defaults(family, store.get()));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        store.set({ status: "failed", problem: error.problem });
      }
      beginning = false;
    },
  };
}

/**
 * A language that knows more words.
 * @param {Speech} general
 * @param {Words} words
 * @returns {Speech}
 */
function knowing(general, words) {
  const more = speech(general.language, general.tag, words);
  return { ...general, say: (key, params) => (more.knows(key) ? more : general).say(key, params) };
}

/** @typedef {Awaited<ReturnType<typeof createComparison>>} Comparison */
