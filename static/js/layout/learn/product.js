// One layer in full, small enough to be worked out by hand: [h, x] times a table of weights, plus a bias, through σ, and times C.

import { el } from "../../lib/tree.js";
import { signed } from "../../narrate.js";
import { CURVES } from "./curve.js";

/** @import { Tree } from "../../types.js" */

/** The numbers, the weights row by row. C is empty where nothing is multiplied.
 * @typedef {{weights: readonly number[], bias: readonly number[], h: readonly number[], x: readonly number[], C: readonly number[]}} Given
 */
/** @typedef {keyof Given} List */

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const DECIMALS = 3; // of what is typed, at most

/** @param {string} letter @param {number} n */
const counted = (letter, n) => `${letter}${LOW[n + 1]}`;

/** A number as it is typed. @param {number} value */
export const typed = (value) => String(Number(value.toFixed(DECIMALS)) || 0);

/**
 * z = W · [h, x] + b, what the curve makes of it, and that times C.
 * @param {Given} given
 * @param {string} of the curve
 */
export function computed({ weights, bias, h, x, C }, of) {
  const read = [...h, ...x];
  const z = bias.map((b, row) => read.reduce((sum, value, n) => sum + weights[row * read.length + n] * value, b));
  const value = z.map(CURVES[of].of);
  return { read, z, value, product: C.map((c, row) => c * value[row]) };
}

/**
 * A row's sum written out: z₁ = 0.3·0.3 − 0.6·0.8 + … = 0.000, f₁ = σ(z₁) = 0.500
 * @param {Given} given
 * @param {string} of
 * @param {string} letter
 * @param {number} row
 */
export function sum(given, of, letter, row) {
  const { read, z, value, product } = computed(given, of);
  const terms = read.map((one, n) => [given.weights[row * read.length + n], `·${one < 0 ? `(${plain(one)})` : plain(one)}`]);
  const all = /** @type {[number, string][]} */ ([...terms, [given.bias[row], ""]]);
  const text = all.map(([factor, rest], n) => `${factor < 0 ? (n ? " − " : "−") : n ? " + " : ""}${plain(Math.abs(factor))}${rest}`).join("");
  const last = given.C.length ? [`${counted(letter, row)} × ${counted("C", row)} = ${signed(product[row], 3)}`] : [];
  return [
    `${counted("z", row)} = ${text} = ${signed(z[row], 3)}`,
    `${counted(letter, row)} = ${CURVES[of].sign}(${counted("z", row)}) = ${signed(value[row], 3)}`,
    ...last,
  ];
}

/** @param {number} value */
const plain = (value) => typed(value).replace("-", "−");

/**
 * @param {Given} given
 * @param {string} of
 * @param {string} letter of what comes out
 * @param {number} looked the row that is looked at
 * @param {{weights: string, results: string, weight: (row: number, to: string) => string, bias: (row: number) => string}} names for ears
 * @returns {Tree[]}
 */
export function productTables(given, of, letter, looked, names) {
  const { read, z, value, product } = computed(given, of);
  const heads = [...given.h.map((_, n) => counted("h", n)), ...given.x.map((_, n) => counted("x", n))];
  const rows = given.bias.map((_, row) => row);
  const cell = (/** @type {List} */ list, /** @type {number} */ n, /** @type {string} */ name) =>
    el("input", { type: "number", step: 0.1, "data-list": list, "data-n": n, "aria-label": name });
  /** How much a weight's product is of the largest in its row. @param {number} row @param {number} n */
  const tint = (row, n) => {
    const products = read.map((one, m) => given.weights[row * read.length + m] * one);
    const share = products[n] / (Math.max(...products.map(Math.abs)) || 1);
    return { class: share < 0 ? "is-negative" : "is-positive", style: `--share: ${Math.round(45 * Math.abs(share))}%` };
  };
  const line = (/** @type {number} */ row) => ({ "data-row": row, class: row === looked ? "is-looked" : null });
  const multiplies = given.C.length > 0;
  return [
    el("table", { class: "weights", "aria-label": names.weights }, [
      el("thead", {}, [el("tr", {}, [
        el("td", {}, []),
        ...heads.map((head, n) => el("th", { scope: "col", class: n < given.h.length ? "is-h" : "is-x" }, [
          el("span", {}, [head]), n < given.h.length ? cell("h", n, head) : cell("x", n - given.h.length, head),
        ])),
        el("th", { scope: "col" }, [el("span", {}, ["b"])]),
      ])]),
      el("tbody", {}, rows.map((row) => el("tr", line(row), [
        el("th", { scope: "row" }, [counted(letter, row)]),
        ...heads.map((head, n) => el("td", row === looked ? tint(row, n) : {}, [cell("weights", row * read.length + n, names.weight(row + 1, head))])),
        el("td", { class: "bias" }, [cell("bias", row, names.bias(row + 1))]),
      ]))),
    ]),
    el("table", { class: "results", "aria-label": names.results }, [
      el("thead", {}, [el("tr", {}, [
        el("th", { scope: "col" }, ["z"]), el("td", {}, []), el("th", { scope: "col" }, [letter]),
        ...(multiplies ? [el("td", {}, []), el("th", { scope: "col" }, ["C"]), el("th", { scope: "col" }, [`${letter} × C`])] : []),
      ])]),
      el("tbody", {}, rows.map((row) => el("tr", line(row), [
        el("td", { class: "number" }, [signed(z[row], 3)]),
        ...(row ? [] : [el("td", { class: "through", rowspan: rows.length }, [el("span", { class: "layer" }, [CURVES[of].sign])])]),
        el("td", { class: "number value" }, [signed(value[row], 3)]),
        ...(multiplies
          ? [
            ...(row ? [] : [el("td", { class: "through", rowspan: rows.length }, [el("span", { class: "op" }, ["×"])])]),
            el("td", {}, [cell("C", row, counted("C", row))]),
            el("td", { class: "number" }, [signed(product[row], 3)]),
          ]
          : []),
      ]))),
    ]),
  ];
}
