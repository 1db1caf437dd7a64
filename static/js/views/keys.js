// What keys do, and the settings that only those look for who look for keys.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { lettersOf, named } from "../select.js";

/** @import { Setting, Speech, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const KEYS = [
  ["← →", "keys.words"], ["↓ ↑", "keys.operations"], ["Home End", "keys.ends"], ["Space", "keys.play"], ["Esc", "keys.complete"],
  ["Enter", "keys.inside"], ["1, 2 …", "keys.vectors"], ["C", "keys.compare"], ["G", "keys.gates"], ["L", "keys.layers"], ["M", "keys.panel"], ["P", "keys.projector"],
  ["?", "keys.help"],
];

/**
 * @param {HTMLDialogElement} dialog
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {Speech["say"]} say its own words
 * @param {{write: (notation: State["notation"]) => void, letters: (letters: boolean) => void}} on
 */
export function mountKeys(dialog, store, setting, say, on) {
  const { card } = store.get();
  const shown = KEYS.filter(([key]) => key !== "L" || card.layers > 1);
  const vectors = named(setting).map((id) => lettersOf(setting, store.get())[id][0]).join(", ");
  region(dialog)([
    el("h2", {}, [setting.speech.say("tools.keys")]),
    el("dl", {}, shown.flatMap(([key, words]) => [el("dt", {}, [key]), el("dd", {}, [say(words, { letters: vectors })])])),
    el("label", {}, [el("input", { type: "checkbox", name: "letters" }), say("keys.letters")]),
    el("label", {}, [
      say("notation.choose"),
      el("select", { name: "notation" }, ["article", "pytorch"].map((name) => el("option", { value: name }, [say(`notation.${name}`)]))),
    ]),
    el("form", { method: "dialog" }, [el("button", {}, [say("keys.close")])]),
  ]);
  const letters = /** @type {HTMLInputElement} */ (dialog.querySelector("[name=letters]"));
  const notation = /** @type {HTMLSelectElement} */ (dialog.querySelector("[name=notation]"));
  letters.addEventListener("change", () => on.letters(letters.checked));
  notation.addEventListener("change", () => on.write(/** @type {State["notation"]} */ (notation.value)));
  store.subscribe((state) => {
    letters.checked = state.letters;
    notation.value = state.notation;
  }, ["letters", "notation"]);
}
