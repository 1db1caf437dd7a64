// How well the nationality can be read from the state, so and so many words later: the model's own lines and its family's.

import { el, number } from "../../lib/tree.js";
import { chart, linear, names, path, xAxis, yAxis } from "../chart.js";
import { cellName, fact, table } from "./fact.js";

/** @import { Accuracy, Facts, Tree } from "../../types.js" */
/** @import { Telling } from "./fact.js" */
/** @typedef {{facts: Facts, state: string, accuracies: Accuracy[], own: boolean, main: boolean}} Line */

const PLOT = { left: 44, right: 240, top: 24, bottom: 192 };
const LAG = 40; // words later: what the sentence tells of
const TICKS = [1, 10, 20, 40, 60];

/**
 * The lines: of the model itself all states, of the others the one that holds their memory.
 * @param {Facts[]} all the model's own first
 * @returns {Line[]}
 */
export const linesOf = (all) =>
  all.flatMap((facts, n) =>
    Object.entries(facts.readout.states)
      .map(([state, accuracies]) => ({ facts, state, accuracies, own: n === 0, main: state === facts.state }))
      .filter(({ own, main }) => own || main));

/**
 * @param {Facts[]} all
 * @param {Telling} telling
 * @param {number} [told] how many words later: what the sentence tells of
 */
export function readoutFact(all, telling, told = LAG) {
  const { say, share } = telling;
  const [{ readout: { lags, chance } }] = all;
  const x = linear([0, lags[lags.length - 1]], [PLOT.left, PLOT.right]);
  const y = linear([0, 1], [PLOT.bottom, PLOT.top]);
  const lines = linesOf(all);
  const drawn = chart(say("facts.readout"), [
    yAxis(PLOT, [0, 0.5, 1].map((value) => ({ at: y(value), text: share(value) })), say("facts.readout.right")),
    xAxis(PLOT, TICKS.map((lag) => ({ at: x(lag), text: String(lag) })), say("facts.readout.axis")),
    el("path", { d: `M${PLOT.left} ${number(y(chance))}H${PLOT.right}`, stroke: "var(--color-muted)", "stroke-dasharray": "2 4" }),
    el("path", { d: `M${PLOT.right} ${PLOT.top}V${PLOT.bottom}`, stroke: "var(--color-line)" }),
    ...lines.map((line) => band(line, x, y)),
    ...lines.map((line) => stroke(line, x, y)),
    names(PLOT, [
      ...lines.map((line) => ({ at: y(last(line).accuracy), text: `${nameOf(line, telling)} ${share(last(line).accuracy)}`, color: line.state, own: line.own && line.main })),
      { at: y(chance), text: say("facts.readout.chance", { chance: share(chance) }), color: "muted" },
    ]),
  ]);
  return fact(telling, say("facts.readout"), drawn, sentence(lines, telling, told), rows(lines, telling));
}

/** @param {Line} line */
const last = ({ accuracies }) => accuracies[accuracies.length - 1];

/** At a line's end there is room for a family's name only. @param {Line} line @param {Telling} telling */
const nameOf = ({ facts: { cell }, state }, { letter }) => (cell.includes("-") ? letter(state) : `${cellName(cell)} ${letter(state)}`);

/**
 * The 95 % interval.
 * @param {Line} line
 * @param {(lag: number) => number} x
 * @param {(share: number) => number} y
 * @returns {Tree}
 */
function band({ facts, accuracies, state }, x, y) {
  const { lags } = facts.readout;
  /** @type {[number, number][]} */
  const upper = accuracies.map(({ high }, n) => [x(lags[n]), y(high)]);
  /** @type {[number, number][]} */
  const lower = accuracies.map(({ low }, n) => [x(lags[n]), y(low)]);
  return el("path", { d: `${path([...upper, ...lower.reverse()])}z`, fill: `var(--color-${state})`, opacity: 0.12 });
}

/**
 * @param {Line} line
 * @param {(lag: number) => number} x
 * @param {(share: number) => number} y
 * @returns {Tree}
 */
function stroke({ facts, accuracies, state, own, main }, x, y) {
  const d = path(accuracies.map(({ accuracy }, n) => [x(facts.readout.lags[n]), y(accuracy)]));
  const look = { "stroke-width": own && main ? 3 : 1.5, "stroke-dasharray": main ? null : "5 3", "stroke-linejoin": "round" };
  return el("path", { d, fill: "none", stroke: `var(--color-${state})`, ...look });
}

/**
 * @param {Line[]} lines
 * @param {Telling} telling
 * @param {number} told how many words later
 */
function sentence(lines, { say, letter, share }, told) {
  /** @param {Line} line @param {number} lag */
  const at = ({ facts, accuracies }, lag) => accuracies[facts.readout.lags.indexOf(lag)];
  const own = lines.find((line) => line.own && line.main) ?? lines[0];
  const hidden = lines.find((line) => line.own && !line.main);
  const found = at(own, told);
  /** @param {Line} line */
  const who = (line) => ({ name: cellName(line.facts.cell), state: letter(line.state), accuracy: share(at(line, told).accuracy) });
  const said = [say("facts.readout.own", { ...who(own), lag: told, low: share(found.low), high: share(found.high), chance: share(own.facts.readout.chance) })];
  if (hidden) said.push(say("facts.readout.hidden", { state: letter(hidden.state), before: share(at(hidden, told).accuracy), asked: share(last(hidden).accuracy) }));
  for (const line of lines) if (!line.own) said.push(say("facts.readout.other", who(line)));
  return said.join("");
}

/**
 * @param {Line[]} lines
 * @param {Telling} telling
 */
function rows(lines, telling) {
  const { say, share } = telling;
  const columns = [say("facts.readout.lag"), ...lines.map((line) => nameOf(line, telling))];
  return table(columns, lines[0].facts.readout.lags.map((lag, n) => ({
    head: String(lag),
    cells: lines.map(({ accuracies }) => `${share(accuracies[n].accuracy)} (${share(accuracies[n].low)}–${share(accuracies[n].high)})`),
  })));
}
