// What is held, as an address has it: units of a node, at some steps, at a number, at their value of another step, moved, or as
// in another sentence.

/** @import { Hold } from "./types.js" */

export const MOST = 16; // holds at once
const FIELDS = /^([a-z_]{1,24})\*(\d{1,3})\*(-|\d{1,6}(?:\.\d{1,6})*)\*(\d{1,6})\*(-|\d{1,6})\*([vsax])(.*)$/;
/** @type {Record<string, "value" | "step" | "add" | "like">} */
const HOWS = { v: "value", s: "step", a: "add", x: "like" };

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
    const to = how === "like" ? decoded(place) : Number(place || NaN);
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
