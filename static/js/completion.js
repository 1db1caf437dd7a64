// How a text may go on: the words of the vocabulary that begin as its end does.

/** @import { Card } from "./types.js" */

const MOST = 6;
const RESERVED = new Set(["<unk>", "<pad>"]); // no words, see model/tokenizer.py

/**
 * The text with its last word completed, in every way that the vocabulary knows.
 * @param {Card} card
 * @param {string} text
 * @returns {string[]}
 */
export function completions(card, text) {
  const words = card.vocabulary.filter((word) => !RESERVED.has(word));
  const spaced = card.tokenizer.kind === "word";
  const begun = spaced ? lastRun(text) : longestBeginning(words, text);
  if (!begun) return [];
  const before = text.slice(0, text.length - begun.length);
  const found = spaced ? beginningWith(words, begun) : words.filter((word) => begins(word, begun));
  return found.slice(0, MOST).map((word) => before + word);
}

/** @param {string} text */
const lastRun = (text) => text.match(/\p{L}[\p{L}'’]*$/u)?.[0] ?? "";

/**
 * Without spaces a word may begin anywhere: the longest end of the text that a word begins with.
 * @param {string[]} words
 * @param {string} text
 */
function longestBeginning(words, text) {
  const letters = [...text];
  const longest = Math.max(0, ...words.map((word) => [...word].length - 1));
  for (let length = Math.min(longest, letters.length); length > 0; length--) {
    const end = letters.slice(-length).join("");
    if (words.some((word) => begins(word, end))) return end;
  }
  return "";
}

/**
 * In any case of the letters, those in the same case first.
 * @param {string[]} words
 * @param {string} begun
 */
function beginningWith(words, begun) {
  const same = words.filter((word) => begins(word, begun));
  return [...same, ...words.filter((word) => !begins(word, begun) && begins(word.toLowerCase(), begun.toLowerCase()))];
}

/**
 * @param {string} word
 * @param {string} begun
 */
const begins = (word, begun) => word.length > begun.length && word.startsWith(begun);
