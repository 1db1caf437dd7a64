// The cell: the figure of the current moment, and what can be pointed at in it.

import { figure } from "../layout/figure.js";
import { unitAt } from "../layout/strips.js";
import { region } from "../lib/dom.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{select: (unit: number) => void, look: (stop: string | null) => void, step: (by: number) => void}} on
 */
export function mountStage(container, store, setting, on) {
  const draw = region(container);
  store.subscribe((state, before) => {
    if (state === before || DRAWN.some((key) => state[key] !== before[key])) draw([figure(setting, state)]);
  });

  container.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const found = event.target.closest("[data-strip], [data-node], [data-neighbour]");
    if (!(found instanceof SVGGElement)) return;
    const { strip, node, neighbour } = found.dataset;
    if (neighbour) on.step(neighbour === "past" ? -1 : 1);
    else if (node) on.look(node);
    else if (strip && strip !== "x") on.select(pointed(found, strip, event));
  });

  /**
   * The unit under the pointer.
   * @param {SVGGElement} group
   * @param {string} node
   * @param {MouseEvent} event
   */
  function pointed(group, node, event) {
    const place = setting.place.strips[node];
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(group.getScreenCTM()?.inverse());
    return unitAt(place, store.get().card.hidden, place.along === "x" ? point.x : point.y);
  }
}

/** @type {(keyof State)[]} */
const DRAWN = ["trace", "t", "stop", "unit"];
