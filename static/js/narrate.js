// The step or operation in one sentence, the same for eyes and ears, with the network's numbers.

import { computed, vector } from "./select.js";

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
  const { trace, t, unit } = state;
  /** @param {string} node */
  const of = (node) => vector(setting, trace, node, t);
  /** @param {string} node */
  const at = (node) => signed(of(node)[unit]);
  const word = brief(trace.tokens[t].text);
  const [best] = trace.predictions[t].top;
  const next = { best: best.text, p: percent(best.probability) };
  const stop = state.stop ?? "complete";
  const last = computed(setting).at(-1)?.id;
  if (stop === "complete") {
    const f = of("f");
    return say("caption.next", { word, H: f.length, mean: mean(f).toFixed(2), unit, kept: percent(f[unit]), ...next });
  }
  if (setting.cell.nodes.find((node) => node.id === stop)?.op === "sigmoid") {
    const gate = of(stop);
    const open = gate.filter((value) => value > OPEN).length;
    const shut = gate.filter((value) => value < SHUT).length;
    return say(`say.${stop}`, { H: gate.length, mean: mean(gate).toFixed(2), open, shut, unit, value: at(stop) });
  }
  const values = Object.fromEntries(setting.cell.nodes.map(({ id }) => [id, id === "x" ? "" : at(id)]));
  const most = stop === "c" ? changed(of("c_prev"), of("c")) : unit;
  const before = signed(of("c_prev")[most]);
  return say(`say.${stop}`, { ...values, unit, most, before, after: signed(of("c")[most]), ...(stop === last ? next : {}) });
}

/**
 * A word as a sentence can bear it.
 * @param {string} word
 */
const brief = (word) => ([...word].length > LONGEST ? `${[...word].slice(0, LONGEST).join("")}…` : word);

/**
 * The unit that an addition changed most.
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

