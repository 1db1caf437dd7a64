// The live region made visible: one sentence for eyes and ears. It is silent while the sentence plays.

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
  store.subscribe((state) => {
    container.setAttribute("aria-live", state.playing ? "off" : "polite");
    const told = narrate(setting, state);
    const text = state.fresh ? setting.speech.say("caption.opening", { note, told }) : told;
    if (container.textContent !== text) container.textContent = text;
  });
}
