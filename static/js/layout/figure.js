// The cell at one moment: placement + vectors → tree. The twin of app/figure.py; a test compares the two.

import { fit } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { nodeOf } from "../select.js";
import { BOX_OPACITY, moment, nodeStrength } from "./moment.js";
import { circle, color, drawnBox, drawnLabel, drawnStrip, drawnWire, neighbour, note, past, rect, spelled, token } from "./parts.js";
import * as strips from "./strips.js";

/** @import { Setting, State, Tree } from "../types.js" */
/** @import { Moment } from "./moment.js" */

const FONT = 'system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/**
 * The whole figure.
 * @param {Setting} setting
 * @param {State} state
 * @returns {Tree}
 */
export function figure(setting, state) {
  const { place } = setting;
  const m = moment(setting, state);
  const wires = Object.entries(place.wires).sort(([, a], [, b]) => Number(Boolean(b.bridge)) - Number(Boolean(a.bridge)));
  const shown = Object.keys(place.strips).filter((node) => nodeStrength(m, node) !== "later");
  return el(
    "svg",
    {
      viewBox: `0 0 ${place.width} ${place.height}`,
      role: "img",
      class: "figure",
      "aria-labelledby": "figure-title figure-desc",
      "font-family": FONT,
    },
    [
      el("title", { id: "figure-title" }, [m.say("figure.title", { word: m.words[1], t: state.t + 1, T: m.T })]),
      el("desc", { id: "figure-desc" }, [description(m)]),
      ...past(m),
      ...(m.words[2] === null ? [] : [neighbour(m, place.future, [m.words[2], "?"], "3 3", 0.55)]),
      rect(place.body, { fill: color("body"), stroke: color("body-outline"), "stroke-width": 4 }),
      ...wires.map(([name, wire]) => drawnWire(m, name, wire)),
      ...Object.entries(place.boxes).map(([node, box]) => drawnBox(m, node, box)),
      ...shown.map((node) => drawnStrip(m, node)),
      ...selection(m, shown),
      ...place.labels.map((label) => drawnLabel(m, label)),
      note(m),
      ...token(m),
      ...answer(m),
    ],
  );
}

/**
 * The selected unit: framed on every strip, and one hairline through the gates, which stand at one height.
 * @param {Moment} m
 * @param {string[]} shown
 */
function selection(m, shown) {
  const pen = { stroke: color("selection"), fill: "none" };
  const boxes = shown
    .filter((node) => node !== "x")
    .map((node) => ({ node, box: strips.unitBox(m.place.strips[node], m.of(node), m.unit) }));
  const first = boxes.find(({ node }) => node === "f");
  const level = boxes.filter(({ node, box }) => first && nodeOf(m.setting, node).learned && box[1] === first.box[1]);
  const frames = boxes.map(({ box: [x, y, width, height] }) =>
    el("rect", {
      x: number(x - 0.75), y: number(y - 0.75), width: number(width + 1.5), height: number(height + 1.5), rx: 1, "stroke-width": 1.25, ...pen,
    }),
  );
  if (!level.length) return frames;
  const [x0, y0, , height] = level[0].box;
  const [x1, , width] = level[level.length - 1].box;
  const d = `M${number(x0 - 14)} ${number(y0 + height / 2)}H${number(x1 + width + 14)}`;
  return [el("path", { d, "stroke-dasharray": "3 3", opacity: 0.75, ...pen }), ...frames];
}

/** @param {Moment} m */
function answer(m) {
  const place = m.place.circles.h;
  const done = m.stop === null || m.stop === m.order[m.order.length - 1];
  const [disc, text] = circle(place, "", "h-circle");
  text.attributes["font-size"] = 16;
  text.children = spelled(m.letters.h, 16);
  const group = el("g", { opacity: done ? null : BOX_OPACITY.later }, [disc, text]);
  if (!done) return [group];
  const x = place.x + place.r + 10;
  const width = 142;
  const words = m.likely.slice(0, 3).flatMap((likely, n) => {
    const y = 16 + 21 * n;
    const style = { "font-weight": n ? null : 700, fill: color(n ? "muted" : "text") };
    const [shown, size] = fit(likely.text, width - 52, 14, 10);
    const bar = width * likely.probability;
    return [
      el("text", { x, y, "font-size": number(Math.round(size * 10) / 10), ...style }, [shown]),
      el("text", { x: x + width, y, "font-size": 12, "text-anchor": "end", ...style }, [m.percent(likely.probability)]),
      ...(bar >= 1 ? [el("rect", { x, y: y + 4, width: number(bar), height: 3, rx: 1.5, fill: color("h") })] : []),
    ];
  });
  return [group, el("g", { class: "answer" }, words)];
}

/**
 * The moment in words: only what exists at this stop.
 * @param {Moment} m
 */
function description(m) {
  const [best] = m.likely;
  const parts = [m.say("figure.read", { word: m.words[1] })];
  if (m.stop === null || m.stop === m.order[m.order.length - 1]) {
    parts.push(m.say("figure.expects", { best: best.text, p: m.percent(best.probability) }));
  }
  const there = ["h_prev", "c_prev", ...m.order].filter((id) => id in m.place.strips && nodeStrength(m, id) !== "later");
  const values = there.map((id) => {
    const [letter, index] = m.letters[id];
    return `${letter}(${index || "t"}) ${m.of(id)[m.unit].toFixed(3)}`;
  });
  return [...parts, m.say("figure.values", { unit: m.unit, values: values.join("; ") })].join(" ");
}
