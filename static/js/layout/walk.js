// From node to node inside the figure, by the direction that was pressed.

import { nodeOf } from "../select.js";
import { middle } from "./route.js";

/** @import { Setting } from "../types.js" */
/** @typedef {"left" | "right" | "up" | "down"} Direction */

/** @type {Record<Direction, [number, number]>} */
const WAYS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
const WIDEST = 0.35; // cosine of the angle to the direction: beyond it a node does not lie that way

/**
 * The nearest node that lies that way and hangs together with this one: by an edge, or because both read the same.
 * @param {Setting} setting
 * @param {string} from
 * @param {Direction} direction
 * @returns {string} `from` where there is none
 */
export function walk(setting, from, direction) {
  const [x, y] = where(setting, from);
  const [dx, dy] = WAYS[direction];
  let best = { node: from, cost: Infinity };
  for (const { id } of setting.cell.nodes) {
    if (id === from || !together(setting, from, id)) continue;
    const [toX, toY] = where(setting, id);
    const far = Math.hypot(toX - x, toY - y);
    const straight = ((toX - x) * dx + (toY - y) * dy) / far;
    const cost = far / straight ** 2;
    if (straight > WIDEST && cost < best.cost) best = { node: id, cost };
  }
  return best.node;
}

/**
 * @param {Setting} setting
 * @param {string} one
 * @param {string} other
 */
function together(setting, one, other) {
  const [a, b] = [nodeOf(setting, one).inputs, nodeOf(setting, other).inputs];
  return a.includes(other) || b.includes(one) || a.some((input) => b.includes(input));
}

/**
 * @param {Setting} setting
 * @param {string} node
 * @returns {[number, number]}
 */
function where({ place }, node) {
  const box = place.boxes[node];
  return box ? [box.x, box.y] : middle(place.strips[node]);
}
