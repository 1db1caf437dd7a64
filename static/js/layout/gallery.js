// The models in an order in which they can be looked through, and the sign of a cell: its figure without its words.

import { rank } from "../family.js";
import { el } from "../lib/tree.js";
import { color, rect } from "./parts.js";

/** @import { Card, Placement, Tree } from "../types.js" */

const TASKS = ["memory", "order", "count", "adding", "sine"]; // from what everybody can read to what only networks do
const AROUND = { x: 64, y: 28 }; // of the body: wires come in and go out
const LINE = 11;
const LARGER = 1.35; // boxes, in so small a figure

/**
 * The models by what they teach; of a group, those in the reader's language first, the plain cells before their variants.
 * @param {Card[]} cards
 * @param {string} language
 * @returns {{task: string, cards: Card[]}[]}
 */
export function groups(cards, language) {
  const tasks = new Set([...TASKS, ...cards.map(({ task }) => task)]);
  const foreign = (/** @type {Card} */ card) => Number(card.language !== null && card.language !== language);
  return [...tasks]
    .map((task) => ({ task, cards: cards.filter((card) => card.task === task) }))
    .filter((group) => group.cards.length)
    .map(({ task, cards: some }) => ({ task, cards: some.sort((a, b) => foreign(a) - foreign(b) || rank(a) - rank(b)) }));
}

/**
 * A cell as a small drawing: what is a layer, what is pointwise, what runs along.
 * @param {Placement | null} place none for a cell that nobody has drawn
 * @returns {Tree}
 */
export function sign(place) {
  if (!place) return el("svg", { viewBox: "0 0 160 100", "aria-hidden": "true" });
  const { body, boxes, wires } = place;
  const view = [body.x - AROUND.x, body.y - AROUND.y, body.width + 2 * AROUND.x, body.height + 2 * AROUND.y];
  const pen = { stroke: color("wire"), "stroke-width": LINE, fill: "none" };
  return el("svg", { viewBox: view.join(" "), "aria-hidden": "true" }, [
    rect(body, { fill: color("body"), stroke: color("body-outline"), "stroke-width": LINE }),
    el("path", { d: Object.values(wires).map(({ d }) => d).join(""), ...pen }),
    ...Object.values(boxes).map(({ kind, x, y, rx, ry }) => {
      const [w, h] = [LARGER * rx, LARGER * (kind === "layer" ? ry : Math.max(ry, 14))];
      return kind === "layer"
        ? el("rect", { x: x - w, y: y - h, width: 2 * w, height: 2 * h, ...pen, fill: color("layer") })
        : el("ellipse", { cx: x, cy: y, rx: w, ry: h, ...pen, fill: color("op") });
    }),
  ]);
}
