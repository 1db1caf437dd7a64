// A sentence whose rest is covered until the reader has bet on it: what is covered is not in the state's trace, and so it is
// nowhere on the page.

import { REST } from "./player.js";

/** @import { Actions } from "./actions.js" */
/** @import { Store } from "./store.js" */
/** @import { Bet, Card, Setting, State, Trace } from "./types.js" */

export const WORD = "word"; // what is bet on, if it is not a gate

/**
 * The nodes whose units can be bet on: open or shut.
 * @param {Setting} setting
 */
export const gatesOf = ({ cell }) => cell.nodes.filter(({ scale, op }) => scale === "gate" && op !== "input").map(({ id }) => id);

/**
 * The first steps of a sentence as if it ended there; where the next word is bet on, without what is expected after the last.
 * @param {Bet} bet
 * @param {number} steps
 * @returns {Pick<State, "bet" | "trace" | "read" | "text">}
 */
export function covered(bet, steps) {
  const { on, text, whole } = bet;
  const read = [...text].slice(0, whole.tokens[steps - 1].end).join("");
  const predictions = whole.predictions.slice(0, steps);
  if (on === WORD && steps < whole.tokens.length) predictions[steps - 1] = { top: [], actual: null };
  const layers = whole.layers.map((nodes) => Object.fromEntries(
    Object.entries(nodes).map(([id, { size, values }]) => [id, { size, values: values.subarray(0, steps * size) }])));
  return { bet, trace: { ...whole, tokens: whole.tokens.slice(0, steps), predictions, layers }, read, text: read };
}

/**
 * What an address wants covered of a text that was read; nothing where it says nothing or something that cannot be bet on.
 * @param {Setting} setting
 * @param {Card} card
 * @param {string | undefined} asked like word.14
 * @param {string} text
 * @param {Trace} whole
 * @returns {Pick<State, "bet" | "trace" | "read" | "text"> | null}
 */
export function coveredAs(setting, { answer }, asked, text, whole) {
  const [on, steps] = (asked ?? "").split(".");
  if (answer.kind !== "next_token" || ![WORD, ...gatesOf(setting)].includes(on)) return null;
  return covered({ on, text, whole, asked: 0 }, Math.max(1, Math.min(Number(steps) || 1, whole.tokens.length)));
}

/**
 * Cover what follows a step until it is bet on. What is held, taken apart or compared would tell.
 * @param {Store<State>} store
 * @param {string} on next word, or a gate's selected unit
 * @param {number} t
 */
export function cover(store, on, t) {
  const { bet, read: text, trace, unheld } = store.get();
  const start = covered({ on, text, whole: unheld ?? trace, ...(bet && { text: bet.text, whole: bet.whole }), asked: 0 }, t + 1);
  store.set({ ...REST, t, stop: null, fresh: false, swapped: null, number: null, panes: [], holds: [], wanted: [], unheld: null, backward: null, source: null, ...start });
}

/**
 * One step more: the bet is placed.
 * @param {Store<State>} store
 * @param {Actions} actions
 */
export function uncover(store, actions) {
  const { bet, trace } = store.get();
  const steps = trace.tokens.length;
  if (!bet || steps === bet.whole.tokens.length) return;
  store.set({ ...REST, ...covered({ ...bet, asked: 0 }, steps + 1), t: steps - 1 });
  actions.step(1);
}

/** All of it again. @param {Store<State>} store */
export function uncoverAll(store) {
  const { bet } = store.get();
  if (bet) store.set({ ...REST, bet: null, trace: bet.whole, read: bet.text, text: bet.text });
}
