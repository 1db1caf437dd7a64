// Reading under holds: those that have a place in a sentence, as requests have them, and what the network then makes of it.

/** @import { Hold, Problem, Read, Trace, WireHold } from "./types.js" */

/**
 * Those that this network and this sentence have a place for.
 * @param {readonly Hold[]} holds
 * @param {Trace} trace
 */
export function fitting(holds, { tokens, layers }) {
  const T = tokens.length;
  return holds.filter(({ node, layer, units, t, until, how, to }) =>
    layers[layer] && Object.hasOwn(layers[layer], node) && t < T && (until === null || until >= t) && (how !== "step" || Number(to) < T)
    && (units === null || units.every((unit) => unit < layers[layer][node].size)));
}

/**
 * What the network makes of a text, and, where something is held, what it would have made of it. What has no place in it is
 * let go, which is told.
 * @param {Read} read
 * @param {string} text
 * @param {readonly Hold[]} holds
 * @param {AbortSignal} signal
 * @returns {Promise<{trace: Trace, unheld: Trace | null, holds: readonly Hold[], wanted: readonly Hold[], problem: Problem | null}>}
 */
export async function traced(read, text, holds, signal) {
  const base = await read(text, signal);
  const fit = fitting(holds, base);
  const lost = holds.length - fit.length;
  const told = { holds: fit, wanted: fit, problem: lost ? { code: "no_place", message: "", params: { count: lost } } : null };
  if (!fit.length) return { trace: base, unheld: null, ...told };
  return { trace: await read(text, signal, await wire(read, fit, base, signal)), unheld: base, ...told };
}

/**
 * Holds as a request has them.
 * @param {Read} read
 * @param {readonly Hold[]} holds
 * @param {Trace} base
 * @param {AbortSignal} signal
 * @returns {Promise<WireHold[]>}
 */
export function wire(read, holds, { tokens }, signal) {
  return Promise.all(holds.map(async ({ node, layer, units, t, until, how, to }) => {
    const place = { node, layer, units, t, until: until === null ? null : Math.min(until, tokens.length - 1) };
    if (how !== "like") return { ...place, [how]: Number(to) };
    const other = await read(String(to), signal);
    const { size, values } = other.layers[layer][node];
    const from = Math.min(t, other.tokens.length - 1) * size;
    const all = Array.from({ length: size }, (_, unit) => unit);
    return { ...place, value: (units ?? all).map((unit) => values[from + unit]) };
  }));
}
