// The cell at one moment: placement + vectors → tree. The twin of app/figure.py; a test compares the two.

import { arrowhead, bridged, shortened } from "../lib/geometry.js";
import { fit } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { largest, nodeOf, vector } from "../select.js";
import * as strips from "./strips.js";

/** @import { Box, Circle, Label, Rect, Setting, State, Tree, Value, Wire } from "../types.js" */
/** @typedef {"full" | "there" | "later"} Strength */

const FONT = 'system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const MATHS = '"DejaVu Sans", "Bitstream Vera Sans", Verdana, "Noto Sans CJK SC", sans-serif';
const NAMED = new Set("figoch");
/** @type {Strength[]} */
const ORDER = ["full", "there", "later"];
const WIRE_OPACITY = { full: null, there: 0.45, later: 0.13 };
const BOX_OPACITY = { full: null, there: 0.6, later: 0.25 };

/** @param {string} name */
const color = (name) => `var(--color-${name})`;

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
 * What the drawing needs of the state, once.
 * @param {Setting} setting
 * @param {State} state
 */
function moment(setting, state) {
  const { trace, t, stop, unit } = state;
  const order = setting.cell.nodes.filter((node) => node.op !== "input").map((node) => node.id);
  const { say, percent } = setting.speech;
  const { tokens, predictions } = trace;
  return {
    setting, place: setting.place, trace, t, stop, unit, order, say, percent,
    T: tokens.length,
    words: /** @type {[string | null, string, string | null]} */ ([
      t ? tokens[t - 1].text : null, tokens[t].text, t + 1 < tokens.length ? tokens[t + 1].text : null,
    ]),
    before: t ? predictions[t - 1].top[0].text : null,
    likely: predictions[t].top,
    of: (/** @type {string} */ node) => vector(setting, trace, node, t),
    largestX: state.card.largest_x,
    largestC: "c" in trace.layers[0] ? largest(trace, "c") : 1,
  };
}

/** @typedef {ReturnType<typeof moment>} Moment */

/**
 * Of the operation that makes `node`: being done, done, or still to come.
 * @param {Moment} m
 * @param {string} node
 * @returns {Strength}
 */
function strength(m, node) {
  if (m.stop === null) return "full";
  const stop = m.order.indexOf(m.stop);
  const at = m.order.includes(node) ? m.order.indexOf(node) : m.order.length;
  return at === stop ? "full" : at < stop ? "there" : "later";
}

/**
 * A wire is as strong as what is read or made along it: an edge into the operation, or out of it.
 * @param {Moment} m
 * @param {string[]} edges
 */
function wireStrength(m, edges) {
  const all = edges.flatMap((edge) => {
    const [source, target] = edge.split(">");
    return m.order.includes(source) ? [strength(m, target), strength(m, source)] : [strength(m, target)];
  });
  return ORDER.find((one) => all.includes(one)) ?? "later";
}

/**
 * Of a vector: read or made right now, there, or not there yet.
 * @param {Moment} m
 * @param {string} node
 * @returns {Strength}
 */
function nodeStrength(m, node) {
  if (m.stop === null || node === m.stop || nodeOf(m.setting, m.stop).inputs.includes(node)) return "full";
  return m.order.includes(node) ? strength(m, node) : "there";
}

/** @param {Moment} m */
function past(m) {
  const [word] = m.words;
  const { past: place, through } = m.place;
  if (word !== null && m.before !== null) return [neighbour(m, place, [word, m.before])];
  return m
    .say("figure.start")
    .split("\n")
    .map((line, n) => el("text", { x: place.x + 4, y: through[0] + 36 + 20 * n, "font-size": 13, fill: color("muted") }, [line]));
}

/**
 * A folded step: the token it reads below, the word it says above.
 * @param {Moment} m
 * @param {Rect} place
 * @param {[string, string]} words
 * @param {string} [dash]
 * @param {number} [opacity]
 */
function neighbour(m, place, words, dash, opacity) {
  const x = place.x + place.width / 2;
  const { x: lower, h: upper } = m.place.circles;
  const line = { stroke: color("through"), "stroke-width": 4 };
  const module = [
    el("path", { d: `M${x} ${place.y}V${upper.y}`, ...line }),
    el("path", { d: `M${x} ${place.y + place.height}V${lower.y}`, ...line }),
    rect(place, { fill: color("folded"), stroke: color("body-outline"), "stroke-width": 3 }),
    ...m.place.through.map((y) => el("path", { d: `M${place.x + 2} ${y}H${place.x + place.width - 2}`, ...line })),
    el("text", { x, y: place.y + place.height / 2 + 23, "font-size": 64, "text-anchor": "middle", fill: color("text") }, ["A"]),
  ];
  const side = dash ? "future" : "past";
  return el("g", { "data-neighbour": side }, [
    el("g", { opacity }, module),
    ...circle({ x, y: lower.y, r: lower.r }, words[0], "x-circle", dash),
    ...circle({ x, y: upper.y, r: upper.r }, words[1], "h-circle", dash),
    el("title", {}, [m.say(`figure.${side}`, { word: words[0], said: words[1] })]),
  ]);
}

/**
 * @param {Rect} r
 * @param {Record<string, Value>} attributes
 */
const rect = (r, attributes) => el("rect", { x: r.x, y: r.y, width: r.width, height: r.height, rx: r.r, ...attributes });

/**
 * A circle with a word in it.
 * @param {Circle} c
 * @param {string} word
 * @param {string} fill
 * @param {string} [dash]
 */
function circle(c, word, fill, dash) {
  const [shown, size] = fit(word, 2 * c.r - 6, 13, 9);
  const outline = { stroke: color("wire"), "stroke-width": 2, "stroke-dasharray": dash };
  const place = { x: c.x, y: number(c.y + 0.36 * size), "font-size": number(Math.round(size * 10) / 10) };
  return [
    el("circle", { cx: c.x, cy: c.y, r: c.r, fill: color(fill), ...outline }),
    el("text", { ...place, "text-anchor": "middle", fill: color("sign") }, [shown]),
  ];
}

/**
 * What is read now; a word that the network does not know is crossed out and stands for <unk>.
 * @param {Moment} m
 */
function token(m) {
  const place = m.place.circles.x;
  const { known } = m.trace.tokens[m.t];
  const [disc, text] = circle(place, m.words[1], "x-circle", known ? undefined : "2 3");
  if (known) return [disc, text];
  text.attributes["text-decoration"] = "line-through";
  const style = { "font-size": 11, fill: color("muted"), class: "label" };
  return [disc, text, el("text", { x: place.x + place.r + 8, y: place.y - 12, ...style }, ["<unk>"])];
}

/**
 * @param {Moment} m
 * @param {string} name
 * @param {Wire} wire
 */
function drawnWire(m, name, wire) {
  const most = wireStrength(m, wire.edges);
  const d = bridged(wire.head ? shortened(wire.d) : wire.d, wire.bridge);
  const line = el("path", { d, fill: "none", stroke: color("wire"), "stroke-width": 4 });
  const head = wire.head ? [el("path", { d: arrowhead(wire.d), fill: color("wire") })] : [];
  return el("g", { "data-wire": name, opacity: WIRE_OPACITY[most] }, [line, ...head]);
}

/**
 * @param {Moment} m
 * @param {string} node
 * @param {Box} box
 */
function drawnBox(m, node, box) {
  const outline = { stroke: color("wire"), "stroke-width": 2 };
  const shape =
    box.kind === "layer"
      ? el("rect", { x: box.x - box.rx, y: box.y - box.ry, width: 2 * box.rx, height: 2 * box.ry, fill: color("layer"), ...outline })
      : el("ellipse", { cx: box.x, cy: box.y, rx: box.rx, ry: box.ry, fill: color("op"), ...outline });
  return el("g", { "data-node": node, opacity: BOX_OPACITY[strength(m, node)] }, [shape, sign(box)]);
}

/** @param {Box} box */
function sign(box) {
  if ("×+".includes(box.sign)) {
    const r = 5.5;
    const d = box.sign === "+" ? `M-${r} 0H${r}M0 -${r}V${r}` : `M-${r} -${r}L${r} ${r}M-${r} ${r}L${r} -${r}`;
    const pen = { stroke: color("sign"), "stroke-width": 1.8, "stroke-linecap": "round" };
    return el("path", { d, transform: `translate(${box.x} ${box.y})`, ...pen });
  }
  const size = box.sign === "σ" ? 20 : box.kind === "layer" ? 17 : 14;
  const style = { "font-size": size, "font-family": MATHS, "text-anchor": "middle", fill: color("sign") };
  return el("text", { x: box.x, y: number(box.y + 0.33 * size), ...style }, [box.sign]);
}

/**
 * @param {Moment} m
 * @param {string} node
 */
function drawnStrip(m, node) {
  const values = m.of(node);
  const group = strips.strip(node, m.place.strips[node], values, strips.scaleOf(node, m.largestX, m.largestC));
  group.attributes["data-strip"] = node;
  group.attributes.opacity = nodeStrength(m, node) === "there" ? 0.6 : null;
  if (node !== "x") {
    const name = m.say(`node.${node}.name`);
    group.children.push(el("title", {}, [m.say("figure.strip", { name, unit: m.unit, value: values[m.unit].toFixed(3) })]));
  }
  return group;
}

/**
 * @param {Moment} m
 * @param {Label} label
 */
function drawnLabel(m, label) {
  const size = label.small ? 12 : 16;
  const { body } = m.place;
  const inside = body.x < label.x && label.x < body.x + body.width && body.y < label.y && label.y < body.y + body.height;
  return el(
    "text",
    {
      x: label.x, y: label.y, "font-size": size, "font-family": MATHS, "text-anchor": label.anchor, class: "label",
      fill: color(NAMED.has(label.node) ? label.node : "text"),
      "font-weight": label.small ? null : 700,
      opacity: BOX_OPACITY[nodeStrength(m, label.node)],
      stroke: color(inside ? "body" : "page"), "stroke-width": 4, "paint-order": "stroke",
    },
    spelled(m.setting, label.node, size),
  );
}

/**
 * A node's letter and index.
 * @param {Setting} setting
 * @param {string} node
 * @param {number} size
 */
function spelled(setting, node, size) {
  const [letter, index] = setting.notation[node];
  const below = { dy: number(Math.round((size / 4) * 10) / 10), "font-size": number(Math.round(size * 6.8) / 10) };
  return index ? [el("tspan", {}, [letter]), el("tspan", below, [index])] : [el("tspan", {}, [letter])];
}

/** @param {Moment} m */
function note(m) {
  const stem = m.place.strips.x;
  const text = m.say("figure.embedding", { D: m.of("x").length });
  return el("text", { x: stem.x + 16, y: stem.y + 30, "font-size": 11, fill: color("muted"), class: "label" }, [text]);
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
  text.children = spelled(m.setting, "h", 16);
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
    const [letter, index] = m.setting.notation[id];
    return `${letter}(${index || "t"}) ${m.of(id)[m.unit].toFixed(3)}`;
  });
  return [...parts, m.say("figure.values", { unit: m.unit, values: values.join("; ") })].join(" ");
}
