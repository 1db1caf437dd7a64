// What the heatmap shows as numbers: a row a step, a column a unit. Made only while it is open.

import { part, rowsOf } from "../layout/table.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

const SCROLLS = /^(Arrow|Home$|End$|Page| $)/; // keys that are the table's own while one is in it

/**
 * @param {HTMLDetailsElement} details
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountTable(details, store, setting) {
  const { say } = setting.speech;
  const draw = region(details);
  const summary = el("summary", {}, [say("table.show")]); // the server's, made anew
  /** @type {Map<number, Tree>} */
  let drawn = new Map();
  /** @type {unknown[]} */
  let of = [];
  details.addEventListener("toggle", () => show(store.get()));
  details.addEventListener("keydown", (event) => {
    const inside = event.target instanceof Element && event.target.closest(".numbers");
    if (inside && SCROLLS.test(event.key)) event.stopPropagation();
  });
  store.subscribe(show, ["trace", "layer", "t", "vector", "unit"]);

  /** @param {State} state */
  function show(state) {
    if (!details.open) return draw([summary]);
    const { trace, layer, t, vector, unit } = state;
    if (trace !== of[0] || vector !== of[1] || layer !== of[2]) drawn = new Map();
    of = [trace, vector, layer];
    const T = trace.tokens.length;
    const H = trace.layers[layer][vector].size;
    const [first, last] = part(T, t);
    const name = say(`node.${vector}.name`);
    const range = { name, T, first: first + 1, last: last + 1 };
    const units = Array.from({ length: H }, (_, n) => n);
    draw([
      summary,
      el("div", { class: "numbers", tabindex: 0, role: "region", "aria-label": name }, [
        el("table", {}, [
          el("caption", {}, [last - first + 1 < T ? say("table.part", range) : say("table.whole", range)]),
          el("colgroup", {}, [el("col"), ...units.map((n) => el("col", { class: n === unit ? "is-selected" : null }))]),
          el("thead", {}, [
            el("tr", {}, [el("th", { scope: "col" }, [say("table.step")]), ...units.map((n) => el("th", { scope: "col" }, [String(n)]))]),
          ]),
          el("tbody", {}, rowsOf(state, first, last, drawn)),
        ]),
      ]),
    ]);
    follow();
  }

  /** The current row is in view, below the head, within the table alone. */
  function follow() {
    const numbers = details.querySelector(".numbers");
    const row = /** @type {HTMLElement | null} */ (details.querySelector(".is-current"));
    if (!numbers || !row) return;
    const head = row.offsetHeight;
    const most = row.offsetTop - 2 * head;
    const least = row.offsetTop + 2 * head - numbers.clientHeight;
    numbers.scrollTop = Math.max(least, Math.min(most, numbers.scrollTop));
  }
}
