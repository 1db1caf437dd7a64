// The address follows the state, and Back leads to the state before.

import { placeIn } from "./opening.js";
import { fromFragment, toFragment } from "./url.js";

/** @import { Setting, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

const REST = 200; // ms without a change: an address costs more than a step, so it follows when the reader rests

/**
 * A changed text is a step of the browser's history, a changed place is not.
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm
 * @param {string} home the model of an address that names none
 * @param {(text: string, after: (trace: Trace) => Partial<State>) => void} read
 */
export function keepAddress(store, setting, calm, home, read) {
  const first = store.get().text; // of an address that names none
  const opened = toFragment(store.get());
  let timer = 0;
  store.subscribe((state, before) => {
    if (state === before || state.status !== "ready") return;
    clearTimeout(timer);
    if (state.text !== (fromFragment(location.hash).text ?? first)) history.pushState(null, "", toFragment(state));
    else if (!state.running) timer = setTimeout(() => history.replaceState(null, "", toFragment(store.get())), REST);
  });
  window.addEventListener("popstate", () => {
    const { card, read: shown, trace, t, unit } = store.get();
    if ((fromFragment(location.hash).model ?? home) !== card.name) return location.reload();
    const asked = fromFragment(location.hash || opened);
    if (!Object.keys(asked).length) return; // a place in the page, not a state of it
    const text = asked.text ?? shown;
    const place = (/** @type {Trace} */ { tokens }) => placeIn(setting, card, { t, unit, ...asked }, tokens.length, calm);
    if (text === shown) store.set({ ...place(trace), text, fresh: false, swapped: null });
    else read(text, place);
  });
}

/** A link to this moment. @param {State} state */
export const linkTo = (state) => location.origin + location.pathname + location.search + toFragment(state);

/**
 * Another model is another page: its cell, its words, its examples. Back leads here again.
 * @param {string} model
 */
export function openModel(model) {
  history.pushState(null, "", `#${new URLSearchParams({ model })}`);
  location.reload();
}
