// Values as ink and colour: how a vector looks when it rests on a wire. The twin of app/strips.py.

import { el, number } from "../lib/tree.js";
import { largest, nodeOf } from "../select.js";

/** @import { Setting, State, Strip, Tree, Value } from "../types.js" */
/** @typedef {{share: (value: number) => number, gate: boolean}} Scale from a value to −1…1, 0…1 for a gate, which is drawn as ink */

export const THICKNESS = 14;
const TINT = 0.55;
const LEVELS = 6; // of tint, for each sign: the bar tells the value, and few paths, always the same, cost less than many cells
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
  const start = (place.length - pitch * drawn.length) / 2;
  const half = THICKNESS / 2;
  const plate = rect(place, [start - 1.5, -half - 1.5, pitch * drawn.length + 3, THICKNESS + 3], {
    fill: "var(--color-plate)",
    stroke: "var(--color-ink)",
    "stroke-width": 1,
    rx: 2,
  });
  const shares = drawn.map(share);
  const transform = `translate(${number(place.x)} ${number(place.y)})`;
  if (gate) {
    const bars = shares.map((one, n) => {
      const length = Math.max(0, one) * THICKNESS;
      return [start + n * pitch, place.along === "y" ? -half : half - length, pitch, length];
    });
    return el("g", { transform }, [plate, path(place, bars, "ink")]);
  }
  const bars = ["negative", "positive"].map((color) => {
    const sign = color === "positive" ? 1 : -1;
    const side = sign > 0 === (place.along === "x") ? -1 : 0; // up or to the right for positive values
    const lengths = shares.map((one) => (Math.max(0, one * sign) * THICKNESS) / 2);
    return path(place, lengths.map((length, n) => [start + n * pitch, side * length, pitch, length]), color);
  });
  return el("g", { transform }, [plate, ...tints(place, shares, start, pitch), ...bars]);
}

/**
 * The cells of signals in the colour of their sign, each as strongly as its value.
 * @param {Strip} place
 * @param {number[]} shares
 * @param {number} start
 * @param {number} pitch
 * @returns {Tree[]}
 */
function tints(place, shares, start, pitch) {
  /** @type {number[][][]} */
  const cells = Array.from({ length: 2 * LEVELS + 1 }, () => []);
  shares.forEach((share, n) => {
    const level = Math.sign(share) * Math.floor(Math.abs(share) * LEVELS + 0.5);
    cells[level < 0 ? -level : level && LEVELS + level].push([start + n * pitch, -THICKNESS / 2, pitch, THICKNESS]);
  });
  return cells.slice(1).map((some, n) => {
    const tinted = path(place, some, n < LEVELS ? "negative" : "positive");
    tinted.attributes["fill-opacity"] = number((TINT * ((n % LEVELS) + 1)) / LEVELS);
    return tinted;
  });
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
 * @param {Strip} place
 * @param {number[][]} bars
 * @param {string} color
 */
function path(place, bars, color) {
  let d = "";
  for (const bar of bars) {
    if (bar[3] < 0.05) continue;
    const [x, y, width, height] = turned(place, bar).map(number);
    d += `M${x} ${y}h${width}v${height}h-${width}z`;
  }
  return el("path", { d, fill: `var(--color-${color})` });
}
