// Scrollers that stand at the same place, and drags that leave clicks alone.

/** @import { Store } from "../store.js" */

const NOTHING = 0.5; // px: browsers round what they are told
const SLACK = 4; // px that a click may waver

/**
 * Tie a scroller to a place that others are tied to as well. What it was told comes back as an event and is no news.
 * @template {{left: number}} S
 * @param {Element} scroller
 * @param {Store<S>} place
 */
export function tie(scroller, place) {
  const differs = () => Math.abs(scroller.scrollLeft - place.get().left) > NOTHING;
  const told = () => differs() && place.set(/** @type {Partial<S>} */ ({ left: scroller.scrollLeft }));
  scroller.addEventListener("scroll", told, { passive: true });
  place.subscribe((state, before) => {
    const fresh = state === before && !state.left; // it stands at its beginning: to look would lay out what is not yet drawn
    if (!fresh && differs()) scroller.scrollLeft = state.left;
  }, ["left"]);
}

/**
 * A drag begins after a few px, and only then the pointer is captured: a click still reaches what it was made on.
 * @param {HTMLElement} element
 * @param {{begin: (event: PointerEvent) => void, move: (event: PointerEvent, dx: number) => void, end: () => void}} on
 */
export function drag(element, { begin, move, end }) {
  /** @type {number | null} */
  let from = null;
  let going = false;
  element.addEventListener("pointerdown", (event) => {
    from = event.button === 0 && !(event.target instanceof HTMLSelectElement) ? event.clientX : null;
  });
  element.addEventListener("pointermove", (event) => {
    if (from === null || !event.buttons) return;
    if (!going) {
      if (Math.abs(event.clientX - from) < SLACK) return;
      element.setPointerCapture(event.pointerId);
      going = true;
      begin(event);
    }
    move(event, event.clientX - from);
  });
  const stop = () => {
    from = null;
    if (going) end();
    going = false;
  };
  for (const type of ["pointerup", "pointercancel"]) element.addEventListener(type, stop);
}
