// What the network answers, in place of the words that may come next: one of a few labels, or a number.

import { curve, labels, marks, truths } from "../layout/answer.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const DIGITS = 3;

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountAnswer(container, store, setting) {
  const { say, language } = setting.speech;
  const draw = region(container);
  store.subscribe((state) => {
    const { answer } = state.card;
    const name = answer.kind === "value" ? [" ", el("small", {}, [answer.names[0][language]])] : [];
    const last = state.t + 1 === state.trace.tokens.length;
    draw([
      el("h2", {}, [say("next.title"), ...name]),
      ...(answer.kind === "value" ? number(state, last) : [el("table", { class: "next" }, [el("tbody", {}, labels(setting, state))])]),
      el("p", { class: "counts" }, [counts(state, last)]),
    ]);
  }, ["trace", "t", "card"]);

  /**
   * Whether it is what it was trained for.
   * @param {State} state
   * @param {boolean} last
   */
  function counts({ card, trace }, last) {
    if (marks(card, trace) !== 2) return say("answer.marks");
    return last ? say("answer.counts") : say("answer.early");
  }

  /**
   * @param {State} state
   * @param {boolean} last
   */
  function number({ trace, t, card }, last) {
    const { value = 0 } = trace.predictions[t].top[0];
    const targets = truths(card, trace);
    const target = targets && targets[t];
    const asked = last || (card.answer.kind === "value" && card.answer.asked === "each");
    const shown = signed(value, DIGITS);
    const told = { truth: target === null ? "" : signed(target, DIGITS), off: Math.abs(value - (target ?? value)).toFixed(DIGITS) };
    const right = target === null ? "" : asked ? say("answer.truth", told) : say("answer.goal", told);
    return [
      el("p", { class: "value" }, [el("b", {}, [shown]), " ", right]),
      curve(trace, t, targets, say("answer.label", { t: t + 1, value: shown, right })),
    ];
  }
}
