// Two sentences: where one stands when the other stands somewhere, in which words they differ, and how to make another one.

import { classOf } from "./select.js";

/** @import { State, Token, Trace } from "./types.js" */

/**
 * The step of another sentence that stands where a step of this one stands. Sentences of one length go step by step;
 * others from one common word to the next, and between two of them the shorter waits.
 * @param {Token[]} own
 * @param {Token[]} other
 * @param {number} t
 */
export function stepIn(own, other, t) {
  if (own.length === other.length) return t;
  const common = [[-1, -1], ...commonWords(own, other), [own.length, other.length]];
  const next = common.findIndex(([at]) => at > t);
  const [[from, start], [, end]] = [common[next - 1], common[next]];
  return Math.max(0, Math.min(start + t - from, end - 1));
}

/**
 * Which tokens of a sentence another one does not have at the same place.
 * @param {Token[]} own
 * @param {Token[]} other
 * @returns {boolean[]}
 */
export function differing(own, other) {
  if (own.length === other.length) return own.map(({ text }, n) => text !== other[n].text);
  const common = new Set(commonWords(own, other).map(([at]) => at));
  return own.map((_, n) => !common.has(n));
}

/** @type {WeakMap<Token[], WeakMap<Token[], [number, number][]>>} */
const found = new WeakMap();

/**
 * The longest series of words that both sentences have in this order: their places in the one and in the other.
 * @param {Token[]} own
 * @param {Token[]} other
 */
function commonWords(own, other) {
  const known = found.get(own) ?? new WeakMap();
  found.set(own, known);
  const common = known.get(other) ?? longestCommon(own.map(({ text }) => text), other.map(({ text }) => text));
  known.set(other, common);
  return common;
}

/**
 * @param {string[]} one
 * @param {string[]} two
 */
function longestCommon(one, two) {
  const wide = two.length + 1;
  const length = new Uint16Array((one.length + 1) * wide); // of what is common from i and j on
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = two.length - 1; j >= 0; j--) {
      length[i * wide + j] = one[i] === two[j] ? length[(i + 1) * wide + j + 1] + 1 : Math.max(length[(i + 1) * wide + j], length[i * wide + j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const common = [];
  for (let [i, j] = [0, 0]; i < one.length && j < two.length; ) {
    if (one[i] === two[j]) common.push([i++, j++]);
    else if (length[(i + 1) * wide + j] >= length[i * wide + j + 1]) i++;
    else j++;
  }
  return common;
}

const PAUSES = new Set("，。、；,.;!?！？");

/**
 * A sentence with one more country in it, and the step at which its word is asked for. The clause goes before the one that
 * asks; it is the first that the text does not have yet and that is not about the same country.
 * @param {State} state
 * @returns {{text: string, after: (trace: Trace) => Partial<State>} | null} null where there is none left
 */
export function distracted({ card, read, trace: { tokens }, key }) {
  const clause = card.distraction?.clauses.find(({ name }) => !read.includes(name));
  if (!card.distraction || !clause) return null;
  const answers = card.classes[card.distraction.asked];
  const found = tokens.findLastIndex(({ text }) => answers.includes(text));
  const answer = found > 0 ? found : tokens.length;
  const pause = tokens.findLastIndex(({ text }, n) => n < answer && PAUSES.has(text));
  const letters = [...read];
  const cut = pause < 0 ? 0 : tokens[pause].end;
  const parts = [letters.slice(0, cut).join(""), clause.text, letters.slice(cut).join("").trimStart()];
  const space = card.tokenizer.kind === "word" ? " " : "";
  /** @param {Trace} next */
  const after = (next) => {
    const longer = next.tokens.length - tokens.length;
    return { t: answer - 1 + longer, stop: null, key: key !== null && key > pause ? key + longer : key };
  };
  return { text: parts.filter(Boolean).join(space), after };
}

const FAR = 4; // words of a class between one and the other: in their order the nearest are alike

/**
 * The sentence with another word in the place on which its answer hangs, to begin with.
 * @param {State} state
 */
export function otherSentence({ card, read, trace: { tokens }, key }) {
  const word = key === null ? tokens.find(({ text }) => classOf(card, text).length) : tokens[key];
  const words = word ? classOf(card, word.text) : [];
  if (!word || !words.length) return read;
  const letters = [...read];
  const other = words[(words.indexOf(word.text) + FAR) % words.length];
  return letters.slice(0, word.start).join("") + other + letters.slice(word.end).join("");
}
