// What a network says that does not say words: one of a few labels, or a number. Numbers in, trees out.

import { el } from "../lib/tree.js";
import { color } from "./parts.js";
import { isMark } from "./series.js";
import { rowOf } from "./steps.js";

/** @import { Card, Setting, State, Trace, Tree } from "../types.js" */

const WIDTH = 300;
const HEIGHT = 84;
const MARGIN = 6;

/**
 * What it should say, step by step, where that is known: the sum of the numbers that are marked, at all steps; or what an example of
 * the card tells of its series.
 * @param {Card} card
 * @param {Trace} trace
 * @returns {number[] | null}
 */
export function truths({ task, inputs = [], examples }, trace) {
  const rows = trace.tokens.map((_, t) => rowOf(trace, t));
  const [value, marker] = [inputs.findIndex((channel) => !isMark(channel)), inputs.findIndex(isMark)];
  if (task !== "adding") return examples.find((one) => one.targets && String(one.inputs) === String(rows))?.targets ?? null;
  return value < 0 || marker < 0 ? null : rows.fill([rows.reduce((sum, row) => sum + row[value] * row[marker], 0)]).flat();
}

/**
 * How many of the steps are marked, where a sum of two is asked for: it has learned nothing else.
 * @param {Card} card
 * @param {Trace} trace
 */
export function marks({ task, inputs = [] }, trace) {
  const marker = inputs.findIndex(isMark);
  return task === "adding" && marker >= 0 ? trace.tokens.filter((_, t) => rowOf(trace, t)[marker] > 0).length : 2;
}

/**
 * Labels in the order of the card, so that each keeps its place; the likeliest is bold.
 * @param {Setting} setting
 * @param {State} state
 * @returns {Tree[]}
 */
export function labels({ speech: { percent, language } }, { card, trace, t }) {
  const { top } = trace.predictions[t];
  const names = card.answer.kind === "class" ? card.answer.labels : [];
  return names.map((label, id) => {
    const share = top.find((one) => one.id === id)?.probability ?? 0;
    return el("tr", { class: top[0].id === id ? "is-true" : null }, [
      el("th", { scope: "row" }, [label[language]]),
      el("td", {}, [el("div", { class: "share", style: `--share: ${Math.max(100 * share, 0.6).toFixed(2)}%` })]),
      el("td", { class: "number" }, [percent(share)]),
    ]);
  });
}

/**
 * The number over the steps so far, beside what it should be.
 * @param {Trace} trace
 * @param {number} t
 * @param {number[] | null} targets
 * @param {string} label
 * @returns {Tree}
 */
export function curve(trace, t, targets, label) {
  const values = trace.predictions.map(({ top: [{ value }] }) => value ?? 0);
  const [least, most] = [Math.min(0, ...(targets ?? []), ...values), Math.max(1, ...(targets ?? []), ...values)];
  const x = (/** @type {number} */ n) => (MARGIN + ((WIDTH - 2 * MARGIN) * n) / Math.max(1, values.length - 1)).toFixed(1);
  const y = (/** @type {number} */ value) => (HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - least)) / (most - least)).toFixed(1);
  const line = (/** @type {number[]} */ some) => some.map((value, n) => `${n ? "L" : "M"}${x(n)} ${y(value)}`).join("");
  return el("svg", { class: "said", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, [
    el("path", { d: `M0 ${y(0)}H${WIDTH}`, stroke: color("line") }),
    ...(targets ? [el("path", { d: line(targets), fill: "none", stroke: color("text"), "stroke-dasharray": "6 4" })] : []),
    el("path", { d: line(values.slice(0, t + 1)), fill: "none", stroke: color("h"), "stroke-width": 2, "stroke-linejoin": "round" }),
    el("circle", { cx: x(t), cy: y(values[t]), r: 4, fill: color("h") }),
  ]);
}
