// What if: holds are put and taken away, and the same is done to units chosen at random, to be compared with.

import { ApiError } from "./api.js";
import { wire } from "./held.js";
import { fetchControl, fetchFacts } from "./questions.js";
import { asRead } from "./select.js";
import { createStore } from "./store.js";
import { mountWhatIf } from "./views/whatif.js";

/** @import { Given } from "./panel.js" */
/** @import { Control, Hold, Problem } from "./types.js" */
/** @import { Store } from "./store.js" */

const REST = 60; // ms: a key that is held goes by faster

/** What is known beside the state.
 * @typedef {object} Known
 * @property {number[] | null} carriers the units that carry the nationality, in the layer `of`; null where there is no such thing
 * @property {number} of
 * @property {Control | null} control of the holds there are
 * @property {Problem | null} problem
 * @property {(readonly Hold[])[]} past what was held before, the last at the end
 */

/** @param {Given} given */
export function openWhatIf(given) {
  const { store, setting, actions } = given;
  /** @type {Store<Known>} */
  const known = createStore(/** @type {Known} */ ({ carriers: null, of: 0, control: null, problem: null, past: [] }));
  let wanted = store.get().holds; // asked for, perhaps not yet read
  let timer = 0;
  const hold = (/** @type {readonly Hold[]} */ holds) => {
    wanted = holds;
    actions.hold(holds);
  };
  mountWhatIf(given, known, {
    wanted: () => wanted,
    hold(holds) {
      known.set({ past: [...known.get().past, wanted] });
      hold(holds);
    },
    undo() {
      const past = [...known.get().past];
      const holds = past.pop();
      known.set({ past });
      if (holds) hold(holds);
    },
  });
  carriers();
  store.subscribe(({ status, holds }) => {
    if (status === "ready" || status === "failed") wanted = holds;
  }, ["status", "holds"]);
  store.subscribe(() => {
    clearTimeout(timer);
    known.set({ control: null, problem: null });
    timer = setTimeout(compare, REST);
  }, ["trace", "t", "holds"]);

  /** Which units a preset means, where a task has such units. */
  async function carriers() {
    const { card } = store.get();
    if (card.task !== "memory") return;
    const found = await fetchFacts(card.name).catch(() => null);
    const carrying = found?.units.filter((unit) => unit.carries) ?? [];
    if (!carrying.length) return;
    const of = Math.max(...carrying.map(({ layer }) => layer));
    known.set({ of, carriers: carrying.filter(({ layer }) => layer === of).map(({ unit }) => unit) });
  }

  /** The same on random units, at the step looked at; before the first hold there is nothing to compare. */
  async function compare() {
    const state = store.get();
    const { card, holds, unheld, t } = state;
    const { signal } = new AbortController();
    const late = () => store.get().trace !== state.trace || store.get().t !== t;
    if (!unheld || t < Math.min(...holds.map((hold) => hold.t)) || holds.every(({ units }) => units === null)) return;
    try {
      const hold = await wire(setting.read, holds, unheld, signal);
      const control = await fetchControl(card.name, { ...asRead(state), hold, at: t }, signal);
      if (!late()) known.set({ control });
    } catch (error) {
      if (late()) return;
      if (!(error instanceof ApiError)) throw error;
      known.set({ problem: error.problem });
    }
  }
}
