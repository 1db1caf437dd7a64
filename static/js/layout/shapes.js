// How each shape of a frame is painted, in units of the figure, on whatever canvas is given.

import { vector } from "../select.js";
import { nodeStrength } from "./moment.js";
import { read } from "./parts.js";
import * as strips from "./strips.js";

/** @import { Strip, Trace, Tree } from "../types.js" */
/** @import { Changed, Growing, Packet, Shape, Working } from "./frame.js" */
/** @import { Moment } from "./moment.js" */
/** @typedef {CanvasRenderingContext2D} Canvas */
/** @typedef {(name: string) => string} Color */

/**
 * What is painted from.
 * @typedef {object} Scene
 * @property {Moment} m
 * @property {Trace | null} old what stood here before a word was swapped
 * @property {Color} color
 * @property {number} scale pixels for a unit of the figure
 * @property {Map<string, OffscreenCanvas>} pictures the strips painted so far
 */

const BREADTH = strips.THICKNESS + 4; // of a strip with its plate
const MOST_CHANGED = 3; // units framed when something is added
const ENTERING = 0.35; // of a ghost

/**
 * @param {Canvas} canvas
 * @param {Shape} shape
 * @param {Scene} scene
 */
export function paintShape(canvas, shape, scene) {
  canvas.save();
  if (shape.draw === "packet") packet(canvas, shape, scene);
  else if (shape.draw === "strip") growing(canvas, shape, scene);
  else if (shape.draw === "units") units(canvas, shape, scene);
  else if (shape.draw === "ghosts") ghosts(canvas, shape.opacity, scene);
  else working(canvas, shape, scene);
  canvas.restore();
}

/**
 * Vectors on their way, one behind the other; where several travel together, each has a frame in its colour.
 * @param {Canvas} canvas
 * @param {Packet} shape
 * @param {Scene} scene
 */
function packet(canvas, { carries, x, y, angle, length }, scene) {
  const { place, setting } = scene.m;
  canvas.translate(x, y);
  canvas.rotate(angle);
  const lengths = carries.map((node) => place.strips[node].length * length);
  let from = -lengths.reduce((sum, one) => sum + one, 0) / 2;
  carries.forEach((node, n) => {
    canvas.save();
    canvas.translate(from + lengths[n] / 2, 0);
    const lying = place.strips[node].along === "x";
    if (!lying) canvas.rotate(-Math.PI / 2);
    const strip = { ...place.strips[node], ...(lying ? { x: -place.strips[node].length / 2, y: 0 } : { x: 0, y: -place.strips[node].length / 2 }) };
    canvas.scale(lying ? length : 1, lying ? 1 : length);
    stamp(canvas, node, strip, scene);
    canvas.restore();
    if (carries.length > 1) {
      canvas.strokeStyle = scene.color(node === "x" ? read(scene.m) : (setting.cell.carry[node] ?? "text"));
      canvas.lineWidth = 2;
      canvas.strokeRect(from, -BREADTH / 2, lengths[n], BREADTH);
    }
    from += lengths[n];
  });
}

/**
 * A strip that appears from its operation's end on, over what it is made of.
 * @param {Canvas} canvas
 * @param {Growing} shape
 * @param {Scene} scene
 */
function growing(canvas, { node, share, backwards, ghost }, scene) {
  const strip = scene.m.place.strips[node];
  if (ghost) {
    canvas.globalAlpha = ENTERING + (1 - ENTERING) * (1 - share);
    stamp(canvas, ghost, turnedAs(strip, scene.m.place.strips[ghost]), scene);
    canvas.globalAlpha = share;
    return stamp(canvas, node, strip, scene);
  }
  const shown = (strip.length + 4) * share;
  const from = (backwards ? strip.length + 4 - shown : 0) - 2;
  const seen = new Path2D();
  if (strip.along === "x") seen.rect(strip.x + from, strip.y - BREADTH / 2, shown, BREADTH);
  else seen.rect(strip.x - BREADTH / 2, strip.y + from, BREADTH, shown);
  canvas.clip(seen);
  return stamp(canvas, node, strip, scene);
}

/**
 * Another vector's strip where one stands: only strips that lie the same way can be compared.
 * @param {Strip} strip
 * @param {Strip} other
 */
const turnedAs = (strip, other) => (strip.along === other.along ? strip : other);

/**
 * A vector's strip, painted once and then copied.
 * @param {Canvas} canvas
 * @param {string} node
 * @param {Strip} at
 * @param {Scene} scene
 */
function stamp(canvas, node, at, { m, color, scale, pictures }) {
  const { along, length } = m.place.strips[node];
  const [width, height] = along === "x" ? [length + 4, BREADTH] : [BREADTH, length + 4];
  let picture = pictures.get(node);
  if (!picture) {
    picture = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
    const ink = /** @type {Canvas} */ (/** @type {unknown} */ (picture.getContext("2d")));
    ink.scale(scale, scale);
    const origin = along === "x" ? { x: 2, y: BREADTH / 2 } : { x: BREADTH / 2, y: 2 };
    paint(ink, strips.strip({ along, length, ...origin }, m.of(node), m.scale(node)), color);
    pictures.set(node, picture);
  }
  const [x, y] = along === "x" ? [at.x - 2, at.y - BREADTH / 2] : [at.x - BREADTH / 2, at.y - 2];
  canvas.drawImage(picture, x, y, picture.width / scale, picture.height / scale);
}

/**
 * The units that an addition changed most.
 * @param {Canvas} canvas
 * @param {Changed} shape
 * @param {Scene} scene
 */
function units(canvas, { node, before }, { m, color }) {
  const [was, is] = [m.of(before), m.of(node)];
  const most = [...is.keys()].sort((a, b) => Math.abs(is[b] - was[b]) - Math.abs(is[a] - was[a])).slice(0, MOST_CHANGED);
  canvas.strokeStyle = color("text");
  canvas.lineWidth = 1.5;
  for (const unit of most) {
    const [x, y, width, height] = strips.unitBox(m.place.strips[node], is, unit);
    canvas.strokeRect(x - 1.5, y - 1.5, width + 3, height + 3);
  }
}

/**
 * A layer that blinks, a ring that opens round an operation.
 * @param {Canvas} canvas
 * @param {Working} shape
 * @param {Scene} scene
 */
function working(canvas, { draw, node, share }, { m, color }) {
  const { x, y, rx, ry } = m.place.boxes[node];
  if (draw === "flash") {
    canvas.globalAlpha = share < 0.5 ? share : 1 - share;
    canvas.fillStyle = color("flash");
    return canvas.fillRect(x - rx, y - ry, 2 * rx, 2 * ry);
  }
  canvas.globalAlpha = 1 - share;
  canvas.strokeStyle = color("sign");
  canvas.lineWidth = 3 * (1 - share) + 0.5;
  canvas.beginPath();
  canvas.ellipse(x, y, rx + 9 * share, ry + 9 * share, 0, 0, 2 * Math.PI);
  return canvas.stroke();
}

/**
 * The outlines of the vectors before a word was swapped.
 * @param {Canvas} canvas
 * @param {number} opacity
 * @param {Scene} scene
 */
function ghosts(canvas, opacity, { m, old, color }) {
  if (!old) return;
  canvas.globalAlpha = opacity;
  canvas.strokeStyle = color("text");
  canvas.lineWidth = 1;
  for (const [node, strip] of Object.entries(m.place.strips)) {
    if (nodeStrength(m, node) === "later") continue;
    const d = strips.outline(strip, vector(m.setting, { ...m, trace: old }, node), m.scale(node));
    canvas.stroke(new Path2D(d));
  }
}

/**
 * A strip's tree painted: groups that are moved, rectangles, polygons. So a vector looks the same at rest and on its way.
 * @param {CanvasRenderingContext2D} context
 * @param {Tree} tree
 * @param {(name: string) => string} color the value of a colour's variable
 */
function paint(context, tree, color) {
  const { tag, attributes } = tree;
  context.save();
  const [, x, y] = String(attributes.transform ?? "").match(/^translate\(([-\d.]+) ([-\d.]+)\)$/) ?? [];
  if (x !== undefined) context.translate(Number(x), Number(y));
  if (tag === "g") for (const child of tree.children) typeof child === "string" || paint(context, child, color);
  const shape = new Path2D(tag === "polygon" ? `M${attributes.points}` : undefined);
  if (tag === "rect") shape.rect(...sides(attributes));
  for (const way of /** @type {const} */ (["fill", "stroke"])) {
    const value = shade(attributes[way], color);
    if (tag === "g" || !value) continue;
    context[`${way}Style`] = value;
    context.globalAlpha = Number(attributes[`${way}-opacity`] ?? 1);
    context.lineWidth = Number(attributes["stroke-width"] ?? 1);
    context[way](shape);
  }
  context.restore();
}

/**
 * @param {Tree["attributes"]} attributes
 * @returns {[number, number, number, number]}
 */
const sides = ({ x, y, width, height }) => [Number(x), Number(y), Number(width), Number(height)];

/**
 * @param {Tree["attributes"][string]} value `var(--color-name)` or none
 * @param {(name: string) => string} color
 */
function shade(value, color) {
  const [, name] = String(value ?? "none").match(/^var\(--color-([\w-]+)\)$/) ?? [];
  return name === undefined ? null : color(name);
}
