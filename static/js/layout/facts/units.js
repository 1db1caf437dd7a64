// Which units carry the nationality: each a dot, the further right the more of it, the higher the better it is kept.

import { el, number } from "../../lib/tree.js";
import { apart, chart, HEIGHT, linear, WIDTH, xAxis, yAxis } from "../chart.js";
import { fact, table } from "./fact.js";

/** @import { Facts, Tree, UnitFacts } from "../../types.js" */
/** @import { Telling } from "./fact.js" */
/** @typedef {UnitFacts & {x: number, y: number}} Dot */
/** @typedef {{layer: number, unit: number}} Chosen */

const PLOT = { left: 44, right: 296, top: 24, bottom: 192 };
const OPEN = [0, 0.5, 0.9, 0.99, 0.999, 0.9999]; // of a gate: each tenth of what it lets go is as far again
const R = 4.5;
const PITCH = 9; // of dots that are stacked
const MOST_NAMES = 14;

/** How far up a gate stands: near one is where memories live and die. @param {number} gate */
const nines = (gate) => -Math.log10(Math.max(1 - gate, 1e-6));

/** @param {Facts} facts */
function scales({ units }) {
  const most = Math.max(2, ...units.map(({ gate }) => nines(gate ?? 0)));
  return { x: linear([0, 1], [PLOT.left, PLOT.right]), y: linear([0, most * 1.04], [PLOT.bottom, PLOT.top]), most };
}

/**
 * Where each unit's dot lies. Without a gate that keeps there is nothing to go up by, and the dots are stacked.
 * @param {Facts} facts
 * @returns {Dot[]}
 */
export function dotsOf(facts) {
  const { x, y } = scales(facts);
  /** @type {Dot[][]} */
  const stacks = [];
  const dots = facts.units.map((unit) => ({ ...unit, x: x(unit.explained), y: y(nines(unit.gate ?? 0)) }));
  if (facts.gate) return dots;
  for (const dot of dots) (stacks[Math.floor((dot.x - PLOT.left) / PITCH)] ??= []).push(dot);
  const pitch = Math.min(PITCH, (PLOT.bottom - PLOT.top) / Math.max(...stacks.flatMap((stack) => stack.length)));
  stacks.forEach((stack, n) => stack.forEach((dot, place) =>
    Object.assign(dot, { x: PLOT.left + (n + 0.5) * PITCH, y: PLOT.bottom - (place + 0.5) * pitch })));
  return dots;
}

/**
 * The unit that was pointed at.
 * @param {Facts} facts
 * @param {number} across
 * @param {number} down both as shares of the chart
 */
export function unitAt(facts, across, down) {
  const [px, py] = [across * WIDTH, down * HEIGHT];
  /** @param {Dot} dot */
  const far = ({ x, y }) => Math.hypot(x - px, y - py);
  return dotsOf(facts).reduce((best, dot) => (far(dot) < far(best) ? dot : best));
}

/**
 * @param {Facts} facts
 * @param {Telling} telling
 * @param {Chosen} selected
 */
export function unitsFact(facts, telling, selected) {
  const { say } = telling;
  const { x, y, most } = scales(facts);
  const edge = x(facts.threshold);
  const ticks = OPEN.filter((gate) => nines(gate) <= most * 1.04).map((gate) => ({ at: y(nines(gate)), text: String(gate) }));
  const drawn = chart(say("facts.units"), [
    el("rect", { x: number(edge), y: PLOT.top, width: number(PLOT.right - edge), height: PLOT.bottom - PLOT.top, fill: "var(--color-body)" }),
    facts.gate ? yAxis(PLOT, ticks, say("facts.units.mean", { gate: telling.node(facts.gate) })) : yAxis(PLOT, [], say("facts.units.dot")),
    xAxis(PLOT, [0, 0.5, facts.threshold].map((share) => ({ at: x(share), text: telling.share(share) })), say("facts.units.axis")),
    ...dots(facts, selected),
  ], { "data-chart": "units" });
  return fact(telling, say("facts.units"), drawn, sentence(facts, telling), rows(facts, telling, selected));
}

/**
 * The dots, those that carry last and with their numbers.
 * @param {Facts} facts
 * @param {Chosen} selected
 * @returns {Tree[]}
 */
function dots(facts, selected) {
  const all = dotsOf(facts);
  const carrying = all.filter(({ carries }) => carries);
  const named = carrying.length > MOST_NAMES ? [] : carrying;
  const places = apart(named.map((dot) => dot.y), 12, [PLOT.top, PLOT.bottom]);
  const color = `var(--color-${facts.gate ?? facts.state})`;
  const chosen = all.find((dot) => is(dot, selected));
  const name = nameIn(facts);
  return [
    el("g", { fill: "var(--color-muted)", "fill-opacity": 0.45 }, all.filter(({ carries }) => !carries).map(circle)),
    el("g", { stroke: color, "stroke-opacity": 0.5 }, named.map((dot, n) => el("path", { d: `M${number(dot.x)} ${number(dot.y)}L${PLOT.right + 6} ${number(places[n])}` }))),
    el("g", { fill: color }, carrying.map(circle)),
    el("g", { class: "names", fill: color }, named.map((dot, n) => el("text", { x: PLOT.right + 9, y: number(places[n] + 4) }, [name(dot)]))),
    ...(chosen ? [el("circle", { cx: number(chosen.x), cy: number(chosen.y), r: R + 3, fill: "none", stroke: "var(--color-selection)", "stroke-width": 2 })] : []),
  ];
}

/** @param {Dot} dot */
const circle = ({ x, y, layer, unit }) => el("circle", { cx: number(x), cy: number(y), r: R, "data-layer": layer, "data-unit": unit });

/** @param {Chosen} one @param {Chosen} other */
const is = (one, other) => one.layer === other.layer && one.unit === other.unit;

/**
 * A unit's number, with its layer before it where there are several.
 * @param {Facts} facts
 * @returns {(unit: Chosen) => string}
 */
const nameIn = ({ units }) => ({ layer, unit }) => (units[units.length - 1].layer ? `${layer + 1}·${unit}` : String(unit));

/**
 * @param {Facts} facts
 * @param {Telling} telling
 */
function sentence({ units, gate, state, carrying, others }, { say, node, share, three }) {
  const most = share(Math.max(...units.map(({ explained }) => explained)));
  const said = [
    carrying ? say("facts.units.some", { count: carrying.units, of: units.length, accuracy: share(carrying.accuracy) }) : say("facts.units.none", { of: units.length, most }),
  ];
  if (gate && carrying && others) {
    const kept = { kept: share(carrying.kept ?? 0), rest: share(others.kept ?? 0) };
    said.push(say("facts.units.gates", { gate: node(gate), carrying: three(carrying.gate), others: three(others.gate), ...kept }));
  }
  if (!gate) said.push(state === "c" ? say("facts.units.all") : say("facts.units.anew"));
  if (carrying?.output) said.push(say("facts.units.shown", { output: share(carrying.output), asked: share(carrying.output_asked ?? 0) }));
  return said.join("");
}

/**
 * Every unit as a row, those that hold most first; a unit's number selects it.
 * @param {Facts} facts
 * @param {Telling} telling
 * @param {Chosen} selected
 */
function rows(facts, { say, node, share, three }, selected) {
  const { units, gate, carrying, others } = facts;
  const name = nameIn(facts);
  const output = (carrying ?? others)?.output !== null;
  const columns = [
    say("facts.units.unit"), say("facts.units.before"), say("facts.units.asked"),
    ...(gate ? [node(gate)] : []), ...(output ? [node("o"), say("facts.units.output")] : []),
  ];
  const sorted = [...units].sort((a, b) => b.explained - a.explained);
  return table(columns, sorted.map((unit) => ({
    head: el("button", { type: "button", "data-layer": unit.layer, "data-unit": unit.unit, "aria-pressed": String(is(unit, selected)) }, [name(unit)]),
    cells: [
      share(unit.explained), share(unit.explained_asked), ...(gate ? [three(unit.gate)] : []),
      ...(output ? [three(unit.output), three(unit.output_asked)] : []),
    ],
  })));
}
