// The step's operations in order, with the selected unit's numbers; a click opens one: its vectors, its numbers, its line.

import { DIGITS, bench, unitAlong } from "../layout/bench.js";
import { formula } from "../layout/formula.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { computed, lettersOf, vector } from "../select.js";

/** @import { CellNode, Setting, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{look: (stop: string | null) => void, select: (unit: number) => void, takeApart: (number: string | null) => void}} on
 */
export function mountFormulas(container, store, setting, on) {
  const { say } = setting.speech;
  /** @type {Map<string, Tree>} */
  const written = new Map(); // the formulas do not change with the step: the same trees need no comparing
  const draw = region(container);
  store.subscribe((state, before) => {
    const title = el("h2", {}, [say("bench.title"), " ", el("small", {}, [say("bench.unit", { unit: state.unit })])]);
    draw([title, el("table", { class: "formulas" }, computed(setting).map((node) => operation(setting, state, node, written))), source(setting, state)]);
    if (state.stop !== before.stop) follow();
  }, ["trace", "t", "layer", "unit", "stop", "number", "notation", "card"]);

  /** Bring the looked-at node's line into view, within the source alone. */
  function follow() {
    const text = container.querySelector("details[open] pre");
    const line = text?.querySelector("mark");
    if (text && line) text.scrollTop = line.offsetTop - text.clientHeight / 2;
  }
  container.addEventListener("toggle", follow, true); // does not bubble

  container.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const pressed = event.target.closest("[data-stop]");
    const number = event.target.closest("[data-number]");
    const strip = event.target.closest(".bench svg");
    if (pressed instanceof HTMLElement) {
      const chosen = pressed.dataset.stop ?? null;
      on.look(chosen === store.get().stop ? null : chosen);
    } else if (number instanceof HTMLElement) {
      const chosen = number.dataset.number ?? null;
      on.takeApart(chosen === store.get().number ? null : chosen);
    } else if (strip) {
      const box = strip.getBoundingClientRect();
      on.select(unitAlong((event.clientX - box.left) / box.width, store.get().card.hidden));
    }
  });
}

/**
 * An operation's row and, when it is looked at, its bench; a body of its own, so that opening one leaves the others alone.
 * @param {Setting} setting
 * @param {State} state
 * @param {CellNode} node
 * @param {Map<string, Tree>} written
 */
function operation(setting, state, node, written) {
  const { say } = setting.speech;
  const looked = node.id === state.stop;
  const value = signed(vector(setting, state, node.id)[state.unit], DIGITS);
  const name = say(`node.${node.id}.name`);
  const button = { type: "button", class: "formula", "data-stop": node.id, "aria-pressed": String(looked), title: name };
  const key = `${node.id} ${state.notation} ${state.layer}`;
  const shown = written.get(key) ?? formula(lettersOf(setting, state), node);
  written.set(key, shown);
  const spoken = el("span", { class: "for-ears" }, [name]);
  const row = el("tr", { class: looked ? "is-looked-at" : null }, [
    el("th", { scope: "row" }, [el("button", button, [spoken, shown])]),
    el("td", { class: "number" }, [
      el("button", { type: "button", "data-number": node.id, "aria-pressed": String(node.id === state.number), title: say("bench.apart") }, [
        el("span", { "data-symbol": node.id }, [value]),
      ]),
    ]),
  ]);
  const opened = el("tr", { class: "bench" }, [el("td", { colspan: 2 }, looked ? bench(setting, state, node) : [])]);
  return el("tbody", {}, looked ? [row, opened] : [row]);
}

/**
 * The function that is drawn, as it is written, with the line of the looked-at node. It stands below the whole table and
 * is only hidden at rest, so that it stays as the reader left it.
 * @param {Setting} setting
 * @param {State} state
 */
function source(setting, state) {
  const { say } = setting.speech;
  const node = computed(setting).find(({ id }) => id === state.stop);
  const lines = setting.cell.source.trimEnd().split("\n");
  const text = lines.map((line, n) => el(n === node?.line ? "mark" : "span", {}, [`${line}\n`]));
  return el("details", { class: "source", hidden: !node }, [
    el("summary", {}, [say("bench.source")]),
    el("pre", { tabindex: 0 }, [el("code", { lang: "en" }, text)]),
    el("p", {}, [say("bench.fused")]),
  ]);
}
