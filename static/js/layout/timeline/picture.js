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
  for (const { from: top, to: bottom, first, last } of runs(rows)) {
    const row = target.subarray(top * width, (top + 1) * width);
    if (last - first === 1) one(row, shade.subarray(order[first] * T, (order[first] + 1) * T), columns, colour);
    else one(row, outermost(shade, T, order, first, last), columns, colour);
    for (let y = top + 1; y < bottom; y++) target.copyWithin(y * width, top * width, (top + 1) * width);
  }
}

/**
 * A row of pixels.
 * @param {Uint32Array} row
 * @param {Int8Array} course of what it shows
 * @param {Spans} columns
 * @param {Uint32Array} colour
 */
function one(row, course, { first, last }, colour) {
  for (let x = 0, from = -1, to = -1, pixel = 0; x < row.length; x++) {
    if (first[x] !== from || last[x] !== to) {
      from = first[x];
      to = last[x];
      let most = from < to ? course[from] : 0;
      for (let n = from + 1; n < to; n++) if (Math.abs(course[n]) > Math.abs(most)) most = course[n];
      pixel = from < to ? colour[most + FULL] : 0;
    }
    row[x] = pixel;
  }
}

/**
 * Several units as one: of their values at each step the one farthest from zero.
 * @param {Int8Array} shade
 * @param {number} T
 * @param {ArrayLike<number>} order
 * @param {number} first
 * @param {number} last
 */
function outermost(shade, T, order, first, last) {
  const found = new Int8Array(T);
  for (let n = first; n < last; n++) {
    for (let t = 0, at = order[n] * T; t < T; t++, at++) if (Math.abs(shade[at]) > Math.abs(found[t])) found[t] = shade[at];
  }
  return found;
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
 * A curve from so far that steps are narrower than pixels: from where to where it goes within each piece, on from where
 * the one before ended.
 * @param {ArrayLike<number>} values
 * @param {ReturnType<typeof runs>} pieces
 * @returns {[number, number][]} the least and the most
 */
export function ranges(values, pieces) {
  return pieces.map(({ first, last }) => {
    let [least, most] = [Infinity, -Infinity];
    for (let n = Math.max(0, first - 1); n < last; n++) {
      if (values[n] < least) least = values[n];
      if (values[n] > most) most = values[n];
    }
    return [least, most];
  });
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
