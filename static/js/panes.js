// Which panes there are, and what each shows while the page's own moves: one clock, one place, and what is the pane's own.

import { PLAIN, rank } from "./family.js";
import { afterSlide, scoreOf } from "./layout/score.js";
import { REST } from "./player.js";
import { orderOf } from "./select.js";
import { otherSentence, stepIn } from "./sentences.js";

/** @import { Card, Pane, Setting, State, Trace } from "./types.js" */

/** What a pane has of its own, beside what it was asked to show.
 * @typedef {{spec: Pane, setting: Setting, card: Card, trace: Trace, read: string, unit: number}} Own
 */

/**
 * The page's state with another model, sentence or moment in it.
 *
 * A pane with the same cell stands at the same stop. Operations of another cell have no counterpart, so stops are the
 * page's own alone: such a pane does its one whole step while the page's cell does all of its operations, and both
 * begin and answer together.
 * @param {Setting} setting
 * @param {State} state
 * @param {Own} own
 * @param {boolean} calm
 * @returns {State}
 */
export function paneState(setting, state, { spec, setting: other, card, trace, read, unit }, calm) {
  const T = trace.tokens.length;
  const layer = spec.model === undefined ? state.layer : card.layers - 1;
  /** @type {State} */
  const still = { ...state, ...REST, card, trace, read, layer, unit, stop: null, swapped: null, inside: null, panes: [] };
  if (spec.t !== undefined) return { ...still, t: Math.min(spec.t, T - 1), stop: known(other, spec.stop) };
  const at = (/** @type {number} */ t) => (spec.text === undefined ? Math.min(t, T - 1) : stepIn(state.trace.tokens, trace.tokens, t));
  const t = at(state.t);
  const stands = state.t > 0 && at(state.t - 1) === t; // its sentence waits for the page's own to come to the next common word
  if (stands) return { ...still, t };
  if (other.cell === setting.cell) {
    const { move, ms, running, playing, stop } = state;
    return move === "token" || move === "operation" || move === "back" ? { ...still, t, stop, move, ms, running, playing } : { ...still, t, stop };
  }
  return { ...still, t, ...wholeStep(setting, other, state, { ...still, t }, calm) };
}

/**
 * A stop that the cell has.
 * @param {Setting} setting
 * @param {string | null | undefined} stop
 */
const known = (setting, stop) => (stop && orderOf(setting).includes(stop) ? stop : null);

/**
 * The motion of another cell's whole step when the page's own has come so far.
 * @param {Setting} setting
 * @param {Setting} other
 * @param {State} state
 * @param {State} still the pane's, at its step
 * @param {boolean} calm
 * @returns {Partial<State>}
 */
function wholeStep(setting, other, state, still, calm) {
  const { move, ms, stop, running, playing } = state;
  const going = move === "token" || move === "operation";
  if (move === "back") return { move, ms, running, playing };
  if (calm || (stop === null && !going)) return {};
  const order = orderOf(setting);
  const [at, of] = move === "token" ? [0, 1] : [order.indexOf(stop ?? ""), order.length];
  const slide = going && at === 0 ? afterSlide(state.t) : 0;
  if (ms < slide) return { move: "token", ms, running, playing };
  const share = going ? (ms - slide) / (scoreOf(setting, state, calm).total - slide) : 1;
  const done = (at + share) / of;
  const from = afterSlide(still.t);
  const { total } = scoreOf(other, { ...still, move: "token" }, calm);
  return done < 1 ? { move: "token", ms: from + done * (total - from), running, playing } : {};
}

/**
 * The other models that learned the same task in the same language, the well-known cells first.
 * @param {Card[]} cards
 * @param {Card} card
 */
export function relatives(cards, card) {
  const others = cards.filter(({ task, language, name }) => task === card.task && language === card.language && name !== card.name);
  return others.sort((a, b) => rank(a) - rank(b));
}

/**
 * What is worth comparing with first: the well-known cells that learned the same; where there are none, another sentence.
 * @param {Card[]} family
 * @param {State} state
 * @returns {Pane[]}
 */
export function defaults(family, state) {
  const others = PLAIN.flatMap((cell) => (cell === state.card.cell ? [] : (family.find((card) => card.cell === cell) ?? [])));
  return others.length ? others.slice(0, 2).map(({ name }) => ({ model: name })) : [{ text: otherSentence(state) }];
}
