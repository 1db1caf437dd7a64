// How much of an axis is seen and from where: its scale, and where the window begins on what is so scaled. Numbers in, numbers out.

/** @typedef {{scale: number, at: number}} Window `at` in px of the scaled axis */
/** @typedef {{length: number, room: number, least: number, most: number}} Bounds the axis at scale 1 and its window, px; the scales there may be */

const NEAR = 0.02; // of scale 1, which is as good as 1

/**
 * The window brought within its axis.
 * @param {Window} window
 * @param {Pick<Bounds, "length" | "room">} bounds
 * @returns {Window}
 */
export const within = ({ scale, at }, { length, room }) => ({ scale, at: Math.max(0, Math.min(length * scale - room, at)) });

/**
 * Larger or smaller by a factor, and what is under one place of the window stays there.
 * @param {Window} window
 * @param {number} factor
 * @param {number} place px from the window's beginning
 * @param {Bounds} bounds
 */
export function zoomed({ scale, at }, factor, place, bounds) {
  const wanted = Math.max(bounds.least, Math.min(bounds.most, scale * factor));
  const next = Math.abs(wanted - 1) < NEAR ? 1 : wanted;
  return within({ scale: next, at: ((at + place) * next) / scale - place }, bounds);
}

/**
 * The nearest window in which a piece of the axis is seen.
 * @param {Window} window
 * @param {number} from px at scale 1
 * @param {number} to
 * @param {Pick<Bounds, "length" | "room">} bounds
 */
export function showing({ scale, at }, from, to, bounds) {
  const [first, last] = [from * scale, to * scale];
  return within({ scale, at: Math.min(first, Math.max(last - bounds.room, at)) }, bounds);
}

const SCALES = 1000; // parts of a scale and of a place that a written window knows
const PLACES = 100_000;

/**
 * Two windows as an address has them, independent of how wide the page is: each its scale, and its beginning as a share of the axis.
 * @param {{window: Window, length: number}[]} both an axis at scale 1, px
 */
export const lookOf = (both) =>
  both.flatMap(({ window: { scale, at }, length }) => [Math.round(scale * SCALES), Math.round((PLACES * at) / (length * scale))]).join("_");

/**
 * One of the windows that were written.
 * @param {string} look
 * @param {0 | 1} n
 * @param {Bounds} bounds
 * @returns {Window}
 */
export function windowIn(look, n, bounds) {
  const [scale, at] = look.split("_").slice(2 * n).map(Number);
  const bounded = Math.max(bounds.least, Math.min(bounds.most, scale / SCALES));
  return within({ scale: bounded, at: (at / PLACES) * bounds.length * bounded }, bounds);
}

/** Where the rows of H units begin. @param {number} H @param {number} height */
export const even = (H, height) => Array.from({ length: H + 1 }, (_, n) => (height * n) / H);

/**
 * Which columns (or rows) each pixel shows: those from `first` up to before `last`, several where they are narrower than a
 * pixel, none (first = last) beyond the ends.
 * @param {number[]} edges at scale 1
 * @param {Window} window
 * @param {number} count of pixels
 * @param {number} density pixels a px
 */
export function spans(edges, { scale, at }, count, density) {
  const first = new Int32Array(count);
  const last = new Int32Array(count);
  const pixel = (/** @type {number} */ n) => Math.round((edges[n] * scale - at) * density);
  for (let n = 0, from = pixel(0); n < edges.length - 1; n++) {
    const to = pixel(n + 1);
    for (let x = Math.max(0, from); x < Math.min(count, Math.max(to, from + 1)); x++) {
      if (last[x] === 0) first[x] = n;
      last[x] = n + 1;
    }
    from = to;
  }
  return { first, last };
}
