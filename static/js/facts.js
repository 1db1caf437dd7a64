// What the network remembers: the facts are asked for when the panel opens, those of its family beside them.

import { ApiError } from "./api.js";
import { familyOf } from "./family.js";
import { fetchCards, fetchFacts } from "./questions.js";
import { createStore } from "./store.js";
import { mountFacts } from "./views/facts.js";

/** @import { Given } from "./panel.js" */
/** @import { Findings } from "./views/facts.js" */
/** @import { Store } from "./store.js" */

/** @param {Given} given */
export function openFacts(given) {
  const { store, actions } = given;
  /** @type {Store<Findings>} */
  const findings = createStore(/** @type {Findings} */ ({ all: [], problem: null }));
  mountFacts(given, findings, {
    retry: measure,
    select({ layer, unit }) {
      if (layer !== store.get().layer) actions.unfold(layer);
      actions.select(unit);
    },
  });
  measure();

  async function measure() {
    const { card } = store.get();
    findings.set({ all: [], problem: null });
    const cards = fetchCards().catch(() => []); // without them it is alone
    try {
      findings.set({ all: [await fetchFacts(card.name)] });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return findings.set({ problem: error.problem });
    }
    const others = await Promise.allSettled(familyOf(card, await cards).map(({ name }) => fetchFacts(name)));
    return findings.set({ all: [...findings.get().all, ...others.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))] });
  }
}
