// One flat frozen state and those who want to know when it changes.

/**
 * @template {object} S
 * @param {S} initial
 */
export function createStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {((state: S, before: S) => void)[]} */
  const listeners = [];
  return {
    get: () => state,
    /** @param {Partial<S>} change */
    set(change) {
      const before = state;
      if (Object.entries(change).every(([key, value]) => /** @type {any} */ (before)[key] === value)) return;
      state = Object.freeze({ ...before, ...change });
      for (const listener of listeners) listener(state, before);
    },
    /** @param {(state: S, before: S) => void} listener called at once, too */
    subscribe(listener) {
      listeners.push(listener);
      listener(state, state);
    },
  };
}

/** @template {object} S @typedef {ReturnType<typeof createStore<S>>} Store */
