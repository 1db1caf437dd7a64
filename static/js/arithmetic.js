// Where a number comes from: asked for while the reader follows it from step to step and from unit to unit.

import { ApiError, fetchWords } from "./api.js";
import { wire } from "./held.js";
import { speech } from "./i18n.js";
import { fetchDecoded, fetchExplanation, fetchWeights } from "./questions.js";
import { rerun } from "./rerun.js";
import { asRead, vector } from "./select.js";
import { createStore } from "./store.js";
import { mountArithmetic } from "./views/arithmetic.js";

/** @import { Actions } from "./actions.js" */
/** @import { Origin } from "./layout/arithmetic.js" */
/** @import { Explanation, Problem, Setting, State, WireHold } from "./types.js" */
/** @import { Store } from "./store.js" */
/** @import { Finding } from "./views/arithmetic.js" */

const WORDS = 4; // that a vector is read as
const REST = 60; // ms: a key that is held goes by faster

/**
 * @param {HTMLElement} container
 * @param {{base: string, store: Store<State>, setting: Setting, actions: Actions}} given
 */
export async function openArithmetic(container, { base, store, setting, actions }) {
  const { tag, language } = setting.speech;
  const { say } = speech(language, tag, await fetchWords(base, language, "arithmetic"));
  /** @type {Store<Finding>} */
  const finding = createStore(/** @type {Finding} */ ({ found: null, held: null, decoded: null, asking: false, problem: null, undecoded: null, unchecked: null, own: null, check: "no", trail: [] }));
  /** @type {Promise<import("./rerun.js").Tensors> | null} */
  let weights = null;
  let holds = /** @type {WireHold[]} */ ([]); // under which the number was found
  let asking = new AbortController();
  let timer = 0;

  mountArithmetic(container, `${base}/css/arithmetic.css`, store, finding, setting, say, {
    go(origin) {
      finding.set({ trail: [...finding.get().trail, here()] });
      actions.follow(origin);
    },
    back() {
      const trail = [...finding.get().trail];
      const origin = trail.pop();
      finding.set({ trail });
      if (origin) actions.follow(origin);
    },
    close: () => actions.takeApart(null),
    check, retry: ask,
  });
  store.subscribe(({ number }) => {
    if (number === null) finding.set({ trail: [], found: null });
  }, ["number"]);
  store.subscribe((state, before) => {
    clearTimeout(timer);
    asking.abort();
    if (state.number === null) return;
    if (state === before || state.number !== before.number) ask();
    else timer = setTimeout(ask, REST);
  }, ["number", "trace", "t", "layer", "unit"]);

  /** @returns {Origin} */
  function here() {
    const { t, layer, unit, number } = store.get();
    return { t, layer, unit, number: number ?? "" };
  }

  async function ask() {
    const state = store.get();
    const { card, t, layer, unit, number, bet } = state;
    if (number === null) return;
    asking = new AbortController();
    const { signal } = asking;
    finding.set({ asking: true, own: null });
    try {
      const hold = state.unheld ? await wire(setting.read, state.holds, state.unheld, signal) : [];
      const what = { ...asRead(state), t, layer, node: number, hold };
      const words = bet ? null : fetchDecoded(card.name, { ...what, top: WORDS }, signal).then((decoded) => ({ decoded }), failed); // it would tell what is bet on
      const [found, read] = await Promise.all([fetchExplanation(card.name, { ...what, unit }, signal), words]);
      if (signal.aborted) return;
      holds = hold;
      const held = hold.some((one) => isThere(one, found)) ? vector(setting, state, number)[unit] : null;
      finding.set({ found, held, decoded: null, undecoded: null, asking: false, problem: null, unchecked: null, ...read });
      if (weights) check();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      finding.set({ asking: false, problem: error.problem });
    }
  }

  /** Once the weights are here, every number is checked. */
  async function check() {
    const { found } = finding.get();
    if (!found) return;
    const { card, trace } = store.get();
    if (!weights) finding.set({ check: "running", unchecked: null });
    try {
      weights ??= fetchWeights(card.name);
      const tensors = await weights;
      if (finding.get().found !== found) return; // another one has come meanwhile, which is checked itself
      finding.set({ check: "yes", own: recomputed(found, tensors, card.layers, trace) });
    } catch (error) {
      weights = null;
      if (!(error instanceof ApiError)) throw error;
      finding.set({ check: "no", unchecked: error.problem });
    }
  }

  /** What the vector says is told beside the number, which does without. @param {unknown} error @returns {{undecoded: Problem}} */
  function failed(error) {
    if (!(error instanceof ApiError)) throw error;
    return { undecoded: error.problem };
  }

  /**
   * The number as it follows from its inputs: if it is held itself, before it is.
   * @param {Explanation} found
   * @param {import("./rerun.js").Tensors} tensors
   * @param {number} layers
   * @param {State["trace"]} trace
   */
  function recomputed(found, tensors, layers, trace) {
    const { t, layer, node, unit } = found;
    const D = tensors["embedding.weight"]?.shape[1];
    const inputs = trace.tokens.map(({ id, row }) => Float64Array.from(row ?? tensors["embedding.weight"].values.subarray(id * D, (id + 1) * D)));
    const before = holds.map((one) => (isThere(one, found) ? { ...one, until: t - 1 } : one));
    return rerun(setting.cell, tensors, layers, inputs, t, before)[layer][node][unit];
  }
}

/**
 * Whether a number is held.
 * @param {WireHold} hold
 * @param {Explanation} found
 */
const isThere = ({ node, layer, units, t, until }, found) =>
  node === found.node && layer === found.layer && t <= found.t && found.t <= (until ?? found.t) && (units === null || units.includes(found.unit));
