// The text one writes, its examples, and what to say when it cannot be read.

import { completions } from "../completion.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { unknownCount } from "../select.js";

/** @import { Example, Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const RETRYABLE = new Set(["no_connection", "internal"]); // others would be refused again
const PAUSE = 150; // ms without a keystroke before the text is read

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} message
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{read: (text: string) => void, example: (example: Example) => void, retry: () => void}} on
 */
export function mountSentence(container, message, store, setting, on) {
  const { say, language } = setting.speech;
  const { card } = store.get();
  region(container)([
    el("h1", { class: "for-ears" }, [say("page.title")]),
    el("p", { class: "model" }, [say("sentence.model", { title: card.title[language], H: card.hidden })]),
    el("input", { class: "text", type: "text", "aria-label": say("sentence.label"), lang: card.language, spellcheck: "false", autocomplete: "off", list: "completions", "aria-describedby": message.id }),
    el("datalist", { id: "completions" }),
    el("select", { class: "examples", "aria-label": say("sentence.examples") }, [
      el("option", { value: "", selected: true }, [say("sentence.examples")]),
      ...card.examples.map((example, n) => el("option", { value: n }, [example.text])),
    ]),
  ]);
  const field = /** @type {HTMLInputElement} */ (container.querySelector("input"));
  const examples = /** @type {HTMLSelectElement} */ (container.querySelector("select"));
  const drawMessage = region(message);
  const drawCompletions = region(/** @type {HTMLElement} */ (container.querySelector("datalist")));
  let timer = 0;
  let composing = false;

  function soon() {
    clearTimeout(timer);
    drawMessage(said(store.get()));
    drawCompletions(completions(card, field.value).map((text) => el("option", { value: text })));
    timer = setTimeout(() => field.value.trim() && field.value !== store.get().text && on.read(field.value), PAUSE);
  }
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    soon();
  });
  field.addEventListener("input", () => composing || soon());
  examples.addEventListener("change", () => {
    if (examples.value) on.example(card.examples[Number(examples.value)]);
    examples.value = "";
  });
  message.addEventListener("click", (event) => {
    const act = event.target instanceof HTMLElement ? event.target.dataset.act : null;
    if (act) field.focus(); // the button will be gone
    if (act === "retry") on.retry();
    if (act === "example") on.example(card.examples[0]);
  });

  store.subscribe((state, before) => {
    if ((state === before || state.text !== before.text) && field.value !== state.text && !composing) {
      clearTimeout(timer); // somebody else chose the text: what was being written gives way
      field.value = state.text;
      drawCompletions([]);
    }
    drawMessage(said(state));
  }, ["text", "trace", "status", "problem"]);

  /** @param {State} state */
  function said(state) {
    if (!field.value.trim()) return [say("error.empty_input")];
    if (state.status === "slow") return [say("status.slow")];
    if (state.status === "failed" && state.problem) {
      const told = say(`error.${state.problem.code}`, state.problem.params);
      if (!RETRYABLE.has(state.problem.code)) return [told];
      return [told, " ", el("button", { type: "button", "data-act": "retry" }, [say("status.retry")])];
    }
    const count = unknownCount(state);
    if (!count) return [];
    return [say("status.unknown", { size: card.size, count }), " ", el("button", { type: "button", "data-act": "example" }, [say("status.example")])];
  }
}
