// A sentence in parts: clauses that stand between its opening and its question or do not, words that lose their order.

import { uniform } from "../../sampling.js";

/** @import { Card, Token } from "../../types.js" */

/** A part of a sentence. Clauses can be left out, the last first; an extra one was put in.
 * @typedef {{text: string, kind: "fixed" | "clause" | "extra"}} Part
 */
/** `order` holds the places of the parts in the order in which they are read; null for their own.
 * @typedef {{parts: Part[], distance: number, order: number[] | null}} Sentence
 */

/** What a lesson says of a sentence.
 * @typedef {{text?: string, opening?: string, clauses?: string[], closing?: string, distance?: number, distract?: number}} Written
 */

/** @param {string} text @param {Part["kind"]} [kind] @returns {Part} */
const part = (text, kind = "fixed") => ({ text: text.trim(), kind });

/**
 * @param {Written} written
 * @param {Card} card
 * @returns {Sentence}
 */
export function sentenceOf({ text, opening, clauses = [], closing, distance = clauses.length, distract = 0 }, card) {
  const parts = [text ?? opening, closing].flatMap((one) => (one === undefined ? [] : [part(one)]));
  parts.splice(1, 0, ...clauses.map((clause) => part(clause, "clause")));
  /** @type {Sentence} */
  let sentence = { parts, distance, order: null };
  for (let n = 0; n < distract; n++) sentence = distracted(sentence, card) ?? sentence;
  return sentence;
}

/**
 * The places of the parts that are read, in their order.
 * @param {Sentence} sentence
 */
function places({ parts, distance, order }) {
  let clauses = 0;
  return order ?? parts.flatMap(({ kind }, n) => (kind === "clause" && ++clauses > distance ? [] : [n]));
}

/** What stands between two parts. @param {Sentence} sentence @param {Card} card */
const between = ({ order }, card) => (order || card.tokenizer.kind === "word" ? " " : ""); // words out of order may not grow together

/**
 * @param {Sentence} sentence
 * @param {Card} card
 */
export const textOf = (sentence, card) => places(sentence).map((n) => sentence.parts[n].text).join(between(sentence, card));

/** How many clauses there are to stand between. @param {Sentence} sentence */
export const clausesOf = ({ parts }) => parts.filter(({ kind }) => kind === "clause").length;

/** How many were put in. @param {Sentence} sentence */
export const extrasOf = ({ parts }) => parts.filter(({ kind }) => kind === "extra").length;

/**
 * With one more clause about another country before the question: the first whose country is not in the sentence.
 * @param {Sentence} sentence
 * @param {Card} card
 * @returns {Sentence | null} null where there is none left
 */
export function distracted(sentence, card) {
  const read = textOf(sentence, card);
  const clause = card.distraction?.clauses.find(({ name }) => !read.includes(name));
  if (!clause) return null;
  const { parts } = sentence;
  return { ...sentence, parts: [...parts.slice(0, -1), part(clause.text, "extra"), ...parts.slice(-1)] };
}

/** Without the clause that was put in last. @param {Sentence} sentence @returns {Sentence} */
export function undistracted(sentence) {
  const last = sentence.parts.findLastIndex(({ kind }) => kind === "extra");
  return { ...sentence, parts: sentence.parts.filter((_, n) => n !== last) };
}

/**
 * In an order drawn by Fisher and Yates, another one than it is in.
 * @param {Sentence} sentence
 * @param {Token[]} tokens what it is read as
 * @param {number} seed
 * @returns {Sentence}
 */
export function shuffled({ parts, distance, order }, tokens, seed) {
  const words = order ? parts : tokens.map(({ text }) => part(text));
  const drawn = words.map((_, n) => n);
  for (let n = drawn.length - 1; n > 0; n--) {
    const other = Math.floor(uniform(seed, n) * (n + 1));
    [drawn[n], drawn[other]] = [drawn[other], drawn[n]];
  }
  const read = (/** @type {number[]} */ one) => one.map((n) => words[n].text).join(" ");
  if (read(drawn) === read(order ?? words.map((_, n) => n))) drawn.push(/** @type {number} */ (drawn.shift()));
  return { parts: words, distance, order: drawn };
}

/** @param {Sentence} sentence @returns {Sentence} */
export const inOrder = (sentence) => ({ ...sentence, order: null });

/**
 * With another word in the place of a token.
 * @param {Sentence} sentence
 * @param {Card} card
 * @param {Token} token
 * @param {string} word
 * @returns {Sentence}
 */
export function swapped(sentence, card, { start, end }, word) {
  let begin = 0;
  for (const n of places(sentence)) {
    const letters = [...sentence.parts[n].text];
    if (start < begin + letters.length) {
      const text = [...letters.slice(0, start - begin), word, ...letters.slice(end - begin)].join("");
      return { ...sentence, parts: sentence.parts.map((part, at) => (at === n ? { ...part, text } : part)) };
    }
    begin += letters.length + between(sentence, card).length;
  }
  return sentence;
}

/**
 * The token on which the answer hangs: the first of a class that the distracting clauses draw from, too.
 * @param {Card} card
 * @param {Token[]} tokens
 */
export function keyOf({ classes, distraction }, tokens) {
  if (!distraction) return null;
  const names = distraction.clauses.map(({ name }) => name);
  const countries = Object.values(classes).filter((words) => names.some((name) => words.includes(name))).flat();
  const found = tokens.findIndex(({ text }) => countries.includes(text));
  return found < 0 ? null : found;
}
