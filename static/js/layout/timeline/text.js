// The text as one unit sees it: each word on the colour of the unit's value after it, as in Karpathy, Johnson and Li,
// "Visualizing and Understanding Recurrent Networks" (2015).

import { el } from "../../lib/tree.js";

/** @import { Token, Tree } from "../../types.js" */

const SIGNAL = 0.55; // of a colour behind a word: text keeps a contrast of 4.5 on it
const INK = 0.35;

/**
 * What was read, word by word, with what stands between the words.
 * @param {string} read
 * @param {Token[]} tokens
 * @param {{shares: number[], gate: boolean, t: number, title: (n: number) => string}} look the unit's values from −1 to 1
 * @returns {(Tree | string)[]}
 */
export function tinted(read, tokens, { shares, gate, t, title }) {
  const letters = [...read];
  let at = 0;
  return tokens.flatMap(({ start, end, known }, n) => {
    const before = letters.slice(at, start).join("");
    at = end;
    const kind = gate ? "ink" : shares[n] < 0 ? "negative" : "positive";
    const tint = Math.abs(shares[n]) * (gate ? INK : SIGNAL);
    const look = { class: `is-${kind}${known ? "" : " is-unknown"}`, style: `--tint: ${tint.toFixed(3)}` };
    const place = { "data-step": n, "aria-current": n === t ? "step" : null, tabindex: n === t ? null : -1 };
    return [before, el("button", { type: "button", ...look, ...place, title: title(n) }, [letters.slice(start, end).join("")])];
  });
}
