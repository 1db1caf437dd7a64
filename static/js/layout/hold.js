// A hold in words, and which vectors of a step it holds.

import { signed } from "../narrate.js";
import { lettersOf } from "../select.js";

/** @import { Cell, Hold, Setting, Speech, State, Token } from "../types.js" */

const LONGEST = 12; // letters of another sentence

/**
 * One hold: the letter, at what, which units, when.
 * @param {Setting} setting
 * @param {Speech["say"]} say the words of holds
 * @param {Hold} hold
 * @param {State} state
 */
export function holdTold(setting, say, { node, layer, units, t, until, how, to }, state) {
  const letter = lettersOf(setting, { ...state, layer })[node][0];
  const which = units === null ? say("hold.all") : units.length === 1 ? say("hold.unit", { unit: units[0] }) : say("hold.units", { count: units.length });
  const when = until === t ? say("hold.at", { t: t + 1 }) : until === null ? say("hold.on", { t: t + 1 }) : say("hold.span", { t: t + 1, until: until + 1 });
  const what = how === "value" ? `= ${signed(Number(to))}` : how === "add" ? `${Number(to) < 0 ? "−" : "+"} ${Math.abs(Number(to)).toFixed(2)}`
    : how === "step" ? say("hold.step", { t: Number(to) + 1 }) : say("hold.like", { text: brief(differing(state.read, state.trace.tokens, String(to))) });
  return [`${state.card.layers > 1 ? `${layer + 1}·` : ""}${letter} ${what}`, which, when].join(say("hold.comma"));
}

/**
 * Where another sentence differs from what was read, in whole words of that; all of it where it differs nowhere.
 * @param {string} read
 * @param {Pick<Token, "start" | "end">[]} tokens of what was read
 * @param {string} other
 */
export function differing(read, tokens, other) {
  const [own, its] = [[...read], [...other]];
  if (read === other) return other;
  let [head, tail] = [0, 0];
  while (head < Math.min(own.length, its.length) && own[head] === its[head]) head++;
  while (tail < Math.min(own.length, its.length) - head && own[own.length - 1 - tail] === its[its.length - 1 - tail]) tail++;
  const start = tokens.findLast((token) => token.start <= head)?.start ?? 0;
  const end = tokens.find((token) => token.end >= own.length - tail)?.end ?? own.length;
  const from = Math.min(start, head);
  const to = its.length - Math.min(tail, own.length - end);
  return `${from ? "…" : ""}${its.slice(from, to).join("").trim()}${to < its.length ? "…" : ""}`;
}

/** @param {string} text */
const brief = (text) => ([...text].length > LONGEST + 2 ? `${[...text].slice(0, LONGEST).join("")}…` : text);

/**
 * The vectors of the step and the layer looked at that are not the network's own, also those that the step before hands on.
 * @param {Cell} cell
 * @param {Pick<State, "holds" | "t" | "layer">} state
 */
export function heldNodes({ carry }, { holds, t, layer }) {
  const at = (/** @type {number} */ step) => holds.filter((hold) => hold.layer === layer && hold.t <= step && step <= (hold.until ?? step)).map(({ node }) => node);
  const before = at(t - 1);
  return new Set([...at(t), ...Object.keys(carry).filter((id) => before.includes(carry[id]))]);
}
