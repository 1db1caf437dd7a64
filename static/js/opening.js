// What the page opens with: what an address asks for, fetched, and brought within bounds where it asks wrongly.

import { ApiError, fetchCard, fetchCell, fetchNotation, fetchPlacement, fetchTrace, fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { scoreOf } from "./layout/score.js";
import { remembered } from "./lib/device.js";
import { orderOf } from "./select.js";

/** @import { Card, Problem, Setting, State } from "./types.js" */
/** @import { Shared } from "./url.js" */

/** What the server wrote into the page: where its files are, its language, the model that it shows, of which cell, reading which text.
 * @typedef {{base: string, language: string, tag: string, model: string, cell: string, text: string}} Served
 */

/**
 * @param {Served} served
 * @param {Shared} asked
 * @param {boolean} calm
 * @returns {Promise<{setting: Setting, initial: State}>}
 */
export async function open({ base, language, tag, ...served }, asked, calm) {
  /** @type {Problem | null} */
  let problem = null;
  const card = fetchCard(asked.model ?? served.model).catch((error) => {
    if (!(error instanceof ApiError)) throw error;
    problem = error.problem; // said on the page that opens instead
    return fetchCard(served.model);
  });
  // What the server shows is known before its card is there.
  const kind = (asked.model ?? served.model) === served.model ? Promise.resolve(served.cell) : card.then(({ cell }) => cell);
  const text = kind.then(async () => asked.text ?? ((asked.model ?? served.model) === served.model ? served.text : (await card).examples[0].text));
  const [cell, place, notation, words, read, about] = await Promise.all([
    kind.then(fetchCell), kind.then((name) => fetchPlacement(base, name)), fetchNotation(base), kind.then((name) => fetchWords(base, language, name)),
    text.then((first) => firstTrace(card, asked.model ?? served.model, first)), card,
  ]);
  /** @type {Setting} */
  const setting = { cell, place, notation, speech: speech(language, tag, words) };
  const example = about.examples[0];
  const own = read.text === example.text;
  const T = read.trace.tokens.length;
  /** @type {State} */
  const initial = {
    ...read,
    ...(problem ? { status: "failed", problem } : {}),
    card: about,
    ...placeIn(setting, about, { t: own ? example.t : T - 1, unit: own ? example.unit : 0, ...asked }, T, calm),
    theme: asked.theme ?? "auto", notation: asked.notation ?? "article", outlines: false,
    inside: null, letters: remembered("letters") !== "off",
    by: "word", speed: 1,
    fresh: own && [asked.t, asked.stop, asked.ms].every((one) => one === undefined),
    key: own ? example.word : null,
    swapped: null,
  };
  return { setting, initial };
}

/**
 * Where an address leads: what it does not say or says wrongly is left out or brought within bounds.
 * @param {Setting} setting
 * @param {Card} card
 * @param {Shared} asked
 * @param {number} T
 * @param {boolean} calm
 */
export function placeIn(setting, card, asked, T, calm) {
  const stops = orderOf(setting);
  const stop = asked.stop && stops.includes(asked.stop) ? asked.stop : null;
  const t = Math.min(asked.t ?? T - 1, T - 1);
  /** @type {State["move"]} */
  const move = asked.ms === undefined ? null : stop ? "operation" : "token";
  const still = /** @type {State} */ ({ move, stop, t, speed: 1, playing: false });
  const over = (asked.ms ?? 0) >= scoreOf(setting, still, calm).total;
  return {
    t, stop,
    move: over ? null : move,
    ms: over ? 0 : (asked.ms ?? 0),
    running: false, playing: false,
    layer: Math.min(asked.layer ?? card.layers - 1, card.layers - 1),
    unit: Math.min(asked.unit ?? 0, card.hidden - 1),
    vector: asked.vector && stops.includes(asked.vector) ? asked.vector : setting.cell.memory,
    panel: card.task === "memory" ? (asked.panel ?? null) : null,
  };
}

/**
 * What the network makes of the first text; of the first example when the text is refused, which is then said.
 * @param {Promise<Card>} card
 * @param {string} model
 * @param {string} text
 * @returns {Promise<Pick<State, "text" | "read" | "trace" | "status" | "problem">>}
 */
async function firstTrace(card, model, text) {
  const { signal } = new AbortController();
  try {
    return { text, read: text, trace: await fetchTrace(model, text, signal), status: "ready", problem: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { name, examples } = await card;
    const trace = await fetchTrace(name, examples[0].text, signal);
    return { text: examples[0].text, read: examples[0].text, trace, status: "failed", problem: error.problem };
  }
}
