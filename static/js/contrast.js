// What tells panes from each other, in words: what each is, what it says, in which vectors two differ.

import { scaleOf } from "./layout/strips.js";
import { signed } from "./narrate.js";
import { isPlain, rank } from "./family.js";
import { lettersOf, unitsOf, vector } from "./select.js";

/** @import { Seen } from "./comparison.js" */
/** @import { Card, Pane, Setting, State } from "./types.js" */

/**
 * A cell as people call it, in short.
 * @param {Setting} setting
 * @param {Card} card
 */
export const kind = ({ speech }, card) => (isPlain(card) ? card.cell.toUpperCase() : speech.say(`cell.${card.cell}.name`));

/**
 * A model's cell and size.
 * @param {Setting} setting
 * @param {Card} card
 */
export const modelOf = (setting, card) => setting.speech.say("compare.of", { cell: kind(setting, card), H: unitsOf(card) });

/**
 * What tells the page's own and the panes from each other: only that in which they differ.
 * @param {Setting} setting
 * @param {State} state
 * @param {readonly Seen[]} panes
 * @returns {{name: string, sign: string}[]} the page's own first; the sign without the model
 */
export function names(setting, state, panes) {
  const { say } = setting.speech;
  const [models, moments] = /** @type {const} */ (["model", "t"]).map((key) => panes.some(({ spec }) => spec[key] !== undefined));
  const sentences = sentenceNames(state, panes);
  const own = { spec: /** @type {Pane} */ ({}), card: state.card, trace: state.trace };
  return [own, ...panes].map(({ spec, card, trace }, n) => {
    const { tokens } = trace ?? state.trace;
    const t = Math.min(spec.t ?? state.t, tokens.length - 1);
    const moment = moments && spec.text === undefined ? say("compare.moment", { t: t + 1, word: tokens[t].text }) : "";
    const sign = [sentences[n], moment].filter(Boolean).join(" ");
    const model = models || !sign ? (card ? kind(setting, card) : (spec.model ?? "")) : "";
    return { name: [model, sign].filter(Boolean).join(" "), sign };
  });
}

const SIGNS = ["①", "②", "③"];

/**
 * Sentences are called by the one word in which they differ, or are counted.
 * @param {State} state
 * @param {readonly Seen[]} panes
 * @returns {string[]} empty where all read the page's own
 */
function sentenceNames({ trace: { tokens } }, panes) {
  const all = [tokens, ...panes.map(({ spec, trace }) => (spec.text === undefined ? tokens : (trace?.tokens ?? [])))];
  const unlike = tokens.map((_, n) => n).filter((n) => all.some((one) => one[n]?.text !== tokens[n].text));
  const counted = unlike.length !== 1 || all.some((one) => one.length !== tokens.length);
  let last = 0;
  return all.map((one, n) => {
    if (panes.every(({ spec }) => spec.text === undefined)) return "";
    if (!counted) return one[unlike[0]].text;
    return SIGNS[n && panes[n - 1].spec.text !== undefined ? ++last : 0];
  });
}

/**
 * What the page's own and the panes expect next, in one sentence.
 * @param {Setting} setting
 * @param {State} state
 * @param {readonly Seen[]} panes
 */
export function said(setting, state, panes) {
  const { say, percent } = setting.speech;
  const called = names(setting, state, panes);
  const all = [state, ...panes.map(({ lens }) => lens?.get())].flatMap((one, n) => {
    if (!one) return [];
    const [{ text, probability, value }] = one.trace.predictions[one.t].top;
    const best = value === undefined ? text : `${text} ${signed(value)}`;
    return [{ name: called[n].name, best, p: percent(probability), order: rank(one.card) }];
  });
  all.sort((a, b) => a.order - b.order);
  const agreed = all.length > 1 && all.every(({ best }) => best === all[0].best);
  const list = all.map((one) => (agreed ? `${one.name} ${one.p}` : say("compare.says", one).trimEnd())).join(" · ");
  return agreed ? say("compare.agree", { best: all[0].best, list }) : list;
}

const CLEAR = 0.2; // of a strip's full length

/**
 * The vectors that two runs of one network do not have in common at their steps: some unit's bar is clearly another.
 * @param {Setting} setting
 * @param {State} state
 * @param {State} other
 */
export function unlike(setting, state, other) {
  return Object.keys(setting.place.strips).filter((node) => {
    const { share } = scaleOf(setting, state, node);
    const [one, two] = [state, other].map((place) => vector(setting, place, node));
    return one.some((value, unit) => Math.abs(share(value) - share(two[unit])) > CLEAR);
  });
}

/**
 * The unit whose memory differs most.
 * @param {Setting} setting
 * @param {State} state
 * @param {State} other
 */
export function most(setting, state, other) {
  const { memory } = setting.cell;
  const [one, two] = [state, other].map((place) => vector(setting, place, memory));
  let unit = 0;
  one.forEach((value, n) => {
    if (Math.abs(value - two[n]) > Math.abs(one[unit] - two[unit])) unit = n;
  });
  if (one[unit] === two[unit]) return setting.speech.say("compare.same");
  return setting.speech.say("compare.most", { cell: lettersOf(setting, state)[memory][0], unit, own: signed(two[unit]), other: signed(one[unit]) });
}
