// Probabilities of the next words as trees: before and after temperature and top-k, and laid end to end for the draw.

import { el, number } from "../lib/tree.js";

/** @import { Likely, Speech, Tree } from "../types.js" */

/** What they are told with.
 * @typedef {{say: Speech["say"], percent: Speech["percent"], grow: string, language: string | null}} Telling
 */

/**
 * All shares side by side, and the number that was drawn as a pin; the style hides a word that
 * has no room. The table says the same in numbers.
 * @param {Likely[]} words
 * @param {number[]} shares
 * @param {number} u
 * @param {number} hit
 * @param {string | null} language
 * @returns {Tree}
 */
export function wheel(words, shares, u, hit, language) {
  const parts = shares.map((share, n) => el("span", { class: n === hit ? "is-hit" : null, style: `inline-size: ${number(100 * share)}%` }, [words[n].text]));
  return el("div", { class: "wheel", "aria-hidden": "true", lang: language }, [...parts, el("i", { style: `inset-inline-start: ${number(100 * u)}%` })]);
}

/**
 * @param {Telling} telling
 * @param {{raw: string, after: string}} heads
 * @param {Likely[]} words
 * @param {number[]} shares
 * @param {number} hit the word that is drawn
 * @param {number} shown rows; the others are one
 * @returns {Tree}
 */
export function chances(telling, heads, words, shares, hit, shown) {
  const { say, language } = telling;
  const sum = (/** @type {number[]} */ numbers) => numbers.slice(shown).reduce((total, one) => total + one, 0);
  const rest = words.length - shown;
  return el("table", { class: "shares" }, [
    el("thead", {}, [el("tr", {}, [
      el("th", { scope: "col" }, [el("span", { class: "for-ears" }, [say("continue.words")])]),
      el("th", { scope: "colgroup", colspan: 2 }, [heads.raw]), el("th", { scope: "colgroup", colspan: 2 }, [heads.after]),
    ])]),
    el("tbody", {}, [
      ...words.slice(0, shown).map(({ text, probability }, n) =>
        row(telling, el("button", { type: "button", "data-word": text, title: telling.grow, lang: language }, [text]), Number(probability), shares[n], n === hit)),
      ...(rest ? [row(telling, el("span", {}, [say("continue.rest", { count: rest })]), sum(words.map(({ probability }) => Number(probability))), sum(shares), hit >= shown)] : []),
    ]),
  ]);
}

/**
 * @param {Telling} telling
 * @param {Tree} head
 * @param {number} raw
 * @param {number} share
 * @param {boolean} hit
 */
function row({ percent, say }, head, raw, share, hit) {
  return el("tr", { class: hit ? "is-hit" : share ? null : "is-cut" }, [
    el("th", { scope: "row" }, [head, ...(hit ? [el("span", { class: "for-ears" }, [say("continue.hit")])] : [])]),
    bar(raw, "muted"), el("td", { class: "number" }, [percent(raw)]),
    bar(share, "h"), el("td", { class: "number" }, [share ? percent(share) : "–"]),
  ]);
}

/**
 * @param {number} share
 * @param {string} color
 */
const bar = (share, color) =>
  el("td", { class: "bar" }, [el("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, [
    el("rect", { width: number(100 * share), height: 10, fill: `var(--color-${color})` }),
  ])]);
