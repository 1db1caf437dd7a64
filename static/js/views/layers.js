// Which of several layers is unfolded: the lowest at the left, as the sentence reaches them.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {(layer: number) => void} unfold
 */
export function mountLayers(container, store, setting, unfold) {
  const { say } = setting.speech;
  const draw = region(container);
  container.setAttribute("role", "group");
  container.setAttribute("aria-label", say("layer.choose"));
  store.subscribe(({ layer, card }) => {
    draw(Array.from({ length: card.layers }, (_, n) =>
      el("button", { type: "button", "data-layer": n, "aria-pressed": String(n === layer) }, [say("layer.name", { n: n + 1 })])));
  }, ["layer"]);
  container.addEventListener("click", ({ target }) => {
    const pressed = target instanceof HTMLElement ? target.dataset.layer : undefined;
    if (pressed !== undefined) unfold(Number(pressed));
  });
}
