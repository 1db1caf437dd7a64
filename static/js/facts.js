// What the network remembers: the facts are asked for when the panel opens, those of its family beside them.

import { ApiError } from "./api.js";
import { familyOf } from "./family.js";
import { fetchCards, fetchFacts } from "./questions.js";
import { createStore } from "./store.js";
import { mountFacts } from "./views/facts.js";

/** @import { Given } from "./panel.js" */
/** @import { Card, Facts } from "./types.js" */
/** @import { Findings } from "./views/facts.js" */
/** @import { Store } from "./store.js" */

/** @param {Given} given */
export function openFacts(given) {
  const { store, actions } = given;
  /** @type {Store<Findings>} */
  const findings = createStore(/** @type {Findings} */ ({ all: [], problem: null }));
  mountFacts(given, findings, {
    retry: look,
    select({ layer, unit }) {
      if (layer !== store.get().layer) actions.unfold(layer);
      actions.select(unit);
    },
  });
  look();

  async function look() {
    findings.set({ all: [], problem: null });
    try {
      await measure(store.get().card, (all) => findings.set({ all }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      findings.set({ problem: error.problem });
    }
  }
}

/**
 * Measure a network, then those of its family that can be: what is known is told as it comes.
 * @param {Card} card
 * @param {(all: Facts[]) => void} take
 */
export async function measure(card, take) {
  const cards = fetchCards().catch(() => []); // without them it is alone
  const own = await fetchFacts(card.name);
  take([own]);
  const others = await Promise.allSettled(familyOf(card, await cards).map(({ name }) => fetchFacts(name)));
  take([own, ...others.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))]);
}
