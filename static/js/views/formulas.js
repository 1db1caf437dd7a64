// The step's operations in order, with the selected unit's numbers; a click opens one: its vectors, its numbers, its line.

import { filled, formula, letter } from "../layout/formula.js";
import * as strips from "../layout/strips.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { computed, largestC, lettersOf, vector } from "../select.js";

/** @import { CellNode, Setting, State, Strip } from "../types.js" */
/** @import { Store } from "../store.js" */

/** @type {Strip} */
const BENCH = { along: "x", x: 0, y: 10, length: 144 };
const MARGIN = 2;
const DIGITS = 3;

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{look: (stop: string | null) => void, select: (unit: number) => void}} on
 */
export function mountFormulas(container, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  store.subscribe((state, before) => {
    const title = el("h2", {}, [say("bench.title"), " ", el("small", {}, [say("bench.unit", { unit: state.unit })])]);
    draw([title, el("table", { class: "formulas" }, computed(setting).map((node) => operation(setting, state, node))), source(setting, state)]);
    if (state.stop !== before.stop) follow();
  }, ["trace", "t", "unit", "stop", "notation", "card"]);

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
    const strip = event.target.closest(".bench svg");
    if (pressed instanceof HTMLElement) {
      const chosen = pressed.dataset.stop ?? null;
      on.look(chosen === store.get().stop ? null : chosen);
    } else if (strip) {
      const box = strip.getBoundingClientRect();
      const along = ((event.clientX - box.left) / box.width) * (BENCH.length + 2 * MARGIN) - MARGIN;
      on.select(strips.unitAt(BENCH, store.get().card.hidden, along));
    }
  });
}

/**
 * An operation's row and, when it is looked at, its bench; a body of its own, so that opening one leaves the others alone.
 * @param {Setting} setting
 * @param {State} state
 * @param {CellNode} node
 */
function operation(setting, state, node) {
  const { say } = setting.speech;
  const looked = node.id === state.stop;
  const value = signed(vector(setting, state.trace, node.id, state.t)[state.unit], DIGITS);
  const name = say(`node.${node.id}.name`);
  const button = { type: "button", class: "formula", "data-stop": node.id, "aria-pressed": String(looked), title: name };
  const spoken = el("span", { class: "for-ears" }, [name]);
  const row = el("tr", { class: looked ? "is-looked-at" : null }, [
    el("th", { scope: "row" }, [el("button", button, [spoken, formula(lettersOf(setting, state), node)])]),
    el("td", { class: "number" }, [el("span", { "data-symbol": node.id }, [value])]),
  ]);
  return el("tbody", {}, looked ? [row, bench(setting, state, node)] : [row]);
}

/**
 * The operands and the result of an operation as aligned rows, where numbers are compared and units are chosen.
 * @param {Setting} setting
 * @param {State} state
 * @param {CellNode} node
 */
function bench(setting, state, node) {
  const { trace, t, unit, card } = state;
  const rows = [...node.inputs, node.id].map((id) => {
    const values = vector(setting, trace, id, t);
    const strip = strips.strip(id, BENCH, values, strips.scaleOf(id, card.largest_x, largestC(trace)));
    const [x, , width] = strips.unitBox(BENCH, values, unit);
    const frame = { fill: "none", stroke: "var(--color-selection)", "vector-effect": "non-scaling-stroke" };
    const framed = id === "x" ? [] : [el("rect", { x, y: 0.5, width, height: 19, "stroke-width": 1.5, ...frame })];
    const view = `${-MARGIN} 0 ${BENCH.length + 2 * MARGIN} 20`;
    return el("div", { class: "bench-row" }, [
      el("span", { class: "formula" }, [letter(lettersOf(setting, state), id)]),
      el("svg", { viewBox: view, preserveAspectRatio: "none", "aria-hidden": "true" }, [strip, ...framed]),
      el("span", { class: "number" }, [id === "x" ? "" : signed(values[unit], DIGITS)]),
    ]);
  });
  const numbers = filled(node, (id) => signed(vector(setting, trace, id, t)[unit], DIGITS));
  const line = el("p", { class: "bench-numbers" }, [setting.speech.say("bench.numbers", { unit }), el("span", {}, numbers)]);
  return el("tr", { class: "bench" }, [el("td", { colspan: 2 }, [...rows, line])]);
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
