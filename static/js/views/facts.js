// What the network remembers: three facts side by side below the heatmap. A click on a unit selects it everywhere.

import { telling } from "../layout/facts/fact.js";
import { gradientFact } from "../layout/facts/gradient.js";
import { readoutFact } from "../layout/facts/readout.js";
import { unitAt, unitsFact } from "../layout/facts/units.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { lettersOf } from "../select.js";

/** @import { Facts, Problem, Setting, Speech, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

/** What was measured so far: of the model itself, then of its family.
 * @typedef {{all: Facts[], problem: Problem | null}} Findings
 */

/**
 * @param {HTMLElement} container
 * @param {string} sheet its style
 * @param {Store<State>} store
 * @param {Store<Findings>} findings
 * @param {Setting} setting
 * @param {Speech["say"]} say the facts' own words
 * @param {{select: (chosen: {layer: number, unit: number}) => void, close: () => void, retry: () => void}} on
 */
export function mountFacts(container, sheet, store, findings, setting, say, on) {
  const draw = region(container);
  /** @type {Element | null} */
  let opener = null;
  let styled = false;
  container.setAttribute("aria-label", say("facts.title"));
  container.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const { act, layer, unit } = /** @type {HTMLElement} */ (event.target).dataset;
    const chart = event.target.closest("[data-chart=units]");
    if (act === "close") on.close();
    if (act === "retry") on.retry();
    if (chart) on.select(pointed(chart, event));
    else if (unit) on.select({ layer: Number(layer), unit: Number(unit) });
  });
  container.addEventListener("keydown", (event) => {
    const scrolls = event.target instanceof Element && event.target.closest(".numbers") && /^(Arrow|Home$|End$|Page| $)/.test(event.key);
    if (event.key === "Escape") on.close();
    if (scrolls || event.key === "Escape") event.stopPropagation();
  });
  for (const type of ["load", "error"]) container.addEventListener(type, () => ((styled = true), reveal()), true); // of its sheet
  store.subscribe(show, ["layer", "unit", "notation"]);
  findings.subscribe(({ all }) => {
    show();
    if (all.length === 1) reveal(); // those of its family change no height
  });
  store.subscribe(({ panel }) => (panel ? open() : close()), ["panel"]);

  function open() {
    opener = document.activeElement;
    container.hidden = false;
    container.focus({ preventScroll: true });
    reveal();
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

  /** @param {Element} chart @param {MouseEvent} event */
  function pointed(chart, event) {
    const box = chart.getBoundingClientRect();
    return unitAt(findings.get().all[0], (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  function show() {
    const { all } = findings.get();
    draw([
      el("link", { rel: "stylesheet", href: sheet }),
      el("header", {}, [
        el("h2", {}, [say("facts.title")]),
        el("p", {}, all.length ? [say("facts.about", { count: all[0].sentences, gap: all[0].gap })] : []),
        el("button", { type: "button", "data-act": "close", "aria-label": say("facts.close"), title: say("facts.close") }, ["×"]),
      ]),
      el("div", { class: "charts", "aria-live": "polite", "aria-busy": String(!all.length) }, all.length ? charts(all) : waiting()),
    ]);
  }

  /** @param {Facts[]} all @returns {Tree[]} */
  function charts(all) {
    const told = telling(setting.speech, say, lettersOf(setting, store.get()));
    return [unitsFact(all[0], told, store.get()), readoutFact(all, told), gradientFact(all[0], told)];
  }

  /** @returns {Tree[]} */
  function waiting() {
    const { problem } = findings.get();
    if (!problem) return [el("p", {}, [say("facts.measuring")])];
    const { speech } = setting;
    const key = `error.${problem.code}`;
    return [
      el("p", {}, [speech.knows(key) ? speech.say(key, problem.params) : problem.message]),
      el("p", {}, [el("button", { type: "button", "data-act": "retry" }, [speech.say("status.retry")])]),
    ];
  }
}
