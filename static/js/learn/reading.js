// Where in the text one is: by scrolling, by pointing at marked words, by keys, by the address.

import { markAt, stretches } from "../layout/learn/scroll.js";

/** @typedef {{at: string | null, words: string, turn: number}} Reading the state that the words lead to, the words, and how often any were chosen */
/** @import { Store } from "../store.js" */

const ABOVE = 0.58; // of a phone's height, that the figure takes at most
const KEPT = 0.25; // of the window's height: so far one may scroll and still be at the words that one chose
const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);

/**
 * @param {HTMLElement} prose
 * @param {Store<Reading>} reading
 * @param {boolean} calm
 */
export function followReading(prose, reading, calm) {
  const marks = /** @type {HTMLAnchorElement[]} */ ([...prose.querySelectorAll(".mark")]);
  const named = (/** @type {Element | undefined} */ mark) => (mark ? /** @type {HTMLAnchorElement} */ (mark).hash.slice(1) : null);
  let last = marks.find((mark) => named(mark) === location.hash.slice(1)) ?? marks[0];
  const narrow = matchMedia("(max-width: 899px)");
  let waiting = false;
  let reads = false; // a hand scrolls
  let before = prose.getBoundingClientRect().top; // where the text was when one last looked
  let chosen = 0; // how far the page was scrolled at words that were chosen
  let kept = Boolean(location.hash); // the words were chosen, and still are
  let pointer = ""; // where it is in the window

  /** @param {HTMLAnchorElement} mark */
  function go(mark) {
    last = mark;
    reading.set({ at: named(mark), words: mark.textContent ?? "", turn: reading.get().turn + 1 });
    for (const one of marks) one.classList.toggle("is-current", one === mark);
    mark.setAttribute("aria-current", "true");
    for (const one of marks) if (one !== mark) one.removeAttribute("aria-current");
  }

  /** @param {HTMLAnchorElement} mark */
  function choose(mark) {
    reads = false;
    kept = true;
    chosen = scrollY;
    go(mark);
  }

  /** The words for how far the page is scrolled, unless others were chosen near here; no way back while one reads on. */
  function look() {
    waiting = false;
    const { top: now } = prose.getBoundingClientRect(); // a figure that grows scrolls the page, but moves no text
    const way = before - now;
    before = now;
    kept &&= Math.abs(scrollY - chosen) < innerHeight * KEPT;
    if (kept || !marks.length) return;
    const view = { way: document.documentElement.scrollHeight - innerHeight, top: narrow.matches ? innerHeight * ABOVE : 0, bottom: innerHeight };
    const n = markAt(stretches(marks.map((one) => one.getBoundingClientRect().top + scrollY), view), scrollY);
    if ((n - marks.indexOf(last)) * way > 0) go(marks[n]);
  }

  // A page scrolls for many reasons: a link, a focus, a figure that grows. Only a hand that scrolls is reading on.
  for (const hand of ["wheel", "touchmove"]) addEventListener(hand, () => (reads = true), { passive: true });
  addEventListener("keydown", ({ key }) => (reads ||= SCROLLING.has(key)));
  addEventListener("pointerdown", ({ target }) => (reads = target === document.documentElement)); // the scrollbar
  addEventListener("scroll", () => {
    if (!reads) chosen = scrollY; // to bring the words into view
    if (waiting || !reads) return;
    waiting = true;
    requestAnimationFrame(look);
  }, { passive: true });

  for (const mark of marks) {
    mark.addEventListener("pointerenter", ({ pointerType, x, y }) => {
      const moved = pointer !== `${x} ${y}`; // else the page went by below it
      if (pointerType === "mouse" && moved && mark !== last) choose(mark);
    });
    mark.addEventListener("focus", () => mark === last || choose(mark));
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      choose(mark);
    });
  }
  document.body.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(target instanceof Element)) return;
    const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    if (!by || target.closest("#live, input, select, textarea, [contenteditable]")) return;
    const next = marks[marks.indexOf(last) + by];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  });
  addEventListener("pointermove", ({ x, y }) => (pointer = `${x} ${y}`), { passive: true });
  addEventListener("hashchange", () => {
    const mark = marks.find((one) => named(one) === location.hash.slice(1));
    if (mark) choose(mark);
  });
  if (last) go(last);
}
