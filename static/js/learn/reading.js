// Where in the text one is: by scrolling, by pointing at marked words, by keys, by the address.

/** @typedef {{at: string | null, words: string}} Reading the state that the words lead to, and the words */
/** @import { Store } from "../store.js" */

const BROUGHT = 500; // ms after a focus in which scrolling is the browser's
const LINE = { wide: 0.5, narrow: 0.6 }; // of the window's height: the block that reaches it is read; on a phone the figure is above it

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

  /** @param {HTMLAnchorElement} mark */
  function go(mark) {
    last = mark;
    reading.set({ at: named(mark), words: mark.textContent ?? "" });
    for (const one of marks) one.classList.toggle("is-current", one === mark);
    mark.setAttribute("aria-current", "true");
    for (const one of marks) if (one !== mark) one.removeAttribute("aria-current");
  }

  /** The block at the line, unless the words one is at are in it. */
  function look() {
    waiting = false;
    const line = innerHeight * LINE[narrow.matches ? "narrow" : "wide"];
    const at = blocks.filter((block) => block.getBoundingClientRect().top <= line).pop() ?? blocks[0];
    const mark = /** @type {HTMLAnchorElement | null} */ (at?.querySelector(".mark"));
    if (mark && !at.contains(last)) go(mark);
  }
  let focused = -Infinity; // when something outside the text was: a browser scrolls to it, the reader does not
  document.addEventListener("focusin", ({ target, timeStamp }) => {
    if (target instanceof Node && !prose.contains(target)) focused = timeStamp;
  });
  addEventListener("scroll", ({ timeStamp }) => {
    if (waiting || timeStamp - focused < BROUGHT) return;
    waiting = true;
    requestAnimationFrame(look);
  }, { passive: true });

  for (const mark of marks) {
    mark.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && go(mark));
    mark.addEventListener("focus", () => go(mark));
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      go(mark);
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
    if (mark) go(mark);
  });
  if (last) go(last);
}
