// How far back the gradient reaches, on a logarithmic scale: what vanishes is a line that falls.

import { el } from "../../lib/tree.js";
import { brief, chart, linear, names, path, power, xAxis, yAxis } from "../chart.js";
import { cellName, fact, table } from "./fact.js";

/** @import { Facts, FreshGradient } from "../../types.js" */
/** @import { Telling } from "./fact.js" */
/** @typedef {{name: string, color: string, ratios: number[], own: boolean}} Line */

const PLOT = { left: 44, right: 242, top: 24, bottom: 192 };
const LAG = 40; // words back: what the sentence tells of
const OPEN = 3; // a forget bias that opens the gate: likewise
const LAGS = [1, 5, 10, 20, 40, 60];
const DECADES = 5; // from line to line across the plot

/**
 * @param {Facts} facts
 * @param {Telling} telling
 * @returns {Line[]}
 */
export function linesOf({ state, gradient }, { say }) {
  /** @param {FreshGradient} one */
  const name = ({ cell, recurrent, bias }) => {
    if (cell === "rnn") return `RNN ${recurrent === "uniform" ? say("facts.gradient.uniform") : say("facts.gradient.orthogonal")}`;
    return cell === "lstm" ? `LSTM ${say("facts.gradient.bias", { bias: bias ?? 0 })}` : cellName(cell);
  };
  const fresh = gradient.fresh.map((one) => ({ name: name(one), color: one.cell === "lstm" ? "f" : "muted", ratios: one.ratios, own: false }));
  return [...fresh, { name: say("facts.gradient.trained"), color: state, ratios: gradient.trained, own: true }];
}

/**
 * @param {Facts} facts
 * @param {Telling} telling
 * @param {{lag?: number, bias?: number}} told what the sentence tells of
 */
export function gradientFact(facts, telling, told) {
  const { say } = telling;
  const lines = linesOf(facts, telling);
  const logs = lines.flatMap(({ ratios }) => ratios.map((ratio) => Math.log10(Math.max(ratio, Number.MIN_VALUE))));
  const low = Math.floor(Math.min(...logs));
  const high = Math.ceil(Math.max(...logs));
  const x = linear([0, facts.gap], [PLOT.left, PLOT.right]);
  const y = linear([low, high], [PLOT.bottom, PLOT.top]);
  const ticks = Array.from({ length: Math.floor(-low / DECADES) + 1 }, (_, n) => -n * DECADES);
  const drawn = chart(say("facts.gradient"), [
    yAxis(PLOT, ticks.map((exponent) => ({ at: y(exponent), text: power(exponent) })), say("facts.gradient.left")),
    xAxis(PLOT, [0, 20, 40, 60].map((lag) => ({ at: x(lag), text: String(lag) })), say("facts.gradient.axis")),
    ...lines.map(({ ratios, color, own }) => el("path", {
      d: path(ratios.map((ratio, lag) => [x(lag), y(Math.log10(Math.max(ratio, Number.MIN_VALUE)))])),
      fill: "none", stroke: `var(--color-${color})`, "stroke-width": own ? 3 : 1.5, "stroke-linejoin": "round",
    })),
    names(PLOT, lines.map(({ name, color, ratios, own }) => ({ at: y(Math.log10(Math.max(ratios[ratios.length - 1], Number.MIN_VALUE))), text: name, color, own }))),
  ]);
  return fact(telling, say("facts.gradient"), drawn, sentence(facts, telling, told), rows(lines, telling));
}

/**
 * @param {Facts} facts
 * @param {Telling} telling
 * @param {{lag?: number, bias?: number}} told
 */
function sentence({ gradient: { fresh, trained } }, { say }, { lag = LAG, bias = OPEN }) {
  /** @param {string} cell @param {number | null} bias */
  const left = (cell, bias) => fresh.find((one) => one.cell === cell && one.recurrent === "orthogonal" && one.bias === bias)?.ratios[lag] ?? 0;
  return say("facts.gradient.told", {
    lag, bias, rnn: brief(left("rnn", null)), shut: brief(left("lstm", 0)), open: brief(left("lstm", bias)), trained: brief(trained[lag]),
  });
}

/**
 * @param {Line[]} lines
 * @param {Telling} telling
 */
const rows = (lines, { say }) =>
  table([say("facts.gradient.lag"), ...lines.map(({ name }) => name)], LAGS.map((lag) => ({ head: String(lag), cells: lines.map(({ ratios }) => brief(ratios[lag])) })));
