// The words that may come next; a click goes on with one.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

const SHOWN = 5;

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {(word: string) => void} grow
 */
export function mountNext(container, store, setting, grow) {
  const { say } = setting.speech;
  const draw = region(container);
  store.subscribe((state) => {
    const { top, actual } = state.trace.predictions[state.t];
    const covers = !top.length; // until the reader has bet
    const doubtful = mostlyUnknown(state);
    const rows = top.slice(0, SHOWN).map((likely) => row(setting, state.card.language, likely, actual?.id === likely.id));
    draw([
      el("h2", {}, [say("next.title")]),
      el("p", { class: "doubt" }, covers ? [say("next.covered")] : doubtful ? [say("next.doubt")] : []), // always there, so that the table stays the same one
      el("table", { class: doubtful ? "next is-doubtful" : "next" }, [el("tbody", {}, rows)]),
      ...(actual || covers ? [] : [el("p", {}, [say("next.end")])]),
    ]);
  }, ["trace", "t", "card"]);
  container.addEventListener("click", (event) => {
    const word = event.target instanceof HTMLElement ? event.target.dataset.word : null;
    if (word) grow(word);
  });
}

/**
 * Whether the network knows less than half of what it has read: what it expects then says little.
 * @param {State} state
 */
function mostlyUnknown({ trace, t }) {
  const read = trace.tokens.slice(0, t + 1);
  return 2 * read.filter((token) => !token.known).length > read.length;
}

/**
 * @param {Setting} setting
 * @param {string | null} language the model's
 * @param {import("../types.js").Likely} likely
 * @param {boolean} right it is what the text says
 * @returns {Tree}
 */
function row({ speech: { say, percent } }, language, likely, right) {
  const bar = el("div", { class: "share", style: `--share: ${Math.max(100 * Number(likely.probability), 0.6).toFixed(2)}%` });
  const tick = [
    el("span", { title: say("next.true"), "aria-hidden": "true" }, ["✓"]),
    el("span", { class: "for-ears" }, [say("next.true")]),
  ];
  return el("tr", { class: right ? "is-true" : null }, [
    el("th", { scope: "row", lang: language }, [
      el("button", { type: "button", "data-word": likely.text, title: say("next.grow") }, [likely.text]),
    ]),
    el("td", {}, [bar]),
    el("td", { class: "number" }, [percent(likely.probability)]),
    el("td", { class: "tick" }, right ? tick : []),
  ]);
}
