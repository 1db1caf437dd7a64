// How unexpected each word was, as a row on the axis of the strip, with the words themselves where they are others.

import { el, number } from "../lib/tree.js";
import { surprise, surpriseShare } from "../select.js";
import { differing } from "../sentences.js";

/** @import { Setting, State, Trace, Tree } from "../types.js" */
/** @import { Axis } from "./axis.js" */

/** What a row shows.
 * @typedef {{name: string, state: State, axis: Pick<Axis, "edges" | "size">, other: Trace | null, pins: number[]}} Row `other`: the
 *   page's own, where this is another sentence; `pins`: steps that are pinned
 */

const BARS = 14; // px
const WORDS = 20;
const SIGN = 5; // px to either side of a pinned step's middle

/**
 * @param {Setting} setting
 * @param {Row} what
 * @returns {Tree}
 */
export function row({ speech: { say } }, { name, state: { trace, t, card }, axis: { edges, size }, other, pins }) {
  const [width, height] = [edges[edges.length - 1], BARS + (other ? WORDS : 0)];
  const bits = surprise(trace, t);
  const told = bits === null ? "" : say("token.surprise", { bits: bits.toFixed(1) });
  const view = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name} ${told}`, lang: card.language };
  return el("div", { class: "row" }, [
    el("div", { class: "track" }, [
      el("svg", view, [
        el("rect", { class: "now", x: edges[t] + 1, width: edges[t + 1] - edges[t] - 2, height, rx: 4 }),
        ...(other ? words(trace, other, edges, size) : []),
        el("path", { d: bars(trace, edges, height - BARS), fill: "var(--color-f)" }), // none where no word is expected
        ...pins.filter((pin) => pin < edges.length - 1).map((pin) => el("path", { d: sign(middle(edges, pin), height), class: "pin" })),
      ]),
    ]),
    el("span", { class: "name" }, [el("b", {}, [name]), ` ${told}`]),
  ]);
}

/** @param {number[]} edges @param {number} n */
const middle = (edges, n) => (edges[n] + edges[n + 1]) / 2;

/** @param {number} x @param {number} height */
const sign = (x, height) => `M${x} ${height - 2 * SIGN + 1}l${SIGN} ${2 * SIGN - 1}h-${2 * SIGN}z`;

/**
 * @param {Trace} trace
 * @param {Trace} other
 * @param {number[]} edges
 * @param {number} size
 */
function words(trace, other, edges, size) {
  const unlike = differing(trace.tokens, other.tokens);
  return trace.tokens.map(({ text }, n) => {
    const place = { x: number(middle(edges, n)), y: 14, "font-size": size, "text-anchor": "middle" };
    return el("text", { ...place, class: unlike[n] ? "is-different" : null }, [text]);
  });
}

/**
 * @param {Trace} trace
 * @param {number[]} edges
 * @param {number} top
 */
function bars(trace, edges, top) {
  let d = "";
  for (let n = 1; n < trace.tokens.length; n++) {
    const bits = surprise(trace, n);
    if (bits === null) continue;
    const width = 0.55 * (edges[n + 1] - edges[n]);
    const height = 1 + (BARS - 2) * surpriseShare(bits);
    d += `M${number(middle(edges, n) - width / 2)} ${top + 1}h${number(width)}v${number(height)}h-${number(width)}z`;
  }
  return d;
}
