// The bench: the operands and the result of an operation as aligned rows, where numbers are compared and units are chosen.

import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { hasUnits, lettersOf, vector } from "../select.js";
import { filled, letter } from "./formula.js";
import * as strips from "./strips.js";

/** @import { CellNode, Setting, State, Strip, Tree } from "../types.js" */

/** @type {Strip} */
const ROW = { along: "x", x: 0, y: 10, length: 144 };
const MARGIN = 2;
export const DIGITS = 3;

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {CellNode} node
 * @returns {Tree[]}
 */
export function bench(setting, state, node) {
  const { unit } = state;
  const rows = [...node.inputs, node.id].map((id) => {
    const values = vector(setting, state, id);
    const own = hasUnits(setting, state, id);
    const strip = strips.strip(ROW, values, strips.scaleOf(setting, state, id));
    const [x, , width] = strips.unitBox(ROW, values, unit);
    const frame = { fill: "none", stroke: "var(--color-selection)", "vector-effect": "non-scaling-stroke" };
    const framed = !own ? [] : [el("rect", { x, y: 0.5, width, height: 19, "stroke-width": 1.5, ...frame })];
    const view = `${-MARGIN} 0 ${ROW.length + 2 * MARGIN} 20`;
    return el("div", { class: "bench-row" }, [
      el("span", { class: "formula" }, [letter(lettersOf(setting, state), id)]),
      el("svg", { viewBox: view, preserveAspectRatio: "none", "aria-hidden": "true" }, [strip, ...framed]),
      el("span", { class: "number" }, [own ? signed(values[unit], DIGITS) : ""]),
    ]);
  });
  const numbers = filled(node, (id) => signed(vector(setting, state, id)[unit], DIGITS));
  return [...rows, el("p", { class: "bench-numbers" }, [setting.speech.say("bench.numbers", { unit }), el("span", {}, numbers)])];
}

/**
 * The unit at a share of a row's width.
 * @param {number} share
 * @param {number} H
 */
export const unitAlong = (share, H) => strips.unitAt(ROW, H, share * (ROW.length + 2 * MARGIN) - MARGIN);
