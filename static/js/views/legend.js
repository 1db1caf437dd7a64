// The article's notation: each sign plays itself once on the stage when it is pointed at. And how values look.

import { examples } from "../layout/score.js";
import * as strips from "../layout/strips.js";
import { largest, lettersOf } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Sign } from "../layout/score.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {(sign: Sign) => void} demonstrate
 */
export function mountLegend(container, store, setting, demonstrate) {
  const { say } = setting.speech;
  const scale = /** @type {HTMLElement} */ (container.querySelector("[data-part=scale]"));
  const selected = /** @type {HTMLElement} */ (container.querySelector("[data-part=selected]"));
  if (!setting.cell.nodes.some(({ scale: kind }) => kind === "gate")) container.querySelector("[data-part=gate]")?.remove();
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (container.querySelectorAll("[data-sign]"))) {
    const shown = /** @type {Sign} */ (button.dataset.sign);
    const play = () => demonstrate(shown);
    if (!examples(setting, shown).length) button.closest("li")?.remove(); // this cell has none
    button.addEventListener("pointerenter", (event) => {
      const { move, stop } = store.get(); // pointing takes nobody away from what he looks at
      if (/** @type {PointerEvent} */ (event).pointerType === "mouse" && move === null && stop === null) play();
    });
    button.addEventListener("click", play);
  }
  store.subscribe((state) => {
    const own = setting.cell.nodes.filter(({ id, scale: kind }) => kind === id && id !== "x");
    const scales = own.map(({ id }) => `${lettersOf(setting, state)[id][0]} ±${strips.full(largest(state.trace, id))}`).join(", ");
    scale.textContent = scales && say("legend.scale", { scales });
    selected.textContent = say("legend.selected", { unit: state.unit });
  }, ["trace", "unit", "notation"]);
}
