// Going inside the figure by keyboard: Enter leads in, arrows lead along the wires, each node speaks, Escape leads out.
// The pointer finds there what is otherwise hidden: where the word's vector comes from, and the frame of a gate.

import { gateOf } from "../layout/gates.js";
import { mark } from "../lib/dom.js";
import { walk } from "../layout/walk.js";
import { nameOf } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */
/** @import { Direction } from "../layout/walk.js" */

/** @type {Record<string, Direction>} */
const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/**
 * @param {HTMLElement} stage the figure, one stop of Tab
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{enter: (node: string | null) => void, look: (stop: string | null) => void}} on
 */
export function mountWalk(stage, store, setting, on) {
  const { say } = setting.speech;
  stage.setAttribute("aria-label", `${say("stage.label")}${say("stage.inside")}`); // from now on Enter does
  store.subscribe(({ inside, layer }) => stage.classList.toggle("is-looked-up", inside === "x" && !layer), ["inside", "layer"]);

  stage.addEventListener("keydown", (event) => {
    const { inside, stop } = store.get();
    const there = event.target !== stage;
    if (event.ctrlKey || event.metaKey || event.altKey || !(there || event.key === "Enter")) return;
    if (event.key === "Enter") {
      if (there && inside && inside in setting.place.boxes) on.look(inside);
      else if (!there) enter(stop ?? "x");
    } else if (event.key === "Escape") stage.focus();
    else if (event.key in ARROWS && inside) enter(walk(setting, inside, ARROWS[event.key]));
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page's keys move the place
  });
  stage.addEventListener("focusin", (event) => event.target === stage && on.enter(null));
  stage.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && stage.contains(event.relatedTarget)) return;
    on.enter(null);
  });

  /** @param {string} node */
  function enter(node) {
    const found = elementOf(node);
    if (!found) return;
    found.closest("svg")?.setAttribute("role", "group"); // an image has nothing inside
    found.setAttribute("tabindex", "-1");
    found.setAttribute("role", "img");
    found.setAttribute("aria-label", nameOf(setting, store.get(), node));
    found.focus({ preventScroll: true });
    on.enter(node);
  }

  /**
   * @param {string} node
   * @returns {SVGElement | null}
   */
  function elementOf(node) {
    const sheet = ".sheet:not([inert])";
    if (node === "x") return stage.querySelector(`${sheet} [data-token]`);
    return stage.querySelector(`${sheet} [data-${node in setting.place.boxes ? "node" : "strip"}="${node}"]`);
  }

  stage.addEventListener("pointerover", ({ target, pointerType }) => {
    if (!(target instanceof Element) || pointerType === "touch") return;
    point(target);
  });
  stage.addEventListener("pointerleave", () => point(stage));
  stage.addEventListener("click", ({ target }) => target instanceof Element && point(target)); // a finger has no way to hover

  /** @param {Element} target */
  function point(target) {
    const token = target.closest("[data-token]");
    const inside = store.get().inside;
    if (token) on.enter("x");
    else if (inside === "x" && !document.activeElement?.matches("[data-token]")) on.enter(null);
    const label = target.closest("[data-label]");
    const gate = label instanceof SVGElement ? gateOf(setting, label.dataset.label ?? "") : null;
    for (const frame of stage.querySelectorAll("[data-gate]")) {
      mark(frame, "is-shown", frame instanceof SVGElement && frame.dataset.gate === gate);
    }
  }
}
