// On a phone the strips of the figure are too small to point at: one operation's bench stands under it instead.

import { bench, unitAlong } from "../layout/bench.js";
import { formula } from "../layout/formula.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { computed, lettersOf, nodeOf } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{select: (unit: number) => void, nextOperation: () => void, previousOperation: () => void}} on
 */
export function mountBench(container, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  const first = computed(setting).find((node) => !node.learned) ?? computed(setting)[0];
  store.subscribe((state) => draw(drawn(state)), ["trace", "t", "layer", "unit", "stop", "notation", "card"]);

  /** @param {State} state */
  function drawn(state) {
    const node = state.stop === null ? first : nodeOf(setting, state.stop);
    const button = (/** @type {string} */ act, /** @type {string} */ sign, /** @type {string} */ name) =>
      el("button", { type: "button", "data-act": act, "aria-label": name, title: name }, [sign]);
    return [
      el("h2", {}, [
        el("span", { class: "formula" }, [el("span", { class: "for-ears" }, [say(`node.${node.id}.name`)]), formula(lettersOf(setting, state), node)]),
        el("span", { class: "by-operation" }, [
          button("back", "◀", say("player.back.operation")), button("on", "▶", say("player.on.operation")),
        ]),
      ]),
      ...bench(setting, state, node),
    ];
  }

  container.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const act = event.target instanceof HTMLElement ? event.target.dataset.act : null;
    if (act === "on") on.nextOperation();
    if (act === "back") on.previousOperation();
    const strip = event.target.closest("svg");
    if (!strip) return;
    const box = strip.getBoundingClientRect();
    on.select(unitAlong((event.clientX - box.left) / box.width, store.get().card.hidden));
  });
}
