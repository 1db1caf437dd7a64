// The steps of a series of numbers on the strip: a column each, all equally wide; its number as a bar, its mark as a dot.

import { el } from "../lib/tree.js";
import { isMark } from "./series.js";

/** @import { Channel, Setting, State, Trace, Tree } from "../types.js" */
/** @import { Axis } from "./axis.js" */

const PITCH = { least: 6, most: 40 };
const FOR_FINGERS = 24;

/**
 * A column a step: as narrow as it takes for all to be seen at once, where fingers do not need more.
 * @param {State} state
 * @param {number} room
 * @param {boolean} narrow
 * @returns {Axis}
 */
export function lay({ trace: { tokens: { length: T } } }, room, narrow) {
  const pitch = Math.max(narrow ? FOR_FINGERS : PITCH.least, Math.min(PITCH.most, room / T));
  const edges = Array.from({ length: T + 1 }, (_, n) => Math.floor(pitch * n + 1e-6));
  return { edges, size: 13, scrolls: edges[T] > room };
}

/**
 * The numbers that are read at a step.
 * @param {Trace} trace
 * @param {number} t
 */
export const rowOf = (trace, t) => trace.tokens[t].row ?? [];

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {number} n
 * @param {number[]} edges of the columns
 * @returns {Tree}
 */
export function chip({ speech: { say, language } }, { trace, card, t }, n, edges) {
  const inputs = card.inputs ?? [];
  const row = rowOf(trace, n);
  const current = n === t;
  const tabindex = current ? 0 : -1;
  const told = inputs.flatMap((channel, k) => (!isMark(channel) ? [`${channel[language]} ${row[k]}`] : row[k] > 0 ? [channel[language]] : []));
  const label = say("step.label", { n: n + 1, told: told.join(say("step.and")) });
  return el("li", {
    class: `token is-number ${current ? "is-current" : n < t ? "is-read" : "is-unread"}`,
    style: `inset-inline-start: ${edges[n]}px; inline-size: ${edges[n + 1] - edges[n]}px`,
    "aria-current": current ? "step" : null,
  }, [
    el("button", { class: "word", type: "button", tabindex, "aria-label": label, title: current ? say("step.edit") : label },
      inputs.flatMap((channel, k) => (isMark(channel) ? [] : [bar(channel, row[k])]))),
    ...inputs.flatMap((channel, k) => (isMark(channel) ? [mark(channel[language], k, row[k] > 0, tabindex)] : [])),
  ]);
}

/**
 * From zero up, or down where the channel has numbers below it.
 * @param {Channel} channel
 * @param {number} value
 */
function bar({ low, high }, value) {
  const share = (/** @type {number} */ of) => ((100 * of) / (high - low)).toFixed(1);
  const zero = Math.min(Math.max(0, low), high);
  const style = `block-size: ${share(Math.abs(value - zero))}%; inset-block-end: ${share(Math.min(value, zero) - low)}%`;
  return el("span", { class: `amount ${value < zero ? "is-negative" : ""}`, style });
}

/**
 * @param {string} name
 * @param {number} channel
 * @param {boolean} on
 * @param {number} tabindex
 */
const mark = (name, channel, on, tabindex) =>
  el("button", { class: "mark", type: "button", tabindex, "data-channel": channel, "aria-pressed": String(on), "aria-label": name, title: name });
