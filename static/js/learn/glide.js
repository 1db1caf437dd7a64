// From one state of a figure to the next: its numbers run from where they are to where they are wanted.

/** Lists of numbers that move together.
 * @typedef {Record<string, readonly number[]>} Numbers
 */

const MS = 450;

/**
 * On the way; a list of another length has no way there, and is where it is wanted.
 * @param {Numbers} from
 * @param {Numbers} to
 * @param {number} share of the way, 0…1
 * @returns {Numbers}
 */
export const between = (from, to, share) =>
  Object.fromEntries(Object.entries(to).map(([name, wanted]) => {
    const before = from[name];
    return [name, share >= 1 || before?.length !== wanted.length ? wanted : wanted.map((value, n) => before[n] + share * (value - before[n]))];
  }));

/**
 * @param {boolean} calm whether the reader wants no motion
 * @param {(moving: boolean) => void} draw
 */
export function createGlide(calm, draw) {
  /** @type {Numbers} */
  let now = {};
  /** @type {Numbers} */
  let goal = {};
  let frame = 0;

  /** There at once. @param {Numbers} wanted */
  function set(wanted) {
    cancelAnimationFrame(frame);
    now = goal = wanted;
    draw(false);
  }

  return {
    now: () => now,
    /** Where they are wanted. */
    goal: () => goal,
    set,
    /** @param {Numbers} wanted */
    to(wanted) {
      if (calm || !Object.keys(now).length) return set(wanted);
      cancelAnimationFrame(frame);
      const from = now;
      goal = wanted;
      /** @type {number | null} */
      let start = null;
      const step = (/** @type {number} */ time) => {
        start ??= time;
        const share = Math.min(1, (time - start) / MS);
        now = between(from, wanted, share * share * (3 - 2 * share));
        if (share < 1) frame = requestAnimationFrame(step);
        draw(share < 1);
      };
      draw(true); // what else the figure says is said at once, and that it moves
      frame = requestAnimationFrame(step);
    },
  };
}
