// Paths of M, H, V and Q as the placements write them: their points, ends, arrowheads.

import { number } from "./tree.js";

/** @typedef {[number, number]} Point */

const HEAD = { length: 18, half: 7.5 };
const LEAVING = 4; // from a box to the arrowhead that goes out of it
const GAP = 10; // half of what a bridge leaves out
const BEND = 6; // straight pieces of a bend

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
 * A path as a line of straight pieces; a bend is six of them.
 * @param {string} d
 * @returns {Point[]}
 */
export function polyline(d) {
  /** @type {Point[]} */
  const points = [];
  for (const [, command, rest] of d.matchAll(/([MHVQ])([^MHVQ]*)/g)) {
    const numbers = rest.trim().split(/\s+/).map(Number);
    const last = points[points.length - 1];
    if (command === "M") points.push([numbers[0], numbers[1]]);
    else if (command === "H") points.push([numbers[0], last[1]]);
    else if (command === "V") points.push([last[0], numbers[0]]);
    else for (let n = 1; n <= BEND; n++) points.push(quadratic(last, numbers, n / BEND));
  }
  return points;
}

/**
 * @param {Point} from
 * @param {number[]} to the control point, then the end
 * @param {number} share
 * @returns {Point}
 */
const quadratic = ([x, y], [cx, cy, ex, ey], share) => [
  (1 - share) ** 2 * x + 2 * share * (1 - share) * cx + share ** 2 * ex,
  (1 - share) ** 2 * y + 2 * share * (1 - share) * cy + share ** 2 * ey,
];

/** @typedef {{points: Point[], far: number[], length: number}} Line `far`: how far along the line each point lies */

/**
 * Lines that follow one another as one.
 * @param {Point[][]} parts
 * @returns {Line}
 */
export function line(parts) {
  const points = parts.flatMap((part, n) => (n ? part.slice(1) : part));
  const far = [0];
  for (let n = 1; n < points.length; n++) {
    far.push(far[n - 1] + Math.hypot(points[n][0] - points[n - 1][0], points[n][1] - points[n - 1][1]));
  }
  return { points, far, length: far[far.length - 1] };
}

/**
 * Where one is, and which way the line runs there, having gone so far.
 * @param {Line} line
 * @param {number} far
 * @returns {{x: number, y: number, angle: number}} in radians, 0 to the right
 */
export function pointAt({ points, far: marks, length }, far) {
  const at = Math.max(0, Math.min(length, far));
  const n = Math.max(1, marks.findIndex((mark) => mark >= at));
  const [[x0, y0], [x1, y1]] = [points[n - 1], points[n]];
  const share = (at - marks[n - 1]) / (marks[n] - marks[n - 1] || 1);
  return { x: x0 + share * (x1 - x0), y: y0 + share * (y1 - y0), angle: Math.atan2(y1 - y0, x1 - x0) };
}

/**
 * How far along a line the place nearest to a point is.
 * @param {Line} line
 * @param {Point} point
 */
export function nearest({ points, far }, [x, y]) {
  let best = { distance: Infinity, at: 0 };
  for (let n = 1; n < points.length; n++) {
    const [[x0, y0], [x1, y1]] = [points[n - 1], points[n]];
    const length = far[n] - far[n - 1];
    if (!length) continue;
    const along = Math.max(0, Math.min(length, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
    const distance = Math.hypot(x0 + ((x1 - x0) * along) / length - x, y0 + ((y1 - y0) * along) / length - y);
    if (distance < best.distance) best = { distance, at: far[n - 1] + along };
  }
  return best.at;
}

/**
 * A path interrupted on the straight piece where another wire crosses it.
 * @param {string} d
 * @param {[number, number] | undefined} bridge
 */
export function bridged(d, bridge) {
  if (!bridge) return d;
  const [x, y] = bridge;
  const points = walk(d);
  let n = 0;
  return d.replace(/([MHVQ])[^MHVQ]*/g, (piece, command) => {
    const [[x0, y0], [x1, y1]] = [points[n ? n - 1 : 0], points[n++]];
    const gap = GAP * Math.sign(x1 - x0 + y1 - y0);
    if (command === "H" && y === y1 && (x - x0) * (x - x1) < 0) return `H${number(x - gap)}M${number(x + gap)} ${number(y)}${piece}`;
    if (command === "V" && x === x1 && (y - y0) * (y - y1) < 0) return `V${number(y - gap)}M${number(x)} ${number(y + gap)}${piece}`;
    return piece;
  });
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
 * The same the other way round: it goes out from where the path ends.
 * @param {string} d
 */
export function turnedHead(d) {
  const { x, y, dx, dy } = end(d);
  const far = HEAD.length + LEAVING;
  return arrowhead(dx ? `M${x} ${y}H${number(x - dx * far)}` : `M${x} ${y}V${number(y - dy * far)}`);
}

/**
 * Where a path ends and which way it runs there.
 * @param {string} d
 */
function end(d) {
  const [[x0, y0], [x, y]] = walk(d).slice(-2);
  return { x, y, dx: Math.sign(x - x0), dy: Math.sign(y - y0) };
}
