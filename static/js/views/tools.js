// What belongs to the page as a whole: its theme, a link to this moment, its keys.

import { copy } from "../lib/clipboard.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { lettersOf, named } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/** @type {State["theme"][]} */
const THEMES = ["auto", "light", "dark", "projector"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾", projector: "▣" };
const KEYS = [
  ["← →", "keys.words"], ["↓ ↑", "keys.operations"], ["Home End", "keys.ends"], ["Space", "keys.play"], ["Esc", "keys.complete"],
  ["Enter", "keys.inside"], ["1, 2 …", "keys.vectors"], ["C", "keys.compare"], ["G", "keys.gates"], ["L", "keys.layers"], ["M", "keys.panel"], ["P", "keys.projector"],
  ["?", "keys.help"],
];

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} keys a dialog
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{theme: (theme: State["theme"]) => void, write: (notation: State["notation"]) => void, letters: (letters: boolean) => void,
 *   link: () => string}} on
 */
export function mountTools(container, keys, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  let copied = "";
  const { card } = store.get();
  const shown = KEYS.filter(([key]) => key !== "L" || card.layers > 1);
  const vectors = named(setting).map((id) => lettersOf(setting, store.get())[id][0]).join(", ");
  region(keys)([
    el("h2", {}, [say("keys.title")]),
    el("dl", {}, shown.flatMap(([key, words]) => [el("dt", {}, [key]), el("dd", {}, [say(words, { letters: vectors })])])),
    el("label", {}, [el("input", { type: "checkbox", name: "letters" }), say("keys.letters")]),
    el("label", {}, [
      say("notation.choose"),
      el("select", { name: "notation" }, ["article", "pytorch"].map((name) => el("option", { value: name }, [say(`notation.${name}`)]))),
    ]),
    el("form", { method: "dialog" }, [el("button", {}, [say("keys.close")])]),
  ]);
  const letters = /** @type {HTMLInputElement} */ (keys.querySelector("[name=letters]"));
  const notation = /** @type {HTMLSelectElement} */ (keys.querySelector("[name=notation]"));
  letters.addEventListener("change", () => on.letters(letters.checked));
  notation.addEventListener("change", () => on.write(/** @type {State["notation"]} */ (notation.value)));
  store.subscribe((state) => {
    letters.checked = state.letters;
    notation.value = state.notation;
  }, ["letters", "notation"]);

  function show() {
    const theme = say(`theme.${store.get().theme}`);
    draw([
      el("button", { type: "button", "data-act": "theme", "aria-label": theme, title: theme }, [SIGNS[store.get().theme]]),
      el("button", { type: "button", "data-act": "link", "aria-live": "polite" }, [copied || say("link.copy")]),
      el("button", { type: "button", "data-act": "keys", "aria-label": say("keys.title"), title: say("keys.title") }, ["?"]),
    ]);
  }
  store.subscribe(show, ["theme"]);

  /** @param {string} said */
  function tell(said) {
    copied = said;
    show();
  }

  container.addEventListener("click", (event) => {
    const act = event.target instanceof HTMLElement ? event.target.dataset.act : null;
    if (act === "theme") on.theme(THEMES[(THEMES.indexOf(store.get().theme) + 1) % THEMES.length]);
    if (act === "link") copy(on.link(), { done: say("link.copied"), failed: say("link.address") }, tell);
    if (act === "keys" && keys instanceof HTMLDialogElement) keys.showModal();
  });
}
