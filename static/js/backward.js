// Backward from an answer: asked for while the panel is open, when another answer, step or text is asked about.

import { ApiError } from "./api.js";
import { familyOf } from "./family.js";
import { nameOf, scientific } from "./layout/backward.js";
import { fetchCards, fetchGradient } from "./questions.js";
import { isReserved } from "./sampling.js";
import { asRead } from "./select.js";
import { createStore } from "./store.js";
import { mountBackward } from "./views/backward.js";

/** @import { Given } from "./panel.js" */
/** @import { Attribution, Card, Check, Gradient, Nodes, Problem, Setting, Speech, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

/** What is found out beside the gradients themselves, one after the other.
 * @typedef {object} Finding
 * @property {boolean} asking
 * @property {Problem | null} problem why there are no gradients
 * @property {Attribution | null} shares
 * @property {Problem | null} unshared why there are none
 * @property {Gradient[]} family of other networks asked the same
 * @property {string[]} silent cells of those that did not answer
 * @property {string | null} stranger the word that was asked about, where the network has no such word
 * @property {Check | null} check
 * @property {Problem | null} unchecked
 * @property {boolean} checking
 */

const REST = 60; // ms: what is typed and dragged goes by faster
const RANGES = [1, 2, 5, 10];

/** @type {Finding} */
const NOTHING = { asking: true, problem: null, shares: null, unshared: null, family: [], silent: [], stranger: null, check: null, unchecked: null, checking: false };

/** @param {Given} given */
export function openBackward(given) {
  const { store, setting, say, actions } = given;
  /** @type {Store<Finding>} */
  const finding = createStore(NOTHING);
  /** @type {Promise<Card[]> | null} */
  let cards = null;
  let asking = new AbortController();
  let timer = 0;
  /** @type {Pick<State, "trace" | "asked" | "target"> | null} */
  let last = null; // what was asked
  mountBackward(given, finding, { ask: actions.ask, check, retry: ask });
  store.subscribe((state) => {
    const { panel, trace, asked, target } = state;
    if (panel !== "backward" || (last?.trace === trace && last.asked === asked && last.target === target)) return;
    clearTimeout(timer);
    asking.abort();
    if (last) timer = setTimeout(ask, REST);
    else ask();
    last = state;
  }, ["panel", "trace", "asked", "target"]);

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const state = store.get();
    const { card, trace } = state;
    if (!knows(state)) {
      finding.set({ ...NOTHING, asking: false, stranger: state.target });
      store.set({ backward: null });
      return;
    }
    finding.set({ asking: true, problem: null, stranger: null });
    try {
      const nodes = setting.cell.nodes.map(({ id }) => id);
      const found = await fetchGradient(card.name, { ...question(state), nodes, attribution: false }, signal);
      if (signal.aborted) return;
      finding.set({ ...NOTHING, asking: false });
      store.set({ backward: { of: trace, found, seen: seen(trace, found, setting, say, card) } });
      await Promise.all([share(state, found, signal), compare(state, found, signal)]);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      finding.set({ ...NOTHING, asking: false, problem: error.problem });
      store.set({ backward: null });
    }
  }

  /**
   * @param {State} state
   * @param {Gradient} found
   * @param {AbortSignal} signal
   */
  async function share(state, { target: { id } }, signal) {
    try {
      const { attribution } = await fetchGradient(state.card.name, { ...question(state), target: id, nodes: [], attribution: true }, signal);
      if (!signal.aborted) finding.set({ shares: attribution });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      finding.set({ unshared: error.problem });
    }
  }

  /**
   * The same question to the networks that learned the same; one that cannot answer is named.
   * @param {State} state
   * @param {Gradient} found
   * @param {AbortSignal} signal
   */
  async function compare(state, { target: { id, text } }, signal) {
    cards ??= fetchCards();
    const all = await cards.catch(() => ((cards = null), []));
    const about = { ...question(state), target: text === null || isReserved(text) ? id : text, nodes: [], attribution: false };
    const family = familyOf(state.card, all);
    const answers = await Promise.allSettled(family.map(({ name }) => fetchGradient(name, about, signal)));
    if (signal.aborted) return;
    finding.set({
      family: answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
      silent: family.filter((_, n) => answers[n].status === "rejected").map(({ cell }) => cell),
    });
  }

  /** The selected number's gradient a second time: unit, vector of the heatmap, step. */
  async function check() {
    const state = store.get();
    const { backward, card, t, layer, unit, vector } = state;
    if (!backward) return;
    const { signal } = asking;
    finding.set({ checking: true, unchecked: null });
    try {
      const about = { ...question(state), t: backward.found.t, target: backward.found.target.id, nodes: [], attribution: false, check: { t, layer, node: vector, unit } };
      const { check: found } = await fetchGradient(card.name, about, signal);
      if (!signal.aborted) finding.set({ check: found, checking: false });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      finding.set({ unchecked: error.problem, checking: false });
    }
  }
}

/**
 * @param {State} state
 * @returns {({text: string} | {inputs: number[][]}) & {t: number, target: string | number | null}}
 */
const question = (state) => ({ ...asRead(state), t: state.asked, target: place(state) });

/** A value is asked for by its place, and so is what stands for words that are none. @param {State} state */
function place({ target, card }) {
  if (target === null) return null;
  if (isReserved(target) && card.vocabulary.includes(target)) return card.vocabulary.indexOf(target);
  return card.answer.kind === "value" && /^\d{1,6}$/.test(target) ? Number(target) : target;
}

/**
 * Whether what is asked about may be a word of the network's. English ones are found in other cases, too, as in model/tokenizer.py;
 * whether it is more than one word, the server says.
 * @param {State} state
 */
function knows({ target, card: { answer, vocabulary, tokenizer: { kind, aliases } } }) {
  if (target === null || answer.kind !== "next_token") return true;
  const words = [...vocabulary, ...Object.keys(aliases)];
  if (kind !== "word" || /[^\p{L}\p{N}]/u.test(target)) return words.some((word) => target.startsWith(word));
  const lower = target.toLowerCase();
  const spellings = [target, lower, lower.charAt(0).toUpperCase() + lower.slice(1)];
  return words.some((word) => spellings.includes(word));
}

/**
 * The gradients as a trace for the stage: nothing after the step that was asked.
 * @param {Trace} trace
 * @param {Gradient} found
 * @param {Setting} setting
 * @param {Speech["say"]} say
 * @param {Card} card
 * @returns {Trace}
 */
function seen(trace, found, { speech }, say, card) {
  let most = 0;
  const layers = found.layers.map((nodes) => Object.fromEntries(Object.entries(nodes).map(([id, { size, values }]) => {
    const padded = new Float32Array(trace.tokens.length * size);
    padded.set(values);
    most = values.reduce((m, value) => Math.max(m, Math.abs(value)), most);
    return [id, { size, values: padded }];
  })));
  const answer = say(found.target.text === null ? "backward.answer.value" : "backward.answer", { target: nameOf(found, card, speech.language) });
  return { ...trace, layers: /** @type {Nodes[]} */ (layers), gradient: { asked: found.t, full: rounded(most), answer, value: found.value, say, tell: (value) => scientific(value) } };
}

/** The end of a scale that holds it: 1, 2 or 5 times a power of ten. @param {number} most */
function rounded(most) {
  if (!most) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * (RANGES.find((range) => most <= range * power * (1 + 1e-9)) ?? 10);
}
