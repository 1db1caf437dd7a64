// Choosing a model: what the gallery shows is fetched when it is asked for. Another model is another page.

import { fetchCard, fetchPlacement, fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { groups } from "./layout/gallery.js";
import { sheet } from "./lib/sheet.js";
import { fetchCards } from "./questions.js";
import { fromFragment, toFragment } from "./url.js";
import { mountGallery } from "./views/gallery.js";

/** @import { Card, Setting, State } from "./types.js" */
/** @import { Store } from "./store.js" */

/** @type {(() => void) | null} */
let open = null; // when it was opened once

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} base
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {() => unknown} compare
 */
export async function openGallery(dialog, base, store, setting, compare) {
  open ??= await made(dialog, base, store, setting, compare);
  open();
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} base
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {() => unknown} compare
 */
async function made(dialog, base, store, { speech: { language, tag } }, compare) {
  const [models, words] = await Promise.all([
    fetchCards(), fetchWords(base, language, "gallery"), sheet(`${base}/css/gallery.css`),
  ]);
  const cells = [...new Set(models.map(({ cell }) => cell))];
  const places = await Promise.all(cells.map(async (cell) => [cell, await fetchPlacement(base, cell).catch(() => null)]));
  const choose = (/** @type {string} */ name) => openModel(name, store.get());
  return mountGallery(
    dialog, groups(models, language), Object.fromEntries(places), store.get().card.name, speech(language, tag, words), choose, compare,
  );
}

/**
 * Another model is another page: its cell, its words, its examples. How the page looks goes along, and so does the text
 * where the other model was made for the same and knows its words. Back leads here again.
 * @param {string} model
 * @param {State} state
 */
async function openModel(model, state) {
  const { theme, notation, text, t } = fromFragment(toFragment(state));
  const kept = await fetchCard(model).then((other) => reads(other, state), () => false);
  const asked = { model, theme, notation, ...(kept ? { text, t: state.fresh ? undefined : t } : {}) };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  history.pushState(null, "", `#${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`);
  location.reload();
}

/**
 * Whether another model reads what is read here as it is read here.
 * @param {Card} other
 * @param {State} state
 */
function reads(other, { card, trace }) {
  if (other.task !== card.task || other.language !== card.language) return false;
  const words = new Set(other.vocabulary);
  return trace.tokens.every(({ id }) => words.has(card.vocabulary[id]));
}
