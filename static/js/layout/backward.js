// Backward from an answer, drawn: what each input adds to it on the axis of the strip, and how far back its gradient reaches.

import { textWidth } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { brief, chart, linear, names, path, power, xAxis, yAxis } from "./chart.js";
import { cellName } from "./facts/fact.js";

/** @import { Card, Gradient, Speech, Tree } from "../types.js" */
/** @typedef {{name: string, color: string, norms: number[], own: boolean}} Line norms by steps back */

const BARS = 58; // px
const MARGIN = 12; // px above and below the longest bar
const SIZE = 9.5; // px of a number that has room above its bar
const PLOT = { left: 44, right: 262, top: 24, bottom: 192 };
const LOWEST = -16; // powers of ten; what is less is as good as nothing
const TICKS = 5; // lines across the plot, about
/** @type {Record<string, string>} */
const COLOURS = { rnn: "f", gru: "i", lstm: "o" };

/** A number of any size and sign. @param {number} value @param {number} [precision] */
export const scientific = (value, precision = 2) => (value === 0 ? "0" : `${value < 0 ? "−" : ""}${brief(Math.abs(value), precision)}`);

/**
 * What is asked about, as the reader calls it.
 * @param {Pick<Gradient, "target">} found
 * @param {Card} card
 * @param {string} language
 */
export function nameOf({ target: { id, text } }, { answer }, language) {
  if (answer.kind === "class") return answer.labels[id][language];
  return answer.kind === "value" ? answer.names[id][language] : String(text);
}

/**
 * A bar a step, up for what is positive, on the axis of the strip.
 * @param {number[]} values of the first steps
 * @param {number[]} edges of the columns, px
 * @param {string} label
 * @param {(k: number) => string} name of a step's bar
 */
export function bars(values, edges, label, name) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = linear([high, low === high ? low - 1 : low], [MARGIN, BARS - MARGIN]);
  const [width, ground] = [edges[edges.length - 1], y(0)];
  return el("div", { class: "track" }, [
    el("svg", { width, height: BARS, viewBox: `0 0 ${width} ${BARS}`, role: "img", "aria-label": label }, [
      el("path", { d: `M0 ${number(ground)}H${width}`, stroke: "var(--color-line)" }),
      ...values.map((value, k) => {
        const [from, to, end] = [edges[k], edges[k + 1], y(value)];
        const height = Math.abs(end - ground);
        const inset = (to - from) / 6;
        return el("g", { "data-step": k }, [
          el("title", {}, [name(k)]),
          el("rect", { x: number(from + inset), y: number(Math.min(end, ground)), width: number(to - from - 2 * inset), height: number(Math.max(height, 0.5)), fill: `var(--color-${value < 0 ? "negative" : "positive"})` }),
          ...(height < 2 || textWidth(scientific(value), SIZE) > to - from ? [] : [el("text", { x: number((from + to) / 2), y: number(value < 0 ? end + 10 : end - 3), "text-anchor": "middle", "font-size": SIZE }, [scientific(value)])]),
        ]);
      }),
    ]),
  ]);
}

/**
 * The network's own line, and those of its family.
 * @param {Gradient} found
 * @param {Gradient[]} family
 * @returns {Line[]}
 */
export function linesOf(found, family) {
  return [found, ...family].map(({ cell, norms: { together } }) => ({
    name: cellName(cell), color: COLOURS[cell.split("-")[0]] ?? "text", norms: [...together].reverse(), own: cell === found.cell,
  }));
}

/** How much of the gradient is left so many steps back. @param {Line} line @param {number} lag */
export const remaining = ({ norms }, lag) => (norms[0] ? norms[lag] / norms[0] : 0);

/**
 * @param {Line[]} lines
 * @param {Speech["say"]} say
 * @returns {Tree}
 */
export function lagChart(lines, say) {
  const T = lines[0].norms.length;
  const log = (/** @type {number} */ ratio) => Math.max(LOWEST, Math.log10(ratio || Number.MIN_VALUE));
  const logs = lines.map((line) => line.norms.map((_, lag) => log(remaining(line, lag))));
  const low = Math.min(-1, Math.floor(Math.min(...logs.flat())));
  const high = Math.max(0, Math.ceil(Math.max(...logs.flat())));
  const x = linear([0, Math.max(1, T - 1)], [PLOT.left, PLOT.right]);
  const y = linear([low, high], [PLOT.bottom, PLOT.top]);
  const every = Math.ceil((high - low) / TICKS);
  const exponents = Array.from({ length: high - low + 1 }, (_, n) => low + n).filter((exponent) => exponent % every === 0);
  const far = Math.max(1, Math.ceil((T - 1) / TICKS));
  const lags = Array.from({ length: Math.ceil(T / far) }, (_, n) => n * far);
  return chart(say("backward.lags"), [
    yAxis(PLOT, exponents.map((exponent) => ({ at: y(exponent), text: power(exponent) })), say("backward.lags.ratio")),
    xAxis(PLOT, lags.map((lag) => ({ at: x(lag), text: String(lag) })), say("backward.lags.axis")),
    ...lines.map(({ color, own }, n) => el("path", {
      d: path(logs[n].map((value, lag) => [x(lag), y(value)])), fill: "none", stroke: `var(--color-${color})`, "stroke-width": own ? 2.5 : 1.5, "stroke-linejoin": "round",
    })),
    names(PLOT, lines.map(({ name, color, own }, n) => ({ at: y(logs[n][T - 1]), text: name, color, own }))),
  ]);
}
