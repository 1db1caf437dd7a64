// What is held, in one line that stays in view, and framed on the figure: a held network must not look like the real one.

import { heldNodes, holdTold } from "../layout/hold.js";
import { mark, region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, Speech, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const TOLD = 2; // holds in words; the others are counted

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {Speech["say"]} say its own words
 * @param {() => void} release
 * @param {HTMLElement} figure
 */
export function mountHolding(container, store, setting, say, release, figure) {
  const draw = region(container);
  store.subscribe(show, ["holds", "unheld", "trace", "notation"]);
  store.subscribe(frame, ["holds", "unheld", "trace", "t", "layer", "stop", "unit", "notation", "move", "panel", "backward", "panes"]);
  container.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    document.getElementById("main")?.focus({ preventScroll: true }); // the button will be gone
    release();
  });

  /** @param {State} state */
  function show(state) {
    const { holds, unheld } = state;
    container.classList.toggle("holding", unheld !== null);
    if (unheld === null) return draw([]); // nothing is, or not yet
    const list = holds.slice(0, TOLD).map((hold) => holdTold(setting, say, hold, state)).join(say("hold.and"));
    const more = holds.length > TOLD ? say("hold.more", { count: holds.length - TOLD }) : "";
    return draw([
      el("span", { title: list + more }, [el("b", {}, [say("hold.held")]), ` ${list}${more}`]),
      el("button", { type: "button" }, [say("hold.release")]),
    ]);
  }

  /** The strips of this step that are held. @param {State} state */
  function frame(state) {
    const held = state.unheld ? heldNodes(setting.cell, state) : new Set();
    for (const strip of figure.querySelectorAll(".sheet:not([inert]) :is([data-strip], .is-held)")) { // an element may have come to stand for another part
      mark(strip, "is-held", held.has(/** @type {SVGElement} */ (strip).dataset.strip ?? ""));
    }
  }
}
