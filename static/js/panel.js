// What is below the heatmap when it is asked for: one way of looking inside at a time, each fetched when it is first opened.

import { fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { mountPanel } from "./views/panel.js";

/** @import { Actions } from "./actions.js" */
/** @import { Rail } from "./layout/axis.js" */
/** @import { Setting, Speech, State } from "./types.js" */
/** @import { Store } from "./store.js" */

/** What a view of the panel is given; `say` has its own words.
 * @typedef {{body: HTMLElement, base: string, store: Store<State>, rail: Store<Rail>, setting: Setting, say: Speech["say"],
 *   actions: Actions, reveal: () => void}} Given
 */

/** @type {Record<string, () => Promise<(given: Given) => void>>} */
const VIEWS = {
  memory: async () => (await import("./facts.js")).openFacts,
  whatif: async () => (await import("./whatif.js")).openWhatIf,
  scan: async () => (await import("./scan.js")).openScan,
  backward: async () => (await import("./backward.js")).openBackward,
  ledger: async () => (await import("./views/ledger.js")).mountLedger,
  timeline: async () => (await import("./views/timeline.js")).mountTimeline,
  continue: async () => (await import("./continuation.js")).openContinuation,
  bet: async () => (await import("./views/bet.js")).mountBet,
};

/**
 * @param {HTMLElement} container
 * @param {Omit<Given, "body" | "say" | "reveal">} given
 */
export async function openPanel(container, given) {
  const { base, store, setting, actions } = given;
  const { language, tag } = setting.speech;
  /** @param {string} of */
  const words = async (of) => speech(language, tag, await fetchWords(base, language, of)).say;
  mountPanel(container, `${base}/css/panel.css`, store, setting.speech, await words("panel"), {
    choose: actions.panel,
    close: () => actions.panel(null),
    async open(name, body, reveal) {
      const [view, say] = await Promise.all([VIEWS[name](), words(name)]);
      view({ ...given, body, say, reveal });
    },
  });
}
