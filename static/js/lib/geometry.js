// Paths of M, H, V and Q as the placements write them: their points, ends, arrowheads.

import { number } from "./tree.js";

/** @typedef {[number, number]} Point */

const HEAD = { length: 18, half: 7.5 };
const GAP = 14; // half of what a bridge leaves out

/**
 * The points of a path, control points left out.
 * @param {string} d
 * @returns {Point[]}
 */
function walk(d) {
  /** @type {Point[]} */
  const points = [];
  for (const [, command, rest] of d.matchAll(/([MHVQ])([^MHVQ]*)/g)) {
    const numbers = rest.trim().split(/\s+/).map(Number);
    const last = points.at(-1);
    if (command === "H" && last) points.push([numbers[0], last[1]]);
    else if (command === "V" && last) points.push([last[0], numbers[0]]);
    else points.push([numbers[numbers.length - 2], numbers[numbers.length - 1]]);
  }
  return points;
}

/**
 * A path that ends going up, interrupted where another wire crosses it.
 * @param {string} d
 * @param {[number, number] | undefined} bridge
 */
export function bridged(d, bridge) {
  if (!bridge) return d;
  const [x, y] = bridge;
  return d.replace(/V([\d.]+)$/, `V${number(y + GAP)}M${number(x)} ${number(y - GAP)}V$1`);
}

/**
 * A path that ends where its arrowhead begins to be as wide as the line.
 * @param {string} d
 */
export function shortened(d) {
  const { x, y, dx, dy } = end(d);
  const at = dx ? x - (dx * HEAD.length) / 2 : y - (dy * HEAD.length) / 2;
  return d.replace(/([HV])[\d.]+$/, `$1${number(at)}`);
}

/**
 * The triangle at the end of a path.
 * @param {string} d
 */
export function arrowhead(d) {
  const { x, y, dx, dy } = end(d);
  const back = [x - dx * HEAD.length, y - dy * HEAD.length];
  const side = [dy * HEAD.half, dx * HEAD.half];
  const corners = [[x, y], [back[0] + side[0], back[1] + side[1]], [back[0] - side[0], back[1] - side[1]]];
  return `M${corners.map(([a, b]) => `${number(a)} ${number(b)}`).join("L")}z`;
}

/**
 * Where a path ends and which way it runs there.
 * @param {string} d
 */
function end(d) {
  const [[x0, y0], [x, y]] = walk(d).slice(-2);
  return { x, y, dx: Math.sign(x - x0), dy: Math.sign(y - y0) };
}
