// The pictures of the timeline on one axis, each a canvas that shows what is seen of it: words, heatmaps, gates, curves.

import { even, spans } from "../layout/timeline/window.js";
import { colours, paint, ranges, runs } from "../layout/timeline/picture.js";
import { palette } from "../lib/dom.js";
import { textWidth } from "../lib/text.js";

/** @typedef {HTMLCanvasElement | OffscreenCanvas} Canvas */
/** @import { Window } from "../layout/timeline/window.js" */
/** @import { Rgb } from "../layout/heatmap.js" */

/** What is to be seen: the axis and its window, the place, and what the pictures show; no words where steps are numbers.
 * @typedef {{edges: number[], time: Window, units: Window, room: number, t: number, words: string[] | null, size: number,
 *   unit: number, pins: (number | null)[], order: number[], rank: ArrayLike<number>}} View
 */
/** @typedef {{kind: "words", height: number} | {kind: "map", height: number, shades: Int8Array, gate: boolean}
 *   | {kind: "gate", height: number, gate: string, open: Float64Array, shut: Float64Array}
 *   | {kind: "curves", height: number, lines: {values: ArrayLike<number>, colour: string}[], least: number, most: number}} Picture
 */

const UNREAD = 0.75; // of the ground over what is not yet read
const SHUT = 0.45; // of the grey of shut units
const GAPPED = 6; // pixels of a column that has a gap beside it
const CROWDED = 2; // px of a step from which on a curve is drawn as what it goes through
const TICK = 48; // px between two numbers of steps
const READABLE = 11; // px of a row that bears its number
const THIN = 3; // px of a frame's inside at least
const WHOLE = 4; // windows that a picture may be long to be painted as a whole, and only moved from then on

/**
 * A painter for the canvases below an element; its colours hold until the theme changes.
 * @param {Element} element
 */
export function painter(element) {
  const color = palette(element);
  const font = getComputedStyle(element).fontFamily;
  const rgb = (/** @type {string} */ name) => /** @type {Rgb} */ ([1, 3, 5].map((n) => parseInt(color(name).slice(n, n + 2), 16)));
  const four = { plate: rgb("plate"), ink: rgb("ink"), negative: rgb("negative"), positive: rgb("positive") };
  const [gates, signals] = [colours(four, true), colours(four, false)];
  /** @type {WeakMap<Canvas, ImageData>} */
  const images = new WeakMap();
  /** @type {WeakMap<HTMLCanvasElement, {whole: OffscreenCanvas, of: unknown[]}>} */
  const wholes = new WeakMap();

  return draw;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Picture} picture
   * @param {View} view
   */
  function draw(canvas, picture, view) {
    const density = devicePixelRatio;
    const [width, height] = [Math.round(view.room * density), Math.round(picture.height * density)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (picture.kind !== "words" && length(view) <= WHOLE * view.room) {
      const { whole, left } = painted(canvas, picture, view, density);
      context.drawImage(whole, left, 0);
    } else if (picture.kind !== "words") values(canvas, context, picture, view, density);
    context.setTransform(density, 0, 0, density, 0, 0);
    context.font = `${view.size}px ${font}`;
    if (picture.kind === "words") return steps(context, picture.height, view);
    const { x, end, last } = column(view);
    context.fillStyle = color("page");
    context.globalAlpha = UNREAD;
    if (picture.kind === "map") context.fillRect(end, 0, last - end, picture.height);
    context.globalAlpha = 1;
    frame(context, color("text"), x, -2, end - x, picture.height + 4);
    if (picture.kind === "map") rows(context, picture.height, view, Math.min(last, view.room));
  }

  /**
   * What a picture shows of the values.
   * @param {Canvas} canvas
   * @param {CanvasRenderingContext2D} context
   * @param {Exclude<Picture, {kind: "words"}>} picture
   * @param {View} view
   * @param {number} density
   */
  function values(canvas, context, picture, view, density) {
    const { width, height } = canvas;
    const columns = spans(view.edges, view.time, width, density);
    if (picture.kind === "map") {
      const rows = spans(even(view.order.length, picture.height), view.units, height, density);
      const image = imageOf(canvas, width, height);
      paint(new Uint32Array(image.data.buffer), picture.shades, view.edges.length - 1, columns, rows, view.order, picture.gate ? gates : signals);
      context.putImageData(image, 0, 0);
    }
    context.setTransform(density, 0, 0, density, 0, 0);
    if (picture.kind === "gate") gate(context, picture, columns, density);
    if (picture.kind === "curves") curves(context, picture, view, columns, density);
  }

  /** How long all steps are, in px. @param {View} view */
  function length({ edges, time: { scale } }) {
    return edges[edges.length - 1] * scale;
  }

  /**
   * All of a picture, painted when what it shows has changed, and where its beginning is in the window.
   * @param {HTMLCanvasElement} canvas
   * @param {Exclude<Picture, {kind: "words"}>} picture
   * @param {View} view
   * @param {number} density
   */
  function painted(canvas, picture, view, density) {
    const { edges, time: { scale, at }, units, order } = view;
    const left = Math.round(-at * density); // whole pixels
    const of = [picture, edges, scale, units.scale, units.at, order, canvas.height, density];
    const known = wholes.get(canvas);
    if (known?.of.every((one, n) => one === of[n])) return { whole: known.whole, left };
    const whole = new OffscreenCanvas(Math.max(1, Math.ceil(length(view) * density)), canvas.height);
    const context = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (whole.getContext("2d")));
    values(whole, context, picture, { ...view, time: { scale, at: 0 }, room: whole.width / density }, density);
    wholes.set(canvas, { whole, of });
    return { whole, left };
  }

  /** @param {Canvas} canvas @param {number} width @param {number} height */
  function imageOf(canvas, width, height) {
    const known = images.get(canvas);
    if (known?.width === width && known.height === height) return known;
    const image = new ImageData(width, height);
    images.set(canvas, image);
    return image;
  }

  /** Where the current step and the sentence's end are in the window. @param {View} view */
  function column({ edges, time: { scale, at }, t }) {
    const px = (/** @type {number} */ n) => edges[n] * scale - at;
    return { x: px(t), end: px(t + 1), last: px(edges.length - 1) };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} colour
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  function frame(context, colour, x, y, width, height) {
    const [w, h] = [Math.max(THIN, width), Math.max(THIN, height)];
    Object.assign(context, { strokeStyle: colour, lineWidth: 1.5 });
    context.strokeRect(x + (width - w) / 2, y + (height - h) / 2, w, h);
  }

  /**
   * The selected unit's row, a mark at those that are pinned, and the units' numbers where there is room for them.
   * @param {CanvasRenderingContext2D} context
   * @param {number} height
   * @param {View} view
   * @param {number} width
   */
  function rows(context, height, { units: { scale, at }, order, rank, unit, pins }, width) {
    const pitch = (height * scale) / order.length;
    const top = (/** @type {number} */ u) => rank[u] * pitch - at;
    if (pitch >= READABLE) {
      context.font = `${Math.min(11, pitch - 1)}px ${font}`;
      context.textBaseline = "middle";
      for (let n = Math.max(0, Math.floor(at / pitch)); n < Math.min(order.length, (at + height) / pitch); n++) {
        const text = String(order[n]);
        context.fillStyle = color("plate");
        context.globalAlpha = 0.8;
        context.fillRect(0, n * pitch - at, textWidth(text, 11) + 8, pitch);
        context.globalAlpha = 1;
        context.fillStyle = color("text");
        context.fillText(text, 4, (n + 0.5) * pitch - at);
      }
    }
    pins.forEach((pin, n) => {
      if (pin === null) return;
      context.fillStyle = color(`share-${n + 1}`);
      context.fillRect(width - 9, top(pin) + Math.min(0, (pitch - 4) / 2), 9, Math.max(4, pitch));
    });
    frame(context, color("selection"), -2, top(unit), width + 4, pitch);
  }

  /**
   * The words where they have room: where the axis is that of the strip, or larger; else the numbers of steps.
   * @param {CanvasRenderingContext2D} context
   * @param {number} height
   * @param {View} view
   */
  function steps(context, height, { edges, time: { scale, at }, room, t, words, size }) {
    Object.assign(context, { textAlign: "center", textBaseline: "middle" });
    const T = edges.length - 1;
    const middle = (/** @type {number} */ n) => ((edges[n] + edges[n + 1]) / 2) * scale - at;
    const named = words && scale >= 1 ? words : null;
    const every = named ? 1 : rounded((TICK * T) / (edges[T] * scale));
    for (let n = 0; n < T; n += every) {
      if (n === t || middle(n) < -TICK || middle(n) > room + TICK) continue;
      context.fillStyle = color(n > t ? "muted" : "text");
      context.fillText(named ? named[n] : String(n + 1), middle(n), height / 2);
    }
    const text = words?.[t] ?? String(t + 1);
    context.font = `700 ${size}px ${font}`;
    const half = context.measureText(text).width / 2 + 3;
    if (middle(t) < -half || middle(t) > room + half) return;
    const x = named ? middle(t) : Math.max(half, Math.min(room - half, middle(t)));
    context.fillStyle = color("page");
    if (!named) context.fillRect(x - half, 0, 2 * half, height);
    context.fillStyle = color("text");
    context.fillText(text, x, height / 2);
  }

  /**
   * The shares of a gate's units that are open, from below, and shut, from above.
   * @param {CanvasRenderingContext2D} context
   * @param {Extract<Picture, {kind: "gate"}>} picture
   * @param {{first: Int32Array, last: Int32Array}} columns
   * @param {number} density
   */
  function gate(context, { height, gate: name, open, shut }, columns, density) {
    const mean = (/** @type {Float64Array} */ steps, /** @type {number} */ from, /** @type {number} */ to) => {
      let sum = 0;
      for (let n = from; n < to; n++) sum += steps[n];
      return sum / (to - from);
    };
    const pieces = runs(columns).filter(({ first, last }) => first < last);
    const round = (/** @type {number} */ y) => Math.round(y * density) / density; // whole pixels are filled fastest
    /** @type {[string, number, (from: number, to: number) => [number, number]][]} colour, opacity, from where to where */
    const layers = [
      [color(name) || color("ink"), 1, (from, to) => [round(height * (1 - mean(open, from, to))), height]],
      [color("muted"), SHUT, (from, to) => [0, round(height * mean(shut, from, to))]],
    ];
    context.fillStyle = color("plate");
    if (pieces.length) context.fillRect(pieces[0].from / density, 0, (pieces[pieces.length - 1].to - pieces[0].from) / density, height);
    for (const [fillStyle, globalAlpha, extent] of layers) {
      Object.assign(context, { fillStyle, globalAlpha });
      for (const { from, to, first, last } of pieces) {
        const [top, bottom] = extent(first, last);
        context.fillRect(from / density, top, (to - from - (to - from > GAPPED ? 1 : 0)) / density, bottom - top);
      }
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Extract<Picture, {kind: "curves"}>} picture
   * @param {View} view
   * @param {{first: Int32Array, last: Int32Array}} columns
   * @param {number} density
   */
  function curves(context, { height, lines, least, most }, { edges, time: { scale, at }, room }, columns, density) {
    const T = edges.length - 1;
    const x = (/** @type {number} */ n) => ((edges[n] + edges[n + 1]) / 2) * scale - at;
    const y = (/** @type {number} */ value) => 6 + ((most - value) / (most - least || 1)) * (height - 12);
    Object.assign(context, { lineWidth: 1, strokeStyle: color("line") });
    context.beginPath();
    context.moveTo(0, y(0));
    context.lineTo(Math.min(room, edges[T] * scale - at), y(0));
    context.stroke();
    Object.assign(context, { lineJoin: "round", lineWidth: 2 });
    const crowded = (edges[T] * scale) / T < CROWDED;
    const pieces = crowded ? runs(columns).filter(({ first, last }) => first < last) : [];
    for (const { values, colour } of lines) {
      context.strokeStyle = context.fillStyle = color(colour);
      if (crowded) {
        ranges(values, pieces).forEach(([low, high], k) => {
          const { from, to } = pieces[k];
          const [top, bottom] = [y(high), y(low)].map((edge) => Math.round(edge * density) / density);
          context.fillRect(from / density, top - 1, (to - from) / density, bottom - top + 2);
        });
        continue;
      }
      context.beginPath();
      let drawn = 0;
      for (let n = 0; n < T; n++) {
        if ((n + 1 < T && x(n + 1) < 0) || (n && x(n - 1) > room)) continue;
        if (drawn++) context.lineTo(x(n), y(values[n]));
        else context.moveTo(x(n), y(values[n]));
      }
      context.stroke();
      if (T === 1) context.fillRect(x(0) - 2, y(values[0]) - 2, 4, 4);
    }
  }
}

/** The next of 1, 2, 5, 10, 20, 50 … @param {number} least */
function rounded(least) {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= least) ?? 10 * ten;
}
