// The cell: the figure of the current step, the step that makes room for it, and what can be pointed at.

import { figure } from "../layout/figure.js";
import { frame } from "../layout/frame.js";
import { scoreOf } from "../layout/score.js";
import { unitAt } from "../layout/strips.js";
import { mark, region } from "../lib/dom.js";
import { hasUnits, staged } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */
/** @typedef {{element: HTMLElement, name: string, draw: ReturnType<typeof region>, shown: State | null}} Sheet */

/** @type {(keyof State)[]} */
const DRAWN = ["trace", "t", "layer", "stop", "unit", "notation"];

/**
 * Two sheets take turns: one has the current step; the other comes in only while the chain slides.
 * @param {HTMLElement} container
 * @param {HTMLElement} next the next words, which grow when the answer is there
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm
 * @param {{select: (unit: number) => void, look: (stop: string | null) => void, step: (by: number) => void}} on
 */
export function mountStage(container, next, store, setting, calm, on) {
  const [first, second] = [...container.children].map((child, n) => {
    const element = /** @type {HTMLElement} */ (child);
    return { element, name: n ? `${container.id}-2` : container.id, draw: region(element), shown: /** @type {State | null} */ (null) };
  });
  let [sheet, other] = [first, second];
  for (const [name, value] of Object.entries({ tabindex: "0", role: "application", "aria-label": setting.speech.say("stage.label") })) {
    container.setAttribute(name, value);
  }
  /** @type {string | null} */
  let hidden = null; // what is, when that is known
  let pose = "?"; // as it was drawn last

  store.subscribe((state, before) => show(staged(state), before), [...DRAWN, "panel", "backward", "move", "ms"]);
  store.subscribe(({ outlines }) => container.classList.toggle("is-outlined", outlines), ["outlines"]);

  /**
   * @param {State} state
   * @param {State} before
   */
  function show(state, before) {
    const { slide, coming, answer } = frame(scoreOf(setting, state, calm), state.ms, setting.place);
    if (slide !== null && (state.t !== before.t || !sheet.shown)) {
      if (hidden) hide([]); // all of a step is there when it gives way
      grow(1, 1);
      if (sheet.element.contains(document.activeElement)) container.focus();
      [sheet, other] = [other, sheet];
      hidden = null;
    }
    if (drawn(sheet, state)) hidden = null; // parts may be new, or stand for others
    if (slide !== null) drawn(other, { ...state, t: state.t + (state.move === "back" ? 1 : -1), stop: null });
    if (hidden !== coming.join()) hide(coming);
    place(slide, state.move === "back" ? -1 : 1);
    grow(answer, state.move === "token" ? answer : 1);
  }

  /**
   * @param {Sheet} on_
   * @param {State} state
   */
  function drawn(on_, state) {
    const { shown } = on_;
    if (shown && DRAWN.every((key) => shown[key] === state[key])) return false;
    // An element may come to stand for another part: what was put on it goes before that.
    for (const one of on_.element.querySelectorAll(".is-coming")) mark(one, "is-coming", false);
    for (const one of on_.element.querySelectorAll(".answer")) growTo(/** @type {SVGElement} */ (one), 1);
    on_.draw([figure(setting, state, on_.name)]);
    on_.shown = state;
    return true;
  }

  /** What the score has not made yet. @param {string[]} coming */
  function hide(coming) {
    hidden = coming.join();
    const names = new Set(coming.length ? [...coming, "level"] : []);
    for (const part of sheet.element.querySelectorAll("[data-strip], [data-leaving], [data-frame]")) {
      const { strip, leaving, frame: framed } = /** @type {SVGElement} */ (part).dataset;
      mark(part, "is-coming", names.has(framed ?? strip ?? `${leaving}.leaving`));
    }
  }

  /**
   * @param {number | null} slide the share of the way that the chain has gone
   * @param {1 | -1} way to the left, to the right
   */
  function place(slide, way) {
    const far = (100 * setting.place.pitch) / setting.place.width;
    const next_ = slide === null ? "" : `${(way * far * (1 - slide)).toFixed(3)}%`;
    if (next_ === pose) return;
    pose = next_;
    container.dataset.slide = slide === null ? "" : way > 0 ? "on" : "back";
    sheet.element.style.transform = next_ && `translateX(${next_})`;
    other.element.style.transform = slide === null ? "" : `translateX(${(-way * far * slide).toFixed(3)}%)`;
    sheet.element.inert = false;
    other.element.inert = true;
    if (slide === null) other.element.remove(); // the sheet that stays is not touched: it may have the focus
    else if (!other.element.isConnected) container.prepend(other.element);
    if (!sheet.element.isConnected) container.append(sheet.element);
  }

  /**
   * @param {number} answer the share of it that is there, in the figure
   * @param {number} words and in the list beside it
   */
  function grow(answer, words) {
    for (const one of sheet.element.querySelectorAll(".answer")) growTo(/** @type {SVGElement} */ (one), answer);
    growTo(next, words);
  }

  container.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const found = event.target.closest("[data-strip], [data-leaving], [data-node], [data-neighbour]");
    if (!(found instanceof SVGGElement)) return;
    const { strip = found.dataset.leaving, node, neighbour } = found.dataset;
    if (neighbour) on.step(neighbour === "past" ? -1 : 1);
    else if (node) on.look(node);
    else if (strip && hasUnits(setting, store.get(), strip)) on.select(pointed(found, strip, event));
  });

  /**
   * The unit under the pointer.
   * @param {SVGGElement} group
   * @param {string} node
   * @param {MouseEvent} event
   */
  function pointed(group, node, event) {
    const strip = setting.place.strips[node];
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(group.getScreenCTM()?.inverse());
    return unitAt(strip, store.get().card.hidden, strip.along === "x" ? point.x : point.y);
  }
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {number} share
 */
function growTo({ style }, share) {
  const value = share === 1 ? "" : String(share);
  if (style.getPropertyValue("--grown") !== value) style.setProperty("--grown", value);
}
