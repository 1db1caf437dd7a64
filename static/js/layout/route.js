// The ways that vectors take: from an edge of the graph to a line through the figure.

import { line, nearest, polyline } from "../lib/geometry.js";

/** @import { Cell, Placement, Strip } from "../types.js" */
/** @import { Line } from "../lib/geometry.js" */

/**
 * A stretch of line that a vector runs along, from `start` to `end`, in units of the figure.
 * @typedef {{line: Line, start: number, end: number}} Way
 */

/**
 * What an edge looks like: alone from the vector's strip to the bus, then along the bus, where there is one.
 * @typedef {{alone: Way, bus: Way | null, carries: string[]}} Route
 */

/**
 * The wires of an edge, joined end to end.
 * @param {Placement} place
 * @param {string} edge `source>target`
 * @returns {string[]} their names, from the source on
 */
export function wiresOf(place, edge) {
  const parts = Object.keys(place.wires).filter((name) => place.wires[name].edges.includes(edge));
  const ends = new Map(parts.map((name) => [name, polyline(place.wires[name].d)]));
  const at = (/** @type {string} */ name, /** @type {number} */ which) => String(ends.get(name)?.at(which));
  const first = parts.find((name) => !parts.some((other) => at(other, -1) === at(name, 0)));
  const joined = first === undefined ? [] : [first];
  while (joined.length < parts.length) {
    const next = parts.find((name) => at(name, 0) === at(joined[joined.length - 1], -1));
    if (next === undefined) throw new Error(`the wires of ${edge} do not join`);
    joined.push(next);
  }
  return joined;
}

/** @type {WeakMap<Placement, Map<string, Route>>} */
const known = new WeakMap();

/**
 * The route of an edge. A score asks for each of them many times over, and a placement does not change.
 * @param {Placement} place
 * @param {string} edge `source>target`
 * @returns {Route}
 */
export function route(place, edge) {
  const routes = known.get(place) ?? new Map();
  known.set(place, routes);
  if (!routes.has(edge)) routes.set(edge, led(place, edge));
  return routes.get(edge);
}

/** @param {Placement} place @param {string} edge @returns {Route} */
function led(place, edge) {
  const names = wiresOf(place, edge);
  const whole = line(names.map((name) => polyline(place.wires[name].d)));
  const strip = place.strips[edge.split(">")[0]];
  const start = nearest(whole, middle(strip));
  const merged = names.findIndex((name) => place.wires[name].carries.length > 1);
  if (merged < 0) return { alone: { line: whole, start, end: whole.length }, bus: null, carries: [] };
  const fork = nearest(whole, polyline(place.wires[names[merged]].d)[0]);
  return {
    alone: { line: whole, start, end: fork },
    bus: { line: whole, start: fork, end: whole.length },
    carries: place.wires[names[merged]].carries,
  };
}

/**
 * @param {Strip} strip
 * @returns {[number, number]}
 */
export const middle = ({ along, x, y, length }) => (along === "x" ? [x + length / 2, y] : [x, y + length / 2]);

/**
 * The computed nodes by how many operations stand before them: each group needs only the groups before it.
 * @param {Cell} cell
 * @returns {string[][]}
 */
export function levels(cell) {
  /** @type {Map<string, number>} */
  const level = new Map();
  /** @type {string[][]} */
  const groups = [];
  for (const { id, op, inputs } of cell.nodes) {
    if (op === "input") continue;
    const at = Math.max(...inputs.map((input) => level.get(input) ?? 0));
    level.set(id, at + 1);
    (groups[at] ??= []).push(id);
  }
  return groups;
}
