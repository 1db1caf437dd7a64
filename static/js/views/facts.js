// What the network remembers: three facts side by side, or one alone. A click on a unit selects it.

import { telling } from "../layout/facts/fact.js";
import { gradientFact } from "../layout/facts/gradient.js";
import { readoutFact } from "../layout/facts/readout.js";
import { unitAt, unitsFact } from "../layout/facts/units.js";
import { problemTold } from "../i18n.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { lettersOf } from "../select.js";

/** @import { Telling } from "../layout/facts/fact.js" */
/** @import { Facts, Problem, Setting, Speech, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

/** What was measured so far: of the model itself, then of its family.
 * @typedef {{all: Facts[], problem: Problem | null}} Findings
 */

/** What is selected, and which fact alone is looked at.
 * @typedef {Pick<State, "layer" | "unit" | "notation"> & {only?: string, lag?: number, bias?: number}} Looked
 */

/** @type {Record<string, (all: Facts[], told: Telling, looked: Looked) => Tree>} */
const FACTS = {
  units: ([own], told, looked) => unitsFact(own, told, looked),
  readout: (all, told, looked) => readoutFact(all, told, looked.lag),
  gradient: ([own], told, looked) => gradientFact(own, told, looked),
};

/**
 * @param {{body: HTMLElement, base: string, store: Store<Looked>, setting: Pick<Setting, "speech" | "notation">, say: Speech["say"],
 *   reveal: () => void}} given
 * @param {Store<Findings>} findings
 * @param {{select: (chosen: {layer: number, unit: number}) => void, retry: () => void}} on
 */
export function mountFacts({ body, base, store, setting, say, reveal }, findings, on) {
  const draw = region(body);
  body.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const { act, layer, unit } = /** @type {HTMLElement} */ (event.target).dataset;
    const chart = event.target.closest("[data-chart=units]");
    if (act === "retry") on.retry();
    if (chart) on.select(pointed(chart, event));
    else if (unit) on.select({ layer: Number(layer), unit: Number(unit) });
  });
  store.subscribe(show, ["layer", "unit", "notation", "only", "lag", "bias"]);
  findings.subscribe(({ all }) => {
    show();
    if (all.length === 1) reveal(); // those of its family change no height
  });

  /** @param {Element} chart @param {MouseEvent} event */
  function pointed(chart, event) {
    const box = chart.getBoundingClientRect();
    return unitAt(findings.get().all[0], (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  function show() {
    const { all } = findings.get();
    draw([
      el("link", { rel: "stylesheet", href: `${base}/css/facts.css` }),
      el("p", { class: "about" }, all.length ? [say("facts.about", { count: all[0].sentences, gap: all[0].gap })] : []),
      el("div", { class: "facts charts", "aria-live": "polite", "aria-busy": String(!all.length) }, all.length ? charts(all) : waiting()),
    ]);
  }

  /** @param {Facts[]} all @returns {Tree[]} */
  function charts(all) {
    const looked = store.get();
    const told = telling(setting.speech, say, lettersOf(setting, looked));
    return (looked.only ? [looked.only] : Object.keys(FACTS)).map((name) => FACTS[name](all, told, looked));
  }

  /** @returns {Tree[]} */
  function waiting() {
    const { problem } = findings.get();
    if (!problem) return [el("p", {}, [say("facts.measuring")])];
    return [
      el("p", {}, [problemTold(setting.speech, problem)]),
      el("p", {}, [el("button", { type: "button", "data-act": "retry" }, [setting.speech.say("status.retry")])]),
    ];
  }
}
