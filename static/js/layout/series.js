// A series of numbers as text and back: what a network that reads numbers is given, a few of them a step.

/** @import { Channel, Token } from "../types.js" */

const MOST = 400; // steps
const DIGITS = 4; // decimals that are kept
const MARK = "●";

/** @typedef {{rows: number[][], tokens: Token[]}} Series the numbers of each step, and each step as a piece of the text */
/** @typedef {{code: string, params: Record<string, unknown>}} Wrong what is wrong, as an error of the server says it */

/**
 * The numbers of a text, however they are divided: by spaces, commas, brackets, lines.
 * @param {string} text
 * @param {Channel[]} inputs
 * @param {string} language
 * @returns {Series | Wrong}
 */
export function series(text, inputs, language) {
  const D = inputs.length;
  const pieces = [...text.matchAll(/[^\s,;，；、[\]()（）]+/g)].map((match) => ({ text: match[0], at: match.index }));
  const numbers = pieces.map((piece) => Number(piece.text.replace("−", "-")));
  const odd = numbers.findIndex((number) => !Number.isFinite(number));
  if (odd >= 0) return { code: "no_number", params: { n: 1 + Math.floor(odd / D), text: pieces[odd].text.slice(0, 20) } };
  if (!pieces.length) return { code: "empty_input", params: {} };
  if (numbers.length % D) return { code: "not_complete", params: { count: numbers.length, D } };
  if (numbers.length > MOST * D) return { code: "series_too_long", params: { steps: numbers.length / D, limit: MOST } };
  const rows = Array.from({ length: numbers.length / D }, (_, n) => numbers.slice(n * D, n * D + D));
  for (const [n, row] of rows.entries()) {
    const k = row.findIndex((value, channel) => value < inputs[channel].low || value > inputs[channel].high);
    if (k >= 0) return { code: "out_of_bounds", params: { n: n + 1, name: inputs[k][language], value: row[k], ...bounds(inputs[k]) } };
  }
  const tokens = rows.map((row, n) => {
    const last = pieces[n * D + D - 1];
    return { id: n, row, text: told(row, inputs), known: true, start: letters(text, pieces[n * D].at), end: letters(text, last.at + last.text.length) };
  });
  return { rows, tokens };
}

/** @param {Channel} channel */
const bounds = ({ low, high }) => ({ low, high });

/**
 * A place in a text in characters, as the server counts them.
 * @param {string} text
 * @param {number} at
 */
const letters = (text, at) => [...text.slice(0, at)].length;

/**
 * A step as it is written.
 * @param {number[]} row
 */
export const piece = (row) => row.map((value) => String(Number(value.toFixed(DIGITS)))).join(" ");

/** @param {number[][]} rows */
export const written = (rows) => rows.map(piece).join(", ");

/**
 * A step as it is called: its number, with a dot when it is marked.
 * @param {number[]} row
 * @param {Channel[]} inputs
 */
export function told(row, inputs) {
  const words = row.map((value, k) => (isMark(inputs[k]) ? (value > 0 ? MARK : "") : String(Number(value.toFixed(2))).replace("-", "−")));
  return words.filter(Boolean).join(" ");
}

/** Whether a channel says yes or no. @param {Channel} channel */
export const isMark = ({ id }) => id === "marker";

/**
 * Another series of the same length, always the same after the same one: numbers of two decimals, and two marks, one in
 * each half.
 * @param {string} seed
 * @param {number} T
 * @param {Channel[]} inputs
 */
export function drawn(seed, T, inputs) {
  const next = chance(seed);
  const half = Math.floor(T / 2);
  const marked = new Set([Math.floor(next() * half), Math.min(T - 1, half + Math.floor(next() * (T - half)))]);
  return Array.from({ length: T }, (_, t) =>
    inputs.map((channel) => (isMark(channel) ? Number(marked.has(t)) : Number((channel.low + next() * (channel.high - channel.low)).toFixed(2)))));
}

/**
 * Numbers from 0 to 1 that follow from a text: FNV-1a, then mulberry32.
 * @param {string} seed
 */
function chance(seed) {
  let state = 0x811c9dc5;
  for (const ch of seed) state = Math.imul(state ^ /** @type {number} */ (ch.codePointAt(0)), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
