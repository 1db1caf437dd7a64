// Backward from an answer: what is asked, what each input adds to it, how far back its gradient reaches, and one number checked.

import { bars, lagChart, linesOf, nameOf, remaining, scientific } from "../layout/backward.js";
import { columnAt } from "../layout/axis.js";
import { cellName, fact, table, telling } from "../layout/facts/fact.js";
import { words } from "../layout/words.js";
import { problemTold } from "../i18n.js";
import { alongside } from "../lib/alongside.js";
import { region } from "../lib/dom.js";
import { fingers } from "../lib/fingers.js";
import { keepFocus } from "../lib/focus.js";
import { el } from "../lib/tree.js";
import { lettersOf, looksBack, nameOf as nodeName, told, vector } from "../select.js";

/** @import { Finding } from "../backward.js" */
/** @import { Given } from "../panel.js" */
/** @import { Store } from "../store.js" */
/** @import { Attribution, Problem, State, Tree } from "../types.js" */
/** @typedef {State & {backward: NonNullable<State["backward"]>}} Known there are gradients of what was read */

const MOST = 300; // steps up to which there is a table
const EXACT = 6; // digits of numbers that are compared

/**
 * @param {Given} given
 * @param {Store<Finding>} finding
 * @param {{ask: (about: Partial<Pick<State, "asked" | "target">>) => void, check: () => void, retry: () => void}} on
 */
export function mountBackward({ body, base, store, rail, setting, say, actions }, finding, on) {
  const { speech } = setting;
  region(body)([
    el("link", { rel: "stylesheet", href: `${base}/css/backward.css` }),
    el("p", { class: "about" }, [say("backward.about")]),
    el("div", { class: "backward" }),
  ]);
  const place = /** @type {HTMLElement} */ (body.querySelector(".backward"));
  const drawn = region(place);
  const draw = (/** @type {Tree[]} */ trees) => keepFocus(place, () => drawn(trees), () => place.querySelector(".check h3") ?? place.querySelector(".question"));
  const follow = alongside(body, rail);
  store.subscribe(show, ["panel", "bet", "backward", "trace", "unheld", "asked", "target", "t", "layer", "unit", "vector", "notation"]);
  store.subscribe(({ backward, target }) => {
    const field = body.querySelector("input");
    if (backward && field && field.value.trim() === target) field.value = ""; // it was understood
  }, ["backward"]);
  finding.subscribe(show);
  rail.subscribe(show, ["edges"]);

  body.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const track = event.target.closest(".track svg");
    if (track) return actions.goTo(columnAt(rail.get().edges, event.clientX - track.getBoundingClientRect().left));
    const button = event.target.closest("button");
    const { act, target, step } = button?.dataset ?? {};
    if ((act === "check" || act === "retry") && button?.ariaDisabled !== "true") on[act]();
    if (act === "here") on.ask({ asked: store.get().t });
    if (target !== undefined) on.ask({ target });
    if (step !== undefined) actions.goTo(Number(step));
  });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const target = /** @type {HTMLInputElement} */ (body.querySelector("input")).value.trim();
    if (target) on.ask({ target });
  });

  function show() {
    const state = store.get();
    if (state.bet) return draw([]); // it would tell what is bet on
    if (state.panel !== "backward" || rail.get().edges.length !== state.trace.tokens.length + 1) return; // the axis follows the sentence
    const { asking, problem, stranger } = finding.get();
    const known = looksBack(state) && state.backward ? /** @type {Known} */ (state) : null;
    draw([
      el("div", { class: "question", tabindex: -1 }, [
        question(state, known), choices(state, known), ...(state.unheld ? [el("p", { class: "about" }, [say("backward.unheld")])] : []),
      ]),
      el("div", { "aria-live": "polite", "aria-busy": String(asking) }, stranger !== null ? [el("p", { class: "failed" }, [say("backward.stranger", { word: stranger })])] : problem ? failed(problem, true) : [el("p", {}, [known ? where(known) : say("backward.asking")])]),
      el("p", { class: "legend" }, known ? [say("backward.legend", { full: scientific(known.backward.seen.gradient?.full ?? 0) })] : []),
      el("div", { class: "shares" }, known ? shares(known) : []),
      el("div", { class: "charts" }, known ? [lags(known), check(known)] : []),
    ]);
    follow();
  }


  /** @param {State} state @param {Known | null} known */
  function question({ trace, asked, t }, known) {
    const { found, seen } = known?.backward ?? { found: null, seen: null };
    const at = found?.t ?? asked;
    const likely = found?.target.probability ?? null;
    return el("p", {}, [
      say("backward.asked", { t: at + 1, word: trace.tokens[at].text }), " ",
      el("b", {}, [seen?.gradient ? `${seen.gradient.answer} = ${scientific(seen.gradient.value, 3)}` : "…"]), likely === null ? "" : ` (p ${speech.percent(likely).replace(/^(?=\d)/, "= ")})`, " ",
      ...(t === asked ? [] : [el("button", { type: "button", "data-act": "here" }, [say("backward.here", { t: t + 1 })])]),
    ]);
  }

  /**
   * What can be asked about: the likeliest words and any other; all labels, all values.
   * @param {State} state
   * @param {Known | null} known
   * @returns {Tree}
   */
  function choices({ card, trace, unheld, asked, target }, known) {
    const { top } = (unheld ?? trace).predictions[asked]; // gradients are those of the run without holds
    const found = known?.backward.found;
    const { answer } = card;
    const offered = answer.kind === "class" ? [...top].sort((a, b) => a.id - b.id) : top;
    const all = found && offered.every(({ id }) => id !== found.target.id)
      ? [...offered, { ...found.target, text: nameOf(found, card, speech.language) }] : offered;
    const key = (/** @type {{id: number, text: string}} */ { id, text }) => (answer.kind === "class" ? answer.labels[id].id : answer.kind === "value" ? String(id) : text);
    const chosen = (/** @type {{id: number, text: string}} */ one) => (found ? one.id === found.target.id : key(one) === target);
    const buttons = all.map((one) => el("button", { type: "button", "data-target": key(one), "aria-pressed": String(chosen(one)) }, [
      el("span", { lang: answer.kind === "next_token" ? card.language : null }, [one.text]), " ", el("small", {}, [told(setting, one)]),
    ]));
    const field = el("form", {}, [
      el("input", { type: "text", lang: card.language, "aria-label": say("backward.other"), placeholder: say("backward.other"), autocomplete: "off", maxlength: 80 }),
      el("button", { type: "submit" }, [say("backward.ask")]),
    ]);
    return el("div", { class: "choices" }, [
      el("div", { role: "group", "aria-label": say("backward.choose") }, buttons.length > 1 ? buttons : []),
      ...(answer.kind === "next_token" ? [field] : []),
    ]);
  }

  /** The step looked at. @param {Known} state */
  function where({ backward: { found }, trace, t }) {
    const { together } = found.norms;
    const params = { t: t + 1, asked: found.t + 1, word: trace.tokens[t].text };
    if (t > found.t) return say("backward.beyond", params);
    const norm = scientific(together[t]);
    if (t === found.t) return `${say("backward.start", { ...params, norm })} ${say(fingers() ? "backward.start.fingers" : "backward.start.keys")}`;
    return say("backward.place", { ...params, norm, ratio: scientific(together[found.t] ? together[t] / together[found.t] : 0) });
  }

  /** @param {Known} state @returns {Tree[]} */
  function shares(state) {
    const { shares: found, unshared } = finding.get();
    const title = el("h3", {}, [say("backward.shares")]);
    if (unshared) return [title, ...failed(unshared, false)];
    if (!found) return [title, el("p", { class: "waiting" }, [say("backward.sharing")])];
    const { edges, size } = rail.get();
    const { tokens } = state.trace;
    const sum = (/** @type {number[]} */ values) => scientific(values.reduce((total, value) => total + value, 0), 4);
    const said = {
      integrated: say("backward.integrated", {
        sum: sum(found.integrated), whole: scientific(found.whole, 4), gap: scientific(found.gap), relative: found.relative === null ? "–" : `${scientific(100 * found.relative)}%`,
      }),
      product: say("backward.product", { sum: sum(found.gradient_input) }),
    };
    const row = (/** @type {number[]} */ values, /** @type {string} */ label) =>
      bars(values, edges, label, (k) => say("backward.bar", { t: k + 1, word: tokens[k].text, value: scientific(values[k], 3) }));
    return [
      title,
      el("p", {}, [said.integrated]), row(found.integrated, said.integrated),
      el("p", {}, [said.product]), row(found.gradient_input, said.product),
      words(state, edges, size),
      ...(found.integrated.length > MOST ? [] : [rows(state, found)]),
    ];
  }

  /** @param {Known} state @param {Attribution} found */
  function rows({ trace, backward }, { integrated, gradient_input: product }) {
    const { together } = backward.found.norms;
    const columns = [say("backward.table.step"), say("backward.table.integrated"), say("backward.table.product"), say("backward.table.norm")];
    return el("details", { class: "as-table" }, [
      el("summary", {}, [speech.say("table.show")]),
      el("div", { class: "numbers", tabindex: 0, role: "region", "aria-label": say("backward.shares") }, [
        table(columns, integrated.map((value, k) => ({
          head: el("button", { type: "button", "data-step": k }, [trace.tokens[k].text, el("small", {}, [String(k + 1)])]),
          cells: [value, product[k], together[k]].map((one) => scientific(one, 4)),
        }))),
      ]),
    ]);
  }

  /** How far back the gradient reaches. @param {Known} state */
  function lags(state) {
    const { backward: { found }, trace, key } = state;
    const lines = linesOf(found, finding.get().family);
    const to = key !== null && key < found.t ? key : 0;
    const list = lines.map((line) => say("backward.lags.item", { name: line.name, ratio: scientific(remaining(line, found.t - to)) }));
    const { silent } = finding.get();
    const missing = silent.length ? say("backward.lags.silent", { list: silent.map(cellName).join(say("backward.lags.and")) }) : "";
    const sentence = found.t ? say("backward.lags.told", { word: trace.tokens[to].text, lag: found.t - to, list: list.join(say("backward.lags.and")) }) : say("backward.lags.none");
    const columns = [say("backward.lags.axis"), say("backward.table.step"), ...lines.map(({ name }) => say("backward.lags.norm", { name }))];
    const steps = Array.from({ length: Math.min(found.t + 1, MOST) }, (_, lag) => ({
      head: String(lag), cells: [trace.tokens[found.t - lag].text, ...lines.map(({ norms }) => scientific(norms[lag], 4))],
    }));
    return fact(telling(speech, say, lettersOf(setting, state)), say("backward.lags"), lagChart(lines, say), sentence + missing, table(columns, steps));
  }

  /** The selected number found a second time. @param {Known} state */
  function check(state) {
    const { backward: { found, seen }, t, layer, unit, vector: node } = state;
    const { check: second, checking, unchecked } = finding.get();
    const one = second && second.t === t && second.layer === layer && second.node === node && second.unit === unit ? second : null;
    const first = one?.gradient ?? vector(setting, { trace: seen, t, layer }, node)[unit];
    const line = (/** @type {string} */ head, /** @type {string} */ value) => el("tr", {}, [el("th", { scope: "row" }, [head]), el("td", {}, [value])]);
    return el("article", { class: "check" }, [
      el("h3", { tabindex: -1 }, [say("backward.check")]),
      el("p", {}, [say("backward.check.of", { name: nodeName(setting, state, node), unit, t: t + 1, word: state.trace.tokens[t].text })]),
      ...(t > found.t ? [el("p", {}, [say("backward.check.beyond", { asked: found.t + 1 })])] : [
        el("table", { "aria-live": "polite" }, [el("tbody", {}, [
          line(say("backward.check.back"), scientific(first, EXACT)),
          ...(one ? [line(say("backward.check.difference"), scientific(one.difference, EXACT)), line("|Δ|", scientific(one.gap))] : []),
        ])]),
        ...(unchecked ? failed(unchecked, false) : []),
        ...(one ? [] : [el("p", {}, [el("button", { type: "button", "data-act": "check", "aria-disabled": checking ? "true" : null }, [say(checking ? "backward.check.running" : "backward.check.run")])])]),
      ]),
    ]);
  }

  /** @param {Problem} problem @param {boolean} again whether it can be tried again @returns {Tree[]} */
  function failed(problem, again) {
    return [
      el("p", { class: "failed" }, [problemTold(speech, problem)]),
      ...(again ? [el("p", {}, [el("button", { type: "button", "data-act": "retry" }, [speech.say("status.retry")])])] : []),
    ];
  }
}
