// The sentence as a strip of tokens: where one is, how surprised the network was, which words can be swapped.

import { axis, centred, columnAt, inView } from "../layout/axis.js";
import { chip } from "../layout/chip.js";
import { region } from "../lib/dom.js";
import { drag, tie } from "../lib/scroll.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State, Tree } from "../types.js" */
/** @import { Axis, Bounds, Rail } from "../layout/axis.js" */
/** @import { Store } from "../store.js" */

/** What a step looks like, and how wide each of them is.
 * @typedef {{chip: typeof chip, lay: (state: State, room: number, narrow: boolean) => Axis}} Look
 */

/** @type {Bounds} */
const WIDE = { least: 20, most: 64, size: 13, smallest: 11 };
/** @type {Bounds} for fingers: never smaller, it scrolls */
const NARROW = { least: 40, most: 64, size: 16, smallest: 16 };
/** @type {Look} */
const WORDS = { chip, lay: ({ trace }, room, narrow) => axis(trace.tokens.map(({ text }) => text), room, narrow ? NARROW : WIDE) };
const SIDE = 10; // px beside the row, as in sentence.css: for the signs that stick out
const AHEAD = 160; // px around the current token that are in view, too
const NOTCH = 40; // px of a finger for a step

/**
 * @param {HTMLElement} list within its scroller
 * @param {HTMLElement} progress
 * @param {Store<State>} store
 * @param {Store<Rail>} rail
 * @param {Setting} setting
 * @param {{goTo: (t: number) => void, swap: (index: number, word: string) => void}} on
 * @param {Look} [look]
 */
export function mountTokens(list, progress, store, rail, setting, on, look = WORDS) {
  const strip = /** @type {HTMLElement} */ (list.parentElement);
  const draw = region(list);
  const drawProgress = region(progress);
  const narrow = matchMedia("(max-width: 899px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const { say } = setting.speech;
  /** @type {Tree[]} */
  let drawn = [];

  list.classList.add("is-on-axis");
  strip.removeAttribute("tabindex"); // its words are reached by keys
  tie(strip, rail);
  rail.subscribe(({ edges, size, scrolls }) => {
    strip.classList.toggle("is-longer", scrolls);
    Object.assign(list.style, { fontSize: `${size}px`, inlineSize: `${edges[edges.length - 1] + 2 * SIDE}px` });
    show(store.get(), true);
  }, ["edges"]);
  rail.subscribe(({ held }) => held || follow(true), ["held"]);
  lay(strip.clientWidth);
  new ResizeObserver(([{ contentRect }]) => lay(contentRect.width)).observe(strip);

  store.subscribe((state, before) => {
    if (state.trace !== before.trace) lay(strip.clientWidth, true);
    else show(state, state.key !== before.key);
    follow(Math.abs(state.t - before.t) === 1);
    drawProgress([
      el("b", {}, [say("sentence.step", { t: state.t + 1, T: state.trace.tokens.length })]),
      el("span", {}, [say("token.legend")]),
    ]);
  }, ["trace", "t", "key"]);

  /**
   * @param {number} width of the scroller
   * @param {boolean} [anew] even if it is what it was
   */
  function lay(width, anew = false) {
    const room = Math.floor(width) - 2 * SIDE;
    if (room === rail.get().room && !anew) return;
    rail.set({ ...look.lay(store.get(), room, narrow.matches), room });
    follow(false, anew ? rail.get().left : 0); // one width, one picture
  }

  /**
   * A chip that looks as it did is the same tree, so that nothing has to be compared.
   * @param {State} state
   * @param {boolean} anew
   */
  function show(state, anew) {
    if (anew) drawn = [];
    const { edges } = rail.get();
    const { activeElement: active } = document;
    const held = list.contains(active) && active?.classList.contains("word");
    const choosing = held ? null : indexOf(active); // in a list of words, which gives way to the list of the new word
    draw(state.trace.tokens.map((_, n) => (drawn[3 * n + Math.sign(n - state.t) + 1] ??= look.chip(setting, state, n, edges))));
    if (held) /** @type {HTMLElement} */ (list.children[state.t].firstElementChild).focus({ preventScroll: true });
    else if (choosing !== null && active !== document.activeElement) list.children[choosing]?.querySelector("select")?.focus({ preventScroll: true });
  }

  /**
   * Keep the current token in view, within the strip alone.
   * @param {boolean} gently
   * @param {number} [from] where one is
   */
  function follow(gently, from = rail.get().left) {
    const { scrolls, held, left, room } = rail.get();
    if (!scrolls) return;
    const to = inView({ ...rail.get(), left: from }, store.get().t, held ? 0 : narrow.matches ? room : AHEAD);
    if (gently && !held && !calm.matches) strip.scrollTo({ left: to, behavior: "smooth" });
    else if (to !== left) rail.set({ left: to });
  }

  list.addEventListener("click", (event) => {
    const at = indexOf(event.target);
    if (at !== null && !(event.target instanceof HTMLSelectElement)) on.goTo(at);
  });
  list.addEventListener("change", (event) => {
    const at = indexOf(event.target);
    if (at === null || !(event.target instanceof HTMLSelectElement)) return;
    const chosen = event.target.value;
    event.target.value = store.get().trace.tokens[at].text; // until the network has read it
    on.swap(at, chosen);
  });

  let origin = 0; // where the row begins on the screen, when nothing is scrolled
  let before = 0; // where the finger took hold of the wheel
  drag(list, {
    begin() {
      origin = strip.getBoundingClientRect().left + SIDE;
      before = store.get().t;
      rail.set({ held: true });
    },
    move({ clientX, pointerType }, dx) {
      const { edges, left, scrolls } = rail.get();
      if (!scrolls || pointerType !== "touch") return scrub(columnAt(edges, clientX - origin + left));
      const place = Math.max(0, Math.min(edges.length - 2, before - dx / NOTCH));
      rail.set({ left: centred(rail.get(), place) });
      scrub(Math.round(place));
    },
    end: () => rail.set({ held: false }),
  });

  /** @param {number} t */
  function scrub(t) {
    if (t !== store.get().t) on.goTo(t);
  }

  /** @param {EventTarget | null} target */
  function indexOf(target) {
    const item = target instanceof Element ? target.closest("li") : null;
    return item ? [...list.children].indexOf(item) : null;
  }
}
