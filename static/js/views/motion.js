// What moves, painted over the figure: one moment of the score at a time, the same whenever the clock stands there.

import { frame } from "../layout/frame.js";
import { moment } from "../layout/moment.js";
import { scoreOf } from "../layout/score.js";
import { paintShape } from "../layout/shapes.js";
import { palette } from "../lib/dom.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */
/** @import { Scene } from "../layout/shapes.js" */

const SHARPEST = 2; // pixels of the canvas for one of the page, at most

/**
 * @param {HTMLCanvasElement} canvas over the figure
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm
 */
export function mountMotion(canvas, store, setting, calm) {
  const { place } = setting;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let scale = 1;
  let clean = true;
  /** @type {Scene | null} */
  let scene = null;

  new ResizeObserver(([{ contentRect }]) => {
    scale = (contentRect.width / place.width) * Math.min(devicePixelRatio, SHARPEST);
    Object.assign(canvas, { width: Math.round(place.width * scale), height: Math.round(place.height * scale) });
    scene = null;
    show(store.get());
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    scene = null;
    show(store.get());
  });
  store.subscribe(() => (scene = null), ["trace", "t", "layer", "stop", "unit", "theme", "swapped"]);
  store.subscribe(show, ["move", "ms", "trace", "t", "layer", "stop", "theme"]);

  /** @param {State} state */
  function show(state) {
    if (!canvas.width) return; // it is not on screen
    const { shapes } = frame(scoreOf(setting, state, calm), state.ms, place);
    if (!shapes.length && clean) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    clean = !shapes.length;
    scene ??= { m: moment(setting, state), old: state.swapped?.trace ?? state.unheld, color: palette(canvas), scale, pictures: new Map() };
    for (const shape of shapes) paintShape(context, shape, scene);
  }
}
