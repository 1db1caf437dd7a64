// What if, drawn: the timeline that forks, how far each vector moved, and the same on random units as dots.

import { fit, textWidth } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { computed, told, vector } from "../select.js";
import { linear } from "./chart.js";

/** @import { Cell, Control, Hold, Setting, State, Trace, Tree } from "../types.js" */

const ROW = 22; // px
const DROP = 20; // px from the chain to its branch
const NAMES = 15; // px above and below for what the rows are called
export const BRANCH = 2 * ROW + DROP + 2 * NAMES;
const LOW = 2 * ROW + DROP - 5; // where the words of the branch stand
const SMALLEST = 0.85; // of the size of the words, before one is cut
const BOLD = 1.12; // times as wide as plain letters
const AIR = 3; // px between two words

/** What presets close, open and silence, from the declaration alone; null where a cell has no such thing.
 * @param {Cell} cell
 * @param {string | null} keep
 * @param {string | null} write
 */
export function levers({ nodes }, keep, write) {
  const gate = write && nodes.find(({ id }) => id === write)?.inputs.find((id) => nodes.find((node) => node.id === id)?.scale === "gate");
  return { keep, write: gate || write };
}

/** The first step at which something is held. @param {readonly Hold[]} holds */
export const fork = (holds) => Math.min(...holds.map(({ t }) => t));

/**
 * How much room each word of a row has around the middle of its column, which is as wide as another word: its column, and what
 * its neighbours leave over.
 * @param {number[]} widths that they would like to have, px
 * @param {number[]} edges of the columns
 */
export function roomsOf(widths, edges) {
  const middle = (/** @type {number} */ n) => (edges[n] + edges[n + 1]) / 2;
  const last = widths.length - 1;
  const halves = widths.map((width, n) => Math.min(width, edges[n + 1] - edges[n]) / 2);
  widths.forEach((width, n) => {
    const left = n ? middle(n) - middle(n - 1) - halves[n - 1] : middle(n);
    const right = n < last ? middle(n + 1) - middle(n) - halves[n + 1] : edges[n + 1] - middle(n);
    halves[n] = Math.max(halves[n], Math.min(width / 2, left, right));
  });
  return halves.map((half) => 2 * half);
}

/**
 * The words that are expected next, without holds above and with them below, from the fork on.
 * @param {Setting} setting
 * @param {Trace} base
 * @param {Trace} held
 * @param {readonly Hold[]} holds
 * @param {number} t the step looked at
 * @param {number[]} edges
 * @param {number} size of the words
 * @returns {Tree[]}
 */
export function branch(setting, base, held, holds, t, edges, size) {
  const from = fork(holds);
  const middle = (/** @type {number} */ n) => (edges[n] + edges[n + 1]) / 2;
  const said = (/** @type {Trace} */ trace, /** @type {number} */ n) => {
    const [best] = trace.predictions[n].top;
    return best.value === undefined ? best.text : told(setting, best);
  };
  /** @param {Trace} trace @param {number} first @param {number} y @param {(n: number) => string | null} kind */
  const row = (trace, first, y, kind) => {
    const texts = base.tokens.map((_, n) => (n < first ? "" : said(trace, n)));
    const bold = texts.map((_, n) => (kind(n) === "is-moved" ? BOLD : 1));
    const rooms = roomsOf(texts.map((text, n) => textWidth(text, size) * bold[n] + AIR), edges);
    return texts.flatMap((text, n) => {
      if (n < first) return [];
      const [short, px] = fit(text, (rooms[n] - AIR) / bold[n], size, SMALLEST * size);
      return [el("text", { x: number(middle(n)), y, "text-anchor": "middle", "font-size": number(px), class: kind(n) }, [short, ...(short === text ? [] : [el("title", {}, [text])])])];
    });
  };
  const low = ROW + DROP;
  const [start, end] = [middle(from), edges[edges.length - 1]];
  return [el("rect", { class: "now", x: edges[t], width: edges[t + 1] - edges[t], height: BRANCH }), el("g", { transform: `translate(0 ${NAMES})` }, [
    el("path", { class: "fork", d: `M${number(start)} ${ROW}C${number(start)} ${low} ${number(start)} ${low} ${number(Math.min(start + 16, end))} ${low}H${end}` }),
    ...row(base, 0, ROW - 7, (n) => (n < from ? "is-later" : null)),
    ...row(held, from, LOW, (n) => (said(held, n) === said(base, n) ? null : "is-moved")),
    ...holds.map((hold) => {
      const last = Math.min(hold.until ?? edges.length - 2, edges.length - 2);
      return el("path", { class: "span", d: `M${edges[hold.t] + 2} ${ROW - 1}H${edges[last + 1] - 2}` });
    }),
  ])];
}

/**
 * How far each vector of the step moved.
 * @param {Setting} setting
 * @param {State} state
 * @param {Trace} base
 */
export function moved(setting, state, base) {
  return computed(setting).map(({ id }) => {
    const [now, before] = [vector(setting, state, id), vector(setting, { ...state, trace: base }, id)];
    return { id, distance: Math.hypot(...now.map((value, n) => value - before[n])), own: now[state.unit] - before[state.unit] };
  });
}

const DOTS = { width: 340, height: 58, left: 12, right: 328, at: 24 };

/**
 * The answer without holds, with them, and with the same on random units: probabilities, or values, on one line.
 * @param {Control} control
 * @param {string} label
 */
export function dots({ without, held, draws }, label) {
  const of = (/** @type {Control["held"]} */ said) => said.probability ?? said.value ?? 0;
  const all = [without, held, ...draws].map(of);
  const shares = without.probability !== null;
  const [low, high] = shares ? [0, 1] : [Math.min(...all), Math.max(...all)];
  const x = linear(high > low ? [low, high] : [low - 1, low + 1], [DOTS.left, DOTS.right]);
  const dot = (/** @type {number} */ value, /** @type {number} */ r, /** @type {Record<string, string | number>} */ look) =>
    el("circle", { cx: number(x(value)), cy: DOTS.at, r, ...look });
  const ends = shares ? ["0%", "100%"] : [low.toFixed(2), high.toFixed(2)].map((text) => text.replace("-", "−"));
  return el("svg", { class: "dots", viewBox: `0 0 ${DOTS.width} ${DOTS.height}`, role: "img", "aria-label": label }, [
    el("path", { d: `M${DOTS.left} ${DOTS.at}H${DOTS.right}`, stroke: "var(--color-line)", "stroke-width": 2 }),
    ...draws.map((said) => dot(of(said), 5, { fill: "var(--color-muted)", "fill-opacity": 0.45 })),
    dot(of(without), 6, { fill: "none", stroke: "var(--color-text)", "stroke-width": 2 }),
    dot(of(held), 7, { fill: "var(--color-selection)" }),
    el("text", { x: DOTS.left - 8, y: 50 }, [ends[0]]),
    el("text", { x: DOTS.right + 8, y: 50, "text-anchor": "end" }, [ends[1]]),
  ]);
}
