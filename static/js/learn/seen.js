// One step of a network, for figures that look at a single vector of it. What was read once is kept.

import { fetchCell, fetchTrace } from "../api.js";

/** @import { Cell, Trace } from "../types.js" */
/** @import { Wanted } from "./figures.js" */

/** @typedef {{cell: Cell, trace: Trace, t: number, layer: number}} Seen */

/** @type {Map<string, Promise<{trace: Trace, cell: Cell}>>} */
const known = new Map();

/**
 * Step and layer are the last where the lesson names none.
 * @param {Wanted} wanted
 * @returns {Promise<Seen>}
 */
export async function seen({ model, text, t, layer }) {
  const { trace, cell } = await read(String(model), String(text));
  return { trace, cell, t: Number(t ?? trace.tokens.length - 1), layer: Number(layer ?? trace.layers.length - 1) };
}

/**
 * @param {string} model
 * @param {string} text
 */
function read(model, text) {
  const key = `${model} ${text}`;
  const before = known.get(key);
  if (before) return before;
  const asked = fetchTrace(model, { text }, new AbortController().signal).then(async (trace) => ({ trace, cell: await fetchCell(trace.cell) }));
  known.set(key, asked);
  asked.catch(() => known.delete(key)); // the server was not there: next time
  return asked;
}

/**
 * The same place in Explore; null where no network is looked at.
 * @param {Wanted} wanted
 * @param {string | null} stop
 */
export function addressOf({ model, text, t, layer, unit }, stop) {
  if (model === undefined) return null;
  const said = Object.entries({ model, text, t, layer, stop, unit }).filter(([, value]) => value !== undefined && value !== null);
  return `#${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
}
