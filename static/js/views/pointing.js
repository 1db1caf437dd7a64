// Pointing at a letter in a formula marks its vector in the figure, and the other way round. Classes only: nothing is drawn.

import { mark } from "../lib/dom.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const PARTS = ["symbol", "stop", "strip", "leaving", "node"]; // data-… that names one node
const POINTABLE = [...PARTS, "wire"].map((part) => `[data-${part}]`).join(", ");
const MARK = "is-pointed";

/**
 * Mount it after what it points at: its marks are set anew when that is drawn anew.
 * @param {HTMLElement} main
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountPointing(main, store, setting) {
  const { wires } = setting.place;
  /** @type {string[]} */
  let hovered = [];
  /** @type {string[]} */
  let focused = [];
  let shown = "";

  /**
   * The nodes that an element stands for: a wire can carry several.
   * @param {EventTarget | null} target
   */
  function nodesAt(target) {
    const found = target instanceof Element ? target.closest(POINTABLE) : null;
    if (!found) return [];
    const { dataset } = /** @type {HTMLElement} */ (found);
    if (dataset.wire) return wires[dataset.wire]?.carries ?? [];
    return PARTS.flatMap((part) => dataset[part] ?? []).slice(0, 1);
  }

  /** @param {string} node */
  function partsOf(node) {
    const carrying = Object.keys(wires).filter((name) => wires[name].carries.includes(node));
    const places = ["symbol", "strip", "leaving", "node"].map((part) => `[data-${part}="${node}"]`);
    return [...places, ...carrying.map((name) => `[data-wire="${name}"]`)].join(", ");
  }

  function show() {
    const nodes = hovered.length ? hovered : focused;
    shown = nodes.join(" ");
    for (const old of main.querySelectorAll(`.${MARK}`)) mark(old, MARK, false);
    for (const node of nodes) for (const part of main.querySelectorAll(partsOf(node))) mark(part, MARK, true);
  }
  const update = () => (hovered.length ? hovered : focused).join(" ") !== shown && show();

  main.addEventListener("pointerover", (event) => {
    hovered = nodesAt(event.target);
    update();
  });
  main.addEventListener("pointerout", (event) => {
    if (event.relatedTarget instanceof Element && main.contains(event.relatedTarget)) return; // pointerover tells
    hovered = [];
    update();
  });
  main.addEventListener("focusin", (event) => {
    // a click leaves the focus behind, which should not mark for ever
    focused = event.target instanceof Element && event.target.matches(":focus-visible") ? nodesAt(event.target) : [];
    update();
  });
  main.addEventListener("focusout", () => {
    focused = [];
    update();
  });
  store.subscribe(() => shown && show(), ["trace", "t", "layer", "stop", "unit", "notation"]);
}
