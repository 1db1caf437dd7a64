// A text that goes on by itself: how words are drawn, what that makes of their probabilities, and where the draw falls.

import { chances, wheel } from "../layout/chances.js";
import { problemTold } from "../i18n.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { COLDEST, drawable, drawn, HOTTEST, samplingOf, SEEDS, tempered, undoable, uniform, WIDEST, written } from "../sampling.js";

/** @import { Going } from "../continuation.js" */
/** @import { Given } from "../panel.js" */
/** @import { Sampling } from "../sampling.js" */
/** @import { Likely, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

const SHOWN = 8; // words; the others are one line
const BEFORE = 24; // letters of what stood there

/**
 * @param {Given} given
 * @param {Store<Going> | null} going null where the network does not say the next word
 * @param {{word: () => void, sentence: () => void, choose: (word: string) => void, stop: () => void, undo: () => void, look: () => void,
 *   sample: (sampling: string) => void} | null} on
 */
export function mountContinue({ body, base, store, setting, say, reveal }, going, on) {
  const { speech } = setting;
  const sheet = el("link", { rel: "stylesheet", href: `${base}/css/continue.css` });
  if (!going || !on) {
    region(body)([sheet, el("p", { class: "about" }, [say("continue.none")])]);
    return;
  }
  const range = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ min, /** @type {number} */ max, /** @type {number} */ step) =>
    el("label", { class: name }, [el("span", {}, [text]), el("input", { type: "range", name, min, max, step }), el("output", {})]);
  const way = (/** @type {string} */ value, /** @type {string} */ text) => el("label", {}, [el("input", { type: "radio", name: "way", value }), text]);
  region(body)([
    sheet,
    el("p", { class: "about" }, [say("continue.about")]),
    el("div", { class: "continue" }, [
      el("div", { class: "how" }, [
        el("div", { class: "ways", role: "radiogroup", "aria-label": say("continue.way") }, [way("drawn", say("continue.drawn")), way("likeliest", say("continue.likeliest"))]),
        range("temperature", say("continue.temperature"), COLDEST, HOTTEST, 0.1),
        range("most", say("continue.most"), 1, WIDEST + 1, 1),
        el("div", { class: "seed" }, [
          el("label", {}, [el("span", {}, [say("continue.seed")]), el("input", { type: "number", name: "seed", min: 0, max: SEEDS, step: 1 })]),
          el("button", { type: "button", "data-act": "other" }, [say("continue.other")]),
        ]),
        el("div", { class: "acts" }),
        el("p", { class: "written", "aria-live": "polite" }),
      ]),
      el("div", { class: "chances" }),
    ]),
  ]);
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (body.querySelector(selector));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (part(`[name=${name}]`));
  const [acts, made, shown] = [".acts", ".written", ".chances"].map((selector) => region(part(selector)));
  const how = () => samplingOf(store.get().sampling);
  let warm = how().temperature || 1; // what drawing goes back to
  store.subscribe(show, ["sampling", "trace", "t", "bet"]);
  going.subscribe(show);
  reveal();

  body.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.validity.badInput || !target.value) return;
    const { name, value } = target;
    if (name === "way") sample({ temperature: value === "drawn" ? warm : 0 });
    else sample({ [name]: name === "most" && Number(value) > WIDEST ? 0 : Number(value) });
  });
  body.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    const { act, word } = button?.dataset ?? {};
    if (word !== undefined) on.choose(word);
    if (act === "word" || act === "sentence" || act === "stop" || act === "undo" || act === "look") on[act]();
    if (act === "other") sample({ seed: (how().seed + 1) % (SEEDS + 1) });
  });
  /** @type {HTMLElement} */ (body.parentElement).addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (store.get().panel !== "continue" || event.isComposing) return;
    const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && key === "z" && target !== field("seed"); // that has its own
    const stops = key === "Escape" && going.get().writing;
    if (!undoes && !stops) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (undoes) on.undo();
    else on.stop();
  }, true); // before the panel closes

  /** @param {Partial<Sampling>} change */
  function sample(change) {
    on?.sample(written({ ...how(), ...change }));
  }

  function show() {
    const state = store.get();
    const { next, writing, problem, merged, trail } = /** @type {Store<Going>} */ (going).get();
    const sampling = how();
    warm = sampling.temperature || warm;
    controls(sampling);
    const undoing = undoable(trail, state) >= 0;
    const button = (/** @type {string} */ act, /** @type {string} */ text, /** @type {boolean} */ off) =>
      el("button", { type: "button", "data-act": act, "aria-disabled": off ? "true" : null }, [text]); // one that is off keeps the focus
    acts([
      button("word", say("continue.word"), writing || state.bet !== null),
      writing ? button("stop", say("continue.stop"), false) : button("sentence", say("continue.sentence"), state.bet !== null),
      button("undo", say("continue.undo"), writing || !undoing),
    ]);
    if (state.bet) {
      made([]);
      shown([el("p", {}, [say("continue.betting")])]);
      return;
    }
    made(writing ? [] : story(state, merged));
    if (problem) shown(failed(problem));
    else if (next) shown(distribution(next, sampling, state));
  }

  /** @param {Sampling} sampling */
  function controls({ temperature, most, seed }) {
    const set = (/** @type {string} */ name, /** @type {number} */ value, /** @type {string} */ text) => {
      const input = field(name);
      input.disabled = temperature === 0;
      input.value = String(value);
      input.setAttribute("aria-valuetext", text);
      if (input.nextElementSibling) input.nextElementSibling.textContent = text;
    };
    field("way").checked = temperature > 0;
    /** @type {HTMLInputElement} */ (part("[value=likeliest]")).checked = temperature === 0;
    set("temperature", temperature || warm, (temperature || warm).toFixed(1));
    set("most", most || WIDEST + 1, most ? say("continue.first", { most }) : say("continue.all"));
    field("seed").disabled = /** @type {HTMLButtonElement} */ (part("[data-act=other]")).disabled = temperature === 0;
    if (field("seed") !== document.activeElement || field("seed").value) field("seed").value = String(seed);
  }

  /**
   * What was written, after the end of what stood there before.
   * @param {State} state
   * @param {Going["merged"]} merged
   */
  function story({ read, card }, merged) {
    const { trail } = /** @type {Store<Going>} */ (going).get();
    const at = undoable(trail, { read });
    if (at < 0) return [];
    let begin = 0;
    const first = trail[0].text;
    while (begin < first.length && first[begin] === read[begin]) begin++;
    const kept = [...read.slice(0, begin)];
    return [
      el("q", { lang: card.language }, [kept.length > BEFORE ? "…" : "", kept.slice(-BEFORE).join(""), el("mark", {}, [read.slice(begin)])]),
      ...(merged ? [" ", say("continue.merged", merged)] : []),
    ];
  }

  /**
   * @param {NonNullable<Going["next"]>} next
   * @param {Sampling} sampling
   * @param {State} state
   * @returns {Tree[]}
   */
  function distribution({ trace, t, top }, sampling, { card }) {
    const words = drawable(top);
    const raw = words.map(({ probability }) => Number(probability));
    const shares = tempered(raw, sampling);
    const u = uniform(sampling.seed, t);
    const hit = drawn(shares, u);
    const after = trace.tokens.length - t - 1;
    const [token, best] = [trace.tokens[t].text, words[hit].text];
    const falls = { word: best, u: u.toFixed(3), seed: sampling.seed };
    const heads = { raw: say("continue.raw"), after: sampling.temperature ? say("continue.after", { temperature: sampling.temperature.toFixed(1) }) : say("continue.likeliest") };
    return [
      el("h3", {}, [say("continue.next", { t: t + 1, word: token })]),
      ...(sampling.temperature ? [wheel(words, shares, u, hit, card.language)] : []),
      el("p", { class: "falls" }, [sampling.temperature ? say("continue.falls", falls) : say("continue.takes", falls)]),
      chances({ say, percent: speech.percent, grow: speech.say("next.grow"), language: card.language }, heads, words, shares, hit, Math.min(SHOWN, words.length)),
      el("p", { class: "cut" }, [cut(top, raw, sampling, card.size) + (after ? say("continue.gives", { after }) : "")]),
    ];
  }

  /**
   * What cannot be drawn, and how likely the network holds it.
   * @param {Likely[]} top
   * @param {number[]} raw
   * @param {Sampling} sampling
   * @param {number} size of the vocabulary
   */
  function cut(top, raw, { temperature, most }, size) {
    const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, one) => total + one, 0);
    const { percent } = speech;
    const left = temperature ? most : 1;
    const away = sum(raw.slice(left || raw.length));
    const known = sum(top.map(({ probability }) => Number(probability)));
    const unknown = known - sum(raw);
    return [
      left && left < raw.length ? (left === 1 ? say("continue.cut.one", { share: percent(away) }) : say("continue.cut", { most: left, share: percent(away) })) : "",
      size > top.length ? say("continue.beyond", { count: top.length, others: size - top.length, share: percent(Math.max(0, 1 - known)) }) : "",
      unknown >= 0.0005 ? say("continue.unknown", { share: percent(unknown) }) : "",
    ].join("");
  }

  /** @param {NonNullable<Going["problem"]>} problem */
  function failed(problem) {
    return [
      el("p", {}, [problemTold(speech, problem)]),
      el("p", {}, [el("button", { type: "button", "data-act": "look" }, [speech.say("status.retry")])]),
    ];
  }
}
