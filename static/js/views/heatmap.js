// One vector over the whole sentence: a row a unit, a column a step. A click selects both.

import { pixels } from "../layout/heatmap.js";
import { isGate, scaleOf } from "../layout/strips.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { largestC, orderOf } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{show: (vector: string) => void, select: (unit: number) => void, goTo: (t: number) => void}} on
 */
export function mountHeatmap(container, store, setting, on) {
  const { say } = setting.speech;
  container.hidden = false;
  const names = orderOf(setting);
  region(container)([
    el("div", { class: "bar" }, [
      el("select", { "aria-label": say("heatmap.choose") }, names.map((id) => el("option", { value: id }, [say(`node.${id}.name`)]))),
      el("span", { class: "size" }),
    ]),
    el("div", { class: "map" }, [
      el("canvas", { role: "img" }),
      el("div", { class: "row" }),
      el("div", { class: "column" }),
    ]),
  ]);
  const choice = /** @type {HTMLSelectElement} */ (container.querySelector("select"));
  const size = /** @type {HTMLElement} */ (container.querySelector(".size"));
  const canvas = /** @type {HTMLCanvasElement} */ (container.querySelector("canvas"));
  const row = /** @type {HTMLElement} */ (container.querySelector(".row"));
  const column = /** @type {HTMLElement} */ (container.querySelector(".column"));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => paint(store.get()));

  store.subscribe((state, before) => {
    const { trace, vector, theme, t, unit } = state;
    if (state === before || trace !== before.trace || vector !== before.vector || theme !== before.theme) paint(state);
    const T = trace.tokens.length;
    const H = trace.layers[0][vector].size;
    Object.assign(row.style, { insetBlockStart: `${(100 * unit) / H}%`, blockSize: `${100 / H}%` });
    Object.assign(column.style, { insetInlineStart: `${(100 * t) / T}%`, inlineSize: `${100 / T}%` });
    const name = say(`node.${vector}.name`);
    const value = signed(trace.layers[0][vector].values[t * H + unit]);
    canvas.setAttribute("aria-label", say("heatmap.label", { name, H, T, unit, t: t + 1, value }));
  });
  choice.addEventListener("change", () => on.show(choice.value));

  let dragging = false;
  canvas.addEventListener("pointerdown", (event) => {
    dragging = true;
    canvas.setPointerCapture(event.pointerId);
    point(event);
  });
  canvas.addEventListener("pointermove", (event) => dragging && point(event));
  canvas.addEventListener("pointerup", () => (dragging = false));
  canvas.addEventListener("pointercancel", () => (dragging = false));

  /** @param {PointerEvent} event */
  function point(event) {
    const box = canvas.getBoundingClientRect();
    const within = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    on.goTo(within((event.clientX - box.left) / box.width, canvas.width));
    on.select(within((event.clientY - box.top) / box.height, canvas.height));
  }

  /** @param {State} state */
  function paint({ trace, vector, card }) {
    const T = trace.tokens.length;
    const data = trace.layers[0][vector];
    choice.value = vector;
    size.textContent = say("heatmap.size", { H: data.size, T });
    Object.assign(canvas, { width: T, height: data.size });
    const scale = scaleOf(vector, card.largest_x, largestC(trace));
    const colors = { plate: rgb("plate"), ink: rgb("ink"), negative: rgb("negative"), positive: rgb("positive") };
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.putImageData(new ImageData(pixels(data, T, scale, colors, isGate(vector)), T, data.size), 0, 0);
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
