// What charts have in common: scales, axes, lines, and names at their ends that do not overlap. Numbers in, trees out.

import { el, number } from "../lib/tree.js";

/** @import { Tree } from "../types.js" */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Plot in the chart's own px */
/** @typedef {{at: number, text: string}} Tick */

export const WIDTH = 340;
export const HEIGHT = 236;
const LINE = 13; // px between the names at the ends of lines
const POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @returns {(value: number) => number}
 */
export const linear = ([a, b], [from, to]) => (value) => from + ((value - a) / (b - a)) * (to - from);

/**
 * A whole power of ten as it is read.
 * @param {number} exponent
 */
export function power(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => POWERS[Number(digit)]).join("");
  return exponent === 0 ? "1" : `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/**
 * A positive number of any size in two digits: 0.25, 4.1×10⁻⁷.
 * @param {number} value
 * @param {number} [precision] or in so many
 */
export function brief(value, precision = 2) {
  const [digits, exponent] = value.toExponential(precision - 1).split("e");
  return Number(exponent) < -3 ? `${digits}×${power(Number(exponent))}` : String(Number(value.toPrecision(precision)));
}

/**
 * Places at least `gap` apart, in the same order, and together as near to those wanted as they can be: neighbours that are
 * too near are taken together around the mean of what they want.
 * @param {number[]} wanted
 * @param {number} gap
 * @param {[number, number]} range that holds them
 */
export function apart(wanted, gap, [low, high]) {
  const order = wanted.map((_, n) => n).sort((a, b) => wanted[a] - wanted[b] || a - b);
  /** @type {{sum: number, count: number}[]} */
  const blocks = [];
  order.forEach((n, rank) => {
    blocks.push({ sum: wanted[n] - rank * gap, count: 1 });
    while (blocks.length > 1) {
      const [one, two] = blocks.slice(-2);
      if (one.sum / one.count < two.sum / two.count) break;
      blocks.splice(-2, 2, { sum: one.sum + two.sum, count: one.count + two.count });
    }
  });
  const most = Math.max(low, high - (wanted.length - 1) * gap);
  const starts = blocks.flatMap(({ sum, count }) => Array(count).fill(Math.max(low, Math.min(most, sum / count))));
  /** @type {number[]} */
  const places = [];
  order.forEach((n, rank) => (places[n] = starts[rank] + rank * gap));
  return places;
}

/**
 * @param {string} name what is drawn, for ears
 * @param {(Tree | string)[]} children
 * @param {Record<string, string>} [more]
 */
export const chart = (name, children, more = {}) =>
  el("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": name, ...more }, children);

/**
 * Lines across the plot with their values to the left, and what they are values of above them.
 * @param {Plot} plot
 * @param {Tick[]} ticks in px
 * @param {string} name
 */
export function yAxis({ left, right }, ticks, name) {
  return el("g", { class: "axis" }, [
    ...ticks.map(({ at }) => el("path", { d: `M${left} ${number(at)}H${right}`, stroke: "var(--color-line)" })),
    ...ticks.map(({ at, text }) => el("text", { x: left - 6, y: number(at + 4), "text-anchor": "end" }, [text])),
    el("text", { x: 2, y: 11 }, [name]),
  ]);
}

/**
 * @param {Plot} plot
 * @param {Tick[]} ticks in px
 * @param {string} name
 */
export function xAxis({ left, right, bottom }, ticks, name) {
  return el("g", { class: "axis" }, [
    el("path", { d: `M${left} ${bottom}H${right}${ticks.map(({ at }) => `M${number(at)} ${bottom}v4`).join("")}`, stroke: "var(--color-muted)" }),
    ...ticks.map(({ at, text }) => el("text", { x: number(at), y: bottom + 16, "text-anchor": "middle" }, [text])),
    el("text", { x: left, y: bottom + 32 }, [name]),
  ]);
}

/**
 * @param {[number, number][]} points
 */
export const path = (points) => points.map(([x, y], n) => `${n ? "L" : "M"}${number(x)} ${number(y)}`).join("");

/**
 * Names at the right, each where its line ends or as near as there is room.
 * @param {Plot} plot
 * @param {{at: number, text: string, color: string, own?: boolean}[]} names
 */
export function names({ right, top, bottom }, names) {
  const places = apart(names.map(({ at }) => at), LINE, [top, bottom]);
  return el("g", { class: "names" }, names.map(({ text, color, own }, n) =>
    el("text", { class: own ? "is-own" : null, x: right + 8, y: number(places[n] + 4), fill: `var(--color-${color})` }, [text])));
}
