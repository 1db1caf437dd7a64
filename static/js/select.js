// What follows from the state: nothing here is kept, all of it is computed.

/** @import { Card, CellNode, Letters, Setting, State, Trace } from "./types.js" */

const SURPRISE_CAP = 8; // bits; a longer bar would say no more

/**
 * One vector at one step; h_prev and c_prev are h and c one step earlier, zeros at the first.
 * @param {Setting} setting
 * @param {Trace} trace
 * @param {string} node
 * @param {number} t
 * @param {number} [layer]
 * @returns {Float32Array}
 */
export function vector(setting, trace, node, t, layer = 0) {
  const carried = setting.cell.carry[node];
  const { size, values } = trace.layers[layer][carried ?? node];
  if (!carried) return values.subarray(t * size, (t + 1) * size);
  return t ? values.subarray((t - 1) * size, t * size) : new Float32Array(size);
}

/**
 * The largest |v| of a vector over the whole sentence.
 * @param {Trace} trace
 * @param {string} node
 */
function largest(trace, node) {
  let most = 0;
  for (const value of trace.layers[0][node].values) most = Math.max(most, Math.abs(value));
  return most;
}

/** @param {Setting} setting */
export const computed = (setting) => setting.cell.nodes.filter((node) => node.op !== "input");

/** The stops of a step. @param {Setting} setting */
export const orderOf = (setting) => computed(setting).map((node) => node.id);

/** What the scale of the cell state has to hold; 1 for a cell without one. @param {Trace} trace */
export const largestC = (trace) => ("c" in trace.layers[0] ? largest(trace, "c") : 1);

/**
 * @param {Setting} setting
 * @param {string} id
 * @returns {CellNode}
 */
export function nodeOf(setting, id) {
  const found = setting.cell.nodes.find((node) => node.id === id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
}

/**
 * How unexpected a token was, in bits; null for the first, which nothing could foretell.
 * @param {Trace} trace
 * @param {number} t
 */
export function surprise(trace, t) {
  const actual = t ? trace.predictions[t - 1].actual : null;
  return actual ? -Math.log2(Math.max(actual.probability, Number.MIN_VALUE)) : null;
}

/** @param {number | null} bits */
export const surpriseShare = (bits) => Math.min(bits ?? 0, SURPRISE_CAP) / SURPRISE_CAP;

/**
 * The words that may stand in a token's place, its own first; empty where it belongs to no class.
 * @param {Card} card
 * @param {string} word
 */
export function classOf(card, word) {
  return Object.values(card.classes).find((words) => words.includes(word)) ?? [];
}

/**
 * The letters that the reader has chosen.
 * @param {Setting} setting
 * @param {State} state
 * @returns {Letters}
 */
export const lettersOf = (setting, state) => setting.notation[state.notation];

/** @param {State} state */
export const unknownCount = (state) => state.trace.tokens.filter((token) => !token.known).length;

/**
 * One vector's unit over the sentence.
 * @param {Trace} trace
 * @param {string} node
 * @param {number} unit
 */
export function life(trace, node, unit) {
  const { size, values } = trace.layers[0][node];
  return trace.tokens.map((_, t) => values[t * size + unit]);
}
