// The sentence as a strip of tokens: where one is, how surprised the network was, which words can be swapped.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { classOf, surprise, surpriseShare } from "../select.js";

/** @import { Setting, State, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

const MANY = 60; // tokens that may not fit on the strip

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} progress
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{goTo: (t: number) => void, swap: (index: number, word: string) => void}} on
 */
export function mountTokens(list, progress, store, setting, on) {
  const draw = region(list);
  const drawProgress = region(progress);
  /** @type {Map<string, Tree>} */
  const drawn = new Map();
  const { say } = setting.speech;
  store.subscribe((state, before) => {
    if (state !== before && !["trace", "t", "key"].some((key) => state[/** @type {"t"} */ (key)] !== before[/** @type {"t"} */ (key)])) return;
    if (state.trace !== before.trace || state.key !== before.key) drawn.clear();
    draw(state.trace.tokens.map((_, n) => once(state, n)));
    if (state.trace.tokens.length > MANY) follow(state.t);
    drawProgress([
      el("b", {}, [say("sentence.step", { t: state.t + 1, T: state.trace.tokens.length })]),
      el("span", {}, [say("token.legend")]),
    ]);
  });

  /**
   * Keep the current token of a long text in view, within the strip alone.
   * @param {number} t
   */
  function follow(t) {
    const chip = /** @type {HTMLElement} */ (list.children[t]);
    list.scrollTop = chip.offsetTop - list.offsetTop - list.clientHeight / 2;
  }

  /**
   * A chip that looks as it did is the same tree, so that nothing has to be compared.
   * @param {State} state
   * @param {number} n
   */
  function once(state, n) {
    const look = `${n} ${Math.sign(n - state.t)}`;
    const chosen = drawn.get(look) ?? chip(setting, state, n);
    drawn.set(look, chosen);
    return chosen;
  }

  list.addEventListener("click", (event) => {
    const at = indexOf(event.target);
    if (at !== null && !(event.target instanceof HTMLSelectElement)) on.goTo(at);
  });
  list.addEventListener("change", (event) => {
    const at = indexOf(event.target);
    if (at === null || !(event.target instanceof HTMLSelectElement)) return;
    const chosen = event.target.value;
    event.target.value = store.get().trace.tokens[at].text; // until the network has read it
    on.swap(at, chosen);
  });

  let dragging = false; // from chip to chip: scrubbing
  list.addEventListener("pointerdown", (event) => (dragging = event.button === 0 && !(event.target instanceof HTMLSelectElement)));
  window.addEventListener("pointerup", () => (dragging = false));
  list.addEventListener("pointerover", (event) => {
    const at = dragging ? indexOf(event.target) : null;
    if (at !== null) on.goTo(at);
  });

  /** @param {EventTarget | null} target */
  function indexOf(target) {
    const item = target instanceof Element ? target.closest("li") : null;
    return item ? [...list.children].indexOf(item) : null;
  }
}

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {number} n
 * @returns {Tree}
 */
function chip(setting, state, n) {
  const { say } = setting.speech;
  const token = state.trace.tokens[n];
  const current = n === state.t;
  const classes = ["token", current ? "is-current" : n < state.t ? "is-read" : "is-unread"];
  if (n === state.key) classes.push("is-key");
  if (!token.known) classes.push("is-unknown");
  const bits = surprise(state.trace, n);
  const told = bits === null ? null : say("token.surprise", { bits: bits.toFixed(1) });
  const others = classOf(state.card, token.text);
  const bar = el("rect", { width: 20, height: (1 + 13 * surpriseShare(bits)).toFixed(2), fill: "var(--color-f)" });
  return el("li", { class: classes.join(" "), "aria-current": current ? "step" : null, "data-key": others.length ? "swap" : "word" }, [
    el("button", { class: "word", type: "button", tabindex: current ? 0 : -1, title: token.known ? null : say("token.unknown") }, [
      token.text,
    ]),
    ...(n === state.key ? [el("span", { class: "for-ears" }, [say("token.key")])] : []),
    el(
      "svg",
      { class: "surprise", viewBox: "0 0 20 14", preserveAspectRatio: "none", role: "img", "aria-label": told, "aria-hidden": told === null ? "true" : null },
      told === null ? [] : [el("title", {}, [told]), bar],
    ),
    ...(others.length ? [swap(say("token.swap", { word: token.text }), token.text, others, current || n === state.key)] : []),
  ]);
}

/**
 * A list of the words that may stand here, opened by its sign.
 * @param {string} label
 * @param {string} own
 * @param {string[]} words
 * @param {boolean} reachable by Tab, too
 */
function swap(label, own, words, reachable) {
  const options = words.map((word) => el("option", { value: word, selected: word === own }, [word]));
  return el("span", { class: "swap", "data-key": own }, [
    el("span", { "aria-hidden": "true" }, ["⇄"]),
    el("select", { "aria-label": label, title: label, tabindex: reachable ? 0 : -1 }, options),
  ]);
}
