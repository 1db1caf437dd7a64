// The readers' words, filled with values. The twin of app/i18n.py.

/** @import { Problem, Speech, Words } from "./types.js" */

/**
 * @param {string} language
 * @param {string} tag
 * @param {Words} words
 * @returns {Speech}
 */
export function speech(language, tag, words) {
  /** @type {Speech["say"]} */
  const say = (key, params = {}) => {
    const text = words[key];
    if (text === undefined) throw new Error(`no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
  };
  return { language, tag, say, percent, knows: (key) => key in words };
}

/** What may go well another time; other questions would be refused again. */
export const RETRYABLE = ["no_connection", "internal"];

/**
 * What went wrong, in the reader's words; in the developer's where there are none.
 * @param {Speech} speech
 * @param {Problem} problem
 */
export const problemTold = ({ say, knows }, { code, params, message }) => (knows(`error.${code}`) ? say(`error.${code}`, params) : message);

/**
 * A probability for readers: never 100 % or 0 % when it is not.
 * @param {number | null} share
 */
export function percent(share) {
  if (share === null) return "";
  if (share < 0.0005) return "<0.1%";
  if (share >= 1) return "100%";
  const digits = [1, 2, 3].find((n) => Number((100 * share).toFixed(n)) < 100);
  return digits ? `${(100 * share).toFixed(digits)}%` : ">99.999%";
}
