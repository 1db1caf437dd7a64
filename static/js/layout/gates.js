// What the page's figure shows only when it is asked for: the frames of the gates, and where the word's vector comes from.

import { el, number } from "../lib/tree.js";
import { named, nodeOf } from "../select.js";
import { MATHS, color } from "./parts.js";

/** @import { Tree } from "../types.js" */
/** @import { Moment } from "./moment.js" */

/**
 * A dashed frame round the operations of each gate, in the colour of its first letter, with its name.
 * @param {Moment} m
 * @returns {Tree}
 */
export function gates(m) {
  const frames = Object.entries(m.place.gates).map(([gate, { d, x, y, width, height, name }]) => {
    const own = color(named(m.setting).find((id) => nodeOf(m.setting, id).gate === gate) ?? "text");
    const pen = { fill: "none", stroke: own, "stroke-width": 2, "stroke-dasharray": "7 5" };
    const halo = { stroke: color("body"), "stroke-width": 5, "paint-order": "stroke" };
    const style = { "font-size": 13, "font-weight": 700, "text-anchor": name.anchor, fill: own, ...halo };
    return el("g", { "data-gate": gate }, [
      d ? el("path", { d, ...pen }) : el("rect", { x, y, width, height, rx: 12, ...pen }),
      el("text", { x: name.x, y: name.y, class: "label", ...style }, [m.say(`gate.${gate}`)]),
    ]);
  });
  return el("g", { class: "gates" }, frames);
}

/**
 * The vocabulary as a column with the token's row filled: that row of the embedding is x.
 * @param {Moment} m
 * @returns {Tree}
 */
export function lookup(m) {
  const { x, y, width, height } = m.place.lookup;
  const row = rowOf(m);
  const stem = m.place.strips.x;
  const to = stem.y + stem.length / 2;
  const text = { "font-size": 11, "font-family": MATHS, fill: color("text") };
  return el("g", { class: "lookup" }, [
    el("rect", { x, y, width, height, fill: color("plate"), stroke: color("ink") }),
    el("path", { d: ticks(m), stroke: color("muted"), "stroke-width": 0.5 }),
    el("rect", { x: x - 3, y: number(row - 1.5), width: width + 6, height: 3, fill: color("selection") }),
    el("path", { d: `M${x + width + 3} ${number(row)}H${stem.x - 28}L${stem.x - 12} ${to}`, fill: "none", stroke: color("selection"), "stroke-width": 1.5 }),
    el("text", { x: x - 8, y: number(Math.max(y + 8, Math.min(y + height, row + 4))), "text-anchor": "end", ...text, "font-weight": 700, fill: color("selection") }, [
      String(m.trace.tokens[m.t].id),
    ]),
    el("text", { x: x + width / 2, y: y - 4, "text-anchor": "middle", ...text }, [`E  ${m.size} × ${m.of("x").length}`]),
  ]);
}

/** How high the token's row stands. @param {Moment} m */
const rowOf = ({ place, trace, t, size }) => place.lookup.y + (place.lookup.height * (trace.tokens[t].id + 0.5)) / size;

/** At most one tick for each unit of height. @param {Moment} m */
function ticks({ place: { lookup: { x, y, width, height } }, size }) {
  const count = Math.min(size, Math.floor(height / 3));
  let d = "";
  for (let n = 1; n < count; n++) d += `M${x} ${number(y + (height * n) / count)}h${width}`;
  return d;
}

/**
 * The gate that a node belongs to, if the figure frames it.
 * @param {Moment["setting"]} setting
 * @param {string} node
 */
export function gateOf(setting, node) {
  const { gate } = nodeOf(setting, node);
  return gate !== null && gate in setting.place.gates ? gate : null;
}
