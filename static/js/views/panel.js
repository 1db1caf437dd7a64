// The panel's frame: tabs, a way to close it, and a body for each view that was opened. It opens where the reader looks, and
// gives the focus back where it came from.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { panelsOf } from "../select.js";

/** @import { Speech, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {string} sheet its style
 * @param {Store<State>} store
 * @param {Speech} speech
 * @param {Speech["say"]} say its own words
 * @param {{choose: (name: string) => void, close: () => void, open: (name: string, body: HTMLElement, reveal: () => void) => Promise<void>}} on
 */
export function mountPanel(container, sheet, store, speech, say, on) {
  region(container)([
    el("link", { rel: "stylesheet", href: sheet }),
    el("header", {}, [
      el("h2", { class: "for-ears" }, [say("panel.title")]),
      el("div", { class: "tabs", role: "tablist", "aria-label": say("panel.title") }),
      el("button", { type: "button", class: "close", "aria-label": say("panel.close"), title: say("panel.close") }, ["×"]),
    ]),
    ...panelsOf(store.get().card).map((name) =>
      el("section", { class: `is-${name}`, id: `panel-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}`, hidden: true })),
  ]);
  const tabs = /** @type {HTMLElement} */ (container.querySelector(".tabs"));
  const draw = region(tabs);
  /** @type {Set<string>} */
  const opened = new Set();
  /** @type {Element | null} */
  let opener = null;
  let styled = false;

  container.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLElement)) return;
    if (event.target.matches(".close")) on.close();
    if (event.target.dataset.act === "again") fetched(String(store.get().panel));
    if (!event.target.dataset.tab) return;
    if (event.detail) container.focus({ preventScroll: true }); // a pointer: arrows go by words again
    on.choose(event.target.dataset.tab);
  });
  container.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const { target, key } = event;
    if (key === "Escape") on.close();
    const scrolls = target instanceof Element && target.closest(".numbers") && /^(Arrow|Home$|End$|Page| $)/.test(key);
    const turns = target instanceof HTMLElement && target.dataset.tab && turned(target.dataset.tab, key);
    if (turns) on.choose(turns);
    if (scrolls || turns || key === "Escape") event.stopPropagation();
  });
  for (const type of ["load", "error"]) container.addEventListener(type, () => ((styled = true), reveal()), true); // of a sheet
  store.subscribe(({ panel }, before) => (panel ? open(panel, before.panel) : close()), ["panel"]);
  store.subscribe(({ panel }) => panel && turn(panel), ["bet"]);

  /**
   * The tab beside one.
   * @param {string} name
   * @param {string} key
   */
  function turned(name, key) {
    const { card, bet } = store.get();
    const names = panelsOf(card, bet !== null);
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    return by && names[(names.indexOf(name) + by + names.length) % names.length];
  }

  /** The tabs there are, one of them chosen. @param {string} panel */
  function turn(panel) {
    const { card, bet } = store.get();
    draw(panelsOf(card, bet !== null).map((name) => {
      const chosen = name === panel;
      const look = { type: "button", role: "tab", id: `tab-${name}`, "data-tab": name, "aria-controls": `panel-${name}` };
      return el("button", { ...look, "aria-selected": String(chosen), tabindex: chosen ? null : -1 }, [say(`panel.${name}`)]);
    }));
  }

  /**
   * @param {string} panel
   * @param {string | null} before
   */
  function open(panel, before) {
    const turning = tabs.contains(document.activeElement);
    turn(panel);
    for (const body of /** @type {NodeListOf<HTMLElement>} */ (container.querySelectorAll("[role=tabpanel]"))) body.hidden = body.id !== `panel-${panel}`;
    if (container.hidden) {
      opener = document.activeElement;
      container.hidden = false;
      container.focus({ preventScroll: true });
    } else if (turning && panel !== before) /** @type {HTMLElement} */ (tabs.querySelector("[aria-selected=true]")).focus({ preventScroll: true });
    reveal();
    fetched(panel);
  }

  /** A view is fetched when it is first opened. @param {string} panel */
  function fetched(panel) {
    if (opened.has(panel)) return;
    opened.add(panel);
    const body = /** @type {HTMLElement} */ (container.querySelector(`#panel-${panel}`));
    on.open(panel, body, reveal).catch((error) => {
      opened.delete(panel); // the server was not there: next time
      region(body)([el("p", { role: "alert" }, [speech.say("error.no_connection"), " ", el("button", { type: "button", "data-act": "again" }, [speech.say("status.retry")])])]);
      throw error;
    });
  }

  function close() {
    const back = container.contains(document.activeElement) && opener instanceof HTMLElement ? opener : null;
    container.hidden = true;
    back?.focus({ preventScroll: true });
  }

  /** Without its sheet nothing stands where it will. */
  function reveal() {
    if (styled && store.get().panel) container.scrollIntoView({ block: "nearest" });
  }
}
