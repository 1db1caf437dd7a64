// One vector over the whole sentence: a row a unit, a column a step, below its word. A click selects both.

import { columnAt } from "../layout/axis.js";
import { covers, piece, pixels } from "../layout/heatmap.js";
import { scaleOf } from "../layout/strips.js";
import { region } from "../lib/dom.js";
import { tie } from "../lib/scroll.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { orderOf } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Rail } from "../layout/axis.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Store<Rail>} rail
 * @param {Setting} setting
 * @param {{show: (vector: string) => void, select: (unit: number) => void, goTo: (t: number) => void}} on
 */
export function mountHeatmap(container, store, rail, setting, on) {
  const { say } = setting.speech;
  container.hidden = false;
  region(container)([
    el("div", { class: "bar" }, [
      el("select", { "aria-label": say("heatmap.choose") }, orderOf(setting).map((id) => el("option", { value: id }, [say(`node.${id}.name`)]))),
      el("span", { class: "size" }),
    ]),
    el("div", { class: "map" }, [
      el("div", { class: "plane" }, [
        el("canvas", { role: "img" }),
        el("div", { class: "place" }, [el("div", { class: "column" }), el("div", { class: "unread" })]),
        el("div", { class: "row" }),
      ]),
    ]),
  ]);
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (container.querySelector(selector));
  const choice = /** @type {HTMLSelectElement} */ (part("select"));
  const canvas = /** @type {HTMLCanvasElement} */ (part("canvas"));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const [size, map, plane, row, column] = [".size", ".map", ".plane", ".row", ".column"].map(part);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const low = matchMedia("(max-height: 799px) and (min-width: 900px)"); // as in heatmap.css: a band of one unit
  let image = new OffscreenCanvas(1, 1);
  let painted = { from: 0, to: 0 };

  store.subscribe(colour, ["trace", "layer", "vector", "theme"]);
  dark.addEventListener("change", () => colour(store.get()));
  low.addEventListener("change", () => (paint(), frame()));
  store.subscribe((state, before) => {
    if (low.matches && state.unit !== before.unit) paint();
    frame();
  }, ["trace", "layer", "vector", "t", "unit"]);
  rail.subscribe(({ edges, scrolls }) => {
    plane.style.inlineSize = `${edges[edges.length - 1]}px`;
    canvas.tabIndex = scrolls ? 0 : -1; // what scrolls is to be reached by keys
    paint();
    frame();
  }, ["edges"]);
  rail.subscribe((state) => covers(state, painted) || paint(), ["left"]);
  tie(map, rail);

  choice.addEventListener("change", () => on.show(choice.value));
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    rail.set({ held: true });
    point(event);
  });
  canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && point(event));
  canvas.addEventListener("lostpointercapture", () => rail.set({ held: false }));

  /** @param {PointerEvent} event */
  function point(event) {
    const { t, unit, card: { hidden: H } } = store.get();
    const box = canvas.getBoundingClientRect();
    const at = columnAt(rail.get().edges, event.clientX - box.left + painted.from);
    if (at !== t) on.goTo(at);
    const n = Math.max(0, Math.min(H - 1, Math.floor(((event.clientY - box.top) / box.height) * H)));
    if (n !== unit && !low.matches) on.select(n);
  }

  /**
   * The whole vector, a pixel a value.
   * @param {State} state
   */
  function colour(state) {
    const { trace, layer, vector } = state;
    const T = trace.tokens.length;
    const data = trace.layers[layer][vector];
    choice.value = vector;
    const { share, gate } = scaleOf(setting, state, vector);
    const colors = { plate: rgb("plate"), ink: rgb("ink"), negative: rgb("negative"), positive: rgb("positive") };
    image = new OffscreenCanvas(T, data.size);
    image.getContext("2d")?.putImageData(new ImageData(pixels(data, T, share, colors, gate), T, data.size), 0, 0);
    paint();
  }

  /** The columns around those in view, each as wide as its word; the style stretches the rows. */
  function paint() {
    const { edges } = rail.get();
    const { first, last, from, to, density } = piece(rail.get(), devicePixelRatio);
    const [top, height] = low.matches ? [store.get().unit, 1] : [0, image.height];
    const px = (/** @type {number} */ x) => Math.round((x - from) * density);
    Object.assign(canvas, { width: px(to), height });
    Object.assign(canvas.style, { insetInlineStart: `${from}px`, inlineSize: `${to - from}px` });
    context.imageSmoothingEnabled = false;
    for (let n = first; n <= last; n++) {
      const [start, end] = [px(edges[n]), px(edges[n + 1])];
      context.drawImage(image, n, top, 1, height, start, 0, end - start, height);
    }
    painted = { from, to };
  }

  /** What moves with the place: frames, what is not yet read, the words for ears. */
  function frame() {
    const { trace, layer, vector, t, unit } = store.get();
    const { edges } = rail.get();
    const T = trace.tokens.length;
    if (edges.length !== T + 1) return; // the axis follows
    const { size: H, values } = trace.layers[layer][vector];
    Object.assign(row.style, { insetBlockStart: `${(100 * unit) / H}%`, blockSize: `${100 / H}%` });
    Object.assign(column.style, { marginInlineStart: `${edges[t]}px`, inlineSize: `${edges[t + 1] - edges[t]}px` });
    size.textContent = low.matches ? say("heatmap.band", { unit, T }) : say("heatmap.size", { H, T });
    const name = say(`node.${vector}.name`);
    canvas.setAttribute("aria-label", say("heatmap.label", { name, H, T, unit, t: t + 1, value: signed(values[t * H + unit]) }));
  }

  /**
   * A colour of tokens.css as the theme has it.
   * @param {string} name
   * @returns {[number, number, number]}
   */
  function rgb(name) {
    row.style.color = `var(--color-${name})`;
    const [r, g, b] = (getComputedStyle(row).color.match(/\d+/g) ?? []).map(Number);
    row.style.color = "";
    return [r, g, b];
  }
}
