// A curve that every number of a layer goes through, and where the units of a network stand on it.

import { el, number } from "../../lib/tree.js";
import { signed } from "../../narrate.js";
import { linear, path, xAxis, yAxis } from "../chart.js";
import { boxed, color } from "../parts.js";

/** @import { Tree } from "../../types.js" */

/** @typedef {object} Curve
 * @property {string} sign
 * @property {(z: number) => number} of
 * @property {(value: number) => number} back the z that has this value; infinite at the ends
 * @property {(value: number) => number} slope at the z that has this value
 * @property {number[]} ticks of its values, the first its lower end, the last its upper
 * @property {[number, number]} flat below the one and above the other it is nearly flat
 */

/** @type {Record<string, Curve>} */
export const CURVES = {
  sigmoid: {
    sign: "σ", of: (z) => 1 / (1 + Math.exp(-z)), back: (value) => Math.log(value / (1 - value)), slope: (value) => value * (1 - value),
    ticks: [0, 0.5, 1], flat: [0.1, 0.9],
  },
  tanh: { sign: "tanh", of: Math.tanh, back: Math.atanh, slope: (value) => 1 - value * value, ticks: [-1, 0, 1], flat: [-0.9, 0.9] },
};

export const EDGE = 6; // of the z that are drawn
const [WIDTH, HEIGHT] = [480, 300];
const PLOT = { left: 48, right: 460, top: 20, bottom: 258 };
const SAMPLES = 120;
const REACH = 1.6; // of the tangent to either side, in z
const PIPE = { y: 54, z: 104, box: 142, value: 180 }; // what comes in, the box it goes through, what comes out

const x = linear([-EDGE, EDGE], [PLOT.left, PLOT.right]);

/** @param {Curve} curve */
const yOf = ({ ticks }) => linear([ticks[0], ticks[ticks.length - 1]], [PLOT.bottom, PLOT.top]);

/** @param {number} z */
export const within = (z) => Math.max(-EDGE, Math.min(EDGE, z));

/** The z at a share of the drawing's width. @param {number} across */
export const zAt = (across) => within(linear([PLOT.left, PLOT.right], [-EDGE, EDGE])(across * WIDTH));

/**
 * How many units are where the curve is nearly flat, and how many have a z that is not drawn.
 * @param {Curve} curve
 * @param {ArrayLike<number>} values
 */
export function standing({ flat: [low, high], back }, values) {
  const all = Array.from(values);
  return {
    high: all.filter((value) => value > high).length / all.length,
    low: all.filter((value) => value < low).length / all.length,
    beyond: all.filter((value) => Math.abs(back(value)) > EDGE).length,
  };
}

/**
 * @param {object} shown
 * @param {string} shown.of
 * @param {number} shown.z
 * @param {readonly number[]} shown.units their z, those beyond the edge at the edge
 * @param {number | null} shown.unit the one that is followed
 * @param {string} shown.color of the units
 * @param {boolean} shown.slope
 * @param {{chart: string, point: string}} names for ears
 * @returns {Tree}
 */
export function curveFigure({ of, z, units, unit, color: ink, slope }, names) {
  const curve = CURVES[of];
  const y = yOf(curve);
  const value = curve.of(z);
  const ticks = curve.ticks.map((tick) => ({ at: y(tick), text: signed(tick, Number.isInteger(tick) ? 0 : 1) }));
  const steps = [-6, -4, -2, 0, 2, 4, 6].map((tick) => ({ at: x(tick), text: signed(tick, 0) }));
  const line = Array.from({ length: SAMPLES + 1 }, (_, n) => -EDGE + (2 * EDGE * n) / SAMPLES);
  return el("svg", { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": names.chart }, [
    ...(units.length ? bands(curve) : []),
    yAxis(PLOT, ticks, ""),
    xAxis(PLOT, steps, "z"),
    el("path", { d: `M${x(0)} ${PLOT.top}V${PLOT.bottom}`, stroke: color("line") }),
    el("path", { class: "line", d: path(line.map((at) => [x(at), y(curve.of(at))])), fill: "none", stroke: color("wire"), "stroke-width": 3 }),
    ...(slope ? [tangent(curve, z)] : []),
    el("g", { class: "units", fill: color(ink) }, units.map((at, n) => dot(x(at), y(curve.of(at)), n === unit))),
    el("path", {
      class: "drop", d: `M${number(x(z))} ${PLOT.bottom}V${number(y(value))}H${PLOT.left}`, fill: "none", stroke: color("selection"), "stroke-width": 1.5,
      "stroke-dasharray": "3 4",
    }),
    ...pipe(curve, z, value),
    el("g", {
      class: "point", role: "slider", tabindex: 0, "aria-label": names.point, "aria-valuemin": -EDGE, "aria-valuemax": EDGE,
      "aria-valuenow": Number(z.toFixed(2)), "aria-valuetext": told(curve, z),
    }, [
      el("circle", { class: "halo", cx: number(x(z)), cy: number(y(value)), r: 18, fill: color("selection"), "fill-opacity": 0.16 }),
      el("circle", { cx: number(x(z)), cy: number(y(value)), r: 8, fill: color("selection"), stroke: color("page"), "stroke-width": 2 }),
    ]),
  ]);
}

/**
 * σ(1.50) = 0.818
 * @param {Curve} curve
 * @param {number} z
 */
export const told = ({ sign, of }, z) => `${sign}(${signed(z)}) = ${signed(of(z), 3)}`;

/**
 * Where the curve is nearly flat.
 * @param {Curve} curve
 */
function bands(curve) {
  const y = yOf(curve);
  return [[PLOT.top, y(curve.flat[1])], [y(curve.flat[0]), PLOT.bottom]].map(([top, bottom]) =>
    el("rect", { x: PLOT.left, y: number(top), width: PLOT.right - PLOT.left, height: number(bottom - top), fill: color("body") }));
}

/**
 * @param {number} cx
 * @param {number} cy
 * @param {boolean} followed
 */
const dot = (cx, cy, followed) =>
  el("circle", { cx: number(cx), cy: number(cy), r: followed ? 6 : 4.5, "fill-opacity": followed ? 1 : 0.45, stroke: followed ? color("selection") : null, "stroke-width": followed ? 2.5 : null });

/**
 * @param {Curve} curve
 * @param {number} z
 */
function tangent(curve, z) {
  const y = yOf(curve);
  const value = curve.of(z);
  const slope = curve.slope(value);
  const [low, high] = [curve.ticks[0], curve.ticks[curve.ticks.length - 1]];
  const [left, right] = [Math.min(REACH, (value - low) / slope, z + EDGE), Math.min(REACH, (high - value) / slope, EDGE - z)];
  const ends = /** @type {[number, number][]} */ ([[x(z - left), y(value - slope * left)], [x(z + right), y(value + slope * right)]]);
  return el("path", { class: "tangent", d: path(ends), stroke: color("g"), "stroke-width": 3, "stroke-linecap": "round" });
}

/**
 * The box of the diagram with the number that goes in and the one that comes out.
 * @param {Curve} curve
 * @param {number} z
 * @param {number} value
 */
function pipe({ sign }, z, value) {
  const { y, z: end, box, value: start } = PIPE;
  const arrow = (/** @type {number} */ from) => el("path", { d: `M${from} ${y}h8m-5 -4l5 4l-5 4`, fill: "none", stroke: color("wire"), "stroke-width": 2 });
  return [
    el("text", { class: "number", x: end, y: y + 6, "text-anchor": "end" }, [signed(z)]),
    arrow(end + 5),
    el("g", {}, boxed({ kind: "layer", sign, x: box, y, rx: 22, ry: 17 })),
    arrow(box + 24),
    el("text", { class: "number out", x: start, y: y + 6 }, [signed(value, 3)]),
  ];
}
