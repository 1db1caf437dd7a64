// Everything that changes what the reader looks at.

import { ApiError } from "./api.js";
import { toText } from "./holds.js";
import { RETRYABLE } from "./i18n.js";
import { REST } from "./player.js";
import { grown, named, orderOf, panelsOf } from "./select.js";
import { nextOperation, previousOperation, standing, stepBy } from "./stepper.js";

/** @import { Example, Hold, Move, Setting, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

const SLOW = 400; // ms without an answer after which the page says so

/**
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm no motion is wanted
 */
export function createActions(store, setting, calm) {
  const order = orderOf(setting);
  let asking = new AbortController();
  let swaps = { text: "", words: /** @type {Map<number, string>} */ (new Map()) }; // asked for, not yet read

  /**
   * Let the network read a text; what it made of the last one stays until the answer is there.
   * @param {string} text
   * @param {(trace: Trace) => Partial<State>} [after] what else changes with the answer
   * @param {readonly Hold[]} [holds] those that have no place in it are dropped
   */
  async function read(text, after = () => ({}), holds = store.get().wanted) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    store.set({ ...REST, text, wanted: holds, status: "reading", problem: null, fresh: false });
    const timer = setTimeout(() => !signal.aborted && store.get().status === "reading" && store.set({ status: "slow" }), SLOW);
    try {
      const found = holds.length ? await (await import("./held.js")).traced(setting.read, text, holds, signal)
        : { trace: await setting.read(text, signal), holds, unheld: null };
      if (signal.aborted) return;
      const next = { t: Math.min(store.get().t, found.trace.tokens.length - 1), ...after(found.trace) };
      const before = store.get().holds;
      const same = toText(found.holds) === toText(before) ? before : found.holds;
      store.set({ ...found, holds: same, wanted: same, read: text, stop: null, key: null, swapped: null, asked: next.t, target: null, scanned: null, bet: null, status: "ready", ...next });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      const { wanted, holds: held } = store.get();
      store.set({ status: "failed", problem: error.problem, wanted: RETRYABLE.includes(error.problem.code) ? wanted : held });
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * The place changes at once; the motion only lets the picture catch up.
   * @param {{t: number, stop: string | null}} place
   * @param {Move} [move] none for a jump
   */
  function go(place, move = null) {
    const { t, stop } = store.get();
    const moving = move !== null && !calm && (place.t !== t || place.stop !== stop);
    store.set({ ...REST, ...place, move: moving ? move : null, running: moving, fresh: false, swapped: null });
  }

  /** A motion that was paused in mid-flight: going on means to complete it. */
  function completed() {
    const { move, running } = store.get();
    const paused = move !== null && !running;
    if (paused) store.set({ ...REST, fresh: false });
    return paused;
  }

  /** Where the rest is covered, a bet comes first. */
  function betting() {
    const { bet, t, stop, trace, running } = store.get();
    const waits = bet !== null && !running && stop === null && t + 1 === trace.tokens.length && t + 1 < bet.whole.tokens.length;
    if (waits) store.set({ panel: "bet", bet: { ...bet, asked: bet.asked + 1 } });
    return waits;
  }
  const length = () => store.get().trace.tokens.length;

  const actions = {
    read, betting,
    /** Read what was typed. @param {string} text */
    type: (text) => read(text, ({ tokens }) => ({ t: standing(store.get().trace.tokens, tokens, store.get().t) })),
    retry() {
      const { text, read: shown, wanted } = store.get();
      return text === shown ? actions.hold(wanted) : read(text);
    },
    /**
     * Go back to a text and a place; a question that is on its way is given up.
     * @param {string} text
     * @param {readonly Hold[]} holds
     * @param {(trace: Trace) => Partial<State>} after
     */
    restore(text, holds, after) {
      const { read: shown, trace, holds: held } = store.get();
      if (text !== shown || toText(holds) !== toText(held)) return read(text, after, holds);
      asking.abort();
      return store.set({ text, wanted: held, status: "ready", problem: null, fresh: false, swapped: null, ...after(trace) });
    },
    /**
     * @param {number} by
     * @param {boolean} [held] a key that repeats is followed without motion
     */
    step(by, held = false) {
      if (by > 0 && (completed() || betting())) return;
      const place = stepBy(store.get(), by, length());
      const next = Math.abs(by) === 1 && !held && place.t !== store.get().t;
      go(place, next ? (by > 0 ? "token" : "back") : null);
    },
    /** The player's arrows go by what playing goes by. */
    on() {
      if (store.get().by === "word") actions.step(1);
      else actions.nextOperation();
    },
    back() {
      if (store.get().by === "word") actions.step(-1);
      else actions.previousOperation();
    },
    /** @param {number} t */
    goTo: (t) => go({ t, stop: null }),
    first: () => go({ t: 0, stop: null }),
    last: () => go({ t: length() - 1, stop: null }),
    /** @param {boolean} [held] */
    nextOperation(held = false) {
      if (completed() || betting()) return;
      const place = nextOperation(store.get(), order, length());
      go(place, held || place.stop === null ? null : "operation");
    },
    previousOperation: () => go(previousOperation(store.get(), order)),
    /** @param {string | null} stop */
    look: (stop) => go({ t: store.get().t, stop }),
    /** @param {number} unit */
    select: (unit) => store.set({ unit }),
    /** @param {string} vector nothing happens where the cell has none of that name */
    show: (vector) => order.includes(vector) && store.set({ vector }),
    /** @param {number} n of the vectors with a colour of their own */
    showNth: (n) => actions.show(named(setting)[n]),
    /** @param {number} layer the one to unfold */
    unfold: (layer) => store.set({ ...REST, layer, fresh: false }),
    nextLayer() {
      const { layer, card } = store.get();
      if (card.layers > 1) actions.unfold((layer + 1) % card.layers);
    },
    /** @param {string | null} inside the node that one points at inside the figure */
    enter(inside) {
      if (inside === store.get().inside) return;
      store.set({ inside });
      if (inside === "x" && !calm && store.get().move === null && !store.get().card.inputs) store.set({ move: "lookup", ms: 0, running: true });
    },

    /** @param {Example} example */
    example: (example) =>
      read(example.text, () => ({ t: example.t, stop: example.stop, unit: example.unit, key: example.word })),

    /**
     * Put another word in a token's place and stay where one is.
     * @param {number} index
     * @param {string} word
     */
    swap(index, word) {
      const { read: shown, text, trace, key, t, stop, asked, target } = store.get(); // the chips belong to what was read
      const words = new Map(text === swaps.text && text !== shown ? swaps.words : []).set(index, word);
      const changed = [...shown];
      for (const [n, other] of [...words].sort(([a], [b]) => b - a)) {
        const { start, end } = trace.tokens[n];
        changed.splice(start, end - start, other);
      }
      swaps = { text: changed.join(""), words };
      if (swaps.text === text) return undefined;
      return read(swaps.text, ({ tokens }) => {
        if (tokens.length !== trace.tokens.length) return { key };
        return { key, t, stop, asked, target, swapped: { word, trace }, move: "swap", ms: 0, running: true };
      });
    },

    /** Read the same once more under other holds. @param {readonly Hold[]} holds */
    hold(holds) {
      const { read: text, key } = store.get();
      return read(text, () => ({ stop: store.get().stop, key, ...(calm ? {} : { move: "swap", ms: 0, running: true }) }), holds);
    },

    /**
     * Go on with a predicted word: what follows the current step gives way to it.
     * @param {string} word
     */
    grow(word) {
      return read(grown(store.get(), word), (next) => ({ t: next.tokens.length - 1, stop: null }));
    },

    /**
     * Play a sign of the legend once, where it occurs in the step.
     * @param {NonNullable<Move>} sign
     */
    demonstrate: (sign) => calm || store.set({ ...REST, stop: null, move: sign, running: true }),
    goBy: () => store.set({ by: store.get().by === "word" ? "operation" : "word" }),
    /** @param {boolean} letters whether single letters are keys */
    letters: (letters) => store.set({ letters }),
    project: () => store.set({ theme: store.get().theme === "projector" ? "auto" : "projector" }),
    /** @param {State["panel"]} [panel] left out: the other way */
    panel(panel = store.get().panel ? null : panelsOf(store.get().card)[0]) {
      const { card, bet } = store.get();
      if (panel !== null && !panelsOf(card, bet !== null).includes(panel)) return; // it would tell what is bet on
      if (panel !== store.get().panel) store.set({ panel, asked: store.get().t, target: null }); // backward from where one is
    },
    /** Of which answer the gradients are. @param {Partial<Pick<State, "asked" | "target">>} about */
    ask: (about) => store.set(about),
    /** @param {State["timeline"]} timeline what the timeline shows */
    lay: (timeline) => store.set({ timeline }),
    /** @param {State["number"]} number the node whose number is taken apart */
    takeApart: (number) => store.set({ number }),
    /** Go to where a term of a number comes from. @param {{t: number, layer: number, unit: number, number: string}} origin */
    follow: ({ t, ...origin }) => {
      go({ t, stop: null });
      store.set(origin);
    },
    /** @param {string} source the sentence whose numbers are put into this one @param {State["scanned"]} scanned */
    source: (source, scanned) => store.set({ source, scanned }),
    /** @param {string} sampling how a text goes on by itself */
    sample: (sampling) => store.set({ sampling }),
    outline: () => store.set({ outlines: !store.get().outlines }),
    /** @param {State["notation"]} notation */
    write: (notation) => store.set({ notation }),
    /** @param {State["theme"]} theme */
    theme: (theme) => store.set({ theme }),
  };
  return actions;
}

/** @typedef {ReturnType<typeof createActions>} Actions */
