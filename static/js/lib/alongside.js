// Pictures on the axis of the strip: scrollers that a finger moves, and the strip with them.

/** @import { Store } from "../store.js" */

const NOTHING = 0.5; // px: browsers round what they are told

/**
 * What stands on the axis of a place in a region, there as tracks, is scrolled to it; a track that is scrolled takes the place along.
 * @template {{left: number, scrolls: boolean}} S
 * @param {HTMLElement} region
 * @param {Store<S>} place
 * @returns {() => void} for tracks that are drawn anew
 */
export function alongside(region, place) {
  const differs = (/** @type {Element} */ track) => Math.abs(track.scrollLeft - place.get().left) > NOTHING;
  const follow = () => {
    for (const track of /** @type {NodeListOf<HTMLElement>} */ (region.querySelectorAll(".track"))) {
      if (differs(track)) track.scrollLeft = place.get().left;
      if (place.get().scrolls) track.tabIndex = 0; // what scrolls is to be reached by keys
      else track.removeAttribute("tabindex");
    }
  };
  region.addEventListener("scroll", ({ target }) => {
    if (target instanceof Element && target.matches(".track") && differs(target)) place.set(/** @type {Partial<S>} */ ({ left: target.scrollLeft }));
  }, { capture: true, passive: true }); // it does not bubble
  place.subscribe(follow, ["left"]);
  for (const type of ["load", "error"]) region.addEventListener(type, follow, true); // without its sheet nothing scrolls
  return follow;
}
