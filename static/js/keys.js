// The list of keys and the settings that stand in it: fetched when it is asked for.

import { fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { sheet } from "./lib/sheet.js";
import { mountKeys } from "./views/keys.js";

/** @import { Setting, State } from "./types.js" */
/** @import { Store } from "./store.js" */

/** @type {Promise<void> | null} */
let made = null; // when it was asked for once

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} base
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {Parameters<typeof mountKeys>[4]} on
 */
export async function openKeys(dialog, base, store, setting, on) {
  made ??= make().catch((error) => {
    made = null; // the server was not there: next time
    throw error;
  });
  await made;
  if (!dialog.open) dialog.showModal();

  async function make() {
    const { language, tag } = setting.speech;
    const [words] = await Promise.all([fetchWords(base, language, "keys"), sheet(`${base}/css/keys.css`)]);
    mountKeys(dialog, store, setting, speech(language, tag, words).say, on);
  }
}
