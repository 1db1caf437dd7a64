// What if: what is held and what came of it. Presets, a hold of one's own, chips to take holds away; the fork on the axis of
// the strip, how far each vector moved, and the same on random units.

import { holdTold } from "../layout/hold.js";
import { writing } from "../layout/ledger.js";
import { BRANCH, branch, dots, fork, levers, moved } from "../layout/whatif.js";
import { MOST } from "../holds.js";
import { problemTold, RETRYABLE } from "../i18n.js";
import { alongside } from "../lib/alongside.js";
import { region } from "../lib/dom.js";
import { keepFocus } from "../lib/focus.js";
import { el, number } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { computed, lettersOf, told } from "../select.js";

/** @import { Given } from "../panel.js" */
/** @import { Hold, Problem, State, Tree } from "../types.js" */
/** @import { Known } from "../whatif.js" */
/** @import { Store } from "../store.js" */

const OPERATIONS = ["value", "step", "add"];
const SPANS = ["here", "on", "all"];

/**
 * @param {Given} given
 * @param {Store<Known>} known
 * @param {{wanted: () => readonly Hold[], hold: (holds: readonly Hold[]) => void, failed: () => Problem | null, undo: () => void, retry: () => void,
 *   carriers: () => void, compare: () => void}} on
 */
export function mountWhatIf({ body, base, store, rail, setting, say, actions, reveal }, known, on) {
  const { speech, cell } = setting;
  const how = writing(cell);
  const { keep, write } = levers(cell, how?.keep ?? null, how?.write ?? null);
  const draw = region(body);
  /** @type {Problem | null} what was told last, and brought into view */
  let seen = null;
  draw([
    el("link", { rel: "stylesheet", href: `${base}/css/whatif.css` }),
    el("p", { class: "about" }, [say("whatif.about")]),
    el("div", { class: "whatif" }, [el("div", { class: "choices" }), el("div", { class: "outcome", "aria-live": "polite" })]),
  ]);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (body.querySelector(`.${name}`));
  const [choices, drawOutcome] = [region(part("choices")), region(part("outcome"))];
  const outcome = (/** @type {Tree[]} */ trees) => keepFocus(part("outcome"), () => drawOutcome(trees), () => body.querySelector("[data-act=undo]"));
  let scope = store.get().card.task === "memory" ? "carry" : "unit";
  let span = "here";
  let way = "value";
  let used = false; // something was held

  const follow = alongside(body, rail);
  store.subscribe(showChoices, ["unit", "t", "layer", "trace", "status", "notation"]);
  store.subscribe(showOutcome, ["trace", "t", "unit", "layer", "holds", "unheld", "notation"]);
  known.subscribe(({ measuring, carriers, uncarried }) => {
    if (!measuring && !carriers && !uncarried && scope === "carry") scope = "unit"; // there are none
    showChoices();
    showOutcome();
  });
  rail.subscribe(showOutcome, ["edges"]);
  reveal();

  body.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return;
    if (target.name === "scope") scope = target.value;
    if (target.name === "span") span = target.value;
    if (target.name === "how") way = target.value;
    if (target.name !== "node") showChoices();
  });
  body.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const { preset, remove, act, step } = button?.dataset ?? {};
    if (step) actions.goTo(Number(step));
    const holds = on.wanted();
    if (preset) on.hold([...holds, ...presets()[preset]]);
    if (remove) on.hold(holds.filter((_, n) => n !== Number(remove)));
    if (act === "clear") on.hold([]);
    if (act === "undo" || act === "retry" || act === "carriers" || act === "compare") on[act]();
    if (button?.form) check(button.form);
  });
  body.addEventListener("input", ({ target }) => target instanceof HTMLInputElement && target.setCustomValidity(""));
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = Object.fromEntries(new FormData(form));
    const holds = on.wanted();
    if (form.name === "transplant") {
      const places = Object.values(cell.carry).map((node) => placed(node, { units: null, until: store.get().t, how: "like", to: String(given.sentence) }));
      const replaced = (/** @type {Hold} */ old) => old.how === "like" && places.some(({ node, layer, t }) => node === old.node && layer === old.layer && t === old.t);
      on.hold([...holds.filter((old) => !replaced(old)), ...places]);
    }
    if (form.name === "own") {
      const to = Number(given.to) - (given.how === "step" ? 1 : 0); // steps are counted from 1 on the page
      on.hold([...holds, placed(String(given.node), { how: /** @type {Hold["how"]} */ (given.how), to })]);
    }
  });
  body.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    on.undo();
  });

  /** What cannot be held keeps a form from being sent, and is told at its field. @param {HTMLFormElement} form */
  function check(form) {
    const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const steps = store.get().trace.tokens.length;
    const [text, to] = [field.value.trim(), Number(field.value)];
    const fits = form.name === "transplant" ? text : text && (way === "step" ? Number.isInteger(to) && to >= 1 && to <= steps : Number.isFinite(to));
    const why = form.name === "transplant" ? speech.say("error.empty_input") : way === "step" ? say("whatif.which", { steps }) : say("whatif.number");
    field.setCustomValidity(fits ? "" : why);
  }

  /** Which units are meant. */
  function units() {
    const { unit, layer } = store.get();
    const { carriers, of } = known.get();
    if (scope === "all") return null;
    return scope === "carry" && carriers && of === layer ? carriers : [unit];
  }

  /**
   * A hold at the steps and units that are chosen.
   * @param {string} node
   * @param {Pick<Hold, "how" | "to"> & Partial<Hold>} what
   * @returns {Hold}
   */
  function placed(node, what) {
    const { t, layer } = store.get();
    return { node, layer, units: units(), t: span === "all" ? 0 : t, until: span === "here" ? t : null, ...what };
  }

  /** @returns {Record<string, Hold[]>} */
  function presets() {
    const at = (/** @type {number} */ to) => /** @type {const} */ ({ how: "value", to });
    return {
      ...(keep ? { shut: [placed(keep, at(0))], open: [placed(keep, at(1))] } : {}),
      ...(write ? { unwritten: [placed(write, at(0))] } : {}),
      silent: [placed("h", at(0))],
    };
  }

  function showChoices() {
    const state = store.get();
    const { carriers, of, uncarried, measuring, full } = known.get();
    const problem = on.failed();
    const told = problem ? [failed(say("whatif.failed"), problem, "retry")]
      : full ? [el("p", { class: "failed", role: "alert" }, [say("whatif.full", { most: MOST })])] : [];
    const letters = lettersOf(setting, state);
    const carrying = carriers && of === state.layer ? carriers : null;
    const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {string} */ chosen) => el("option", { value, selected: value === chosen }, [text]);
    const waits = measuring && scope === "carry"; // what is meant does not change under the reader's hands
    const scopes = [
      ...(measuring ? [option("carry", say("whatif.scope.measuring"), scope)] : carrying ? [option("carry", say("whatif.scope.carry", { count: carrying.length }), scope)] : []),
      option("unit", say("whatif.scope.unit", { unit: state.unit }), scope), option("all", say("whatif.scope.all"), scope),
    ];
    const names = /** @type {Record<string, string>} */ ({
      shut: say("whatif.shut", { letter: keep ? letters[keep][0] : "" }), open: say("whatif.open", { letter: keep ? letters[keep][0] : "" }),
      unwritten: say("whatif.unwritten", { letter: write ? letters[write][0] : "" }), silent: say("whatif.silent"),
    });
    const spans = /** @type {Record<string, string>} */ ({
      here: say("whatif.span.here", { t: state.t + 1 }), on: say("whatif.span.on", { t: state.t + 1 }), all: say("whatif.span.all"),
    });
    const ways = /** @type {Record<string, string>} */ ({ value: say("whatif.how.value"), step: say("whatif.how.step"), add: say("whatif.how.add") });
    choices([
      el("div", { class: "line" }, [
        el("label", {}, [say("whatif.scope"), el("select", { name: "scope" }, scopes)]),
        el("label", {}, [say("whatif.span"), el("select", { name: "span" }, SPANS.map((one) => option(one, spans[one], span)))]),
        ...(uncarried ? [failed(say("whatif.uncarried"), uncarried, "carriers")] : []),
      ]),
      el("div", { class: "line presets" }, [
        ...Object.keys(presets()).map((name) => el("button", { type: "button", "data-preset": name, disabled: waits }, [names[name]])), ...told,
      ]),
      el("details", {}, [
        el("summary", {}, [say("whatif.more")]),
        el("form", { class: "line", name: "transplant" }, [
          el("label", {}, [say("whatif.transplant", { t: state.t + 1 }), el("input", { name: "sentence", type: "text", maxlength: 500, value: state.read, autocomplete: "off" })]),
          el("button", {}, [say("whatif.paste")]),
        ]),
        el("form", { class: "line", name: "own" }, [
          el("label", {}, [say("whatif.node"), el("select", { name: "node" }, computed(setting).map(({ id }) => option(id, speech.say(`node.${id}.name`), cell.memory)))]),
          el("label", {}, [say("whatif.how"), el("select", { name: "how" }, OPERATIONS.map((one) => option(one, ways[one], way)))]),
          el("input", { name: "to", type: "number", step: "any", value: 0, "aria-label": say("whatif.to") }),
          el("button", {}, [say("whatif.hold")]),
        ]),
      ]),
    ]);
    if (problem !== seen) body.querySelector(".presets .failed")?.scrollIntoView({ block: "nearest" });
    seen = problem;
  }

  function showOutcome() {
    const state = store.get();
    const { edges } = rail.get();
    const { holds, unheld, trace, t } = state;
    if (edges.length !== trace.tokens.length + 1) return; // the axis follows the sentence
    const { past, strangers } = known.get();
    used ||= past.length > 0;
    const undo = el("button", { type: "button", "data-act": "undo", "aria-disabled": past.length ? null : "true" }, [say("whatif.undo")]); // one that is off keeps the focus
    if (!unheld) return outcome(used ? [el("p", { class: "chips" }, [el("span"), undo])] : []);
    const chip = (/** @type {Hold} */ hold) => holdTold(setting, say, hold, state);
    const chips = holds.map((hold, n) => el("span", { class: "hold" }, [
      chip(hold), el("button", { type: "button", "data-remove": n, "aria-label": say("whatif.remove", { hold: chip(hold) }) }, ["×"]),
    ]));
    const width = edges[edges.length - 1];
    const view = { width, height: BRANCH, viewBox: `0 0 ${width} ${BRANCH}`, role: "img", "aria-label": say("whatif.branch"), lang: state.card.language };
    const later = t >= fork(holds);
    const first = trace.tokens.findIndex((_, n) => trace.predictions[n].top[0].text !== unheld.predictions[n].top[0].text);
    const there = first < 0 || first === t ? [] : [
      el("button", { type: "button", "data-step": first }, [say("whatif.first", { t: first + 1, ...pair(unheld.predictions[first], trace.predictions[first]) })]),
    ];
    outcome([
      el("p", { class: "chips" }, [el("span", {}, chips), undo, el("button", { type: "button", "data-act": "clear" }, [say("whatif.clear")])]),
      ...(strangers.length ? [el("p", { class: "strangers" }, [say("whatif.strangers", { words: strangers.map((word) => say("whatif.stranger", { word })).join(say("hold.comma")) })])] : []),
      el("p", { class: "said" }, [later ? say("whatif.said", { word: trace.tokens[t].text, ...pair(unheld.predictions[t], trace.predictions[t]) }) : say("whatif.before", { t: fork(holds) + 1 }), " ", ...there]),
      el("div", { class: "rows" }, [
        el("div", { class: "track" }, [el("svg", view, branch(setting, unheld, trace, holds, t, edges, Math.min(rail.get().size, 12)))]),
        el("ul", { "aria-hidden": "true" }, [el("li", {}, [say("whatif.row.without")]), el("li", {}, [say("whatif.row.held")])]),
      ]),
      el("div", { class: "beside" }, [distances(state), control()]),
    ]);
    follow();
    return undefined;
  }

  /** What is said next, without and with. @param {State["trace"]["predictions"][number]} before @param {State["trace"]["predictions"][number]} after */
  function pair(before, after) {
    const [[one], [two]] = [before.top, after.top];
    return { before: one.text, p: told(setting, one), after: two.text, q: told(setting, two) };
  }

  /** How far the vectors of this step moved. @param {State} state @returns {Tree} */
  function distances(state) {
    const all = state.unheld ? moved(setting, state, state.unheld) : [];
    const most = Math.max(...all.map(({ distance }) => distance), 1e-9);
    return el("section", {}, [
      el("h3", {}, [say("whatif.moved", { word: state.trace.tokens[state.t].text })]),
      el("table", { class: "moved" }, [
        el("thead", {}, [el("tr", {}, [el("td"), el("th", { scope: "col" }, [say("whatif.distance")]), el("td"), el("th", { scope: "col" }, [say("whatif.own", { unit: state.unit })])])]),
        el("tbody", {}, all.map(({ id, distance, own }) => el("tr", {}, [
          el("th", { scope: "row" }, [speech.say(`node.${id}.name`)]),
          el("td", { class: "number" }, [distance.toFixed(2)]),
          el("td", {}, [el("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, [el("rect", { width: number((100 * distance) / most), height: 8, fill: "var(--color-selection)" })])]),
          el("td", { class: "number" }, [signed(own)]),
        ]))),
      ]),
    ]);
  }

  /** How special these units are. @returns {Tree} */
  function control() {
    const { control: found, problem } = known.get();
    const { holds, t } = store.get();
    if (!found) return el("section", {}, problem ? [failed(say("whatif.control"), problem, "compare")] : holds.every(({ units: held }) => held === null) && t >= fork(holds) ? [el("p", { class: "about" }, [say("whatif.control.none")])] : []);
    const params = { count: found.draws.length, as_much: found.as_much ?? 0, word: found.text ?? "" };
    const sentence = say(found.as_much ? "whatif.control.some" : "whatif.control.special", params);
    return el("section", {}, [
      el("h3", {}, [say("whatif.control")]),
      dots(found, sentence),
      el("p", { class: "key" }, [
        el("span", { class: "is-without" }, [say("whatif.control.without")]), el("span", { class: "is-held" }, [say("whatif.control.held")]), el("span", { class: "is-drawn" }, [say("whatif.control.drawn")]),
      ]),
      el("p", {}, [sentence]),
    ]);
  }

  /**
   * What could not be had, why, and where it may be there another time a way to try again.
   * @param {string} what
   * @param {Problem} problem
   * @param {"retry" | "carriers" | "compare"} act
   */
  function failed(what, problem, act) {
    return el("p", { class: "failed", role: "alert" }, [
      el("b", {}, [what]), " ", problemTold(speech, problem),
      ...(RETRYABLE.includes(problem.code) ? [" ", el("button", { type: "button", "data-act": act }, [speech.say("status.retry")])] : []),
    ]);
  }
}
