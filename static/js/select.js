// What follows from the state: nothing here is kept, all of it is computed.

/** @import { Card, CellNode, Letters, Likely, Setting, State, Trace } from "./types.js" */

const SURPRISE_CAP = 8; // bits; a longer bar would say no more

export const NAMED = new Set("figochrzn"); // nodes with a colour for their name
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @typedef {Pick<State, "trace" | "t" | "layer">} Place where a vector is looked at */

/**
 * One vector at one step; h_prev and c_prev are h and c one step earlier, zeros at the first, where a trace has none of their own.
 * @param {Pick<Setting, "cell">} setting
 * @param {Place} place
 * @param {string} node
 * @returns {Float32Array}
 */
export function vector({ cell }, { trace, t, layer }, node) {
  const nodes = trace.layers[layer];
  const carried = node in nodes ? undefined : cell.carry[node];
  const { size, values } = nodes[carried ?? node];
  if (!carried) return values.subarray(t * size, (t + 1) * size);
  return t ? values.subarray((t - 1) * size, t * size) : new Float32Array(size);
}

/**
 * What leaves a step along the wire to the next: the vector itself; of gradients what comes back from there.
 * @param {Pick<Setting, "cell">} setting
 * @param {Place} place
 * @param {string} node
 */
export function left({ cell }, place, node) {
  const { trace, t, layer } = place;
  if (!trace.gradient) return vector({ cell }, place, node);
  const { size, values } = trace.layers[layer][Object.keys(cell.carry).find((id) => cell.carry[id] === node) ?? node];
  return t + 1 < trace.tokens.length ? values.subarray((t + 1) * size, (t + 2) * size) : new Float32Array(size);
}

/**
 * What the stage shows: while the panel looks backward, the gradients in place of what they are gradients of.
 * @param {State} state
 * @returns {State}
 */
export const staged = (state) => (looksBack(state) && state.backward ? { ...state, trace: state.backward.seen, stop: null } : state);

/** Whether the stage goes backward: there are gradients of what was read, or it shows them. @param {Pick<State, "panel" | "backward" | "trace">} state */
export const looksBack = ({ panel, backward, trace }) => panel === "backward" && (backward?.of === trace || backward?.seen === trace);

/** @type {WeakMap<Trace, Record<string, number>>} */
const known = new WeakMap();

/**
 * The largest |v| of a vector over the whole sentence and all layers.
 * @param {Trace} trace
 * @param {string} node
 */
export function largest(trace, node) {
  const found = known.get(trace) ?? {};
  known.set(trace, found);
  return (found[node] ??= trace.layers.reduce((most, nodes) => nodes[node].values.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0));
}

/** @param {Setting} setting */
export const computed = (setting) => setting.cell.nodes.filter((node) => node.op !== "input");

/** The stops of a step. @param {Setting} setting */
export const orderOf = (setting) => computed(setting).map((node) => node.id);

/** The nodes with a colour of their own, in order. @param {Setting} setting */
export const named = (setting) => orderOf(setting).filter((id) => NAMED.has(id));

/**
 * Whether a unit can be followed into a vector: not into an x that is only read through weights.
 * @param {Setting} setting
 * @param {Pick<State, "layer">} state
 * @param {string} id
 */
export const hasUnits = ({ cell }, { layer }, id) =>
  id !== "x" || layer > 0 || cell.nodes.some(({ learned, inputs }) => !learned && inputs.includes("x"));

/**
 * What a vector is called: x of a higher layer is h of the one below.
 * @param {Setting} setting
 * @param {Pick<State, "layer">} state
 * @param {string} id
 */
export const nameOf = ({ speech: { say } }, { layer }, id) => (id === "x" && layer ? say("layer.x", { below: layer }) : say(`node.${id}.name`));

/**
 * @param {Pick<Setting, "cell">} setting
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
 * The number of what is said: how likely it is, or what it is.
 * @param {Setting} setting
 * @param {Likely} said
 */
export const told = ({ speech }, { probability, value }) =>
  value === undefined ? speech.percent(probability) : value.toFixed(2).replace("-", "−");

/**
 * The words that may stand in a token's place, its own first; empty where it belongs to no class.
 * @param {Card} card
 * @param {string} word
 */
export function classOf(card, word) {
  return Object.values(card.classes).find((words) => words.includes(word)) ?? [];
}

/**
 * The letters that the reader has chosen; what a higher layer reads is h¹ of the first.
 * @param {Pick<Setting, "notation">} setting
 * @param {Pick<State, "notation" | "layer">} state
 * @returns {Letters}
 */
export function lettersOf({ notation }, { notation: chosen, layer }) {
  const letters = notation[chosen];
  return layer ? { ...letters, x: [`h${[...String(layer)].map((digit) => RAISED[Number(digit)]).join("")}`, "t"] } : letters;
}

/** @param {State} state */
export const unknownCount = (state) => state.trace.tokens.filter((token) => !token.known).length;

/**
 * What was read up to the current step, and then a word.
 * @param {State} state
 * @param {string} word
 */
export function grown({ card, read, trace, t }, word) {
  const kept = [...read].slice(0, trace.tokens[t].end).join("");
  return kept + (card.tokenizer.kind === "word" && /\w/.test(word[0]) ? " " : "") + word;
}

/**
 * One vector's unit over the sentence.
 * @param {State} state
 */
export function life({ trace, layer, vector: node, unit }) {
  const { size, values } = trace.layers[layer][node];
  return trace.tokens.map((_, t) => values[t * size + unit]);
}

const TELLING = ["whatif", "scan", "backward"]; // they ask the network, and would tell what is bet on

/**
 * What can be opened below the heatmap, the first one first.
 * @param {Pick<Card, "task">} card
 * @param {boolean} [betting]
 */
export const panelsOf = ({ task }, betting = false) =>
  [...(task === "memory" ? ["memory"] : []), "ledger", "timeline", "whatif", "scan", "backward", "continue", "bet"]
    .filter((panel) => !betting || !TELLING.includes(panel));

/**
 * What was read, as a request has it.
 * @param {State} state
 * @returns {{text: string} | {inputs: number[][]}}
 */
export const asRead = ({ card, read, trace }) => (card.inputs ? { inputs: trace.tokens.map(({ row }) => row ?? []) } : { text: read });

/** How many units a model has, layer by layer. @param {Pick<import("./types.js").Card, "layers" | "hidden">} card */
export const unitsOf = ({ layers, hidden }) => (layers > 1 ? `${layers} × ${hidden}` : String(hidden));
