// What the page opens with: what an address asks for, fetched, and brought within bounds where it asks wrongly.

import { ApiError, fetchCard, fetchCell, fetchNotation, fetchPlacement, fetchTrace, fetchWords, unreached } from "./api.js";
import { RETRYABLE, speech } from "./i18n.js";
import { scoreOf } from "./layout/score.js";
import { remembered } from "./lib/device.js";
import { orderOf, panelsOf } from "./select.js";

/** @import { Card, Problem, Read, Setting, State } from "./types.js" */
/** @import { Shared } from "./url.js" */

/** What the server wrote into the page: where its files are, its language, the model that it shows, of which cell, reading which text if it goes from word to word.
 * @typedef {{base: string, language: string, tag: string, model: string, cell: string, text?: string}} Served
 */

/** A model and how it is asked; its own steps, answer and what else it brings, where they are not those of words.
 * @typedef {{card: Card, read: Read, look?: import("./views/tokens.js").Look,
 *   mountNext?: typeof import("./views/next.js").mountNext, mountMore?: typeof import("./views/series.js").mountSeries}} Fitted
 */

/**
 * @param {Served} served
 * @param {Shared} asked
 * @param {boolean} calm
 * @returns {Promise<{setting: Setting, initial: State, own: Fitted}>}
 */
export async function open({ base, language, tag, ...served }, asked, calm) {
  /** @type {Problem | null} */
  let problem = null;
  const model = fetchCard(asked.model ?? served.model).catch((error) => {
    if (!(error instanceof ApiError)) throw error;
    problem = error.problem; // said on the page that opens instead
    return fetchCard(served.model);
  }).then((card) => fitted(card, base, language));
  // What the server shows is known before its card is there.
  const shown = (asked.model ?? served.model) === served.model ? served.text : undefined;
  const home = shown === undefined ? null : Promise.resolve(served.cell);
  const kind = home ?? model.then(({ card }) => card.cell);
  const page = home ?? model.then(({ card }) => [card.cell, ...kinds(card)].join("."));
  const first = shown === undefined
    ? model.then(({ read, card }) => firstTrace(model, read, asked.text ?? card.examples[0].text))
    : firstTrace(model, reader(served.model), asked.text ?? shown);
  const [cell, place, notation, words, read, fit] = await Promise.all([
    kind.then(fetchCell), kind.then((name) => fetchPlacement(base, name)), fetchNotation(base),
    page.then((name) => fetchWords(base, language, name)), first, model,
  ]);
  const about = fit.card;
  /** @type {Setting} */
  const setting = { cell, place, notation, speech: speech(language, tag, words), read: fit.read };
  const example = about.examples[0];
  const own = read.text === example.text;
  const held = asked.holds?.length && !asked.bet ? await heldAs(fit.read, read.text, asked.holds) : null;
  const bets = asked.bet ? await import("./bets.js") : null;
  const start = { ...read, ...held, ...bets?.coveredAs(setting, about, asked.bet, read.read, read.trace) };
  const T = start.trace.tokens.length;
  /** @type {State} */
  const initial = {
    bet: null, holds: [], wanted: [], unheld: null,
    ...start,
    ...(problem ? { status: "failed", problem } : {}),
    card: about,
    ...placeIn(setting, about, { t: own ? example.t : T - 1, unit: own ? example.unit : 0, ...asked }, T, calm),
    theme: asked.theme ?? "auto", notation: asked.notation ?? "article", outlines: false,
    inside: null, letters: remembered("letters") !== "off",
    by: "word", speed: 1,
    fresh: own && !start.bet && [asked.t, asked.stop, asked.ms].every((one) => one === undefined),
    key: keyIn(about, read.text),
    swapped: null, held: false, backward: null,
  };
  return { setting, initial, own: fit };
}

/**
 * A text under the holds of an address. What cannot be read now may be tried again, and stays in the address.
 * @param {Read} read
 * @param {string} text
 * @param {import("./types.js").Hold[]} holds
 * @returns {Promise<Partial<State>>}
 */
async function heldAs(read, text, holds) {
  try {
    return await (await import("./held.js")).traced(read, text, holds, new AbortController().signal);
  } catch (error) {
    const problem = error instanceof ApiError ? error.problem : unreached(error);
    return { status: "failed", problem, wanted: RETRYABLE.includes(problem.code) ? holds : [] };
  }
}

/**
 * What a model reads and says that does not go from word to word: it has words of its own. The twin of app/i18n.py.
 * @param {Card} card
 */
export function kinds({ inputs, tokenizer, answer }) {
  const read = inputs ? ["steps", "series"] : tokenizer.kind === "character" ? ["steps", "character"] : [];
  const marks = inputs?.some(({ id }) => id === "marker") ? ["marks"] : [];
  const each = answer.kind === "value" && answer.asked === "each" ? ["each"] : [];
  return [...read, ...marks, ...(answer.kind === "next_token" ? [] : [answer.kind]), ...each];
}

/** @param {string} model @returns {Read} */
const reader = (model) => (text, signal, hold) => fetchTrace(model, { text }, signal, hold);

/**
 * A model as the page takes it. One that does not read words, or says something else than the next one, brings its own parts.
 * @param {Card} card
 * @param {string} base
 * @param {string} language
 * @returns {Promise<Fitted>}
 */
export async function fitted(card, base, language) {
  const read = reader(card.name);
  if (!card.inputs && card.answer.kind === "next_token") return { card, read };
  return (await import("./variant.js")).variant(card, read, base, language);
}

/** The word of an example that its answer hangs on. @param {Card} card @param {string} text */
export const keyIn = ({ examples }, text) => examples.find((example) => example.text === text)?.word ?? null;

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
    panel: panelsOf(card, Boolean(asked.bet)).find((panel) => panel === asked.panel) ?? null,
    timeline: asked.timeline ?? null,
    number: stops.find((node) => node === asked.number) ?? null,
    asked: Math.min(asked.asked ?? t, T - 1), target: asked.target ?? null,
    panes: asked.bet ? [] : (asked.panes ?? []), // others would tell what is covered
    source: asked.source ?? null, scanned: asked.scanned ?? null,
    sampling: asked.sampling ?? null,
  };
}

/**
 * What the network makes of the first text; of the first example when the text is refused, which is then said.
 * @param {Promise<Fitted>} model
 * @param {Read} read
 * @param {string} text
 * @returns {Promise<Pick<State, "text" | "read" | "trace" | "status" | "problem">>}
 */
async function firstTrace(model, read, text) {
  const { signal } = new AbortController();
  try {
    return { text, read: text, trace: await read(text, signal), status: "ready", problem: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { card, read: again } = await model;
    const [{ text: example }] = card.examples;
    return { text: example, read: example, trace: await again(example, signal), status: "failed", problem: error.problem };
  }
}
