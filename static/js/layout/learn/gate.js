// A gate as the diagram has it: σ makes a share for each unit, × lets that much of it through. Three strips, one below the other.

import { el, number } from "../../lib/tree.js";
import { signed } from "../../narrate.js";
import { boxed, color, MATHS } from "../parts.js";
import { scale, strip, THICKNESS, unitAt, unitBox } from "../strips.js";

/** @import { CellNode, Letters, Tree } from "../../types.js" */
/** @import { Scale } from "../strips.js" */

/** What is drawn: a vector, the gate, what the gate lets through, which of the operations this is, and the unit looked at.
 * @typedef {{input: readonly number[], gate: readonly number[], unit: number, part: Part, scale: Scale, learned: boolean, several: boolean}} Shown
 */
/** @typedef {{gate: string, input: string, output: string}} Part of a cell: the gate, the vector it is multiplied with, the product */

const [WIDTH, HEIGHT] = [492, 256];
const LEFT = 66; // of the strips
const SIZE = 2.5; // that a strip is drawn larger than on the stage
const PLACE = /** @type {const} */ ({ along: "x", x: 0, y: 0, length: 144 });
const RIGHT = LEFT + SIZE * PLACE.length;
const ROWS = { input: 52, gate: 138, output: 224 };
const TIMES = { x: 464, r: 16 };
const LAYER = { x: 26, rx: 21, ry: 18, from: 192 };
const LETTER = 17; // px

/**
 * The operation that a gate is part of.
 * @param {readonly CellNode[]} nodes
 * @param {string} gate
 * @returns {Part}
 */
export function partOf(nodes, gate) {
  const product = nodes.find(({ op, inputs }) => op === "mul" && inputs.includes(gate));
  if (!product) throw new Error(`${gate} is no gate`);
  return { gate, input: product.inputs.find((id) => id !== gate) ?? gate, output: product.id };
}

/**
 * @param {readonly number[]} gate
 * @param {readonly number[]} input
 */
export const passed = (gate, input) => gate.map((share, n) => share * input[n]);

/** How much there is, whatever its sign. @param {readonly number[]} values */
export const total = (values) => values.reduce((sum, value) => sum + Math.abs(value), 0);

/**
 * The unit at a place of the drawing, both as shares of its size; null where there is no strip.
 * @param {number} across
 * @param {number} H
 */
export const unitUnder = (across, H) => unitAt(PLACE, H, (across * WIDTH - LEFT) / SIZE);

/**
 * 0.98 × −2.22 = −2.18
 * @param {readonly number[]} gate
 * @param {readonly number[]} input
 * @param {number} unit
 */
export function multiplied(gate, input, unit) {
  const value = signed(input[unit]);
  return `${signed(gate[unit])} × ${value.startsWith("−") ? `(${value})` : value} = ${signed(gate[unit] * input[unit])}`;
}

/**
 * @param {Shown} shown
 * @param {Letters} letters
 * @param {{figure: string, units: string}} names for ears
 * @returns {Tree}
 */
export function gateFigure({ input, gate, unit, part, scale: signal, learned, several }, letters, names) {
  const output = passed(gate, input);
  const ink = { fill: "none", stroke: color("wire"), "stroke-width": 3 };
  const rows = /** @type {const} */ ([["input", input, signal], ["gate", gate, scale("gate", 1)], ["output", output, signal]]);
  return el("svg", { class: "gate", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": names.figure }, [
    label(LAYER.x, LAYER.from + 20, [letters.h_prev], learned ? "text" : "muted", "middle"),
    label(LAYER.x, LAYER.from + 44, [letters.x], learned ? "text" : "muted", "middle"),
    el("g", { class: "layer", opacity: learned ? 1 : 0.25 }, [
      el("path", { d: `M${LAYER.x} ${LAYER.from}V${ROWS.gate + LAYER.ry}M${LAYER.x + LAYER.rx} ${ROWS.gate}H${LEFT - 6}`, ...ink }),
      ...boxed({ kind: "layer", sign: "σ", x: LAYER.x, y: ROWS.gate, rx: LAYER.rx, ry: LAYER.ry }),
    ]),
    el("path", { d: `M${RIGHT + 6} ${ROWS.input}H${TIMES.x}V${ROWS.output}H${RIGHT + 16}M${RIGHT + 6} ${ROWS.gate}H${TIMES.x}`, ...ink }),
    el("path", { d: `M${RIGHT + 6} ${ROWS.output}l11 -6v12z`, fill: color("wire") }),
    el("g", {}, boxed({ kind: "op", sign: "×", x: TIMES.x, y: ROWS.gate, rx: TIMES.r, ry: TIMES.r })),
    ...rows.map(([row, values, how]) =>
      el("g", { "data-row": row, transform: `translate(${LEFT} ${ROWS[row]}) scale(${SIZE})` }, [strip(PLACE, values, how), framed(values, unit)])),
    label(LEFT, ROWS.input - 32, [letters[part.input]], part.input === "c_prev" ? "c" : part.input, "start"),
    label(LEFT, ROWS.gate - 32, [letters[part.gate]], part.gate, "start"),
    label(LEFT, ROWS.output - 32, [letters[part.gate], letters[part.input]], "text", "start"),
    units(gate, input, unit, several, names.units),
  ]);
}

/**
 * Letters with their indices, a × between them.
 * @param {number} x
 * @param {number} y
 * @param {[string, string][]} letters
 * @param {string} ink
 * @param {string} anchor
 */
function label(x, y, letters, ink, anchor) {
  const below = LETTER / 4;
  const pieces = letters.flatMap(([letter, index], n) => [
    el("tspan", { dy: n ? -below : null }, [n ? ` × ${letter}` : letter]),
    ...(index ? [el("tspan", { dy: below, "font-size": number(LETTER * 0.68) }, [index])] : []),
  ]);
  return el("text", { x, y, "font-size": LETTER, "font-family": MATHS, "font-weight": 700, "text-anchor": anchor, fill: color(ink) }, pieces);
}

/**
 * @param {readonly number[]} values
 * @param {number} unit
 */
function framed(values, unit) {
  const [x, , width] = unitBox(PLACE, values, unit).map(number);
  const half = THICKNESS / 2 + 2.5;
  return el("rect", { class: "frame", x, y: -half, width, height: 2 * half, rx: 1, fill: "none", stroke: color("selection"), "stroke-width": 1 });
}

/**
 * The units as a list to choose from, over all three strips.
 * @param {readonly number[]} gate
 * @param {readonly number[]} input
 * @param {number} unit
 * @param {boolean} several whether those that are open are chosen, or the one that is looked at
 * @param {string} name
 */
function units(gate, input, unit, several, name) {
  const [top, bottom] = [ROWS.input - 24, ROWS.output + 24];
  return el("g", {
    class: "units", role: "listbox", tabindex: 0, "aria-label": name, "aria-orientation": "horizontal", "aria-multiselectable": several ? "true" : null,
    "aria-activedescendant": `gate-unit-${unit}`,
  }, gate.map((share, n) => {
    const [x, , width] = unitBox(PLACE, input, n);
    return el("rect", {
      id: `gate-unit-${n}`, role: "option", x: number(LEFT + SIZE * x), y: top, width: number(SIZE * width), height: bottom - top, fill: "none",
      "aria-selected": String(several ? share >= 0.5 : n === unit), "aria-label": `${n}: ${multiplied(gate, input, n)}`,
    });
  }));
}
