// What the timeline computes of a trace, each once: orders, shades, how saturated the gates are, the courses of units.

import { nodeOf } from "../../select.js";
import { shown } from "../axis.js";
import { scaleOf } from "../strips.js";
import { chosen, gatesOf } from "./choice.js";
import { ordered } from "./order.js";
import { saturation, shades } from "./picture.js";

/** @import { Setting, State } from "../../types.js" */
/** @import { Choice } from "./choice.js" */

/** Units with a curve, and in which colour. @typedef {{unit: number, colour: string, pinned: boolean, values: Float64Array}} Line */
/** @typedef {ReturnType<typeof createFindings>} Findings */

/** @param {Setting} setting */
export function createFindings(setting) {
  const gates = gatesOf(setting.cell);
  /** @type {Map<string, any>} */
  const known = new Map();
  /** @type {unknown[]} */
  let of = [];

  return { gates, choice, arranged, painted, saturated, words, course, lines, range };

  /**
   * What was computed before, if it is about the same trace and layer.
   * @template T
   * @param {State} state
   * @param {string} name
   * @param {() => T} compute
   * @returns {T}
   */
  function once({ trace, layer }, name, compute) {
    if (trace !== of[0] || layer !== of[1]) known.clear();
    of = [trace, layer];
    if (!known.has(name)) known.set(name, compute());
    return known.get(name);
  }

  /** @param {State} state @returns {Choice} */
  function choice({ timeline, card }) {
    return chosen(timeline, setting.cell, card.hidden);
  }

  /**
   * The units in their order, and where each of them is in it. One order is kept: that of each step would be as many as there are steps.
   * @param {State} state
   */
  function arranged(state) {
    const { trace, layer, t, unit, vector } = state;
    const { order } = choice(state);
    const key = [order, vector, order === "value" && t, order === "like" && unit].join();
    const last = once(state, "order", () => ({ key: "", order: /** @type {number[]} */ ([]), rank: new Int32Array(0) }));
    if (last.key === key) return last;
    const found = ordered(order, trace.layers[layer][vector], trace.tokens.length, { t, unit });
    const rank = new Int32Array(found.length);
    found.forEach((u, n) => (rank[u] = n));
    return Object.assign(last, { key, order: found, rank });
  }

  /** A vector as it is painted. @param {State} state @param {string} id */
  function painted(state, id) {
    return once(state, `shades ${id}`, () => {
      const { share, gate } = scaleOf(setting, state, id);
      return { shades: shades(state.trace.layers[state.layer][id], state.trace.tokens.length, share), gate };
    });
  }

  /** @param {State} state @param {string} gate */
  function saturated(state, gate) {
    return once(state, `gate ${gate}`, () => saturation(state.trace.layers[state.layer][gate], state.trace.tokens.length));
  }

  /** What is written at the axis; nothing where steps are numbers. @param {State} state */
  function words(state) {
    return once(state, "words", () => (state.card.inputs ? null : state.trace.tokens.map(({ text }) => shown(text))));
  }

  /** One unit of the vector looked at over the sentence. @param {State} state @param {number} unit */
  function course({ trace, layer, vector }, unit) {
    const { size, values } = trace.layers[layer][vector];
    return Float64Array.from(trace.tokens, (_, t) => values[t * size + unit]);
  }

  /** The units that are pinned, and the selected one. @param {State} state @returns {Line[]} */
  function lines(state) {
    const { pins } = choice(state);
    const line = (/** @type {number} */ unit, /** @type {string} */ colour, /** @type {boolean} */ pinned) => ({ unit, colour, pinned, values: course(state, unit) });
    const found = pins.flatMap((pin, n) => (pin === null ? [] : [line(pin, `share-${n + 1}`, true)]));
    return pins.includes(state.unit) ? found : [...found, line(state.unit, "selection", false)];
  }

  /**
   * From where to where curves go: a gate's from 0 to 1, a signal's as far on either side as the largest of them.
   * @param {State} state
   * @param {Line[]} all
   * @returns {[number, number]}
   */
  function range({ vector }, all) {
    if (nodeOf(setting, vector).scale === "gate") return [0, 1];
    const most = Math.max(1e-9, ...all.map(({ values }) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0)));
    return [-most, most];
  }
}
