// What stands round a pane, as trees: what it is, what went wrong, and the bar with what there is to compare with.

import { kind, modelOf } from "../contrast.js";
import { el } from "../lib/tree.js";
import { distracted } from "../sentences.js";
import { MOST } from "../url.js";

/** @import { Seen } from "../comparison.js" */
/** @import { Card, Setting, State, Tree } from "../types.js" */

const RETRYABLE = new Set(["no_connection", "internal"]); // others would be refused again

/** What tells a pane from others that have the same model. @param {string} sign */
export const signed = (sign) => (sign ? [el("span", { class: "sign" }, [sign])] : []);

/**
 * @param {Setting} setting
 * @param {Card} card the page's own
 * @param {Card[]} family
 * @param {Seen} pane
 * @param {{name: string, sign: string}} called
 * @returns {Tree[]}
 */
export function head(setting, card, family, { spec, card: other }, { name, sign }) {
  const { say } = setting.speech;
  const of = other ?? card;
  const plain = spec.text === undefined ? modelOf(setting, of) : kind(setting, of); // the field needs the room
  const remove = say("compare.remove", { name });
  return [
    spec.model && family.length
      ? el("select", { "aria-label": say("sentence.models"), "data-choose": "swap" }, family.map((one) =>
        el("option", { value: one.name, selected: one.name === spec.model }, [modelOf(setting, one)])))
      : el("h2", {}, [spec.model && !other ? spec.model : plain]),
    ...signed(sign),
    ...(spec.text === undefined ? [] : [el("input", {
      type: "text", lang: of.language, "aria-label": say("compare.text"), spellcheck: "false", autocomplete: "off", enterkeyhint: "done",
    })]),
    el("button", { type: "button", "data-act": "remove", "aria-label": remove, title: remove }, ["×"]),
  ];
}

/**
 * @param {Setting} setting
 * @param {string} wanted the text that the pane should have read
 * @param {Seen} pane
 */
export function message({ speech: { say, knows } }, wanted, { problem, read }) {
  if (!problem) return read === wanted ? [] : [el("span", { class: "slow" }, [say("status.slow")])];
  const key = `error.${problem.code}`;
  const told = knows(key) ? say(key, problem.params) : say("error.internal");
  if (!RETRYABLE.has(problem.code)) return [told];
  return [told, " ", el("button", { type: "button", "data-act": "retry" }, [say("status.retry")])];
}

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {Card[]} family
 * @returns {Tree[]}
 */
export function bar(setting, state, family) {
  const { say } = setting.speech;
  const full = state.panes.length >= MOST;
  const button = (/** @type {string} */ act, /** @type {string} */ words, disabled = false) =>
    el("button", { type: "button", "data-act": act, disabled }, [words]);
  const free = family.filter(({ name }) => !state.panes.some(({ model }) => model === name));
  const models = free.map((card) => el("option", { value: card.name }, [modelOf(setting, card)]));
  return [
    el("h2", {}, [say("compare.title")]),
    el("select", { "data-choose": "add", "aria-label": say("compare.model"), disabled: full || !free.length }, [
      el("option", { value: "" }, [`＋ ${say("compare.model")}`]), ...models,
    ]), // also before the models are known: nothing gives way under the pointer
    button("text", `＋ ${say("compare.text")}`, full),
    button("pin", `＋ ${say("compare.pin")}`, full),
    ...(state.card.distraction ? [button("distract", say("compare.distract"), distracted(state) === null)] : []),
    ...(full ? [el("small", {}, [say("compare.full", { most: MOST + 1 })])] : []),
    button("close", say("compare.close")),
  ];
}
