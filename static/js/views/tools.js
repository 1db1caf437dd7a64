// What belongs to the page as a whole: its theme, a link to this moment, the list of its keys.

import { copy } from "../lib/device.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/** @type {State["theme"][]} */
const THEMES = ["auto", "light", "dark", "projector"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾", projector: "▣" };

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{theme: (theme: State["theme"]) => void, link: () => string, help: () => void}} on
 */
export function mountTools(container, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  let copied = "";

  function show() {
    const theme = say(`theme.${store.get().theme}`);
    draw([
      el("button", { type: "button", "data-act": "theme", "aria-label": theme, title: theme }, [SIGNS[store.get().theme]]),
      el("button", { type: "button", "data-act": "link", "aria-live": "polite" }, [copied || say("link.copy")]),
      el("button", { type: "button", "data-act": "keys", "aria-label": say("tools.keys"), title: say("tools.keys") }, ["?"]),
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
    if (act === "keys") on.help();
  });
}
