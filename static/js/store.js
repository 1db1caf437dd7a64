// One flat frozen state and those who want to know when it changes.

/**
 * @template {object} S
 * @param {S} initial
 */
export function createStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {{listener: (state: S, before: S) => void, keys: (keyof S)[] | undefined}[]} */
  const listeners = [];
  return {
    get: () => state,
    /** @param {Partial<S>} change */
    set(change) {
      const before = state;
      if (Object.entries(change).every(([key, value]) => /** @type {any} */ (before)[key] === value)) return;
      state = Object.freeze({ ...before, ...change });
      for (const { listener, keys } of listeners) {
        if (!keys || keys.some((key) => state[key] !== before[key])) listener(state, before);
      }
    },
    /**
     * @param {(state: S, before: S) => void} listener called at once, too
     * @param {(keyof S)[]} [keys] what it depends on; any change when left out
     */
    subscribe(listener, keys) {
      listeners.push({ listener, keys });
      listener(state, state);
    },
  };
}

/** @template {object} S @typedef {ReturnType<typeof createStore<S>>} Store */
