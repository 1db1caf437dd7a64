// Which word comes next: probabilities after temperature and top-k, and a draw from them that a seed decides.

/** @import { Before } from "./continuation.js" */
/** @import { Likely, State } from "./types.js" */

/** How a text goes on: temperature 0 is always the likeliest word; `most` is how many words may be drawn, 0 all of them.
 * @typedef {{temperature: number, most: number, seed: number}} Sampling
 */

export const COLDEST = 0.2;
export const HOTTEST = 2;
export const WIDEST = 20; // words of a top-k
export const SEEDS = 999999;
const PLAIN = [1, 0, 1];
const RESERVED = new Set(["<unk>", "<pad>"]); // no words, see model/tokenizer.py

/** Whether it stands for no word of a text. @param {string} text */
export const isReserved = (text) => RESERVED.has(text);

/** As an address has it: 0.8,5,42. @param {Sampling} how */
export const written = ({ temperature, most, seed }) => [temperature, most, seed].join();

/**
 * What an address says, within bounds; what it says wrongly is as at first.
 * @param {string | null} text
 * @returns {Sampling}
 */
export function samplingOf(text) {
  const [hot, most, seed] = PLAIN.map((plain, n) => (/^\d{1,6}(\.\d)?$/.test(text?.split(",")[n] ?? "") ? Number(text?.split(",")[n]) : plain));
  const temperature = hot && Math.max(COLDEST, Math.min(HOTTEST, hot));
  return { temperature, most: Math.min(WIDEST, Math.floor(most)), seed: Math.min(SEEDS, Math.floor(seed)) };
}

/**
 * p_i^(1/τ) / Σ_j p_j^(1/τ) over the words that may be drawn, which is softmax(net / τ) over them: a probability is e^net
 * up to a factor. τ → 0 leaves the likeliest alone.
 * @param {number[]} probabilities best first
 * @param {Pick<Sampling, "temperature" | "most">} how
 * @returns {number[]} 0 for a word that is cut off
 */
export function tempered(probabilities, { temperature, most }) {
  const kept = most || probabilities.length;
  const power = (/** @type {number} */ p) => (temperature ? Math.exp((Math.log(p) - Math.log(probabilities[0])) / temperature) : 0);
  const weights = probabilities.map((p, n) => (n === 0 ? 1 : n < kept ? power(p) : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The number in [0, 1) that a seed gives a step. It hangs on nothing else: undone and drawn again, a text is the same.
 * @param {number} seed
 * @param {number} step
 */
export const uniform = (seed, step) => mixed(mixed(seed) + Math.imul(step, 0x9e3779b9)) / 2 ** 32;

/**
 * A 32-bit integer with its bits mixed so that neighbours have nothing in common (Wellons 2018, "lowbias32").
 * @param {number} bits
 */
function mixed(bits) {
  let x = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/**
 * The word on which a number in [0, 1) falls when shares are laid end to end.
 * @param {number[]} shares
 * @param {number} u
 */
export function drawn(shares, u) {
  let end = 0;
  const found = shares.findIndex((share) => (end += share) > u);
  return found >= 0 ? found : shares.findLastIndex((share) => share > 0); // the sum may be a rounding short of 1
}

/**
 * Where in the trail the text was made that is read now, -1 where it was not: Back has left it, or another one was written.
 * @param {Before[]} trail
 * @param {Pick<State, "read">} state
 */
export const undoable = (trail, { read }) => trail.findLastIndex(({ made }) => made === read);

/** Words that a text can go on with. @param {Likely[]} top */
export const drawable = (top) => top.filter(({ text }) => !isReserved(text));
