// One number taken apart: first the sums of its parts, then their terms, the largest first; or a pointwise operation's operands.

import { el, number } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { letter } from "./formula.js";

/** @import { Cell, Explanation, Letters, Part, Speech, Term, Tree } from "../types.js" */

/** Where a term comes from and leads to; nowhere where there is nothing to see.
 * @typedef {{t: number, layer: number, unit: number, number: string}} Origin
 */
/** What the terms are told with.
 * @typedef {{say: Speech["say"], name: (id: string) => string, letters: Letters, cell: Cell, word: string, channels: string[] | null}} Telling
 */

export const SHOWN = 8; // terms; the others are one line
const DIGITS = 3;

/**
 * Where an input's unit can be looked at by itself: h_prev one step earlier, x of a higher layer in the one below.
 * @param {Cell} cell
 * @param {Explanation} found
 * @param {string} node
 * @param {number} unit
 * @returns {Origin | null}
 */
export function originOf({ carry }, { t, layer }, node, unit) {
  if (node === "x") return layer ? { t, layer: layer - 1, unit, number: "h" } : null;
  if (!(node in carry)) return { t, layer, unit, number: node };
  return t ? { t: t - 1, layer, unit, number: carry[node] } : null;
}

/**
 * @param {Explanation} found
 * @param {Telling} told
 * @returns {Tree[]}
 */
export function arithmetic(found, told) {
  return found.net === null ? operands(found, told) : sum(found, told);
}

/**
 * @param {Explanation} found
 * @param {Telling} told
 * @returns {Tree[]}
 */
function operands(found, told) {
  return [el("table", { class: "terms" }, found.parts.map(({ node, terms: [{ value, unit }] }) => {
    const source = el("span", {}, [letter(told.letters, node), " ", el("small", {}, [told.name(node)])]);
    return row(source, "", value, 1, originOf(told.cell, found, node, unit), told);
  }))];
}

/**
 * @param {Explanation} found
 * @param {Telling} told
 * @returns {Tree[]}
 */
function sum(found, told) {
  const { say } = told;
  const { parts, bias, net } = found;
  const parted = parts.map((part) => ({ head: kindOf(part, told), value: part.sum }));
  if (bias) parted.push({ head: el("span", {}, [say("arithmetic.bias")]), value: bias.value });
  const most = Math.max(...parted.map(({ value }) => Math.abs(value)), 1e-9);
  const terms = parts.filter(({ weight }) => weight !== null).flatMap((part) => part.terms.map((term) => ({ part, term })));
  terms.sort((a, b) => Math.abs(b.term.product) - Math.abs(a.term.product));
  const [first, rest] = [terms.slice(0, SHOWN), terms.slice(SHOWN)];
  const left = rest.reduce((total, { term }) => total + term.product, 0);
  const largest = Math.max(...first.map(({ term }) => Math.abs(term.product)), Math.abs(left), 1e-9);
  return [
    el("table", { class: "terms is-parts" }, [
      ...parted.map(({ head, value }) => row(head, "", value, most, null, told)),
      el("tr", { class: "is-sum" }, [
        el("th", { scope: "row" }, [say("arithmetic.sum")]), el("td"), el("td"), el("td", { class: "number" }, [signed(Number(net), DIGITS)]),
      ]),
    ]),
    el("h3", {}, [say("arithmetic.largest", { count: terms.length })]),
    el("table", { class: "terms" }, [
      el("tr", { class: "is-head" }, [
        el("td"), el("th", { scope: "col" }, [say("arithmetic.product")]), el("td"), el("th", { scope: "col" }, [say("arithmetic.value")]),
      ]),
      ...first.map(({ part, term }) =>
        row(sourceOf(part, term, told), `${signed(term.weight, 2)} × ${signed(term.value, 2)}`, term.product, largest, originOf(told.cell, found, part.node, term.unit), told)),
      ...(rest.length ? [row(el("span", { class: "is-rest" }, [say("arithmetic.rest", { count: rest.length })]), "", left, largest, null, told)] : []),
    ]),
  ];
}

/**
 * What a part is: from the word, from memory, or from a vector of the same step.
 * @param {Part} part
 * @param {Telling} told
 * @returns {Tree}
 */
function kindOf({ node, weight }, { say, cell, letters }) {
  const key = node === "x" ? "arithmetic.word" : node in cell.carry ? "arithmetic.memory" : "arithmetic.step";
  return el("span", {}, [say(key), " ", el("small", {}, [...(weight ? [`${weight[0]} `] : []), letter(letters, node)])]);
}

/**
 * One number of a vector: its unit, or for a word its place in the embedding, for numbers which of them. A place in a vector
 * stands in brackets, a step below.
 * @param {Part} part
 * @param {Term} term
 * @param {Telling} told
 */
function sourceOf({ node }, { unit }, { letters, word, channels }) {
  if (node === "x" && channels) return el("span", {}, [channels[unit]]);
  if (node === "x" && word) return el("span", {}, [`${word}[${unit}]`]);
  return el("span", {}, [letter(letters, node), `[${unit}]`]);
}

/**
 * @param {Tree} head
 * @param {string} product as it is multiplied out
 * @param {number} value
 * @param {number} most the value that fills half of the bar's room
 * @param {Origin | null} origin
 * @param {Telling} told
 */
function row(head, product, value, most, origin, { say }) {
  const width = Math.min(50, (50 * Math.abs(value)) / most);
  const bar = el("rect", { x: number(value < 0 ? 50 - width : 50), y: 1, width: number(Math.max(width, 0.4)), height: 8, fill: `var(--color-${value < 0 ? "negative" : "positive"})` });
  const go = origin && { type: "button", "data-origin": JSON.stringify(origin), title: say("arithmetic.go", { t: origin.t + 1, unit: origin.unit }) };
  return el("tr", {}, [
    el("th", { scope: "row" }, [go ? el("button", go, [head]) : head]),
    el("td", { class: "number" }, [product]),
    el("td", {}, [
      el("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, [
        el("path", { d: "M50 0V10", stroke: "var(--color-line)", "vector-effect": "non-scaling-stroke" }), bar,
      ]),
    ]),
    el("td", { class: "number" }, [signed(value, DIGITS)]),
  ]);
}
