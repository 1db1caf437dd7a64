// The step or operation in one sentence, the same for eyes and ears, with the network's numbers.

import { lettersOf, nodeOf, orderOf, vector } from "./select.js";

/** @import { Setting, State } from "./types.js" */

const OPEN = 0.9;
const SHUT = 0.1;
const LONGEST = 24; // letters of a word

/**
 * @param {Setting} setting
 * @param {State} state
 */
export function narrate(setting, state) {
  const { say, percent } = setting.speech;
  const { trace, t, unit, inside } = state;
  const [best] = trace.predictions[t].top;
  const next = { best: best.text, p: percent(best.probability) };
  if (inside !== null) return spoken(setting, state, inside, next);
  if (state.swapped) return swapped(setting, state, next);
  if (state.stop !== null) return spoken(setting, state, state.stop, next);
  const f = vector(setting, trace, "f", t);
  return say("caption.next", { word: brief(trace.tokens[t].text), H: f.length, mean: mean(f).toFixed(2), unit, kept: percent(f[unit]), ...next });
}

/**
 * What a node is and does at this step.
 * @param {Setting} setting
 * @param {State} state
 * @param {string} id
 * @param {{best: string, p: string}} next
 */
function spoken(setting, state, id, next) {
  const { say } = setting.speech;
  const { trace, t, unit, card } = state;
  /** @param {string} node */
  const of = (node) => vector(setting, trace, node, t);
  /** @param {string} node */
  const at = (node) => signed(of(node)[unit]);
  const word = brief(trace.tokens[t].text);
  const { op } = nodeOf(setting, id);
  const letters = lettersOf(setting, state);
  if (op === "input") {
    const value = id === "x" ? "" : at(id);
    return say(`say.${id}`, { word, unit, value, row: trace.tokens[t].id, size: card.size, D: of("x").length });
  }
  if (op === "sigmoid") {
    const gate = of(id);
    const open = gate.filter((value) => value > OPEN).length;
    const shut = gate.filter((value) => value < SHUT).length;
    return say(`say.${id}`, { H: gate.length, mean: mean(gate).toFixed(2), open, shut, unit, value: at(id) });
  }
  const values = Object.fromEntries(setting.cell.nodes.map((node) => [node.id, node.id === "x" ? "" : at(node.id)]));
  const most = id === "c" ? changed(of("c_prev"), of("c")) : unit;
  const before = signed(of("c_prev")[most]);
  const last = orderOf(setting).slice(-1)[0];
  return say(`say.${id}`, { ...values, candidate: letters.g?.[0], cell: letters.c?.[0], unit, most, before, after: signed(of("c")[most]), ...(id === last ? next : {}) });
}

/**
 * What another word has changed.
 * @param {Setting} setting
 * @param {State} state
 * @param {{best: string, p: string}} next
 */
function swapped(setting, state, next) {
  const { word, trace } = /** @type {NonNullable<State["swapped"]>} */ (state.swapped);
  const [before, after] = [trace, state.trace].map((one) => vector(setting, one, "c", state.t));
  const most = changed(before, after);
  const same = trace.predictions[state.t].top[0].id === state.trace.predictions[state.t].top[0].id;
  const cell = lettersOf(setting, state).c?.[0];
  const values = { word: brief(word), cell, unit: most, before: signed(before[most]), after: signed(after[most]), ...next };
  return same ? setting.speech.say("caption.same", values) : setting.speech.say("caption.swapped", values);
}

/**
 * A word as a sentence can bear it.
 * @param {string} word
 */
const brief = (word) => ([...word].length > LONGEST ? `${[...word].slice(0, LONGEST).join("")}…` : word);

/**
 * The unit that differs most.
 * @param {Float32Array} before
 * @param {Float32Array} after
 */
function changed(before, after) {
  let most = 0;
  after.forEach((value, n) => {
    if (Math.abs(value - before[n]) > Math.abs(after[most] - before[most])) most = n;
  });
  return most;
}

/** @param {Float32Array} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A number with a true minus sign.
 * @param {number} value
 * @param {number} [digits]
 */
export function signed(value, digits = 2) {
  return (Object.is(Number(value.toFixed(digits)), -0) ? 0 : value).toFixed(digits).replace("-", "−");
}

