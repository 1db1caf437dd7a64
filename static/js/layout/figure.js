// The cell at one moment: placement + vectors → tree. The twin of app/figure.py; a test compares the two.

import { fit } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { gates, lookup } from "./gates.js";
import { BOX_OPACITY, done, leaving, level, moment, nodeStrength, onTop } from "./moment.js";
import { circle, color, drawnBox, drawnLabel, drawnLeaving, drawnStrip, drawnWire, neighbour, note, notice, partial, past, rect, spelled, token } from "./parts.js";
import * as strips from "./strips.js";

/** @import { Placement, Setting, State, Strip, Tree } from "../types.js" */
/** @import { Moment } from "./moment.js" */

const FONT = 'system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/**
 * The whole figure.
 * @param {Setting} setting
 * @param {State} state
 * @param {string} [name] from which its ids are made
 * @returns {Tree}
 */
export function figure(setting, state, name = "figure") {
  const { place } = setting;
  const m = moment(setting, state);
  const still = standing(m);
  const left = done(m) ? leaving(setting) : {};
  const shown = Object.keys(place.strips).filter((node) => nodeStrength(m, node) !== "later");
  return el(
    "svg",
    {
      viewBox: `0 0 ${place.width} ${place.height}`,
      role: "img",
      class: "figure",
      "aria-labelledby": `${name}-title ${name}-desc`,
      "font-family": FONT,
    },
    [
      el("title", { id: `${name}-title` }, [m.say("figure.title", { cell: kind(m), word: m.words[1], t: state.t + 1, T: m.T })]),
      el("desc", { id: `${name}-desc` }, [description(m)]),
      ...past(m),
      ...(m.words[2] === null ? [] : [neighbour(m, place.future, [m.words[2], "?"], "3 3", 0.55)]),
      ...still.machine,
      ...shown.map((node) => drawnStrip(m, node)),
      ...Object.entries(left).map(([node, strip]) => drawnLeaving(m, node, strip)),
      ...selection(m, shown, left),
      ...still.labels,
      note(m),
      token(m),
      ...answer(m),
      ...notice(m),
      still.gates,
      ...(m.reads ? [] : [lookup(m)]),
    ],
  );
}

/** @typedef {{machine: Tree[], labels: Tree[], gates: Tree}} Standing */

/** @type {WeakMap<Placement, Map<string, Standing>>} */
const stood = new WeakMap();

/**
 * What one step has like the other: the same trees, so that neither drawing nor comparing them costs anything.
 * @param {Moment} m
 * @returns {Standing}
 */
function standing(m) {
  const { place, stop, layer, letters, gradient } = m;
  const known = stood.get(place) ?? new Map();
  stood.set(place, known);
  const key = JSON.stringify([stop, layer, letters, gradient !== null]);
  const found = known.get(key);
  if (found) return found;
  const wires = Object.entries(place.wires).sort(([, a], [, b]) => Number(Boolean(b.bridge)) - Number(Boolean(a.bridge)));
  const outline = { stroke: color(gradient ? "gradient" : "body-outline"), "stroke-width": 4, "stroke-dasharray": gradient ? "12 8" : null };
  const made = {
    machine: [
      rect(place.body, { fill: color("body"), ...outline }),
      ...wires.map(([name, wire]) => drawnWire(m, name, wire)),
      ...Object.entries(place.boxes).map(([node, box]) => drawnBox(m, node, box)),
    ],
    labels: place.labels.map((label) => drawnLabel(m, label)),
    gates: gates(m),
  };
  known.set(key, made);
  return made;
}

/**
 * The selected unit: framed on every strip, and one hairline through the gates, which stand at one height.
 * @param {Moment} m
 * @param {string[]} shown
 * @param {Record<string, Strip>} left
 */
function selection(m, shown, left) {
  const pen = { stroke: color("selection"), fill: "none" };
  const boxes = shown
    .filter(m.hasUnits)
    .map((node) => ({ node, name: node, box: strips.unitBox(m.place.strips[node], m.of(node), m.unit) }));
  for (const [node, strip] of Object.entries(left)) {
    boxes.push({ node, name: `${node}.leaving`, box: strips.unitBox(strip, m.left(node), m.unit) });
  }
  const row = level(m.place).flatMap((id) => boxes.filter(({ name }) => name === id));
  const frames = boxes.map(({ name, box: [x, y, width, height] }) =>
    el("rect", {
      x: number(x - 0.75), y: number(y - 0.75), width: number(width + 1.5), height: number(height + 1.5),
      rx: 1, "stroke-width": 1.25, "data-frame": name, ...pen,
    }),
  );
  if (!row.length) return frames;
  const [, y, , height] = row[0].box;
  const from = Math.min(...row.map(({ box: [x] }) => x));
  const to = Math.max(...row.map(({ box: [x, , width] }) => x + width));
  const d = `M${number(from - 14)} ${number(y + height / 2)}H${number(to + 14)}`;
  return [el("path", { d, "stroke-dasharray": "3 3", opacity: 0.75, "data-frame": "level", ...pen }), ...frames];
}

/** @param {Moment} m */
function answer(m) {
  const place = m.place.circles.h;
  const [disc, text] = circle(place, "", "h-circle");
  text.attributes["font-size"] = 16;
  text.children = spelled(m.gradient ? partial(m.letters.h) : m.letters.h, 16);
  const asked = m.gradient === null || m.gradient.asked === m.t;
  const group = el("g", { opacity: done(m) && asked ? null : BOX_OPACITY.later }, [disc, text]);
  if (!done(m)) return [group];
  const x = place.x + place.r + 10;
  const width = 142;
  if (!onTop(m)) {
    const up = el("text", { x, y: 37, "font-size": 13, fill: color("muted") }, [m.say("layer.above", { n: m.layer + 2 })]);
    return [group, el("g", { class: "answer" }, [up])];
  }
  if (m.gradient) {
    const [shown, size] = fit(asked ? `L = ${m.gradient.tell(m.gradient.value)}` : "", width, 16, 10);
    return [group, el("g", { class: "answer" }, [el("text", { x, y: 40, "font-size": number(size), "font-weight": 700, fill: color("gradient") }, [shown])])];
  }
  const words = m.likely.slice(0, 3).flatMap((likely, n) => {
    if (likely.value !== undefined) {
      const [shown, size] = fit(`${likely.text} ${m.told(likely)}`, width, 18, 10);
      const style = { "font-size": number(Math.round(size * 10) / 10), "font-weight": 700, fill: color("text") };
      return [el("text", { x, y: 40 + 21 * n, ...style }, [shown])];
    }
    const y = 16 + 21 * n;
    const style = { "font-weight": n ? null : 700, fill: color(n ? "muted" : "text") };
    const [shown, size] = fit(likely.text, width - 52, 14, 10);
    const bar = width * Number(likely.probability);
    return [
      el("text", { x, y, "font-size": number(Math.round(size * 10) / 10), ...style }, [shown]),
      el("text", { x: x + width, y, "font-size": 12, "text-anchor": "end", ...style }, [m.told(likely)]),
      ...(bar >= 1 ? [el("rect", { x, y: y + 5, width: number(bar), height: 3, rx: 1.5, fill: color("h") })] : []),
    ];
  });
  return [group, el("g", { class: "answer" }, words), ...(m.likely.length ? [brief(m)] : [])];
}

/**
 * The answer where there is room for one word alone: on a phone.
 * @param {Moment} m
 */
function brief({ place: { circles: { h } }, likely: [best], told }) {
  const [shown, size] = fit(best.text, 150, 24, 14);
  const style = { x: h.x - h.r - 12, y: h.y + 8, "text-anchor": "end", "font-size": number(size), "font-weight": 700, fill: color("text") };
  return el("g", { class: "answer is-brief" }, [el("text", style, [`${shown} ${told(best)}`])]);
}

/**
 * The moment in words: only what exists at this stop.
 * @param {Moment} m
 */
function description(m) {
  if (m.gradient) return gradients(m, m.gradient);
  const [best] = m.likely;
  const parts = [m.say("figure.read", { word: m.words[1] })];
  if (best && done(m) && onTop(m)) {
    parts.push(m.say("figure.expects", { best: best.text, p: m.told(best) }));
  }
  const there = m.setting.cell.nodes.map(({ id }) => id).filter((id) => id !== "x" && nodeStrength(m, id) !== "later");
  const values = there.map((id) => {
    const [letter, index] = m.letters[id];
    return `${letter}(${index || "t"}) ${m.of(id)[m.unit].toFixed(3)}`;
  });
  return [...parts, m.say("figure.values", { unit: m.unit, values: values.join("; ") })].join(" ");
}

/**
 * The same of gradients.
 * @param {Moment} m
 * @param {NonNullable<Moment["gradient"]>} gradient
 */
function gradients(m, { asked, say, tell, answer, value }) {
  const values = m.setting.cell.nodes.filter(({ id }) => m.hasUnits(id)).map(({ id }) => {
    const [letter, index] = m.letters[id];
    return `∂L/∂${letter}(${index || "t"}) ${tell(m.of(id)[m.unit])}`;
  });
  return [say("backward.sign", { answer, asked: asked + 1 }), `L = ${tell(value)}.`, m.say("figure.values", { unit: m.unit, values: values.join("; ") })].join(" ");
}

/**
 * What is drawn: the kind of cell, and where there are several layers, which.
 * @param {Moment} m
 */
function kind({ say, layer, L }) {
  return L === 1 ? say("cell.name") : say("layer.of", { cell: say("cell.name"), n: layer + 1, L });
}
