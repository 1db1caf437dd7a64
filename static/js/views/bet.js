// A bet before every step: on the next word, or on whether the selected unit's gate is open. Only then the step shows itself.

import { cover, gatesOf, uncover, uncoverAll, WORD } from "../bets.js";
import { offered, score } from "../betting.js";
import { region } from "../lib/dom.js";
import { fingers } from "../lib/fingers.js";
import { el } from "../lib/tree.js";
import { vector } from "../select.js";

/** @import { Outcome } from "../betting.js" */
/** @import { Given } from "../panel.js" */
/** @import { Bet, State, Tree } from "../types.js" */

const OPEN = 0.5;
const SEEDS = 1e6;
const BEFORE = 24; // letters of what was read

/** @param {Given} given */
export function mountBet({ body, base, store, setting, say, actions, reveal }) {
  const { speech } = setting;
  const { card } = store.get();
  const sheet = el("link", { rel: "stylesheet", href: `${base}/css/bet.css` });
  if (card.answer.kind !== "next_token") {
    region(body)([sheet, el("p", { class: "about" }, [say("bet.none")])]);
    return;
  }
  region(body)([sheet, el("p", { class: "about" }, [say("bet.about")]), el("div", { class: "bet" })]);
  const panel = /** @type {HTMLElement} */ (body.parentElement);
  const table = /** @type {HTMLElement} */ (body.querySelector(".bet"));
  const draw = region(table);
  const gates = gatesOf(setting);
  const seed = Math.floor(Math.random() * SEEDS); // of the order in which words are offered
  let outcomes = /** @type {Outcome[]} */ ([]);
  let outcome = /** @type {Outcome | null} */ (null); // of the step that was just uncovered, until one goes on
  store.subscribe((state, before) => {
    const begins = state.bet?.on !== before.bet?.on || state.bet?.whole !== before.bet?.whole;
    if (begins) [outcomes, outcome] = [[], null];
    show();
    if (state.bet && state.bet.asked > (before.bet?.asked ?? 0)) /** @type {HTMLElement} */ (table.querySelector("[data-act=on]") ?? panel).focus({ preventScroll: true });
  }, ["bet", "trace", "unit", "layer"]);
  reveal();

  body.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const { act, guess } = button?.dataset ?? {};
    if (guess !== undefined) place(Number(guess));
    if (act === "on") goOn();
    if (act === "end") uncoverAll(store);
    if (act === "reset") [outcomes] = [outcome ? [outcome] : []], show();
    if (act === "here" || act === "start") begin(act === "here");
  });
  body.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!(target instanceof HTMLInputElement) || target.name !== "typed" || key !== "Enter" || event.isComposing || !target.value.trim()) return;
    event.stopPropagation();
    event.preventDefault();
    settle(target.value.trim());
  });
  panel.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const { bet, panel: open } = store.get();
    if (!bet || open !== "bet" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement) || target.matches("input, select")) return;
    const goes = key === "Enter" && outcome !== null && !target.matches("button");
    if (/^[1-9]$/.test(key)) place(Number(key) - 1);
    else if (goes) goOn();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {boolean} here from the present step on, or from the first */
  function begin(here) {
    const chosen = /** @type {HTMLInputElement | null} */ (table.querySelector("[name=on]:checked"));
    cover(store, chosen?.value ?? WORD, here ? store.get().t : 0);
    panel.focus({ preventScroll: true });
    reveal(); // the page above it is another one now
  }

  function goOn() {
    outcome = null;
    show();
    panel.focus({ preventScroll: true });
  }

  /** What can be bet now. @param {State} state @param {Bet} bet */
  function choices({ trace }, { on, whole }) {
    const t = trace.tokens.length - 1;
    if (on !== WORD) return [say("bet.open"), say("bet.shut")];
    return [...offered(whole.predictions[t].top, seed, t), say("bet.other")];
  }

  /** @param {number} n of the choices */
  function place(n) {
    const state = store.get();
    if (!state.bet || outcome) return;
    const words = choices(state, state.bet);
    if (n >= words.length) return;
    if (state.bet.on === WORD && n < words.length - 1) settle(words[n]);
    else settle(words[n], n);
  }

  /**
   * The bet is placed: the step shows itself.
   * @param {string} guess
   * @param {number} [n] of the choices, where it is no word
   */
  function settle(guess, n) {
    const state = store.get();
    const { bet, trace } = state;
    const t = trace.tokens.length - 1;
    if (!bet || outcome || t + 1 >= bet.whole.tokens.length) return;
    const word = bet.whole.tokens[t + 1].text;
    const open = bet.on !== WORD && opening(state, bet, t + 1) >= OPEN;
    const right = bet.on !== WORD ? open === (n === 0) : n === undefined ? guess.toLowerCase() === word.toLowerCase() : !choices(state, bet).slice(0, n).includes(word);
    const share = bet.on !== WORD ? Number(open) : (bet.whole.predictions[t].actual?.probability ?? 0);
    outcome = { t, layer: state.layer, unit: state.unit, right, share, guess };
    outcomes = [...outcomes, outcome];
    uncover(store, actions);
    /** @type {HTMLElement | null} */ (table.querySelector("[data-act=on]"))?.focus({ preventScroll: true });
  }

  /** How far a unit's gate is open. @param {Pick<State, "layer" | "unit">} where @param {Bet} bet @param {number} t */
  const opening = ({ layer, unit }, { on, whole }, t) => vector(setting, { trace: whole, t, layer }, on)[unit];

  function show() {
    const state = store.get();
    const { bet, trace } = state;
    if (!bet) return draw(setup(state));
    const over = trace.tokens.length === bet.whole.tokens.length;
    return draw([
      ...(outcome ? told(bet, outcome, over) : over ? [el("p", { class: "verdict" }, [say("bet.done")])] : question(state, bet)),
      points(bet),
    ]);
  }

  /** @param {State} state @returns {Tree[]} */
  function setup({ unit, t, trace }) {
    const way = (/** @type {string} */ on, /** @type {string} */ text) => el("label", {}, [el("input", { type: "radio", name: "on", value: on, checked: on === WORD }), text]);
    const start = (/** @type {string} */ act, /** @type {string} */ text) => el("button", { type: "button", "data-act": act }, [text]);
    return [
      el("div", { class: "ways", role: "radiogroup", "aria-label": say("bet.what") }, [
        way(WORD, say("bet.word")), ...gates.map((id) => way(id, say("bet.gate", { name: speech.say(`node.${id}.name`), unit }))),
      ]),
      el("p", { class: "acts" }, [start("start", say("bet.start")), ...(t && t + 1 < trace.tokens.length ? [start("here", say("bet.here", { t: t + 1 }))] : [])]),
    ];
  }

  /** @param {State} state @param {Bet} bet @returns {Tree[]} */
  function question(state, bet) {
    const { trace: { tokens }, unit } = state;
    const words = choices(state, bet);
    const read = [...state.read];
    const asked = { t: tokens.length + 1, unit, word: bet.whole.tokens[tokens.length].text };
    const keys = say("bet.keys", { count: words.length });
    return [
      el("h3", {}, [bet.on === WORD ? say("bet.ask", asked) : say("bet.asks", { ...asked, name: speech.say(`node.${bet.on}.name`) })]),
      el("p", { class: "read", lang: card.language }, [`${read.length > BEFORE ? "…" : ""}${read.slice(-BEFORE).join("")}`, ...(bet.on === WORD ? [el("b", {}, [" ____"])] : [])]),
      el("p", { class: "hint", role: "status" }, bet.asked ? [say("bet.first")] : []),
      el("ol", { class: "choices" }, words.map((text, n) => el("li", { "data-key": `${tokens.length} ${n}` }, [
        el("button", { type: "button", "data-guess": n }, [el("kbd", { "aria-hidden": "true" }, [String(n + 1)]), el("span", { lang: bet.on === WORD && n + 1 < words.length ? card.language : null }, [text])]),
      ]))),
      ...(bet.on === WORD ? [el("label", { class: "typed", "data-key": tokens.length }, [say("bet.type"), el("input", { type: "text", name: "typed", lang: card.language, autocomplete: "off", spellcheck: "false" })])] : []),
      ...(fingers() ? [] : [el("p", { class: "how-to" }, [keys])]),
    ];
  }

  /** @param {Bet} bet @param {Outcome} outcome @param {boolean} over @returns {Tree[]} */
  function told(bet, outcome, over) {
    const { whole, on } = bet;
    const { t, right, guess, unit } = outcome;
    const word = whole.tokens[t + 1].text;
    const value = on === WORD ? 0 : opening(outcome, bet, t + 1);
    const gate = on === WORD ? {} : { name: speech.say(`node.${on}.name`), unit, value: value.toFixed(2), word };
    const { top, actual } = whole.predictions[t];
    const truth = on === WORD ? say("bet.truth", { word, share: speech.percent(actual?.probability ?? 0) }) : value >= OPEN ? say("bet.was.open", gate) : say("bet.was.shut", gate);
    return [
      el("p", { class: right ? "verdict is-right" : "verdict is-wrong", role: "status" }, [el("b", {}, [right ? say("bet.right") : say("bet.wrong", { guess })]), " ", truth]),
      ...(on === WORD ? [el("ol", { class: "expected", "aria-label": say("bet.expected") }, top.map(({ text, probability }) => el("li", { class: text === word ? "is-true" : null }, [
        el("span", { lang: card.language }, [text]), el("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, [
          el("rect", { width: (100 * Number(probability)).toFixed(2), height: 10, fill: "var(--color-h)" }),
        ]), el("span", { class: "number" }, [speech.percent(probability)]),
      ])))] : []),
      el("p", { class: "acts" }, [el("button", { type: "button", "data-act": "on" }, [over ? say("bet.finish") : say("bet.on")])]),
    ];
  }

  /** @param {Bet} bet */
  function points({ on }) {
    const { right, of, shares, streak } = score(outcomes);
    const sum = on === WORD ? say("bet.network", { sum: shares.toFixed(1), of }) : say("bet.always", { sum: shares, of });
    return el("div", { class: "points" }, [
      ...(of ? [el("span", {}, [el("b", {}, [say("bet.score", { right, of })])]), el("span", {}, [sum]), el("span", {}, [say("bet.streak", { streak })])] : []),
      el("span", { class: "acts" }, [
        ...(of ? [el("button", { type: "button", "data-act": "reset" }, [say("bet.reset")])] : []),
        el("button", { type: "button", "data-act": "end" }, [say("bet.end")]),
      ]),
    ]);
  }
}
