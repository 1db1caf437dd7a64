// Values as ink and colour: how a vector looks when it rests on a wire. The twin of app/strips.py.

import { el, number } from "../lib/tree.js";
import { largest, nodeOf } from "../select.js";

/** @import { Setting, State, Strip, Tree, Value } from "../types.js" */
/** @typedef {{upright: boolean, edges: string[]}} Cells along a strip: which way it runs, where they begin and the last one ends */
/** @typedef {{share: (value: number) => number, gate: boolean}} Scale from a value to −1…1, 0…1 for a gate, which is drawn as ink */

export const THICKNESS = 14;
const TINT = 0.55;
const LEVELS = 4; // of tint, for each sign: the bar tells the value, and few shapes, always the same, cost less than many cells
/** @type {Record<number, string>} */
const SIGNS = { [-1]: "negative", 1: "positive" };
const RANGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/**
 * The value that fills the scale of a vector without bound.
 * @param {number} most the largest |v|
 */
export const full = (most) => RANGES.find((m) => most <= m) ?? most;

/**
 * The scale of a kind of vector, the same over a whole sentence.
 * @param {string} kind as the cell's declaration names it
 * @param {number} most the largest |v| there is, where the kind says no bound
 * @returns {Scale}
 */
export function scale(kind, most) {
  const gate = kind === "gate";
  if (gate || kind === "bounded") return { share: clamp, gate };
  if (kind === "x") return { share: (value) => clamp(value / (most || 1)), gate };
  const end = Math.log1p(full(most));
  return { share: (value) => clamp((Math.sign(value) * Math.log1p(Math.abs(value))) / end), gate };
}

/**
 * The scale of gradients, one for all vectors and steps: they differ by orders of magnitude. A tenth of the largest is two
 * thirds as long, a hundredth one third, a thousandth a tenth.
 * @param {number} most the largest |v| there is
 * @returns {Scale}
 */
function steep(most) {
  const share = (/** @type {number} */ value) => Math.log1p((1000 * Math.abs(value)) / (most || 1)) / Math.log1p(1000);
  return { share: (value) => clamp(Math.sign(value) * share(value)), gate: false };
}

/**
 * A node's scale; x of a higher layer is h of the one below.
 * @param {Setting} setting
 * @param {Pick<State, "trace" | "card" | "layer">} state
 * @param {string} node
 */
export function scaleOf(setting, { trace, card, layer }, node) {
  if (trace.gradient) return steep(trace.gradient.full);
  const kind = nodeOf(setting, node === "x" && layer ? "h" : node).scale;
  return scale(kind, kind === "x" ? card.largest_x : kind in trace.layers[0] ? largest(trace, kind) : 1);
}

/** @param {number} value */
const clamp = (value) => Math.max(-1, Math.min(1, value));

/**
 * What fits on a strip: the values drawn, the length of each cell, and how many units a cell stands for.
 * @param {ArrayLike<number>} values
 * @param {number} room
 */
export function grouped(values, room) {
  const H = values.length;
  const size = room >= H ? 1 : Math.ceil(H / room);
  const drawn = [];
  for (let n = 0; n < H; n += size) {
    let best = values[n];
    for (let m = n + 1; m < Math.min(n + size, H); m++) if (Math.abs(values[m]) > Math.abs(best)) best = values[m];
    drawn.push(best);
  }
  const even = Math.min(Math.max(3, room / 2 / H), room / drawn.length);
  return { drawn, pitch: even >= 2 ? Math.floor(2 * even) / 2 : even, size };
}

/**
 * A strip on its plate.
 * @param {Strip} place
 * @param {ArrayLike<number>} values
 * @param {Scale} scale
 * @returns {Tree}
 */
export function strip(place, values, { share, gate }) {
  const { drawn, pitch } = grouped(values, place.length);
  const { plate, cells } = bare(place, drawn.length, pitch);
  const half = THICKNESS / 2;
  const shares = drawn.map(share);
  const upward = cells.upright ? 1 : -1; // or to the right
  /** @param {number} one */
  const bar = (one) => (one > 0.05 ? one : 0); // nothing that could be seen is left out
  const ends = gate
    ? [shape(cells, -upward * half, shares.map((one) => upward * bar(one * THICKNESS)), "ink")]
    : [
      ...tints(cells, shares),
      ...[-1, 1].map((sign) => shape(cells, 0, shares.map((one) => sign * upward * bar(one * sign * half)), SIGNS[sign])),
    ];
  return el("g", { transform: `translate(${number(place.x)} ${number(place.y)})` }, [plate, ...ends]);
}

/** @type {WeakMap<Strip, {length: number, plate: Tree, cells: Cells}>} */
const known = new WeakMap();

/**
 * What vectors of one length have in common on a strip: the same tree from step to step, which need not be compared.
 * @param {Strip} place
 * @param {number} length
 * @param {number} pitch
 */
function bare(place, length, pitch) {
  const before = known.get(place);
  if (before?.length === length) return before;
  const start = (place.length - pitch * length) / 2;
  const plate = rect(place, [start - 1.5, -THICKNESS / 2 - 1.5, pitch * length + 3, THICKNESS + 3], {
    fill: "var(--color-plate)",
    stroke: "var(--color-ink)",
    "stroke-width": 1,
    rx: 2,
  });
  const cells = { upright: place.along === "y", edges: Array.from({ length: length + 1 }, (_, n) => number(start + n * pitch)) };
  const made = { length, plate, cells };
  known.set(place, made);
  return made;
}

/**
 * The cells of signals in the colour of their sign, each as strongly as its value.
 * @param {Cells} cells
 * @param {number[]} shares
 * @returns {Tree[]}
 */
function tints({ upright, edges }, shares) {
  const shapes = [-1, 1].map((sign) => Array.from({ length: LEVELS }, () => ({ points: "", sign })));
  let at = 0; // the level that the cells before an edge have
  for (let n = 0; n < edges.length; n++) {
    const share = shares[n] ?? 0;
    const level = Math.sign(share) * Math.floor(Math.abs(share) * LEVELS + 0.5);
    if (level === at) continue;
    for (const [one, turn] of [[at, 1], [level, -1]]) { // one ends, the other begins
      if (one) shapes[one < 0 ? 0 : 1][Math.abs(one) - 1].points += across(upright, edges[n], (turn * THICKNESS) / 2, (-turn * THICKNESS) / 2);
    }
    at = level;
  }
  return shapes.flatMap((levels) => levels.map(({ points, sign }, n) => el("polygon", {
    points: points.slice(1), fill: `var(--color-${SIGNS[sign]})`, "fill-opacity": number((TINT * (n + 1)) / LEVELS),
  })));
}

/**
 * The bars of a strip as one line along their ends, for values that are no longer there.
 * @param {Strip} place
 * @param {ArrayLike<number>} values
 * @param {Scale} scale
 * @returns {string}
 */
export function outline(place, values, { share, gate }) {
  const { drawn, pitch } = grouped(values, place.length);
  const start = (place.length - pitch * drawn.length) / 2;
  const upright = place.along === "y";
  const end = (/** @type {number} */ value) => {
    const far = gate ? THICKNESS * (Math.max(0, share(value)) - 0.5) : (THICKNESS * share(value)) / 2;
    return upright ? far : -far;
  };
  const points = drawn.flatMap((value, n) => [0, 1].map((side) => {
    const [along, across] = [start + (n + side) * pitch, end(value)];
    return upright ? `${number(place.x + across)} ${number(place.y + along)}` : `${number(place.x + along)} ${number(place.y + across)}`;
  }));
  return `M${points.join("L")}`;
}

/**
 * x, y, width, height of one unit's cell on the figure, a little larger than the plate.
 * @param {Strip} place
 * @param {ArrayLike<number>} values
 * @param {number} unit
 * @returns {[number, number, number, number]}
 */
export function unitBox(place, values, unit) {
  const { drawn, pitch, size } = grouped(values, place.length);
  const at = (place.length - pitch * drawn.length) / 2 + Math.floor(unit / size) * pitch;
  const half = THICKNESS / 2 + 4;
  return place.along === "x"
    ? [place.x + at, place.y - half, pitch, 2 * half]
    : [place.x - half, place.y + at, 2 * half, pitch];
}

/**
 * The unit at a point of the figure, for clicks.
 * @param {Strip} place
 * @param {number} H
 * @param {number} along distance from the strip's beginning
 */
export function unitAt(place, H, along) {
  const { drawn, pitch, size } = grouped(new Float32Array(H), place.length);
  const cell = Math.floor((along - (place.length - pitch * drawn.length) / 2) / pitch);
  return Math.max(0, Math.min(H - 1, cell * size));
}

/**
 * @param {Strip} place
 * @param {number[]} bar place along, place across, length along, length across
 */
const turned = (place, [along, across, length, thickness]) =>
  place.along === "x" ? [along, across, length, thickness] : [across, along, thickness, length];

/**
 * @param {Strip} place
 * @param {number[]} bar
 * @param {Record<string, Value>} attributes
 */
function rect(place, bar, attributes) {
  const [x, y, width, height] = turned(place, bar).map(number);
  return el("rect", { x, y, width, height, ...attributes });
}

/**
 * What stands on the cells as one shape: the line along the ends, which closes along the base. It is a polygon, because a
 * browser styles an element anew whose path has changed, and only lays out anew one whose points have.
 * @param {Cells} cells
 * @param {number} base across the strip
 * @param {number[]} lengths from there, 0 where nothing stands
 * @param {string} color
 */
function shape({ upright, edges }, base, lengths, color) {
  let points = "";
  let at = 0;
  for (let n = 0; n < edges.length; n++) {
    const length = lengths[n] ?? 0;
    if (!length && !at) continue;
    points += across(upright, edges[n], number(base + at), number(base + length));
    at = length;
  }
  return el("polygon", { points: points.slice(1), fill: `var(--color-${color})` });
}

/**
 * Two points of a shape at one place along the strip.
 * @param {boolean} upright
 * @param {string} along
 * @param {string | number} from
 * @param {string | number} to
 */
const across = (upright, along, from, to) => (upright ? `,${from} ${along},${to} ${along}` : `,${along} ${from},${along} ${to}`);
