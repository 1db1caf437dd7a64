// A sentence in lines, all of its words in view: after which of them one asks, and which others may stand in its place.

import { chip } from "../layout/chip.js";
import { region } from "../lib/dom.js";

/** @import { Setting, Speech, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const SIDE = 16; // px beside the line, as in learn-readings.css

/** @type {Record<string, (t: number, last: number) => number>} */
const KEYS = { ArrowLeft: (t) => t - 1, ArrowRight: (t) => t + 1, Home: () => 0, End: (_, last) => last };

/**
 * @param {HTMLElement} list
 * @param {Store<any>} store of a state as far as chips look at it
 * @param {Speech} speech
 * @param {{goTo: (t: number) => void, swap: (n: number, word: string) => void}} on
 */
export function mountWords(list, store, speech, on) {
  const draw = region(list);
  const setting = /** @type {Setting} */ ({ speech });
  store.subscribe((/** @type {State} */ state) => {
    const { tokens } = state.trace;
    const focused = list.contains(document.activeElement);
    const edges = Array(tokens.length + 1).fill(0); // each as wide as its word
    list.lang = state.card.language ?? "";
    draw(tokens.map((_, n) => chip(setting, state, n, edges)));
    const current = /** @type {HTMLElement} */ (list.children[state.t]);
    if (focused) current.querySelector("button")?.focus({ preventScroll: true });
    follow();
  }, ["trace", "t"]);
  new ResizeObserver(follow).observe(list); // it may have been hidden

  /** The current word in view, where all of them are in one line. */
  function follow() {
    const [box, at] = [list, list.children[store.get().t]].map((one) => one.getBoundingClientRect());
    if (at.right + SIDE > box.right || at.left - SIDE < box.left) list.scrollLeft += at.right + SIDE - box.right;
  }

  list.addEventListener("click", ({ target }) => {
    const n = indexOf(target);
    if (n !== null && !(target instanceof HTMLSelectElement)) on.goTo(n);
  });
  list.addEventListener("change", ({ target }) => {
    const n = indexOf(target);
    if (n === null || !(target instanceof HTMLSelectElement)) return;
    const chosen = target.value;
    target.value = store.get().trace.tokens[n].text; // until the networks have read it
    on.swap(n, chosen);
  });
  list.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!(event.key in KEYS) || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    const last = store.get().trace.tokens.length - 1;
    on.goTo(Math.max(0, Math.min(last, KEYS[event.key](store.get().t, last))));
  });

  /** @param {EventTarget | null} target */
  function indexOf(target) {
    const item = target instanceof Element ? target.closest("li") : null;
    return item ? [...list.children].indexOf(item) : null;
  }
}
