// A vector over the sentence as pixels: one row a unit, one column a step; and which columns there are to paint.
// Numbers in, numbers out.

import { columnAt } from "./axis.js";

/** @typedef {[number, number, number]} Rgb */

const MOST = 8192; // pixels of a canvas across: more is refused somewhere

/**
 * @param {{size: number, values: Float32Array}} vector
 * @param {number} T
 * @param {(value: number) => number} scale
 * @param {{plate: Rgb, ink: Rgb, negative: Rgb, positive: Rgb}} colors
 * @param {boolean} gate
 */
export function pixels({ size, values }, T, scale, colors, gate) {
  const bytes = new Uint8ClampedArray(4 * T * size);
  for (let unit = 0; unit < size; unit++) {
    for (let t = 0; t < T; t++) {
      const share = scale(values[t * size + unit]);
      const full = gate ? colors.ink : share < 0 ? colors.negative : colors.positive;
      const at = 4 * (unit * T + t);
      for (let k = 0; k < 3; k++) bytes[at + k] = colors.plate[k] + (full[k] - colors.plate[k]) * Math.abs(share);
      bytes[at + 3] = 255;
    }
  }
  return bytes;
}

/**
 * The columns worth painting, those in view and as many on either side, so that scrolling seldom paints; from where to
 * where they go, and how many pixels a px has.
 * @param {{edges: number[], room: number, left: number}} rail
 * @param {number} density of the screen
 */
export function piece({ edges, room, left }, density) {
  const first = columnAt(edges, left - room);
  const last = columnAt(edges, left + 2 * room);
  const [from, to] = [edges[first], edges[last + 1]];
  return { first, last, from, to, density: Math.min(density, MOST / Math.max(1, to - from)) };
}

/**
 * Whether what is in view is painted.
 * @param {{edges: number[], room: number, left: number}} rail
 * @param {{from: number, to: number}} painted
 */
export const covers = ({ edges, room, left }, { from, to }) =>
  from <= Math.max(0, left) && Math.min(left + room, edges[edges.length - 1]) <= to;
