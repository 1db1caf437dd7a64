// The parts of the figure: neighbours, wires, boxes, strips, labels.

import { arrowhead, bridged, shortened, turnedHead } from "../lib/geometry.js";
import { fit } from "../lib/text.js";
import { el, number } from "../lib/tree.js";
import { named } from "../select.js";
import { BOX_OPACITY, WIRE_OPACITY, nodeStrength, onTop, strength, wireStrength } from "./moment.js";
import * as strips from "./strips.js";

/** @import { Box, Circle, Label, Rect, Strip, Value, Wire } from "../types.js" */
/** @import { Moment } from "./moment.js" */

export const MATHS = '"DejaVu Sans", "Bitstream Vera Sans", Verdana, "Noto Sans CJK SC", sans-serif';

// Signs that are drawn, because fonts do not agree where their middle is.
/** @type {Record<string, string | undefined>} */
const SIGNS = {
  "×": "M-5.5 -5.5L5.5 5.5M-5.5 5.5L5.5 -5.5",
  "+": "M-5.5 0H5.5M0 -5.5V5.5",
  "÷": "M-5.5 0H5.5M-0.3 -4.5H0.3M-0.3 4.5H0.3",
};

/** @param {string} name */
export const color = (name) => `var(--color-${name})`;

/** The colour of what is read: a word, or h of the layer below. @param {{layer: number}} m */
export const read = ({ layer }) => (layer ? "h-circle" : "x-circle");

/**
 * @param {Rect} r
 * @param {Record<string, Value>} attributes
 */
export const rect = (r, attributes) => el("rect", { x: r.x, y: r.y, width: r.width, height: r.height, rx: r.r, ...attributes });

/**
 * A circle with a word in it.
 * @param {Circle} c
 * @param {string} word
 * @param {string} fill
 * @param {string} [dash]
 */
export function circle(c, word, fill, dash) {
  const [shown, size] = fit(word, 2 * c.r - 6, 13, 9);
  const outline = { stroke: color("wire"), "stroke-width": 2, "stroke-dasharray": dash };
  const place = { x: c.x, y: number(c.y + 0.36 * size), "font-size": number(Math.round(size * 10) / 10) };
  return [
    el("circle", { cx: c.x, cy: c.y, r: c.r, fill: color(fill), ...outline }),
    el("text", { ...place, "text-anchor": "middle", fill: color("sign") }, [shown]),
  ];
}

/**
 * A folded step: the token it reads below, the word it says above.
 * @param {Moment} m
 * @param {Rect} place
 * @param {[string, string]} words
 * @param {string} [dash]
 * @param {number} [opacity]
 */
export function neighbour(m, place, words, dash, opacity) {
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
    ...circle({ x, y: lower.y, r: lower.r }, words[0], read(m), dash),
    ...circle({ x, y: upper.y, r: upper.r }, words[1], "h-circle", dash),
    el("title", {}, [m.say(`figure.${side}`, { word: words[0], said: m.before })]),
  ]);
}

/** @param {Moment} m */
export function past(m) {
  const [word] = m.words;
  const { past: place, through } = m.place;
  if (word !== null && m.before !== null) return [neighbour(m, place, [word, onTop(m) ? m.before : m.letters.h[0]])];
  const { strips: at } = m.place;
  const carried = Object.keys(m.setting.cell.carry).sort((a, b) => at[a].y - at[b].y);
  return [m.say("figure.start"), ...carried.map((id) => `${m.letters[id][0]}₀ = 0`)]
    .map((line, n) => el("text", { x: place.x + 4, y: through[0] + 36 + 20 * n, "font-size": 13, fill: color("muted") }, [line]));
}

/**
 * @param {Moment} m
 * @param {string} name
 * @param {Wire} wire
 */
export function drawnWire(m, name, wire) {
  const most = wireStrength(m, wire.edges);
  const ink = color(m.gradient ? "gradient" : "wire");
  const d = bridged(wire.head && !m.gradient ? shortened(wire.d) : wire.d, wire.bridge);
  const line = el("path", { d, fill: "none", stroke: ink, "stroke-width": wire.width ?? 4 });
  const head = wire.head ? [el("path", { d: m.gradient ? turnedHead(wire.d) : arrowhead(wire.d), fill: ink })] : [];
  return el("g", { "data-wire": name, opacity: WIRE_OPACITY[most] }, [line, ...head]);
}

/**
 * @param {Moment} m
 * @param {string} node
 * @param {Box} box
 */
export const drawnBox = (m, node, box) => el("g", { "data-node": node, opacity: BOX_OPACITY[strength(m, node)] }, boxed(box));

/**
 * A learned layer or a pointwise operation, with its sign.
 * @param {Box} box
 */
export function boxed(box) {
  const outline = { stroke: color("wire"), "stroke-width": 2 };
  const shape =
    box.kind === "layer"
      ? el("rect", { x: box.x - box.rx, y: box.y - box.ry, width: 2 * box.rx, height: 2 * box.ry, fill: color("layer"), ...outline })
      : el("ellipse", { cx: box.x, cy: box.y, rx: box.rx, ry: box.ry, fill: color("op"), ...outline });
  return [shape, sign(box)];
}

/** @param {Box} box */
function sign(box) {
  const d = SIGNS[box.sign];
  if (d) {
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
export function drawnStrip(m, node) {
  const group = titled(m, node, m.place.strips[node], m.of(node));
  group.attributes["data-strip"] = node;
  group.attributes.opacity = nodeStrength(m, node) === "there" ? 0.6 : null;
  return group;
}

/**
 * What is carried, before it becomes the next step's input.
 * @param {Moment} m
 * @param {string} node
 * @param {Strip} place
 */
export function drawnLeaving(m, node, place) {
  const group = titled(m, node, place, m.left(node));
  group.attributes["data-leaving"] = node;
  return group;
}

/**
 * @param {Moment} m
 * @param {string} node
 * @param {Strip} place
 * @param {Float32Array} values
 */
function titled(m, node, place, values) {
  const group = strips.strip(place, values, m.scale(node));
  if (m.hasUnits(node)) {
    const said = { name: m.name(node), unit: m.unit, value: m.gradient ? m.gradient.tell(values[m.unit]) : values[m.unit].toFixed(3) };
    group.children.push(el("title", {}, [m.gradient ? m.gradient.say("backward.strip", said) : m.say("figure.strip", said)]));
  }
  return group;
}

/**
 * @param {Moment} m
 * @param {Label} label
 */
export function drawnLabel(m, label) {
  const size = label.small ? 12 : 16;
  const { body } = m.place;
  const inside = body.x < label.x && label.x < body.x + body.width && body.y < label.y && label.y < body.y + body.height;
  return el(
    "text",
    {
      x: label.x, y: label.y, "font-size": size, "font-family": MATHS, "text-anchor": label.anchor, class: "label", "data-label": label.node,
      fill: color(named(m.setting).includes(label.node) ? label.node : "text"),
      "font-weight": label.small ? null : 700,
      opacity: BOX_OPACITY[nodeStrength(m, label.node)],
      stroke: color(inside ? "body" : "page"), "stroke-width": 4, "paint-order": "stroke",
    },
    spelled(m.gradient ? partial(m.letters[label.node]) : m.letters[label.node], size),
  );
}

/**
 * What stands for the gradient at a vector.
 * @param {[string, string]} letters
 * @returns {[string, string]}
 */
export const partial = ([letter, index]) => [`∂${letter}`, index];

/**
 * Above the body: that these are gradients, on what scale; after the step that was asked there are none.
 * @param {Moment} m
 */
export function notice({ gradient, place: { body, circles }, t }) {
  if (!gradient) return [];
  const { say, asked, full, tell, answer } = gradient;
  const lines = [say("backward.sign", { answer, asked: asked + 1 }), t > asked ? say("backward.after", { asked: asked + 1 }) : say("backward.scale", { full: tell(full) })];
  const x = body.x + 40;
  return lines.map((line, n) => {
    const [shown, size] = fit(line, (circles.h.x - circles.h.r - 16 - x) / 1.5, n ? 13 : 16, 9); // a phone has it half as large again
    return el("text", { x, y: body.y - 36 + 23 * n, "font-size": number(Math.round(size * 10) / 10), "font-weight": n ? null : 700, fill: color("gradient"), class: "label" }, [shown]);
  });
}

/**
 * A letter and its index.
 * @param {[string, string]} letters
 * @param {number} size
 */
export function spelled([letter, index], size) {
  const below = { dy: number(Math.round((size / 4) * 10) / 10), "font-size": number(Math.round(size * 6.8) / 10) };
  return index ? [el("tspan", {}, [letter]), el("tspan", below, [index])] : [el("tspan", {}, [letter])];
}

/** @param {Moment} m */
export function note(m) {
  const stem = m.place.strips.x;
  const read = m.reads?.join(" · ") ?? m.say("figure.embedding", { D: m.of("x").length });
  const text = m.layer ? m.say("layer.below", { n: m.layer }) : read;
  return el("text", { x: stem.x + 16, y: stem.y + 30, "font-size": 11, fill: color("muted"), class: "label" }, [text]);
}

/**
 * What is read now; a word that the network does not know is crossed out and stands for <unk>.
 * @param {Moment} m
 */
export function token(m) {
  const place = m.place.circles.x;
  const { known } = m.trace.tokens[m.t];
  const [disc, text] = circle(place, m.words[1], read(m), known ? undefined : "2 3");
  const style = { "font-size": 11, fill: color("muted"), class: "label" };
  if (!known) text.attributes["text-decoration"] = "line-through";
  const unknown = known ? [] : [el("text", { x: place.x + place.r + 8, y: place.y - 12, ...style }, ["<unk>"])];
  return el("g", { "data-token": m.reads ? "" : String(m.trace.tokens[m.t].id) }, [disc, text, ...unknown]);
}
