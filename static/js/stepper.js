// Where the next stop is. A place is a step and a stop in it; no stop means that the step is complete.

/** @typedef {{t: number, stop: string | null}} Place */

/**
 * One operation on: through the stops of a step, then to the first of the next.
 * @param {Place} place
 * @param {string[]} order the computed nodes
 * @param {number} T
 * @returns {Place}
 */
export function nextOperation({ t, stop }, order, T) {
  const at = stop === null ? order.length - 1 : order.indexOf(stop);
  if (at + 1 < order.length) return { t, stop: order[at + 1] };
  return t + 1 < T ? { t: t + 1, stop: order[0] } : { t, stop: null };
}

/**
 * One operation back.
 * @param {Place} place
 * @param {string[]} order
 * @returns {Place}
 */
export function previousOperation({ t, stop }, order) {
  const at = stop === null ? order.length - 1 : order.indexOf(stop);
  if (at > 0) return { t, stop: order[at - 1] };
  return t > 0 ? { t: t - 1, stop: order[order.length - 1] } : { t, stop: order[0] };
}

/**
 * So many whole steps on or back, within the sentence.
 * @param {Place} place
 * @param {number} by
 * @param {number} T
 * @returns {Place}
 */
export function stepBy({ t, stop }, by, T) {
  if (by < 0 && t === 0) return { t, stop };
  return { t: Math.max(0, Math.min(T - 1, t + by)), stop: null };
}

/**
 * Where one stands in a text that was written anew: where one stood, if nothing up to there has changed; else at its end.
 * @param {{text: string}[]} before
 * @param {{text: string}[]} after
 * @param {number} t
 */
export function standing(before, after, t) {
  const last = after.length - 1;
  const kept = t < before.length - 1 && t <= last && before.slice(0, t + 1).every(({ text }, n) => text === after[n].text);
  return kept ? t : last;
}
