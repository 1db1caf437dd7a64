// The ledger drawn: what is left of each step's writing as bands that lie upon each other, and arcs from who wrote to now.

import { el, number } from "../lib/tree.js";

/** @import { Tree } from "../types.js" */

export const COLOURS = 6; // writers with a colour of their own; the others share one
const HEIGHT = 150;
const MARGIN = 8;
export const ARCS = 76;
const THICKEST = 12; // px of an arc that is all there is

/** @param {number[]} edges @param {number} n */
const middle = (edges, n) => (edges[n] + edges[n + 1]) / 2;

/** A step with a colour of its own. @typedef {{k: number, colour: number}} Writer */

/**
 * The steps with a colour: those that wrote most over the whole sentence, and those that are spoken of, which take the place
 * and the colour of the ones that wrote least. So a colour means the same step wherever one stands, but for these.
 * @param {Float64Array[]} rows of `shares`
 * @param {number[]} named
 * @returns {Writer[]} in order of time
 */
export function writers(rows, named) {
  const sizes = rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
  const most = sizes.map((_, k) => k).sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, COLOURS);
  const found = [...most].sort((a, b) => a - b).map((k, n) => ({ k, colour: n + 1 }));
  for (const k of new Set(named)) {
    if (found.some((one) => one.k === k)) continue;
    const least = most.findLast((old) => !named.includes(old) && found.some((one) => one.k === old));
    const place = found.findIndex((one) => one.k === least);
    if (place >= 0) found[place] = { k, colour: found[place].colour };
  }
  return found.sort((a, b) => a.k - b.k);
}

/**
 * What lies upon each other at each step: positive shares above the line, negative ones below, in order of time.
 * @param {Float64Array[]} rows
 * @param {number[]} chosen steps with a band of their own; the others are one
 */
function stacked(rows, chosen) {
  const T = rows.length;
  const groups = [...chosen, -1];
  const [low, high] = [new Float64Array(T), new Float64Array(T)];
  return { low, high, bands: groups.map((own) => {
    const from = own < 0 ? 0 : own;
    /** @type {{t: number, positive: [number, number], negative: [number, number]}[]} */
    const band = [];
    for (let t = from; t < T; t++) {
      let [up, down] = [0, 0];
      for (let k = own < 0 ? 0 : own; k <= (own < 0 ? t : own); k++) {
        if (own < 0 && chosen.includes(k)) continue;
        const value = rows[k][t - k];
        if (value > 0) up += value;
        else down += value;
      }
      band.push({ t, positive: [high[t], high[t] + up], negative: [low[t] + down, low[t]] });
      high[t] += up;
      low[t] += down;
    }
    return { own, band };
  }) };
}

/**
 * @param {Float64Array[]} rows of `shares`
 * @param {Writer[]} coloured
 * @param {number[]} edges of the columns, px
 * @param {(k: number) => string} name of a step, for a band's title
 * @param {string} rest
 * @returns {{tree: Tree[], height: number, y: (value: number) => number}}
 */
export function bands(rows, coloured, edges, name, rest) {
  const { low, high, bands: all } = stacked(rows, coloured.map(({ k }) => k));
  const most = high.reduce((m, v) => Math.max(m, v), 1e-9);
  const least = low.reduce((m, v) => Math.min(m, v), 0);
  const y = (/** @type {number} */ value) => MARGIN + ((most - value) / (most - least)) * (HEIGHT - 2 * MARGIN);
  const tree = all.map(({ own, band }, n) => {
    const d = ["positive", "negative"].map((sign) => area(band.map((one) => ({ t: one.t, between: one[/** @type {"positive" | "negative"} */ (sign)] })), edges, y)).join("");
    const fill = own < 0 ? "var(--color-line)" : `var(--color-share-${coloured[n].colour})`;
    return el("path", { d, fill, "data-step": own < 0 ? null : own }, [el("title", {}, [own < 0 ? rest : name(own)])]);
  });
  return { tree: [...tree, el("path", { d: `M0 ${number(y(0))}H${edges[edges.length - 1]}`, stroke: "var(--color-muted)" })], height: HEIGHT, y };
}

/**
 * Columns as wide as their words, with the ground between them.
 * @param {{t: number, between: [number, number]}[]} steps
 * @param {number[]} edges
 * @param {(value: number) => number} y
 */
function area(steps, edges, y) {
  return steps.map(({ t, between: [from, to] }) => {
    const [top, bottom] = [y(to), y(from)];
    if (bottom - top < 0.05) return "";
    return `M${edges[t] + 1} ${number(top)}H${edges[t + 1] - 1}V${number(bottom)}H${edges[t] + 1}z`;
  }).join("");
}

/**
 * From each step that wrote something to the one looked at, as thick as its share; what works against is dashed.
 * @param {Float64Array} steps shares of the norm
 * @param {number} norm
 * @param {number[]} edges
 * @param {(k: number) => string} name
 * @returns {Tree[]}
 */
export function arcs(steps, norm, edges, name) {
  const t = steps.length - 1;
  const to = middle(edges, t);
  const longest = Math.max(1, to - middle(edges, 0));
  return [...steps].map((share, k) => {
    const width = (THICKEST * Math.abs(share)) / (norm || 1);
    if (width < 0.3) return null;
    const from = middle(edges, k);
    const height = k === t ? 14 : 18 + (ARCS - 26) * Math.sqrt((to - from) / longest);
    const d = k === t ? `M${number(to)} ${ARCS}v-14` : `M${number(from)} ${ARCS}C${number(from)} ${number(ARCS - height)} ${number(to)} ${number(ARCS - height)} ${number(to)} ${ARCS}`;
    const look = { fill: "none", stroke: `var(--color-${share < 0 ? "negative" : "h"})`, "stroke-width": number(width), "stroke-opacity": 0.75, "stroke-dasharray": share < 0 ? "4 3" : null };
    return el("path", { d, ...look, "data-step": k }, [el("title", {}, [name(k)])]);
  }).filter((path) => path !== null);
}
