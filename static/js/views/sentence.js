// The text one writes, its examples, and what to say when it cannot be read.

import { RETRYABLE } from "../i18n.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { unitsOf, unknownCount } from "../select.js";

/** @import { Example, Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const PAUSE = 150; // ms without a keystroke before the text is read

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} message
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{type: (text: string) => void, example: (example: Example) => void, retry: () => void, choose: () => void}} on
 */
export function mountSentence(container, message, store, setting, on) {
  const { say, language } = setting.speech;
  const { card } = store.get();
  const model = say("sentence.model", { title: card.title[language], cell: say("cell.name"), H: unitsOf(card) });
  region(container)([
    el("h1", { class: "for-ears" }, [say("page.title")]),
    el("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }, [el("span", {}), el("span", { "aria-hidden": "true" }, ["▾"])]),
    el("dialog", { class: "fields", "aria-label": say("sentence.label") }, [
      el("button", { type: "button", class: "model", "aria-haspopup": "dialog", title: say("sentence.models") }, [`${model} ▾`]),
      el("input", {
        class: "text", type: "text", "aria-label": say("sentence.label"), lang: card.language, spellcheck: "false", autocomplete: "off",
        enterkeyhint: "done", list: "completions", "aria-describedby": message.id,
      }),
      el("datalist", { id: "completions" }),
      el("select", { class: "examples", "aria-label": say("sentence.examples") }),
      el("form", { method: "dialog" }, [el("button", { class: "done" }, [say("sentence.done")])]),
    ]),
  ]);
  const opener = /** @type {HTMLButtonElement} */ (container.querySelector(".opener"));
  const sheet = /** @type {HTMLDialogElement} */ (container.querySelector("dialog")); // on a phone; elsewhere its parts stand open
  const field = /** @type {HTMLInputElement} */ (container.querySelector("input"));
  const examples = /** @type {HTMLSelectElement} */ (container.querySelector(".examples"));
  const drawMessage = region(message);
  const drawCompletions = region(/** @type {HTMLElement} */ (container.querySelector("datalist")));
  const drawExamples = region(examples);
  let timer = 0;
  let composing = false;

  function soon() {
    clearTimeout(timer);
    drawMessage(said(store.get()));
    complete();
    timer = setTimeout(() => field.value.trim() && field.value !== store.get().text && on.type(field.value), PAUSE);
  }
  async function complete() {
    const { completions } = await import("../completion.js").catch(() => ({ completions: () => [] })); // nobody needs it who does not write
    if (!composing) drawCompletions(completions(card, field.value).map((text) => el("option", { value: text })));
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
    sheet.close();
  });
  container.querySelector(".model")?.addEventListener("click", on.choose);
  field.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && sheet.close());
  opener.addEventListener("click", () => {
    sheet.showModal();
    sheet.append(message); // to be seen there, too
    field.focus();
  });
  sheet.addEventListener("close", () => container.after(message));
  matchMedia("(min-width: 601px)").addEventListener("change", () => sheet.close());
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
    if (opener.firstChild) opener.firstChild.textContent = state.text;
    drawMessage(said(state));
  }, ["text", "trace", "status", "problem"]);

  store.subscribe(({ bet }) => {
    field.readOnly = bet !== null; // what is covered may be one of the examples
    drawExamples([
      el("option", { value: "", selected: true }, [say("sentence.examples")]),
      ...(bet ? [] : card.examples.map((example, n) => el("option", { value: n }, [example.text]))),
    ]);
  }, ["bet"]);

  /** @param {State} state */
  function said(state) {
    if (!field.value.trim()) return [say("error.empty_input")];
    if (state.status === "slow") return [say("status.slow")];
    if (state.problem) {
      const key = `error.${state.problem.code}`;
      const told = setting.speech.knows(key) ? say(key, state.problem.params) : say("error.internal");
      if (!RETRYABLE.includes(state.problem.code)) return [told];
      return [told, " ", el("button", { type: "button", "data-act": "retry" }, [say("status.retry")])];
    }
    const count = unknownCount(state);
    if (!count) return [];
    return [say("status.unknown", { size: card.size, count }), " ", el("button", { type: "button", "data-act": "example" }, [say("status.example")])];
  }
}
