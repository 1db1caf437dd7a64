// What is held: units of a node, at some steps, at a number, at their value of another step, moved, or as in another sentence.

/** @import { Hold, Read, Trace, WireHold } from "./types.js" */

const MOST = 16; // holds at once
const FIELDS = /^([a-z_]{1,24})\*(\d{1,3})\*(-|\d{1,6}(?:\.\d{1,6})*)\*(\d{1,6})\*(-|\d{1,6})\*([vsax])(.*)$/;
/** @type {Record<string, "value" | "step" | "add" | "from">} */
const HOWS = { v: "value", s: "step", a: "add", x: "from" };

/**
 * Holds as an address has them: f*0*7.20*13*13*v0 is f of layer 0, units 7 and 20, at step 13 alone, at the value 0.
 * @param {readonly Hold[]} holds
 */
export function toText(holds) {
  return holds.map(({ node, layer, units, t, until, how, to }) => {
    const sign = Object.keys(HOWS).find((key) => HOWS[key] === how);
    const place = typeof to === "string" ? encodeURIComponent(to).replaceAll("*", "%2A") : String(to);
    return [node, layer, units?.join(".") ?? "-", t, until ?? "-", sign + place].join("*");
  }).join("**");
}

/**
 * What of it can be read.
 * @param {string} text
 * @returns {Hold[]}
 */
export function fromText(text) {
  return text.split("**").slice(0, MOST).flatMap((one) => {
    const [, node, layer, units, t, until, sign, place] = one.match(FIELDS) ?? [];
    if (!node) return [];
    const how = HOWS[sign];
    const to = how === "from" ? decoded(place) : Number(place || NaN);
    if (to === null || (typeof to === "number" && !Number.isFinite(to))) return [];
    return [{
      node, layer: Number(layer), units: units === "-" ? null : [...new Set(units.split(".").map(Number))],
      t: Number(t), until: until === "-" ? null : Number(until), how, to,
    }];
  });
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text) || null;
  } catch {
    return null;
  }
}

/**
 * Those that this network and this sentence have a place for.
 * @param {readonly Hold[]} holds
 * @param {Trace} trace
 */
export function fitting(holds, { tokens, layers }) {
  const T = tokens.length;
  return holds.filter(({ node, layer, units, t, until, how, to }) =>
    layers[layer]?.[node] && t < T && (until === null || until >= t) && (how !== "step" || Number(to) < T)
    && (units === null || units.every((unit) => unit < layers[layer][node].size)));
}

/**
 * What the network makes of a text, and, where something is held, what it would have made of it.
 * @param {Read} read
 * @param {string} text
 * @param {readonly Hold[]} holds
 * @param {AbortSignal} signal
 * @returns {Promise<{trace: Trace, unheld: Trace | null, holds: readonly Hold[]}>}
 */
export async function traced(read, text, holds, signal) {
  const base = await read(text, signal);
  const fit = fitting(holds, base);
  if (!fit.length) return { trace: base, unheld: null, holds: fit };
  return { trace: await read(text, signal, await wire(read, fit, base, signal)), unheld: base, holds: fit };
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
    if (how !== "from") return { ...place, [how]: Number(to) };
    const other = await read(String(to), signal);
    const { size, values } = other.layers[layer][node];
    const from = Math.min(t, other.tokens.length - 1) * size;
    const all = Array.from({ length: size }, (_, unit) => unit);
    return { ...place, value: (units ?? all).map((unit) => values[from + unit]) };
  }));
}
