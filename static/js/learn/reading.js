// Where in the text one is: by scrolling, by pointing at marked words, by keys, by the address.

/** @typedef {{at: string | null, words: string, turn: number}} Reading the state that the words lead to, the words, and how often any were chosen */
/** @import { Store } from "../store.js" */

const ABOVE = 0.45; // of a phone's height, that the figure takes
const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);

/**
 * @param {HTMLElement} prose
 * @param {Store<Reading>} reading
 * @param {boolean} calm
 */
export function followReading(prose, reading, calm) {
  const marks = /** @type {HTMLAnchorElement[]} */ ([...prose.querySelectorAll(".mark")]);
  const blocks = [...prose.querySelectorAll(".block")].filter((block) => block.querySelector(".mark"));
  const named = (/** @type {Element | undefined} */ mark) => (mark ? /** @type {HTMLAnchorElement} */ (mark).hash.slice(1) : null);
  let last = marks.find((mark) => named(mark) === location.hash.slice(1)) ?? marks[0];
  const narrow = matchMedia("(max-width: 899px)");
  let waiting = false;
  let reads = false; // a hand scrolls

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
    go(mark);
  }

  /**
   * The block at a line that goes down the window as the reader goes down the page, from below the figure where that stands
   * above the text; unless the words one is at are in it.
   */
  function look() {
    waiting = false;
    const { scrollHeight } = document.documentElement;
    const top = narrow.matches ? innerHeight * ABOVE : 0;
    const line = top + ((innerHeight - top) * scrollY) / Math.max(1, scrollHeight - innerHeight);
    const at = blocks.filter((block) => block.getBoundingClientRect().top <= line).pop() ?? blocks[0];
    const mark = /** @type {HTMLAnchorElement | null} */ (at?.querySelector(".mark"));
    if (mark && !at.contains(last)) go(mark);
  }

  // A page scrolls for many reasons: a link, a focus, a figure that grows. Only a hand that scrolls is reading on.
  for (const hand of ["wheel", "touchmove"]) addEventListener(hand, () => (reads = true), { passive: true });
  addEventListener("keydown", ({ key }) => (reads ||= SCROLLING.has(key)));
  addEventListener("pointerdown", ({ target }) => (reads = target === document.documentElement)); // the scrollbar
  addEventListener("scroll", () => {
    if (waiting || !reads) return;
    waiting = true;
    requestAnimationFrame(look);
  }, { passive: true });

  for (const mark of marks) {
    mark.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && mark !== last && choose(mark));
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
  addEventListener("hashchange", () => {
    const mark = marks.find((one) => named(one) === location.hash.slice(1));
    if (mark) choose(mark);
  });
  if (last) go(last);
}
