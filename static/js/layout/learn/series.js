// The article's experiment, sine in and cosine out: how its points are dealt out and read, what the answers are off, and its two plots.

import { el, number } from "../../lib/tree.js";
import { brief, chart, linear, path, xAxis, yAxis } from "../chart.js";
import { table } from "../facts/fact.js";

/** @import { Speech, Tree } from "../../types.js" */
/** What a network's card says of its data: so many points of t from 0 to `end`, the first half to learn from, dealt out to lanes.
 * @typedef {{points: number, trained: number, lanes: number, end: number}} Data
 */
/** The points of one series, in the order in which it reads them. @typedef {number[]} Lane */
/** What a network said at each point, when it began at a phase and went on by so many points a step.
 * @typedef {{phase: number, stride: number, said: number[]}} Run
 */
/** @typedef {{width: number, height: number}} Size */

const SHOWN = 60; // points of the first plot, as in the article
export const MOMENTS = [2.5, 6.8]; // where sin is nearly the same and cos is not, as in the article
const STEPS = [0, 1, 2, 4, 8, 16]; // whose errors are told
const MARGIN = { left: 34, right: 10, top: 22, bottom: 38 };
const LEGEND = { sin: "muted", cos: "text", said: "h" };

/**
 * The times that are read, t = phase + n · end / (points − 1).
 * @param {Data} data
 * @param {number} phase in radians
 */
export const timesOf = ({ points, end }, phase) => Array.from({ length: points }, (_, n) => phase + (n * end) / (points - 1));

/**
 * Both halves dealt out: step k of lane b of a half is its point stride · k + b. Each lane is read from zero states on.
 * @param {Data} data
 * @param {number} stride
 * @returns {Lane[][]} by halves
 */
export const lanesOf = ({ points, trained }, stride) =>
  [[0, trained], [trained, points]].map(([from, to]) =>
    Array.from({ length: stride }, (_, b) => Array.from({ length: Math.ceil((to - from - b) / stride) }, (_, k) => from + b + stride * k)));

/**
 * The mean squared error of each half: over all points, and at each step over the lanes.
 * @param {Data} data
 * @param {Run} run
 * @returns {{all: number, steps: number[]}[]}
 */
export function errorsOf(data, { phase, stride, said }) {
  const times = timesOf(data, phase);
  const mean = (/** @type {number[]} */ points) => points.reduce((sum, n) => sum + (said[n] - Math.cos(times[n])) ** 2, 0) / points.length;
  return lanesOf(data, stride).map((lanes) => ({
    all: mean(lanes.flat()),
    steps: lanes[0].map((_, k) => mean(lanes.flatMap((lane) => (k < lane.length ? [lane[k]] : [])))),
  }));
}

/** Whether a run reads what the network was trained and tested on. @param {Data} data @param {Run} run */
const asTrained = ({ lanes }, { phase, stride }) => phase === 0 && stride === lanes;

/** @param {number} value */
const two = (value) => value.toFixed(2).replace("-", "−");

/**
 * @param {Size} size
 * @returns {import("../chart.js").Plot}
 */
const plotOf = ({ width, height }) => ({ left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom });

/** @param {Size} size */
const view = ({ width, height }) => ({ viewBox: `0 0 ${width} ${height}` });

/**
 * @param {[number, number][]} points
 * @param {string} color
 * @param {number} width
 */
const line = (points, color, width) =>
  el("path", { d: path(points), fill: "none", stroke: `var(--color-${color})`, "stroke-width": width, "stroke-linejoin": "round" });

/**
 * The first plot: two moments at which the sine does not tell the cosine.
 * @param {Data} data
 * @param {Size} size
 * @param {Speech["say"]} say
 */
export function dataPlot(data, size, say) {
  const times = timesOf(data, 0).slice(0, SHOWN);
  const plot = plotOf(size);
  const x = linear([0, times[times.length - 1]], [plot.left, plot.right]);
  const y = linear([-1.15, 1.15], [plot.bottom, plot.top]);
  const of = (/** @type {(t: number) => number} */ f) => times.map((t) => /** @type {[number, number]} */ ([x(t), y(f(t))]));
  return chart(dataTold(say), [
    yAxis(plot, [-1, 0, 1].map((value) => ({ at: y(value), text: String(value).replace("-", "−") })), ""),
    xAxis(plot, [0, 2, 4, 6, 8, 10].map((t) => ({ at: x(t), text: String(t) })), "t"),
    line(of(Math.sin), LEGEND.sin, 1.75),
    line(of(Math.cos), LEGEND.cos, 2.5),
    ...MOMENTS.flatMap((t) => [
      el("path", { d: `M${number(x(t))} ${plot.top}V${plot.bottom}`, stroke: "var(--color-selection)", "stroke-width": 1.5, "stroke-dasharray": "5 4" }),
      el("text", { class: "moment", x: number(x(t)), y: plot.top - 8, "text-anchor": "middle", fill: "var(--color-selection)" }, [`t = ${t}`]),
      ...[Math.sin, Math.cos].map((f) => el("circle", { cx: number(x(t)), cy: number(y(f(t))), r: 4, fill: `var(--color-${f === Math.sin ? LEGEND.sin : LEGEND.cos})` })),
      ...[Math.sin, Math.cos].map((f) => el("text", { class: "value", x: number(x(t) + 8), y: number(y(f(t)) + (f(t + 0.1) > f(t) ? 14 : -4)), fill: "var(--color-text)" }, [two(f(t))])),
    ]),
  ], view(size));
}

/**
 * The first plot in words.
 * @param {Speech["say"]} say
 */
export function dataTold(say) {
  const [one, two_] = MOMENTS;
  return say("learn.series.data.told", {
    one, two: two_, sin_one: two(Math.sin(one)), cos_one: two(Math.cos(one)), sin_two: two(Math.sin(two_)), cos_two: two(Math.cos(two_)),
  });
}

/**
 * The second plot: sine, cosine and what the network said, half by half, and how far that is off.
 * @param {Data} data
 * @param {Run} run
 * @param {Size} size
 * @param {Speech["say"]} say
 * @param {string} told what it shows, for ears
 */
export function resultPlot(data, run, size, say, told) {
  const { phase, said } = run;
  const times = timesOf(data, phase);
  const plot = plotOf(size);
  const [first, last] = [times[0], times[times.length - 1]];
  const most = Math.max(1.15, ...said.map((value) => Math.abs(value) * 1.05));
  const x = linear([first, last], [plot.left, plot.right]);
  const y = linear([-most, most], [plot.bottom, plot.top]);
  const of = (/** @type {(n: number) => number} */ f, from = 0, to = times.length) =>
    times.slice(from, to).map((t, n) => /** @type {[number, number]} */ ([x(t), y(f(from + n))]));
  const halves = [[0, data.trained], [data.trained, data.points]];
  const middle = (x(times[data.trained - 1]) + x(times[data.trained])) / 2;
  const turns = Array.from({ length: 15 }, (_, n) => n).filter((n) => n % 2 === 0 && n * Math.PI >= first - 1e-9 && n * Math.PI <= last + 1e-9);
  const off = said.map((value, n) => `M${number(x(times[n]))} ${number(y(Math.cos(times[n])))}V${number(y(value))}`).join("");
  return chart(told, [
    yAxis(plot, [-1, 0, 1].map((value) => ({ at: y(value), text: String(value).replace("-", "−") })), ""),
    xAxis(plot, turns.map((n) => ({ at: x(n * Math.PI), text: n ? `${n}π` : "0" })), "t"),
    line(of((n) => Math.sin(times[n])), LEGEND.sin, 1),
    line(of((n) => Math.cos(times[n])), LEGEND.cos, 2.5),
    el("path", { class: "off", d: off, stroke: `var(--color-${LEGEND.said})`, "stroke-opacity": 0.45 }),
    ...halves.map(([from, to]) => line(of((n) => said[n], from, to), LEGEND.said, 1.5)),
    el("g", { class: "said", fill: `var(--color-${LEGEND.said})` }, of((n) => said[n]).map(([cx, cy]) => el("circle", { cx: number(cx), cy: number(cy), r: size.width < 500 ? 1.6 : 2.4 }))),
    el("path", { d: `M${number(middle)} ${plot.top - 14}V${plot.bottom}`, stroke: "var(--color-text)", "stroke-dasharray": "2 3" }),
    ...namesOf(data, run, say).map((name, n) => el("text", { class: "half", x: number(middle + (n ? 8 : -8)), y: plot.top - 6, "text-anchor": n ? "start" : "end" }, [name])),
  ], view(size));
}

/**
 * What the halves are called: they are the article's only as it reads them.
 * @param {Data} data
 * @param {Run} run
 * @param {Speech["say"]} say
 */
const namesOf = (data, run, say) =>
  asTrained(data, run) ? [say("learn.series.train"), say("learn.series.test")] : [say("learn.series.first"), say("learn.series.second")];

/**
 * The second plot in words.
 * @param {Data} data
 * @param {Run} run
 * @param {Speech["say"]} say
 */
export function resultTold(data, run, say) {
  const [one, two] = errorsOf(data, run);
  const [first, second] = namesOf(data, run, say);
  return say("learn.series.result.told", {
    first, second, one: brief(one.all), two: brief(two.all), zero: brief((one.steps[0] + two.steps[0]) / 2), four: brief((one.steps[4] + two.steps[4]) / 2),
  });
}

/**
 * The errors as a table: a half a row, steps as columns.
 * @param {Data} data
 * @param {Run} run
 * @param {Speech["say"]} say
 */
export function errorTable(data, run, say) {
  const errors = errorsOf(data, run);
  const heads = [say("learn.series.errors"), ...STEPS.map((step) => say("learn.series.step", { step: step + 1 })), say("learn.series.all")];
  return table(heads, namesOf(data, run, say).map((head, n) => ({
    head, cells: [...STEPS.map((step) => brief(errors[n].steps[step])), brief(errors[n].all)],
  })));
}

/**
 * @param {"data" | "result"} plot
 * @param {Speech["say"]} say
 * @returns {Tree}
 */
export const legend = (plot, say) =>
  el("p", { class: "legend-of-series" }, Object.entries(LEGEND).slice(0, plot === "data" ? 2 : 3).map(([name, color]) =>
    el("span", {}, [
      el("svg", { viewBox: "0 0 22 8", width: 22, height: 8, "aria-hidden": "true" }, [
        line([[0, 4], [22, 4]], color, name === "cos" ? 2.5 : 1.75),
        ...(name === "said" ? [el("circle", { cx: 11, cy: 4, r: 3, fill: `var(--color-${color})` })] : []),
      ]),
      name === "said" ? say("learn.series.said") : name,
    ])));

/**
 * Between two runs, on the way from one to the other: the answers move as the phase does.
 * @param {Run} from
 * @param {Run} to
 * @param {number} share
 * @returns {Run}
 */
export function between(from, to, share) {
  const at = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  return share >= 1 ? to : { ...to, phase: at(from.phase, to.phase), said: to.said.map((value, n) => at(from.said[n], value)) };
}
