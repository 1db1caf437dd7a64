// The details: next words, the step as formulas, the selected unit's life.

import * as strips from "../layout/strips.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { computed, largestC, lettersOf, life, vector } from "../select.js";

/** @import { CellNode, Letters, Setting, State, Strip, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * The words that may come next; a click goes on with one.
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {(word: string) => void} grow
 */
export function mountNext(container, store, setting, grow) {
  const { say, percent } = setting.speech;
  const draw = region(container);
  store.subscribe(({ trace, t, card }) => {
    const { top, actual } = trace.predictions[t];
    const rows = top.slice(0, 5).map((likely) => {
      const true_ = actual?.id === likely.id;
      const bar = el("rect", { width: Math.max(100 * likely.probability, 0.6).toFixed(2), height: 12, rx: 1, fill: "var(--color-h)" });
      const tick = [
        el("span", { title: say("next.true"), "aria-hidden": "true" }, ["✓"]),
        el("span", { class: "for-ears" }, [say("next.true")]),
      ];
      return el("tr", { class: true_ ? "is-true" : null }, [
        el("th", { scope: "row", lang: card.language }, [
          el("button", { type: "button", "data-word": likely.text, title: say("next.grow") }, [likely.text]),
        ]),
        el("td", {}, [el("svg", { viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" }, [bar])]),
        el("td", { class: "number" }, [percent(likely.probability)]),
        el("td", { class: "tick" }, true_ ? tick : []),
      ]);
    });
    const end = actual ? [] : [el("p", {}, [say("next.end")])];
    draw([el("h2", {}, [say("next.title")]), el("table", { class: "next" }, [el("tbody", {}, rows)]), ...end]);
  });
  container.addEventListener("click", (event) => {
    const word = event.target instanceof HTMLElement ? event.target.dataset.word : null;
    if (word) grow(word);
  });
}

/**
 * The step's operations in order, with the selected unit's numbers; a click looks at one.
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{look: (stop: string | null) => void, select: (unit: number) => void}} on
 */
export function mountFormulas(container, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  store.subscribe((state) => {
    const { trace, t, unit, stop } = state;
    const rows = computed(setting).flatMap((node) => {
      const looked = node.id === stop;
      const row = el("tr", { class: looked ? "is-looked-at" : null }, [
        el("th", { scope: "row" }, [
          el("button", { type: "button", class: "formula", "data-stop": node.id, "aria-pressed": String(looked), title: say(`node.${node.id}.name`), lang: "en" }, formula(lettersOf(setting, state), node)),
        ]),
        el("td", { class: "number" }, [signed(vector(setting, trace, node.id, t)[unit], 3)]),
      ]);
      return looked ? [row, bench(setting, state, node)] : [row];
    });
    const title = el("h2", {}, [say("bench.title"), " ", el("small", {}, [say("bench.unit", { unit })])]);
    draw([title, el("table", { class: "formulas" }, [el("tbody", {}, rows)])]);
  });
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

/** @type {Strip} */
const BENCH = { along: "x", x: 0, y: 10, length: 144 };
const MARGIN = 2;

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
      el("span", { class: "formula", lang: "en" }, variable(...lettersOf(setting, state)[id])),
      el("svg", { viewBox: view, preserveAspectRatio: "none", "aria-hidden": "true" }, [strip, ...framed]),
      el("span", { class: "number" }, [id === "x" ? "" : signed(values[unit])]),
    ]);
  });
  return el("tr", { class: "bench", "data-key": "bench" }, [el("td", { colspan: 2 }, rows)]);
}

/**
 * A node's formula in the article's letters.
 * @param {Letters} notation
 * @param {CellNode} node
 * @returns {(Tree | string)[]}
 */
function formula(notation, node) {
  /** @type {(Tree | string)[]} */
  const out = [];
  for (const [piece, id] of node.formula.matchAll(/([A-Za-z][A-Za-z_]*)|[^A-Za-z]+/g)) {
    if (!id) out.push(piece);
    else if (id in notation) out.push(...variable(...notation[id]));
    else if (id.includes("_")) {
      const [letter, of] = [id.slice(0, id.indexOf("_")), id.slice(id.indexOf("_") + 1)];
      out.push(...variable(letter, (notation[of]?.[0] ?? of).replace("\u0303", "")));
    } else out.push(id);
  }
  return out;
}

/**
 * @param {string} letter
 * @param {string} index
 */
function variable(letter, index) {
  const shown = letter.length < 3 ? el("i", {}, [letter]) : letter;
  return index ? [shown, el("sub", {}, [index])] : [shown];
}

/**
 * The selected unit's value over the sentence.
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountLife(container, store, setting) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  store.subscribe(({ trace, t, unit, vector: node }) => {
    const values = life(trace, node, unit);
    const most = Math.max(...values.map(Math.abs), 1e-9);
    const x = (/** @type {number} */ n) => (values.length > 1 ? 4 + (292 * n) / (values.length - 1) : 150).toFixed(1);
    const y = (/** @type {number} */ value) => (45 - (38 * value) / most).toFixed(1);
    const line = values.map((value, n) => `${n ? "L" : "M"}${x(n)} ${y(value)}`).join("");
    const pen = { fill: "none", stroke: "var(--color-selection)", "stroke-width": 2, "stroke-linejoin": "round" };
    const name = say(`node.${node}.name`);
    draw([
      el("h2", {}, [say("life.title", { unit }), " ", el("small", {}, [`${name} ${signed(values[t])}`])]),
      el("svg", { class: "life", viewBox: "0 0 300 90", role: "img", "aria-label": say("life.label", { unit, name, least: signed(Math.min(...values)), most: signed(Math.max(...values)) }) }, [
        el("path", { d: "M0 45H300", stroke: "var(--color-line)" }),
        el("path", { d: `M${x(t)} 2V88`, stroke: "var(--color-text)", "stroke-dasharray": "3 3" }),
        el("path", { d: line, ...pen }),
        el("circle", { cx: x(t), cy: y(values[t]), r: 4, fill: "var(--color-selection)" }),
      ]),
    ]);
  });
}

/**
 * The legend's two sentences that depend on the state; the rest is the server's.
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountLegend(container, store, setting) {
  const { say } = setting.speech;
  const scale = /** @type {HTMLElement} */ (container.querySelector("[data-part=scale]"));
  const selected = /** @type {HTMLElement} */ (container.querySelector("[data-part=selected]"));
  store.subscribe(({ trace, unit }) => {
    scale.textContent = say("legend.scale", { m: strips.fullC(largestC(trace)) });
    selected.textContent = say("legend.selected", { unit });
  });
}
