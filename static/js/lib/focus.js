// The focus stays where one can go on from.

/**
 * Draw a part of the page; where that takes away what had the focus, another of its elements gets it.
 * @param {Element} part
 * @param {() => void} draw
 * @param {() => Element | null} instead
 */
export function keepFocus(part, draw, instead) {
  const had = document.activeElement !== part && part.contains(document.activeElement);
  draw();
  if (had && !part.contains(document.activeElement)) /** @type {HTMLElement | null} */ (instead())?.focus({ preventScroll: true });
}
