// When what happens while a sentence plays: a pure function of one clock.

/** @typedef {{t: number, stop: string | null}} Place */

const TOKEN_MS = 2200; // one token at speed 1
const REST = 0.18; // the last share of a token's time, in which the complete step rests
const CALM_MS = 1200; // one token where motion is not wanted

/**
 * The place that is looked at `ms` after playing began at step `from`; null when the sentence is over.
 * @param {number} ms at speed 1
 * @param {number} from
 * @param {number} T
 * @param {string[]} order the computed nodes
 * @param {boolean} calm whole steps only
 * @returns {Place | null}
 */
export function placeAt(ms, from, T, order, calm) {
  const each = calm ? CALM_MS : TOKEN_MS;
  const t = from + Math.floor(ms / each);
  if (t >= T) return null;
  const share = (ms % each) / each;
  if (calm || share >= 1 - REST) return { t, stop: null };
  return { t, stop: order[Math.floor((share / (1 - REST)) * order.length)] };
}
