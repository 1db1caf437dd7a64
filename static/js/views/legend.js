// The article's notation: each sign plays itself once on the stage when it is pointed at. And how values look.

import * as strips from "../layout/strips.js";
import { largestC } from "../select.js";

/** @import { Move, Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {(sign: Exclude<Move, null>) => void} demonstrate
 */
export function mountLegend(container, store, setting, demonstrate) {
  const { say } = setting.speech;
  const scale = /** @type {HTMLElement} */ (container.querySelector("[data-part=scale]"));
  const selected = /** @type {HTMLElement} */ (container.querySelector("[data-part=selected]"));
  for (const button of container.querySelectorAll("[data-sign]")) {
    const play = () => demonstrate(/** @type {Exclude<Move, null>} */ (/** @type {HTMLElement} */ (button).dataset.sign));
    button.addEventListener("pointerenter", (event) => {
      const { move, stop } = store.get(); // pointing takes nobody away from what he looks at
      if (/** @type {PointerEvent} */ (event).pointerType === "mouse" && move === null && stop === null) play();
    });
    button.addEventListener("click", play);
  }
  store.subscribe(({ trace, unit }) => {
    scale.textContent = say("legend.scale", { m: strips.fullC(largestC(trace)) });
    selected.textContent = say("legend.selected", { unit });
  }, ["trace", "unit"]);
}
