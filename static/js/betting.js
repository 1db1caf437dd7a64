// What a reader may bet, and what came of it.

import { drawable, uniform } from "./sampling.js";

/** @import { Likely } from "./types.js" */

/** What came of a bet: the place before it and the unit it was about, what was bet, what the network had given the answer.
 * @typedef {{t: number, layer: number, unit: number, right: boolean, share: number, guess: string}} Outcome
 */

const OFFERED = 5;

/**
 * The likeliest words in an order that tells nothing (Fisher and Yates's).
 * @param {Likely[]} top
 * @param {number} seed
 * @param {number} t
 */
export function offered(top, seed, t) {
  const words = drawable(top).slice(0, OFFERED).map(({ text }) => text);
  for (let n = words.length - 1; n > 0; n--) {
    const other = Math.floor(uniform(seed, OFFERED * t + n) * (n + 1));
    [words[n], words[other]] = [words[other], words[n]];
  }
  return words;
}

/**
 * Right of how many, what the network would get of them if it drew by its own shares, how many right in a row.
 * @param {Outcome[]} outcomes
 */
export function score(outcomes) {
  const wrong = outcomes.findLastIndex(({ right }) => !right);
  return {
    of: outcomes.length,
    right: outcomes.filter(({ right }) => right).length,
    shares: outcomes.reduce((sum, { share }) => sum + share, 0),
    streak: outcomes.length - 1 - wrong,
  };
}
