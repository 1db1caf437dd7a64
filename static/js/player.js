// The clock: while the sentence plays, the place is a function of the time that has passed.

import { placeAt } from "./layout/score.js";
import { orderOf } from "./select.js";

/** @import { Setting, State } from "./types.js" */
/** @import { Store } from "./store.js" */

const SPEEDS = [0.25, 0.5, 1, 2, 4];

/**
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function createPlayer(store, setting) {
  const order = orderOf(setting);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let clock = 0;
  let from = 0;
  let last = 0;

  /** @param {number} now */
  function tick(now) {
    const { playing, speed, trace } = store.get();
    if (!playing) return;
    clock += (now - last) * speed;
    last = now;
    const place = placeAt(clock, from, trace.tokens.length, order, calm.matches);
    store.set(place ?? { t: trace.tokens.length - 1, stop: null, playing: false });
    if (place) requestAnimationFrame(tick);
  }

  document.addEventListener("visibilitychange", () => document.hidden && store.set({ playing: false }));

  return {
    /** Play from the current token, from the first on a page just opened and at the end; or pause. */
    toggle() {
      const { playing, t, trace, fresh } = store.get();
      if (playing) return store.set({ playing: false });
      from = fresh || t + 1 === trace.tokens.length ? 0 : t;
      clock = 0;
      last = performance.now();
      store.set({ playing: true, fresh: false, t: from, stop: order[0] });
      requestAnimationFrame(tick);
    },
    /** The next speed, the slowest after the fastest. */
    faster() {
      store.set({ speed: SPEEDS[(SPEEDS.indexOf(store.get().speed) + 1) % SPEEDS.length] });
    },
  };
}

/** @typedef {ReturnType<typeof createPlayer>} Player */
