// The order of units, computed on one vector over the sentence; of equals, the smaller number comes first. Numbers in, numbers out.

/** @import { Order } from "./choice.js" */
/** @typedef {{size: number, values: Float32Array}} Vector T vectors of `size` units, one after the other */

const STILL = 1e-12; // variance below which a unit does not move

/**
 * The units from top to bottom.
 * @param {Order} order
 * @param {Vector} vector
 * @param {number} T
 * @param {{t: number, unit: number}} place for the orders that depend on it
 * @returns {number[]}
 */
export function ordered(order, vector, T, { t, unit }) {
  const H = vector.size;
  const units = Array.from({ length: H }, (_, u) => u);
  const by = (/** @type {ArrayLike<number>} */ key) => units.sort((a, b) => key[b] - key[a] || a - b);
  if (order === "value") return by(vector.values.subarray(t * H, (t + 1) * H));
  if (order === "variance") return by(moved(vector, T).variance);
  if (order === "like") return by(likeness(vector, T, unit));
  if (order === "cluster") return grouped(distances(vector, T), H);
  return units;
}

/**
 * Each unit's course with mean 0 and length 1, all zeros where it does not move, unit by unit; and its variance.
 * @param {Vector} vector
 * @param {number} T
 */
function moved({ size: H, values }, T) {
  const courses = new Float64Array(H * T);
  const variance = new Float64Array(H);
  for (let u = 0; u < H; u++) {
    const course = courses.subarray(u * T, (u + 1) * T);
    let mean = 0;
    for (let t = 0; t < T; t++) mean += (course[t] = values[t * H + u]) / T;
    let sum = 0;
    for (let t = 0; t < T; t++) sum += (course[t] -= mean) ** 2;
    variance[u] = sum / T;
    const length = variance[u] > STILL ? Math.sqrt(sum) : Infinity;
    for (let t = 0; t < T; t++) course[t] /= length;
  }
  return { courses, variance };
}

/**
 * @param {Float64Array} courses
 * @param {number} T
 * @param {number} a
 * @param {number} b
 */
function product(courses, T, a, b) {
  let sum = 0;
  for (let t = 0, i = a * T, j = b * T; t < T; t++) sum += courses[i + t] * courses[j + t];
  return sum;
}

/**
 * How each unit goes along with one of them: Pearson's r; 0 where one of the two does not move, but a unit goes with itself.
 * @param {Vector} vector
 * @param {number} T
 * @param {number} unit
 */
export function likeness(vector, T, unit) {
  const { courses } = moved(vector, T);
  return Float64Array.from({ length: vector.size }, (_, u) => (u === unit ? 1 : product(courses, T, u, unit)));
}

/**
 * 1 − r between any two units, row by row: 0 for those that move alike, 2 for opposites.
 * @param {Vector} vector
 * @param {number} T
 */
export function distances(vector, T) {
  const H = vector.size;
  const { courses } = moved(vector, T);
  const found = new Float64Array(H * H);
  for (let a = 0; a < H; a++) for (let b = 0; b < a; b++) found[a * H + b] = found[b * H + a] = 1 - product(courses, T, a, b);
  return found;
}

/**
 * Units so that those that are alike lie together: the two nearest groups are joined until there is one, where groups
 * are as far from each other as their members are on average (UPGMA, by the recurrence of Lance and Williams). Of equally
 * near pairs the first is joined; each join turns its groups so that their nearest ends meet.
 * @param {ArrayLike<number>} distance H × H
 * @param {number} H
 */
export function grouped(distance, H) {
  const between = Float64Array.from(distance);
  const groups = Array.from({ length: H }, (_, u) => [u]);
  const open = groups.map((_, n) => n);
  while (open.length > 1) {
    let [nearest, a, b] = [Infinity, open[0], open[1]];
    for (let m = 0; m < open.length; m++) {
      for (let n = m + 1, row = open[m] * H; n < open.length; n++) {
        if (between[row + open[n]] < nearest) [nearest, a, b] = [between[row + open[n]], open[m], open[n]];
      }
    }
    const [p, q] = [groups[a].length, groups[b].length];
    for (const k of open) between[a * H + k] = between[k * H + a] = (p * between[a * H + k] + q * between[b * H + k]) / (p + q);
    groups[a] = joined(groups[a], groups[b], distance, H);
    open.splice(open.indexOf(b), 1);
  }
  return groups[open[0]] ?? [];
}

/**
 * @param {number[]} one
 * @param {number[]} two
 * @param {ArrayLike<number>} distance
 * @param {number} H
 */
function joined(one, two, distance, H) {
  const turned = (/** @type {number[]} */ group) => [group, [...group].reverse()];
  const ways = turned(one).flatMap((left) => turned(two).map((right) => [left, right]));
  const gap = (/** @type {number[][]} */ [a, b]) => distance[a[a.length - 1] * H + b[0]];
  return ways.reduce((best, way) => (gap(way) < gap(best) ? way : best)).flat();
}
