// The live region made visible: one sentence for eyes and ears. It is silent while the sentence plays, and speaks when it stops.

import { narrate } from "../narrate.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {string} note what the page says first, kept until one moves
 */
export function mountCaption(container, store, setting, note) {
  store.subscribe((state, before) => {
    container.setAttribute("aria-live", state.playing || state.held ? "off" : "polite");
    if (state.panes.length && state.stop === null && state.inside === null) return; // what is compared speaks
    const text = state.fresh && state.inside === null ? note : narrate(setting, state);
    if (container.textContent !== text || before.playing || before.held) container.textContent = text;
  }, ["trace", "t", "layer", "stop", "unit", "inside", "swapped", "fresh", "playing", "held", "notation", "panes"]);
}
