// Where one looks in the timeline: its windows in time and in units, zoomed, panned, and led to what is chosen elsewhere.

import { columnAt } from "../layout/axis.js";
import { lookOf, showing, windowIn, within, zoomed } from "../layout/timeline/window.js";
import { createStore } from "../store.js";

/** @import { Rail } from "../layout/axis.js" */
/** @import { Findings } from "../layout/timeline/findings.js" */
/** @import { Window } from "../layout/timeline/window.js" */
/** @import { State } from "../types.js" */
/** @import { Store } from "../store.js" */

const [LOW, HIGH] = [72, 128]; // of a heatmap, px
const SIDE = 40; // px around the current step that are in view, too
const CLOSEST = 8; // times the strip's axis
const TALLEST = 24; // px of a unit's row
/** @type {Window} */
const PLAIN = { scale: 1, at: 0 };

/** The height of a heatmap. @param {number} H */
export const tall = (H) => Math.max(LOW, Math.min(HIGH, 2 * H));

/**
 * @param {Store<State>} store
 * @param {Store<Rail>} rail
 * @param {Findings} findings
 */
export function createWindows(store, rail, findings) {
  const windows = createStore(/** @type {{time: Window, units: Window}} */ ({ time: PLAIN, units: PLAIN }));
  return { subscribe: windows.subscribe, time: seen, units: () => windows.get().units, zoomTime, zoomUnits, slide, climb, follow, at, reset, look: written, restore };

  /** The window in time: at scale 1 the axis is the strip's, and scrolls with it. */
  function seen() {
    const { time } = windows.get();
    return time.scale === 1 ? { scale: 1, at: rail.get().left } : time;
  }

  function columns() {
    const { edges, room } = rail.get();
    const length = edges[edges.length - 1];
    return { length, room, least: Math.min(1, room / length), most: CLOSEST };
  }

  function rows() {
    const H = store.get().card.hidden;
    return { length: tall(H), room: tall(H), least: 1, most: Math.max(1, (TALLEST * H) / tall(H)) };
  }

  /** From where to where a unit's row goes, px at scale 1. @param {number} unit */
  function row(unit) {
    const { rank, order } = findings.arranged(store.get());
    const pitch = rows().length / order.length;
    return [rank[unit] * pitch, (rank[unit] + 1) * pitch];
  }

  /** @param {Window} time */
  function look(time) {
    windows.set({ time });
    if (time.scale === 1) rail.set({ left: time.at });
  }

  /** @param {number} factor @param {number} [place] px; left out, the current step stays where it is */
  function zoomTime(factor, place) {
    const { edges } = rail.get();
    const { t } = store.get();
    const { scale, at } = seen();
    look(zoomed({ scale, at }, factor, place ?? ((edges[t] + edges[t + 1]) / 2) * scale - at, columns()));
  }

  /** @param {number} factor @param {number} [place] px; left out, the selected unit stays where it is */
  function zoomUnits(factor, place) {
    const { scale, at } = windows.get().units;
    const [from, to] = row(store.get().unit);
    windows.set({ units: zoomed({ scale, at }, factor, place ?? ((from + to) / 2) * scale - at, rows()) });
  }

  /** @param {number} dx px; tells whether anything moved */
  function slide(dx) {
    const before = seen();
    const after = within({ ...before, at: before.at + dx }, columns());
    look(after);
    return before.at !== after.at;
  }

  /** @param {number} dy px; tells whether anything moved */
  function climb(dy) {
    const { units } = windows.get();
    const after = within({ ...units, at: units.at + dy }, rows());
    windows.set({ units: after });
    return units.at !== after.at;
  }

  /** What was chosen elsewhere comes into view. @param {"step" | "unit"} what */
  function follow(what) {
    const { t, unit, trace } = store.get();
    const { edges } = rail.get();
    const { time, units } = windows.get();
    if (edges.length !== trace.tokens.length + 1) return; // the axis follows the sentence
    const side = SIDE / time.scale;
    if (what === "step" && time.scale !== 1) look(showing(time, edges[t] - side, edges[t + 1] + side, columns()));
    const [from, to] = row(unit);
    if (what === "unit" && units.scale !== 1) windows.set({ units: showing(units, from, to, rows()) });
  }

  /**
   * The step and the unit at a place of a picture; null beyond the sentence.
   * @param {number} x px from its left
   * @param {number} y from its top
   */
  function at(x, y) {
    const { edges } = rail.get();
    const time = seen();
    const { units } = windows.get();
    const { order } = findings.arranged(store.get());
    const along = (x + time.at) / time.scale;
    if (along >= edges[edges.length - 1]) return null;
    const place = Math.floor((((y + units.at) / units.scale) * order.length) / rows().length);
    return { t: columnAt(edges, along), unit: order[Math.max(0, Math.min(order.length - 1, place))] };
  }

  /** As an address has it; empty where all is seen as at first. */
  function written() {
    const { time, units } = windows.get();
    return time.scale === 1 && units.scale === 1 ? "" : lookOf([{ window: seen(), length: columns().length }, { window: units, length: rows().length }]);
  }

  /** @param {string} text as it was written */
  function restore(text) {
    if (!text) return reset();
    windows.set({ units: windowIn(text, 1, rows()) });
    return look(windowIn(text, 0, columns()));
  }

  function reset() {
    windows.set({ time: PLAIN, units: PLAIN });
  }
}
