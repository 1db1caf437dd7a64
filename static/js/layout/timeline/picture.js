// Vectors over the sentence as pixels, only as many as are seen. Numbers in, numbers out.

/** @import { Vector } from "./order.js" */
/** @import { Rgb } from "../heatmap.js" */
/** @typedef {{first: Int32Array, last: Int32Array}} Spans of `spans` */

const FULL = 127; // levels of each sign
const OPEN = 0.9;
const SHUT = 0.1;

/**
 * A vector's values on its scale, unit by unit, in 127 steps for each sign: computed once, painted often.
 * @param {Vector} vector
 * @param {number} T
 * @param {(value: number) => number} share from a value to −1…1
 */
export function shades({ size: H, values }, T, share) {
  const found = new Int8Array(H * T);
  for (let t = 0; t < T; t++) for (let u = 0; u < H; u++) found[u * T + t] = Math.round(FULL * share(values[t * H + u]));
  return found;
}

/**
 * The colour of each shade, as a pixel in memory.
 * @param {{plate: Rgb, ink: Rgb, negative: Rgb, positive: Rgb}} colors
 * @param {boolean} gate
 */
export function colours({ plate, ink, negative, positive }, gate) {
  return Uint32Array.from({ length: 2 * FULL + 1 }, (_, n) => {
    const share = (n - FULL) / FULL;
    const full = gate ? ink : share < 0 ? negative : positive;
    const [r, g, b] = plate.map((one, k) => Math.round(one + (full[k] - one) * Math.abs(share)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/**
 * Paint what a window shows of a vector. A pixel that stands for several values shows the one farthest from zero, never
 * their mean: nothing that stands out can get lost.
 * @param {Uint32Array} target
 * @param {Int8Array} shade of `shades`
 * @param {number} T
 * @param {Spans} columns
 * @param {Spans} rows
 * @param {ArrayLike<number>} order of the units
 * @param {Uint32Array} colour of `colours`
 */
export function paint(target, shade, T, columns, rows, order, colour) {
  const width = columns.first.length;
  const pieces = runs(columns);
  for (const { from: top, to: bottom, first, last } of runs(rows)) {
    const row = target.subarray(top * width, (top + 1) * width);
    row.fill(0);
    for (const piece of pieces) {
      let most = 0;
      for (let n = first; n < last; n++) {
        for (let at = order[n] * T + piece.first, end = order[n] * T + piece.last; at < end; at++) {
          if (Math.abs(shade[at]) > Math.abs(most)) most = shade[at];
        }
      }
      const seen = first < last && piece.first < piece.last;
      if (seen) row.fill(colour[most + FULL], piece.from, piece.to);
    }
    for (let y = top + 1; y < bottom; y++) target.copyWithin(y * width, top * width, (top + 1) * width);
  }
}

/**
 * Pixels side by side that show the same, from `from` up to before `to`.
 * @param {Spans} spans
 */
export function runs({ first, last }) {
  const found = [];
  for (let from = 0, to = 0; from < first.length; from = to) {
    for (to = from + 1; to < first.length && first[to] === first[from] && last[to] === last[from]; ) to++;
    found.push({ from, to, first: first[from], last: last[from] });
  }
  return found;
}

/**
 * How saturated a gate is: the share of its units that are open and shut at each step, and of all of them together.
 * @param {Vector} vector
 * @param {number} T
 */
export function saturation({ size: H, values }, T) {
  const share = (/** @type {(value: number) => boolean} */ is) =>
    Float64Array.from({ length: T }, (_, t) => values.subarray(t * H, (t + 1) * H).reduce((sum, value) => sum + (is(value) ? 1 : 0), 0) / H);
  const [open, shut] = [share((value) => value > OPEN), share((value) => value < SHUT)];
  const mean = (/** @type {Float64Array} */ steps) => steps.reduce((sum, one) => sum + one, 0) / T;
  return { open, shut, all: { open: mean(open), shut: mean(shut) } };
}
