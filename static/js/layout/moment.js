// What a figure needs of the state, and how strongly each of its parts is drawn.

import { hasUnits, left, lettersOf, nameOf, nodeOf, orderOf, told, vector } from "../select.js";
import { scaleOf } from "./strips.js";

/** @import { Likely, Placement, Setting, State, Strip } from "../types.js" */
/** @typedef {"full" | "there" | "later"} Strength */
/** @typedef {ReturnType<typeof moment>} Moment */

/** @type {Strength[]} */
const ORDER = ["full", "there", "later"];
export const WIRE_OPACITY = { full: null, there: 0.45, later: 0.13 };
export const BOX_OPACITY = { full: null, there: 0.6, later: 0.25 };

/**
 * What the drawing needs of the state, once.
 * @param {Setting} setting
 * @param {State} state
 */
export function moment(setting, state) {
  const { trace, t, stop, unit, layer } = state;
  const order = orderOf(setting);
  const { say, language } = setting.speech;
  const { tokens, predictions } = trace;
  return {
    setting, place: setting.place, trace, gradient: trace.gradient ?? null, t, stop, unit, layer, order, say,
    T: tokens.length,
    L: trace.layers.length,
    words: /** @type {[string | null, string, string | null]} */ ([
      t ? tokens[t - 1].text : null, tokens[t].text, t + 1 < tokens.length ? tokens[t + 1].text : null,
    ]),
    before: t ? short(setting, predictions[t - 1].top[0]) : null,
    told: (/** @type {Likely} */ said) => told(setting, said),
    reads: state.card.inputs?.map((channel) => channel[language]) ?? null,
    likely: predictions[t].top,
    letters: lettersOf(setting, state),
    of: (/** @type {string} */ node) => vector(setting, state, node),
    left: (/** @type {string} */ node) => left(setting, state, node),
    name: (/** @type {string} */ node) => nameOf(setting, state, node),
    scale: (/** @type {string} */ node) => scaleOf(setting, state, node),
    hasUnits: (/** @type {string} */ node) => hasUnits(setting, state, node),
    size: state.card.size,
  };
}

/** What is said, in a circle. @param {Setting} setting @param {Likely} said */
const short = (setting, said) => (said.value === undefined ? said.text : told(setting, said));

/** Whether the answer is read from this layer. @param {Moment} m */
export const onTop = ({ layer, L }) => layer === L - 1;

/**
 * The layers whose vectors stand upright at one height, so that one line goes through all of them.
 * @param {Placement} place
 */
export function level({ boxes, strips }) {
  const upright = Object.keys(boxes).filter((id) => boxes[id].kind === "layer" && strips[id].along === "y");
  const beside = (/** @type {string} */ id) => upright.filter((other) => strips[other].y === strips[id].y);
  return upright.map(beside).reduce((most, row) => (row.length > most.length ? row : most), [""]).filter((id, _, row) => row.length > 1 && id);
}

/** Whether all of the step is there. @param {Moment} m */
export const done = (m) => m.stop === null || m.stop === m.order[m.order.length - 1];

/**
 * Where what is carried rests when the step is done: a pitch from where the next step finds it.
 * @param {Setting} setting
 * @returns {Record<string, Strip>}
 */
export function leaving({ cell, place }) {
  const entries = Object.entries(cell.carry).map(([key, node]) => {
    const strip = place.strips[key];
    return [node, { ...strip, x: strip.x + place.pitch }];
  });
  return Object.fromEntries(entries);
}

/**
 * Of the operation that makes `node`: being done, done, or still to come.
 * @param {Moment} m
 * @param {string} node
 * @returns {Strength}
 */
export function strength(m, node) {
  if (m.stop === null) return "full";
  const stop = m.order.indexOf(m.stop);
  const at = m.order.includes(node) ? m.order.indexOf(node) : m.order.length;
  return at === stop ? "full" : at < stop ? "there" : "later";
}

/**
 * A wire is as strong as what is read or made along it: an edge into the operation, or out of it.
 * @param {Moment} m
 * @param {string[]} edges
 */
export function wireStrength(m, edges) {
  const all = edges.flatMap((edge) => {
    const [source, target] = edge.split(">");
    return m.order.includes(source) ? [strength(m, target), strength(m, source)] : [strength(m, target)];
  });
  return ORDER.find((one) => all.includes(one)) ?? "later";
}

/**
 * Of a vector: read or made right now, there, or not there yet.
 * @param {Moment} m
 * @param {string} node
 * @returns {Strength}
 */
export function nodeStrength(m, node) {
  if (m.stop === null || node === m.stop || nodeOf(m.setting, m.stop).inputs.includes(node)) return "full";
  return m.order.includes(node) ? strength(m, node) : "there";
}
