// A model that reads numbers instead of words, or that says something else than the next word, as the page takes it:
// its series is a text, its answers have words, and the parts of the page that are made for them come with them.

import { ApiError, fetchTrace } from "./api.js";
import { series, written } from "./layout/series.js";
import { sheet } from "./lib/sheet.js";

/** @import { Answer, Card, Prediction, Read } from "./types.js" */
/** @import { Fitted } from "./opening.js" */

/**
 * @param {Card} card
 * @param {Read} read
 * @param {string} base
 * @param {string} language
 * @returns {Promise<Fitted>}
 */
export async function variant(card, read, base, language) {
  const [answer, steps, more] = await Promise.all([
    card.answer.kind === "next_token" ? undefined : import("./views/answer.js"),
    card.inputs && import("./layout/steps.js"),
    card.inputs && import("./views/series.js"),
    sheet(`${base}/css/variant.css`),
  ]);
  return {
    card: card.inputs ? ofNumbers(card) : card,
    read: async (text, signal, hold) =>
      inWords(card.answer, language, await (card.inputs ? numbers(card, text, language, signal, hold) : read(text, signal, hold))),
    look: steps, mountNext: answer?.mountAnswer, mountMore: more?.mountSeries,
  };
}

/**
 * Examples as texts; no words to know.
 * @param {Card} card
 * @returns {Card}
 */
function ofNumbers(card) {
  const examples = card.examples.map((example) => ({ ...example, text: written(example.inputs ?? []) }));
  return { ...card, examples, vocabulary: [], tokenizer: { kind: "numbers", aliases: {} } };
}

/**
 * @param {Card} card
 * @param {string} text
 * @param {string} language
 * @param {AbortSignal} signal
 * @param {import("./types.js").WireHold[]} [hold]
 */
async function numbers(card, text, language, signal, hold) {
  const found = series(text, card.inputs ?? [], language);
  if ("code" in found) throw new ApiError({ message: found.code, ...found });
  return { ...(await fetchTrace(card.name, { inputs: found.rows }, signal, hold)), tokens: found.tokens };
}

/**
 * What is said, as the reader calls it: labels in his language, numbers written out.
 * @param {Answer} answer
 * @param {string} language
 * @param {import("./types.js").Trace} trace
 */
function inWords(answer, language, trace) {
  /** @param {Prediction & {value: number[]}} said as the server tells it @returns {Prediction} */
  const told = (said) => {
    if (answer.kind === "class") return { top: said.top.map((one) => ({ ...one, text: answer.labels[one.id][language] })), actual: null };
    if (answer.kind === "value") return { top: said.value.map((value, id) => ({ id, text: answer.names[id][language], probability: null, value })), actual: null };
    return said;
  };
  return { ...trace, predictions: trace.predictions.map((said) => told(/** @type {Prediction & {value: number[]}} */ (said))) };
}
