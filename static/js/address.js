// The address follows the state, and Back leads to the state before.

import { keyIn, placeIn } from "./opening.js";
import { fromFragment, toFragment } from "./url.js";

/** @import { Hold, Setting, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

const REST = 200; // ms without a change: an address costs more than a step, so it follows when the reader rests

/**
 * A changed text, what is held, and what is compared, is a step of the browser's history, a changed place is not. What is
 * refused never gets there; holds that could not be read because the server was not there do, to be tried again.
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {boolean} calm
 * @param {string} home the model of an address that names none
 * @param {(text: string, holds: Hold[], after: (trace: Trace) => Partial<State>) => void} restore
 */
export function keepAddress(store, setting, calm, home, restore) {
  const opened = toFragment(store.get());
  let timer = 0;
  /** What makes a step of the history. @param {string} fragment */
  const lasting = (fragment) => {
    const given = new URLSearchParams(fragment.slice(1));
    return [fromFragment(fragment).text ?? fromFragment(opened).text, given.get("panes"), given.get("hold")].join();
  };
  /** @param {State} state */
  const replace = (state) => history.replaceState(null, "", toFragment(state));
  if (location.hash && location.hash !== opened) replace(store.get()); // what it asked for in vain
  store.subscribe((state, before) => {
    if (state === before || state.status === "reading" || state.status === "slow" || state.held) return; // it is not known yet where this leads
    const changed = state.read !== before.read || state.panes !== before.panes || state.holds !== before.holds;
    if (timer && changed) replace(before); // where one was before
    clearTimeout(timer);
    timer = 0;
    if ((changed || !state.running) && lasting(toFragment(state)) !== lasting(location.hash)) history.pushState(null, "", toFragment(state));
    else if (!state.running) timer = setTimeout(() => replace(store.get()), REST);
  });
  window.addEventListener("popstate", async () => {
    clearTimeout(timer);
    timer = 0;
    const { card, read, t, unit } = store.get();
    if ((fromFragment(location.hash).model ?? home) !== card.name) return location.reload();
    const asked = fromFragment(location.hash || opened);
    if (!Object.keys(asked).length) return; // a place in the page, not a state of it
    const { theme = store.get().theme, notation = store.get().notation } = asked;
    const text = asked.text ?? read;
    const bets = asked.bet ? await import("./bets.js") : null;
    restore(text, asked.holds ?? [], (whole) => {
      const start = { bet: null, trace: whole, ...bets?.coveredAs(setting, card, asked.bet, text, whole) };
      return { ...placeIn(setting, card, { t, unit, ...asked }, start.trace.tokens.length, calm), key: keyIn(card, text), theme, notation, ...start };
    });
  });
}

/** A link to this moment. @param {State} state */
export const linkTo = (state) => location.origin + location.pathname + location.search + toFragment(state);

