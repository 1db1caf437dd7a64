// A text that goes on by itself: asks for the likeliest next words, draws one of them, lets the page read it, and again.

import { ApiError } from "./api.js";
import { wire } from "./held.js";
import { fetchDecoded } from "./questions.js";
import { drawable, drawn, samplingOf, tempered, undoable, uniform } from "./sampling.js";
import { grown } from "./select.js";
import { createStore } from "./store.js";
import { mountContinue } from "./views/continue.js";

/** @import { Given } from "./panel.js" */
/** @import { Likely, Problem, State, Trace } from "./types.js" */

/** A text before it went on, and what it became.
 * @typedef {Pick<State, "t" | "stop" | "key"> & {text: string, made: string}} Before
 */
/** What is known of the next word, and what was written.
 * @typedef {object} Going
 * @property {{trace: Trace, t: number, top: Likely[]} | null} next the likeliest words after a step, the likeliest first
 * @property {boolean} writing
 * @property {Problem | null} problem
 * @property {{word: string, token: string} | null} merged the word that was read as part of another
 * @property {Before[]} trail what can be undone, the last at the end
 */

const TOP = 50; // words that are asked for: what the server gives at most
const LONGEST = 30; // words of a sentence that does not end
const REST = 60; // ms: a key that is held goes by faster
const ENDS = new Set([..."。.T"]); // the last one ends what the counting networks read

/** @param {Given} given */
export function openContinuation(given) {
  const { store, setting, actions } = given;
  if (store.get().card.answer.kind !== "next_token") return mountContinue(given, null, null);
  const going = createStore(/** @type {Going} */ ({ next: null, writing: false, problem: null, merged: null, trail: [] }));
  let timer = 0;
  let back = Promise.resolve(); // when a text that was undone is read again
  mountContinue(given, going, {
    word: () => write(1), sentence: () => write(LONGEST), choose: (/** @type {string} */ word) => write(1, word),
    stop: () => going.set({ writing: false }), undo, look, sample: actions.sample,
  });
  store.subscribe((state) => {
    clearTimeout(timer);
    if (state.panel !== "continue") going.set({ writing: false });
    else if (!going.get().writing) timer = setTimeout(look, REST);
  }, ["trace", "t", "panel", "bet"]);

  /** Whether the next words of the present step are there. */
  function known() {
    const { trace, t } = store.get();
    const { next } = going.get();
    return next?.trace === trace && next.t === t;
  }

  /** Know the next words of the present step; what is known stays until they are there. */
  async function look() {
    const { card, read, trace, t, bet, holds, unheld } = store.get();
    if (bet) return; // it would tell what is bet on
    if (known()) return;
    const { signal } = new AbortController(); // it is soon there: what comes too late is left aside
    const late = () => store.get().trace !== trace || store.get().t !== t;
    try {
      const hold = unheld ? await wire(setting.read, holds, unheld, signal) : [];
      const { prediction } = await fetchDecoded(card.name, { text: read, t, layer: card.layers - 1, node: "h", top: TOP, hold }, signal);
      if (!late()) going.set({ next: { trace, t, top: prediction.top ?? [] }, problem: null });
    } catch (error) {
      if (late()) return;
      if (!(error instanceof ApiError)) throw error;
      going.set({ problem: error.problem, writing: false });
    }
  }

  /**
   * Go on word by word until a sentence ends, somebody stops it, or something else is read meanwhile.
   * @param {number} most
   * @param {string} [chosen] left out: it is drawn
   */
  async function write(most, chosen) {
    await back;
    if (going.get().writing || store.get().bet) return;
    const { read: text, t, stop, key } = store.get();
    let made = text;
    going.set({ writing: true, merged: null });
    store.set({ held: true }); // all that is written is one step of the history
    for (let n = 0; n < most; n++) {
      await look();
      const state = store.get();
      if (!known() || !going.get().writing || state.read !== made || (n && state.t + 1 < state.trace.tokens.length)) break;
      const word = chosen ?? choice(state);
      const more = grown(state, word);
      await actions.grow(word);
      const { read, trace, status } = store.get();
      if (read !== more || status !== "ready") break;
      made = more;
      const token = trace.tokens[trace.tokens.length - 1].text;
      if (token !== word) going.set({ merged: { word, token } });
      if (ENDS.has(word)) break;
    }
    const { trail } = going.get();
    going.set({ writing: false, trail: made === text ? trail : [...trail, { text, t, stop, key, made }] });
    store.set({ held: false });
    if (!going.get().problem) look(); // what has just failed is asked again by the reader
  }

  /** @param {State} state */
  function choice({ sampling, t }) {
    const how = samplingOf(sampling);
    const words = drawable(going.get().next?.top ?? []);
    const shares = tempered(words.map(({ probability }) => Number(probability)), how);
    return words[drawn(shares, uniform(how.seed, t))].text;
  }

  async function undo() {
    await back;
    const { trail } = going.get();
    const at = undoable(trail, store.get());
    if (at < 0) return;
    const { text, t, stop, key } = trail[at];
    going.set({ trail: trail.slice(0, at), merged: null });
    back = Promise.resolve(actions.restore(text, store.get().holds, () => ({ t, stop, key })));
  }
}
