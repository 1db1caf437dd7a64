// Which of the marked words one is at, by how far the page is scrolled.

const EDGE = 0.15; // of what is in view, at its top and at its bottom: nobody reads there
const LEAST = 50; // px that words are shown for, where others are close by

/**
 * From where on each mark is read: all have as long a stretch of the way, so that none is passed unseen, but each begins when
 * it is well in view.
 * @param {number[]} marks where they are from the page's top, in px, in the order of reading
 * @param {{way: number, top: number, bottom: number}} view how far the page scrolls, and what of the window is free for text
 * @returns {number[]} as far as the page is scrolled then, never less than before
 */
export function stretches(marks, { way, top, bottom }) {
  const edge = EDGE * (bottom - top);
  const latest = (/** @type {number} */ mark) => mark - top - edge;
  const last = marks.length - 1;
  const whole = Math.min(latest(marks[last]), (way * last) / marks.length);
  const least = last ? Math.max(0, Math.min(LEAST, whole / last)) : 0;
  let before = 0;
  const found = marks.map((mark, n) => {
    const even = last ? (whole * n) / last : 0;
    return (before = Math.max(before, mark - bottom + edge, Math.min(even, latest(mark))));
  });
  for (let n = last - 1; n >= 0; n--) found[n] = Math.max(0, Math.min(found[n], found[n + 1] - least));
  return found;
}

/**
 * @param {number[]} stretches
 * @param {number} scrolled in px
 * @returns {number} the mark's number
 */
export const markAt = (stretches, scrolled) => Math.max(0, stretches.findLastIndex((from) => from <= scrolled));
