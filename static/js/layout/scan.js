// Which place carries the difference, drawn: vectors down, steps along, and the units of one place.

import { el, number } from "../lib/tree.js";

/** @import { Tree } from "../types.js" */

const ROW = 20; // px
const BARS = 90;

/** How strongly a place is painted: all of the way is full, more than that no more. @param {number} moved */
const strength = (moved) => Math.min(1, Math.abs(moved));

/**
 * @param {Record<string, (number | null)[]>} map
 * @param {number[]} edges
 * @param {{node: string, t: number} | null} chosen
 * @param {(node: string, t: number, moved: number) => string} told
 * @returns {{tree: Tree[], height: number}}
 */
export function mapOf(map, edges, chosen, told) {
  const nodes = Object.keys(map);
  const cells = nodes.flatMap((node, row) => map[node].flatMap((moved, t) => {
    const place = { x: edges[t] + 1, y: row * ROW + 1, width: edges[t + 1] - edges[t] - 2, height: ROW - 2, rx: 2, "data-node": node, "data-t": t };
    if (moved === null) return [el("rect", { ...place, fill: "var(--color-line)", "fill-opacity": 0.35 })];
    const look = { fill: `var(--color-${moved < 0 ? "negative" : "h"})`, "fill-opacity": number(strength(moved)) };
    const frame = chosen?.node === node && chosen.t === t ? { stroke: "var(--color-selection)", "stroke-width": 2 } : { stroke: "var(--color-line)" };
    return [el("rect", { ...place, ...look, ...frame }, [el("title", {}, [told(node, t, moved)])])];
  }));
  return { tree: cells, height: nodes.length * ROW };
}

export const rowHeight = ROW;

/**
 * One bar a unit: how much it moves alone.
 * @param {number[]} moved
 * @param {number} selected
 * @param {(unit: number, moved: number) => string} told
 */
export function bars(moved, selected, told) {
  const most = Math.max(...moved.map(Math.abs), 1e-9);
  const pitch = 600 / moved.length;
  const middle = BARS / 2;
  return el("svg", { class: "units", viewBox: `0 0 600 ${BARS}`, preserveAspectRatio: "none", "aria-hidden": "true" }, [
    el("path", { d: `M0 ${middle}H600`, stroke: "var(--color-line)", "vector-effect": "non-scaling-stroke" }),
    ...moved.map((value, unit) => {
      const height = Math.max(0.6, (Math.abs(value) / most) * (middle - 2));
      const fill = unit === selected ? "selection" : value < 0 ? "negative" : "h";
      return el("rect", { x: number(unit * pitch + 1), y: number(value < 0 ? middle : middle - height), width: number(pitch - 2), height: number(height), fill: `var(--color-${fill})`, "data-unit": unit }, [
        el("title", {}, [told(unit, value)]),
      ]);
    }),
  ]);
}
