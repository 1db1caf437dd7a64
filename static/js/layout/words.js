// The words of the strip once more, below a picture that stands on its axis; numbers only where they have room.

import { textWidth } from "../lib/text.js";
import { el } from "../lib/tree.js";

/** @import { State } from "../types.js" */

const HEIGHT = 22;
const LARGEST = 12; // px

/**
 * @param {Pick<State, "trace" | "t" | "card">} state
 * @param {number[]} edges of the columns, px
 * @param {number} size of the strip's words
 */
export function words({ trace, t, card }, edges, size) {
  const width = edges[edges.length - 1];
  const px = Math.min(size, LARGEST) || LARGEST;
  const fits = (/** @type {string} */ text, /** @type {number} */ n) => textWidth(text, px) < edges[n + 1] - edges[n];
  return el("div", { class: "track", lang: card.language }, [
    el("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" }, trace.tokens.map(({ text }, n) => card.inputs && !fits(text, n) ? "" :
      el("text", { x: (edges[n] + edges[n + 1]) / 2, y: 15, "text-anchor": "middle", "font-size": px, class: n === t ? "is-now" : n > t ? "is-later" : null }, [text]))),
  ]);
}
