// The clock. It moves the motion that the state names; while the sentence plays, the next motion follows.

import { afterSlide, scoreOf } from "./layout/score.js";
import { orderOf } from "./select.js";
import { nextOperation, stepBy } from "./stepper.js";

/** @import { Setting, State } from "./types.js" */
/** @import { Store } from "./store.js" */

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const ALONE = 22 / 9; // a step by itself goes so much faster than one of a sentence that plays
const LONGEST = 100; // ms: a frame that took longer has been a pause

/** @type {Partial<State>} */
export const REST = { move: null, ms: 0, running: false, playing: false };

/**
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm no motion is wanted: whole places only
 */
export function createPlayer(store, setting, calm) {
  const order = orderOf(setting);
  let last = 0;
  let going = false;

  /** @param {number} now */
  function tick(now) {
    const state = store.get();
    going = state.running;
    if (!going) return;
    const rate = state.move === "token" && !state.playing ? state.speed * ALONE : state.speed;
    const ms = state.ms + Math.min(now - last, LONGEST) * rate;
    last = now;
    const { total } = scoreOf(setting, state, calm);
    requestAnimationFrame(tick); // before those who draw: a picture that fails does not stop the clock
    if (ms < total) store.set({ ms });
    else store.set(state.playing ? next(state, ms - total) : REST);
  }

  /**
   * @param {State} state
   * @param {number} ms of the next motion that have passed already
   * @returns {Partial<State>}
   */
  function next(state, ms) {
    const { t, stop, by, trace } = state;
    const T = trace.tokens.length;
    const place = by === "word" ? stepBy(state, 1, T) : nextOperation(state, order, T);
    if (place.t === t && (place.stop === stop || place.stop === null)) return { ...REST, stop: null };
    return { ...place, move: place.stop === null ? "token" : "operation", ms };
  }

  store.subscribe(({ running }) => {
    if (!running || going) return;
    going = true;
    last = performance.now();
    requestAnimationFrame(tick);
  }, ["running"]);
  document.addEventListener("visibilitychange", () => document.hidden && pause());

  function pause() {
    const { playing, running, move, ms } = store.get();
    if (!playing && !running) return;
    const goesOn = move === "token" || move === "operation"; // the others are short, and over when they are interrupted
    store.set(calm || !goesOn ? REST : { playing: false, running: false, ms: Math.round(ms) });
  }

  return {
    /** What a key or a click anywhere does to a sentence that plays. */
    interrupt: () => store.get().playing && pause(),
    /** Pause; or go on from where it was paused; or play from the current token, on a page just opened and at the end from the first. */
    toggle() {
      const { playing, move, t, stop, trace, fresh, by } = store.get();
      if (playing) return pause();
      if (move === "token" || move === "operation") return store.set({ playing: true, running: true, fresh: false });
      const from = fresh || (t + 1 === trace.tokens.length && stop === null) ? 0 : t;
      const place = by === "word" ? { t: from, stop: null, move: /** @type {const} */ ("token") } : { t: from, stop: order[0], move: /** @type {const} */ ("operation") };
      return store.set({ ...place, ms: calm ? 0 : afterSlide(from), playing: true, running: true, fresh: false, swapped: null });
    },
    /** The next speed, the slowest after the fastest. */
    faster() {
      store.set({ speed: SPEEDS[(SPEEDS.indexOf(store.get().speed) + 1) % SPEEDS.length] });
    },
  };
}

/** @typedef {ReturnType<typeof createPlayer>} Player */
