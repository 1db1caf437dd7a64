// Everything that changes what the reader looks at.

import { ApiError, fetchTrace } from "./api.js";
import { orderOf } from "./select.js";
import { nextOperation, previousOperation, stepBy } from "./stepper.js";

/** @import { Example, Setting, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

const SLOW = 400; // ms without an answer after which the page says so

/**
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function createActions(store, setting) {
  const order = orderOf(setting);
  let asking = new AbortController();

  /**
   * Let the network read a text; what it made of the last one stays until the answer is there.
   * @param {string} text
   * @param {(trace: Trace) => Partial<State>} [after] what else changes with the answer
   */
  async function read(text, after = () => ({})) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const { card } = store.get();
    store.set({ text, status: "reading", problem: null, playing: false, fresh: false });
    const timer = setTimeout(() => !signal.aborted && store.get().status === "reading" && store.set({ status: "slow" }), SLOW);
    try {
      const trace = await fetchTrace(card.name, text, signal);
      if (signal.aborted) return;
      const t = Math.min(store.get().t, trace.tokens.length - 1);
      store.set({ trace, read: text, t, key: null, status: "ready", ...after(trace) });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      store.set({ status: "failed", problem: error.problem });
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {{t: number, stop: string | null}} place */
  const go = (place) => store.set({ ...place, playing: false, fresh: false });
  const length = () => store.get().trace.tokens.length;

  return {
    read,
    retry: () => read(store.get().text),
    /** @param {number} by */
    step: (by) => go(stepBy(store.get(), by, length())),
    /** @param {number} t */
    goTo: (t) => go({ t, stop: null }),
    first: () => go({ t: 0, stop: null }),
    last: () => go({ t: length() - 1, stop: null }),
    nextOperation: () => go(nextOperation(store.get(), order, length())),
    previousOperation: () => go(previousOperation(store.get(), order)),
    /** @param {string | null} stop */
    look: (stop) => go({ t: store.get().t, stop }),
    /** @param {number} unit */
    select: (unit) => store.set({ unit }),
    /** @param {string} vector */
    show: (vector) => store.set({ vector }),

    /** @param {Example} example */
    example: (example) =>
      read(example.text, () => ({ t: example.t, stop: example.stop, unit: example.unit, key: example.word })),

    /**
     * Put another word in a token's place and stay where one is.
     * @param {number} index
     * @param {string} word
     */
    swap(index, word) {
      const { read: shown, trace, key } = store.get(); // the chips belong to what was read
      const { start, end } = trace.tokens[index];
      const letters = [...shown];
      return read([...letters.slice(0, start), word, ...letters.slice(end)].join(""), () => ({ key }));
    },

    /**
     * Go on with a predicted word: what follows the current step gives way to it.
     * @param {string} word
     */
    grow(word) {
      const { card, read: shown, trace, t } = store.get();
      const kept = [...shown].slice(0, trace.tokens[t].end).join("");
      const space = card.tokenizer.kind === "word" && /\w/.test(word[0]) ? " " : "";
      return read(kept + space + word, (next) => ({ t: next.tokens.length - 1, stop: null }));
    },

    /** @param {State["theme"]} theme */
    theme: (theme) => store.set({ theme }),
  };
}

/** @typedef {ReturnType<typeof createActions>} Actions */
