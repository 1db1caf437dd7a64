// What if: holds are put and taken away, and the same is done to units chosen at random, to be compared with.

import { ApiError } from "./api.js";
import { wire } from "./held.js";
import { MOST, toText } from "./holds.js";
import { fetchControl, fetchFacts } from "./questions.js";
import { asRead } from "./select.js";
import { createStore } from "./store.js";
import { mountWhatIf } from "./views/whatif.js";

/** @import { Given } from "./panel.js" */
/** @import { Control, Hold, Problem, State } from "./types.js" */
/** @import { Store } from "./store.js" */

const REST = 60; // ms: a key that is held goes by faster

/** What is known beside the state.
 * @typedef {object} Known
 * @property {number[] | null} carriers the units that carry the nationality, in the layer `of`; null where there is no such thing
 * @property {number} of
 * @property {Problem | null} uncarried why these are not known
 * @property {boolean} measuring that is not yet known
 * @property {string[]} strangers words of the sentences whose state is taken that the network does not know
 * @property {Control | null} control of the holds there are
 * @property {Problem | null} problem why there is none
 * @property {(readonly Hold[])[]} past what was held before, the last at the end
 * @property {boolean} full more was to be held than there is room for
 */

/** @param {Given} given */
export function openWhatIf(given) {
  const { store, setting, actions } = given;
  /** @type {Store<Known>} */
  const known = createStore(/** @type {Known} */ ({ carriers: null, of: 0, uncarried: null, measuring: store.get().card.task === "memory", strangers: [], control: null, problem: null, past: [], full: false }));
  /** @type {string | null} */
  let asked = null; // what is to be held, if it was asked for here
  let undone = false;
  let timer = 0;
  const hold = (/** @type {readonly Hold[]} */ holds, undoes = false) => {
    [asked, undone] = [toText(holds), undoes];
    actions.hold(holds);
  };
  mountWhatIf(given, known, {
    wanted() {
      const { status, holds, wanted } = store.get();
      return status === "ready" || status === "failed" ? holds : wanted;
    },
    failed() {
      const { status, problem, text, read, holds, wanted } = store.get();
      const ours = asked !== null || toText(wanted) !== toText(holds);
      return status === "failed" && text === read && ours ? problem : null;
    },
    hold(holds) {
      if (holds.length > MOST) known.set({ full: true });
      else hold(holds);
    },
    undo() {
      const past = [...known.get().past];
      const holds = past.pop();
      known.set({ past });
      if (holds) hold(holds, true);
    },
    retry: actions.retry, carriers, compare,
  });
  carriers();
  store.subscribe(remember, ["holds"]);
  store.subscribe(estranged, ["holds"]);
  store.subscribe(() => {
    clearTimeout(timer);
    known.set({ control: null, problem: null });
    timer = setTimeout(compare, REST);
  }, ["trace", "t", "holds"]);

  /**
   * What was held before can be undone to; the browser's Back, which leads there as well, takes it away.
   * @param {State} state
   * @param {State} before
   */
  function remember({ holds }, before) {
    if (holds === before.holds) return;
    const { past } = known.get();
    const here = toText(holds) === asked;
    const back = !here && past.length > 0 && toText(past[past.length - 1]) === toText(holds);
    known.set({ full: false, past: back ? past.slice(0, -1) : here && undone ? past : [...past, before.holds] });
    [asked, undone] = [null, false];
  }

  /** Which units a preset means, where a task has such units. */
  async function carriers() {
    const { card } = store.get();
    if (card.task !== "memory") return undefined;
    known.set({ uncarried: null, measuring: true });
    const found = await fetchFacts(card.name).catch((error) => {
      if (!(error instanceof ApiError)) throw error;
      known.set({ uncarried: error.problem });
    });
    const carrying = found?.units.filter((unit) => unit.carries) ?? [];
    if (!carrying.length) return known.set({ measuring: false });
    const of = Math.max(...carrying.map(({ layer }) => layer));
    return known.set({ measuring: false, of, carriers: carrying.filter(({ layer }) => layer === of).map(({ unit }) => unit) });
  }

  /** What the network cannot read where it takes a state from. */
  async function estranged() {
    const { holds } = store.get();
    const texts = new Set(holds.flatMap(({ how, to }) => (how === "like" ? [String(to)] : [])));
    const { signal } = new AbortController();
    const found = await Promise.all([...texts].map((text) => setting.read(text, signal).catch(() => null))); // what it says of itself is told by the hold
    if (store.get().holds !== holds) return;
    known.set({ strangers: found.flatMap((trace) => trace?.tokens.filter((token) => !token.known).map(({ text }) => text) ?? []) });
  }

  /** The same on random units, at the step looked at; before the first hold there is nothing to compare. */
  async function compare() {
    const state = store.get();
    const { card, holds, unheld, t } = state;
    const { signal } = new AbortController();
    const late = () => store.get().trace !== state.trace || store.get().t !== t;
    if (!unheld || t < Math.min(...holds.map((hold) => hold.t)) || holds.every(({ units }) => units === null)) return;
    known.set({ problem: null });
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
