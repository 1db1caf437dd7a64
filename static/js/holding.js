// That something is held is said as long as it is, wherever one looks: fetched with the first hold.

import { fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { sheet } from "./lib/sheet.js";
import { mountHolding } from "./views/holding.js";

/** @import { Setting, State } from "./types.js" */
/** @import { Store } from "./store.js" */

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} figure
 * @param {{base: string, store: Store<State>, setting: Setting, actions: {hold: (holds: []) => unknown}}} given
 */
export async function openHolding(container, figure, { base, store, setting, actions }) {
  const { tag, language } = setting.speech;
  const [words] = await Promise.all([fetchWords(base, language, "hold"), sheet(`${base}/css/hold.css`)]);
  mountHolding(container, store, setting, speech(language, tag, words).say, () => actions.hold([]), figure);
}
