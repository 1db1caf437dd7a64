// A token on the strip as a tree: its word, how surprised the network was, the words that may stand in its place.

import { el } from "../lib/tree.js";
import { classOf, surprise, surpriseShare } from "../select.js";
import { shown } from "./axis.js";

/** @import { Setting, State, Tree } from "../types.js" */

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {number} n
 * @param {number[]} edges of the columns
 * @returns {Tree}
 */
export function chip(setting, state, n, edges) {
  const { say } = setting.speech;
  const token = state.trace.tokens[n];
  const current = n === state.t;
  const classes = ["token", current ? "is-current" : n < state.t ? "is-read" : "is-unread"];
  if (n === state.key) classes.push("is-key");
  if (!token.known) classes.push("is-unknown");
  const word = shown(token.text);
  const title = token.known ? (word === token.text ? null : token.text) : say("token.unknown");
  const others = state.bet ? [] : classOf(state.card, token.text);
  return el("li", {
    class: classes.join(" "),
    style: `inset-inline-start: ${edges[n]}px; inline-size: ${edges[n + 1] - edges[n]}px; --stack: ${edges.length - n}`,
    "aria-current": current ? "step" : null,
    "data-key": others.length ? "swap" : "word",
  }, [
    el("button", { class: "word", type: "button", tabindex: current ? 0 : -1, title }, [word]),
    ...(n === state.key ? [el("span", { class: "for-ears" }, [say("token.key")])] : []),
    bar(setting, surprise(state.trace, n)),
    ...(others.length ? [swap(say("token.swap", { word: token.text }), token.text, others, current || n === state.key)] : []),
  ]);
}

/**
 * How surprised the network was.
 * @param {Setting} setting
 * @param {number | null} bits
 */
function bar(setting, bits) {
  const told = bits === null ? null : setting.speech.say("token.surprise", { bits: bits.toFixed(1) });
  const height = (1 + 13 * surpriseShare(bits)).toFixed(2);
  const view = { class: "surprise", viewBox: "0 0 20 14", preserveAspectRatio: "none", role: "img" };
  if (told === null) return el("svg", { ...view, "aria-hidden": "true" });
  return el("svg", { ...view, "aria-label": told }, [
    el("title", {}, [told]),
    el("rect", { width: 20, height, fill: "var(--color-f)" }),
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
