// In the panes of one model: which vectors are not the same, as outlines of their strips, and the unit that differs most.

import { mark } from "../lib/dom.js";
import { most, unlike } from "../contrast.js";

/** @import { Compared } from "../comparison.js" */
/** @import { Store } from "../store.js" */
/** @import { Setting, State } from "../types.js" */

/**
 * @param {HTMLElement} own the page's own figure
 * @param {Store<State>} store
 * @param {Store<Compared>} compared
 * @param {Setting} setting
 * @returns {() => void} for a figure that is drawn anew
 */
export function mountDiffering(own, store, compared, setting) {
  store.subscribe(show, ["t", "stop", "trace", "panes", "notation"]);
  compared.subscribe(show);
  return show;

  function show() {
    const state = store.get();
    /** @type {string[]} */
    const all = [];
    for (const { spec, lens, figure } of compared.get().panes) {
      if (!lens || !figure) continue;
      const same = spec.model === undefined;
      const nodes = same && spec.text !== undefined ? unlike(setting, state, lens.get()) : [];
      all.push(...nodes);
      outline(figure, nodes);
      const told = figure.closest(".pane")?.querySelector(".differs");
      if (told) told.textContent = same ? most(setting, state, lens.get()) : "";
    }
    outline(own, all);
  }

  /**
   * @param {HTMLElement} figure
   * @param {string[]} nodes
   */
  function outline(figure, nodes) {
    const names = new Set(nodes);
    for (const part of figure.querySelectorAll("[data-strip], [data-leaving]")) {
      const { strip, leaving } = /** @type {SVGElement} */ (part).dataset;
      mark(part, "is-different", names.has(strip ?? leaving ?? ""));
    }
  }
}
