// What belongs to the page as a whole: its theme, a link to this moment, its keys.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/** @type {State["theme"][]} */
const THEMES = ["auto", "light", "dark", "projector"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾", projector: "▣" };
const SAID = 1600; // ms for which a button says what it did
const KEYS = [
  ["← →", "keys.words"], ["↓ ↑", "keys.operations"], ["Home End", "keys.ends"], ["Space", "keys.play"], ["Esc", "keys.complete"],
];

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} keys a dialog
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{theme: (theme: State["theme"]) => void, link: () => string}} on
 */
export function mountTools(container, keys, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  let copied = "";
  region(keys)([
    el("h2", {}, [say("keys.title")]),
    el("dl", {}, KEYS.flatMap(([key, words]) => [el("dt", {}, [key]), el("dd", {}, [say(words)])])),
    el("form", { method: "dialog" }, [el("button", {}, [say("keys.close")])]),
  ]);
  function show() {
    const theme = say(`theme.${store.get().theme}`);
    draw([
      el("button", { type: "button", "data-act": "theme", "aria-label": theme, title: theme }, [SIGNS[store.get().theme]]),
      el("button", { type: "button", "data-act": "link", "aria-live": "polite" }, [copied || say("link.copy")]),
      el("button", { type: "button", "data-act": "keys", "aria-label": say("keys.title"), title: say("keys.title") }, ["?"]),
    ]);
  }
  store.subscribe((state, before) => (state === before || state.theme !== before.theme) && show());

  async function copy() {
    try {
      await navigator.clipboard.writeText(on.link());
      copied = say("link.copied");
    } catch {
      copied = say("link.address"); // not allowed here: the address bar holds the same
    }
    show();
    setTimeout(() => {
      copied = "";
      show();
    }, SAID);
  }

  container.addEventListener("click", (event) => {
    const act = event.target instanceof HTMLElement ? event.target.dataset.act : null;
    if (act === "theme") on.theme(THEMES[(THEMES.indexOf(store.get().theme) + 1) % THEMES.length]);
    if (act === "link") copy();
    if (act === "keys" && keys instanceof HTMLDialogElement) keys.showModal();
  });
}
