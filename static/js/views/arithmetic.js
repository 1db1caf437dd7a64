// Where a number comes from: below the formulas, for the selected unit of the node whose number was asked for.

import { arithmetic } from "../layout/arithmetic.js";
import { brief } from "../layout/chart.js";
import { problemTold } from "../i18n.js";
import { region } from "../lib/dom.js";
import { keepFocus } from "../lib/focus.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { lettersOf, nameOf } from "../select.js";

/** @import { Origin, Telling } from "../layout/arithmetic.js" */
/** @import { Decoded, Explanation, Problem, Setting, Speech, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

/** What is known of a number.
 * @typedef {object} Finding
 * @property {Explanation | null} found the last one that came
 * @property {number | null} held what is in its place, if something is
 * @property {Decoded | null} decoded what the output layer makes of the whole vector
 * @property {boolean} asking another one is on its way
 * @property {Problem | null} problem why it is not known
 * @property {Problem | null} undecoded why nothing is made of the vector
 * @property {Problem | null} unchecked why this page could not make anything of it
 * @property {number | null} own what this page itself makes of it from the weights; null before that is asked for
 * @property {"no" | "running" | "yes"} check whether it does
 * @property {Origin[]} trail where one came from, the last at the end
 */

const AGREES = 1e-9; // of a number, or of 1: both work in float64, in different orders

/**
 * @param {HTMLElement} container
 * @param {string} sheet its style
 * @param {Store<State>} store
 * @param {Store<Finding>} finding
 * @param {Setting} setting
 * @param {Speech["say"]} say its own words
 * @param {{go: (origin: Origin) => void, back: () => void, close: () => void, check: () => void, retry: () => void}} on
 */
export function mountArithmetic(container, sheet, store, finding, setting, say, on) {
  const drawn = region(container);
  const draw = (/** @type {Tree[]} */ trees) => keepFocus(container, () => drawn(trees), () => container.querySelector(".badge[tabindex]") ?? container.querySelector(".of"));
  let arriving = false; // at another number: what is new is read from its heading on
  let opening = false;
  let styled = false;
  container.setAttribute("aria-label", say("arithmetic.title"));
  container.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const { act, origin } = button.dataset;
    if (button.ariaDisabled === "true") return; // one that is off keeps the focus
    arriving ||= Boolean(origin) || act === "back";
    if (origin) on.go(JSON.parse(origin));
    if (act === "back" || act === "close" || act === "check" || act === "retry") on[act]();
  });
  container.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    on.close();
  });
  store.subscribe(show, ["notation"]);
  finding.subscribe(show);
  store.subscribe(({ number }) => {
    opening ||= container.hidden && number !== null;
    container.hidden = number === null;
  }, ["number"]);
  for (const type of ["load", "error"]) container.addEventListener(type, () => ((styled = true), reveal()), true); // of its sheet

  /** All of it comes into view when it opens; without its sheet nothing stands where it will. */
  function reveal() {
    if (!opening || !styled || !finding.get().found) return;
    opening = false;
    container.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const { found, asking, problem, trail } = finding.get();
    const from = trail.at(-1);
    const button = (/** @type {string} */ act, /** @type {string} */ text, /** @type {string} */ name) =>
      el("button", { type: "button", class: "quiet", "data-act": act, title: name, "aria-label": name }, [text]);
    draw([
      el("link", { rel: "stylesheet", href: sheet }),
      el("header", {}, [
        ...(from ? [button("back", "‹", say("arithmetic.back", { t: from.t + 1, unit: from.unit, name: setting.speech.say(`node.${from.number}.name`) }))] : []),
        el("h2", {}, [say("arithmetic.title")]),
        button("close", "×", say("arithmetic.close")),
      ]),
      el("div", { class: asking ? "is-stale" : null, "aria-live": "polite", "aria-busy": String(asking) }, problem ? failed(problem) : found ? told(found) : [el("p", {}, [say("arithmetic.asking")])]),
    ]);
    if (arriving && found && !asking) {
      arriving = false;
      /** @type {HTMLElement | null} */ (container.querySelector(".of"))?.focus({ preventScroll: true });
    }
    reveal();
  }

  /** @param {Explanation} found @returns {Tree[]} */
  function told(found) {
    const state = { ...store.get(), layer: found.layer };
    const letters = lettersOf(setting, state);
    const word = state.trace.tokens[found.t]?.text ?? "";
    const name = nameOf(setting, state, found.node);
    /** @type {Telling} */
    const telling = {
      say, letters, cell: setting.cell, word: found.layer ? "" : word, name: (id) => nameOf(setting, state, id),
      channels: state.card.inputs?.map((channel) => channel[setting.speech.language]) ?? null,
    };
    const { held } = finding.get();
    const params = { name, unit: found.unit, t: found.t + 1, word, value: signed(held ?? found.value, 3), own: signed(found.value, 3), net: found.net === null ? "" : signed(found.net, 3) };
    return [
      el("p", { class: "of", tabindex: -1 }, [el("b", {}, [say("arithmetic.of", params)]), " ", el("small", {}, [say("arithmetic.at", params)])]),
      ...(held === null ? [] : [el("p", { class: "held" }, [say("arithmetic.held", params)])]),
      ...arithmetic(found, telling),
      result(found, params),
      ...(held === null ? [el("p", { class: "small" }, [say("arithmetic.residual", { residual: size(found.residual) })])] : []),
      badge(found),
      ...asWords(found),
    ];
  }

  /** The whole vector read as if it were the answer. @param {Explanation} found @returns {Tree[]} */
  function asWords({ node }) {
    const { decoded, undecoded } = finding.get();
    const title = el("h3", {}, [say("arithmetic.decoded", { name: setting.speech.say(`node.${node}.name`) })]);
    if (undecoded) return [title, ...failed(undecoded)];
    if (!decoded || decoded.node !== node) return [];
    const { answer } = store.get().card;
    const { language } = setting.speech;
    const { top = [], value = [] } = decoded.prediction;
    const texts = top.map(({ id, text }) => (answer.kind === "class" ? answer.labels[id][language] : text));
    return [
      title,
      el("ul", { class: "decoded" }, [
        ...top.map(({ probability }, n) => el("li", {}, [`${texts[n]} `, el("small", {}, [setting.speech.percent(probability)])])),
        ...value.map((one) => el("li", {}, [signed(one, 3)])),
      ]),
      ...(decoded.stretch ? [el("p", { class: "small" }, [say("arithmetic.stretch")])] : []),
    ];
  }

  /**
   * What follows from the sum or from the operands.
   * @param {Explanation} found
   * @param {{net: string, own: string}} params
   */
  function result({ op, parts, net }, { net: sum, own }) {
    const signs = /** @type {Record<string, string>} */ ({ sigmoid: "σ", tanh: "tanh", mul: "×", add: "+", div: "÷", one_minus: "1 −", plus_one: "1 +" });
    const sign = signs[op] ?? "";
    const numbers = parts.map(({ terms: [term] }) => signed(term.value, 3)).map((text, n) => (n && text.startsWith("−") ? `(${text})` : text));
    const told = net !== null ? (sign ? `${sign}(${sum})` : sum)
      : numbers.length > 1 ? numbers.join(` ${sign} `) : op === "tanh" || op === "sigmoid" ? `${sign}(${numbers[0]})` : `${sign} ${numbers[0]}`;
    return el("p", { class: "result" }, [`${told} = `, el("b", {}, [own])]);
  }

  /** @param {Explanation} found */
  function badge({ value }) {
    const { own, check, unchecked } = finding.get();
    if (check === "yes" && own !== null) {
      const difference = size(own - value);
      const agrees = Math.abs(own - value) <= AGREES * Math.max(1, Math.abs(value));
      return el("p", { class: agrees ? "badge" : "badge is-wrong", tabindex: -1 }, agrees ? ["✓ ", say("arithmetic.checked", { difference })] : ["✗ ", say("arithmetic.differs", { own: signed(own, 3), difference })]);
    }
    const waiting = check !== "no";
    return el("p", { class: "badge" }, [
      ...(unchecked ? [problemTold(setting.speech, unchecked), " "] : []),
      el("button", { type: "button", "data-act": "check", "aria-disabled": waiting ? "true" : null }, [say(waiting ? "arithmetic.checking" : "arithmetic.check")]),
    ]);
  }

  /** @param {Problem} problem @returns {Tree[]} */
  function failed(problem) {
    return [
      el("p", {}, [problemTold(setting.speech, problem)]),
      el("p", {}, [el("button", { type: "button", "data-act": "retry" }, [setting.speech.say("status.retry")])]),
    ];
  }
}

/** How large a difference is, 0 where there is none. @param {number} difference */
const size = (difference) => (difference === 0 ? "0" : brief(Math.abs(difference)));
