// The step or operation in one sentence, the same for eyes and ears, with the network's numbers.

import { lettersOf, nodeOf, orderOf, told, vector } from "./select.js";

/** @import { Setting, State } from "./types.js" */

const OPEN = 0.9;
const SHUT = 0.1;
const LONGEST = 24; // letters of a word
const TOLD = 3; // digits of a unit's numbers, so that what is added and multiplied comes out

/**
 * @param {Setting} setting
 * @param {State} state
 */
export function narrate(setting, state) {
  const [best] = state.trace.predictions[state.t].top;
  const next = best ? { best: best.text, p: told(setting, best) } : null; // what is bet on is not said
  if (state.inside !== null) return spoken(setting, state, state.inside, next);
  if (state.swapped) return swapped(setting, state, next);
  if (state.stop !== null) return spoken(setting, state, state.stop, next);
  return whole(setting, state, next);
}

/**
 * The complete step: what was kept, where a gate decides that; if none does, what there is.
 * @param {Setting} setting
 * @param {State} state
 * @param {{best: string, p: string} | null} next
 */
function whole(setting, state, next) {
  const { say } = setting.speech;
  const { memory } = setting.cell;
  const { unit } = state;
  const word = brief(state.trace.tokens[state.t].text);
  const gate = keeper(setting);
  const said = next ? say("caption.said", next) : "";
  if (!gate) return say("caption.plain", { word, unit, name: say(`node.${memory}.name`), value: signed(vector(setting, state, memory)[unit]) }) + said;
  const shares = vector(setting, state, gate);
  const shown = { gate: say(`node.${gate}.name`), H: shares.length, mean: mean(shares).toFixed(2), kept: shares[unit].toFixed(2) };
  return say("caption.next", { word, unit, ...shown }) + said;
}

/** The gate that decides how much of the memory stays. @param {Setting} setting */
function keeper(setting) {
  const { carry, memory } = setting.cell;
  const of = (/** @type {string} */ id) => nodeOf(setting, id);
  const kept = of(memory).inputs.map(of).find(({ op, inputs }) => op === "mul" && inputs.some((id) => id in carry));
  return kept?.inputs.find((id) => of(id).scale === "gate");
}

/**
 * What a node is and does at this step: its words choose among the numbers.
 * @param {Setting} setting
 * @param {State} state
 * @param {string} id
 * @param {{best: string, p: string} | null} next
 */
function spoken(setting, state, id, next) {
  const { carry, nodes } = setting.cell;
  const { trace, t, unit, layer, card } = state;
  const of = (/** @type {string} */ node) => vector(setting, state, node);
  const letters = lettersOf(setting, state);
  const own = of(id);
  const before = nodeOf(setting, id).op === "add" ? Object.keys(carry).find((key) => carry[key] === id) : undefined;
  const most = before ? changed(of(before), own) : unit;
  const { say } = setting.speech;
  const sentence = say(id === "x" && layer ? "layer.say" : `say.${id}`, {
    ...Object.fromEntries(nodes.flatMap((node) => [[node.id, signed(of(node.id)[unit] ?? 0, TOLD)], [`letter_${node.id}`, letters[node.id][0]]])),
    unit, value: signed(own[unit] ?? 0, TOLD), most, before: before && signed(of(before)[most], TOLD), after: signed(own[most] ?? 0, TOLD),
    mean: mean(own).toFixed(2), open: own.filter((value) => value > OPEN).length, shut: own.filter((value) => value < SHUT).length,
    word: brief(trace.tokens[t].text), row: trace.tokens[t].id, size: card.size, D: own.length, H: own.length, below: layer,
  });
  return next && id === orderOf(setting).at(-1) ? sentence + say("caption.said", next) : sentence;
}

/**
 * What another word has changed.
 * @param {Setting} setting
 * @param {State} state
 * @param {{best: string, p: string} | null} next
 */
function swapped(setting, state, next) {
  const { word, trace } = /** @type {NonNullable<State["swapped"]>} */ (state.swapped);
  const { memory } = setting.cell;
  const [before, after] = [vector(setting, { ...state, trace }, memory), vector(setting, state, memory)];
  const most = changed(before, after);
  const same = trace.predictions[state.t].top[0].id === state.trace.predictions[state.t].top[0].id;
  const letter = lettersOf(setting, state)[memory][0];
  const values = { word: brief(word), letter, unit: most, before: signed(before[most]), after: signed(after[most]), ...next };
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

