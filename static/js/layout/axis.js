// One axis for the strip of tokens and the heatmap: a column a step, as wide as its word. Numbers in, numbers out.

import { fit, textWidth } from "../lib/text.js";

/** @typedef {{least: number, most: number, size: number, smallest: number}} Bounds of a column and of the words' size, px */
/** @typedef {{edges: number[], size: number, scrolls: boolean}} Axis where the columns begin and end, px; the words' size */

/** What strip and heatmap have in common: the axis, how much of it is seen and from where, and whether a hand is on it.
 * @typedef {Axis & {room: number, left: number, held: boolean}} Rail
 */

/** @type {Rail} */
export const START = { edges: [0], size: 0, scrolls: false, room: 0, left: 0, held: false };

const FRAME = 6; // px beside a word: the gap to the next and its frame
const AIR = 0.5; // ems beside a word, as the estimate of its width may be short
const LONGEST = 12; // ems of a word
const FINER = 0.5; // px between two sizes

/**
 * A word as a column can bear it.
 * @param {string} word
 */
export const shown = (word) => fit(word, LONGEST, 1, 1)[0];

/**
 * The largest size at which all columns fit into the room. Where none does, the axis is longer than the room and small
 * words would help nobody.
 * @param {string[]} words
 * @param {number} room
 * @param {Bounds} bounds
 * @returns {Axis}
 */
export function axis(words, room, { least, most, size: largest, smallest }) {
  const ems = words.map((word) => textWidth(shown(word), 1));
  const needed = (/** @type {number} */ px) => ems.map((em) => Math.max(least, (em + AIR) * px + FRAME));
  let size = largest;
  while (size > smallest && sum(needed(size)) > room) size = Math.max(smallest, size - FINER);
  if (sum(needed(size)) > room) size = largest;
  const widths = needed(size);
  const edges = [0];
  let at = 0;
  for (const width of shared(widths, room - sum(widths), most)) edges.push(Math.round((at += width)));
  return { edges, size, scrolls: edges[words.length] > room };
}

/**
 * Widths with what is left over shared out evenly, as far as each column may grow: what flex-grow does, in numbers.
 * @param {number[]} widths
 * @param {number} spare
 * @param {number} most
 */
function shared(widths, spare, most) {
  const grown = [...widths];
  let open = grown.map((_, n) => n);
  while (spare > 0.01 && open.length) {
    const each = spare / open.length;
    open = open.filter((n) => {
      const more = Math.max(0, Math.min(each, most - grown[n]));
      grown[n] += more;
      spare -= more;
      return grown[n] < most;
    });
  }
  return grown;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * The column at a place; the nearest one beyond the ends.
 * @param {number[]} edges
 * @param {number} x
 */
export function columnAt(edges, x) {
  let [first, last] = [0, edges.length - 2];
  while (first < last) {
    const middle = (first + last + 1) >> 1;
    if (edges[middle] <= x) first = middle;
    else last = middle - 1;
  }
  return first;
}

/**
 * The nearest place to scroll to so that a column and what is `around` it are in view; a column in the middle where
 * that is more than the room.
 * @param {Rail} rail
 * @param {number} n
 * @param {number} around px
 */
export function inView({ edges, room, left }, n, around) {
  const side = Math.min(around, (room - (edges[n + 1] - edges[n])) / 2);
  return within(edges, room, Math.max(edges[n + 1] + side - room, Math.min(edges[n] - side, left)));
}

/**
 * Where to scroll to so that a place between two columns, like 3.4, is in the middle.
 * @param {Rail} rail
 * @param {number} place
 */
export function centred({ edges, room }, place) {
  const middle = (/** @type {number} */ n) => (edges[n] + edges[n + 1]) / 2;
  const n = Math.min(Math.floor(place), edges.length - 2);
  const next = Math.min(n + 1, edges.length - 2);
  return within(edges, room, middle(n) + (place - n) * (middle(next) - middle(n)) - room / 2);
}

/**
 * @param {number[]} edges
 * @param {number} room
 * @param {number} left
 */
const within = (edges, room, left) => Math.max(0, Math.min(edges[edges.length - 1] - room, left));
