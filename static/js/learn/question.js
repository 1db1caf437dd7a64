// The bet at the end of a chapter. What it comes to is asked for when the reader has bet, not before.

import { region } from "../lib/dom.js";
import { remember, remembered } from "../lib/device.js";
import { el } from "../lib/tree.js";

/** What a bet comes to; the sentence that explains it in pieces, each with whether it is a figure.
 * @typedef {{bet: number, answer: number, told: string, outcome: [string, boolean][]}} Outcome
 */

/** Under which name a device remembers what was bet. @param {string} chapter */
export const kept = (chapter) => `learn.${chapter}`;

/**
 * @param {HTMLElement} section
 * @param {string} chapter
 */
export function mountQuestion(section, chapter) {
  const form = /** @type {HTMLFormElement} */ (section.querySelector("form"));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("[name=bet]"));
  const output = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
  const told = /** @type {HTMLElement} */ (section.querySelector(".outcome"));
  const draw = region(told);
  const unit = output.dataset.unit ?? "";
  const shown = (/** @type {number | string} */ value) => `${String(value).replace("-", "−")}${unit}`;
  const show = () => (output.textContent = shown(input.value));
  input.type = "range"; // a number is for where there are no scripts, which a slider does not tell
  const before = remembered(kept(chapter));
  if (before) {
    input.value = before;
    ask();
  }
  show();
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });

  async function ask() {
    const query = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new TypeError(String(answer.status));
      tell(await answer.json());
      remember(kept(chapter), input.value);
    } catch {
      draw([told.dataset.failed ?? ""]);
    }
    form.removeAttribute("aria-busy");
  }

  /** @param {Outcome} outcome */
  function tell({ bet, answer, told: written, outcome }) {
    const [low, high] = [Number(input.min), Number(input.max)];
    const place = (/** @type {number} */ value) => (100 * (value - low)) / (high - low);
    draw([
      el("svg", { class: "scale", viewBox: "-4 0 108 12", "aria-hidden": "true" }, [
        el("path", { d: "M0 6H100", stroke: "var(--color-line)", "stroke-width": 1.5 }),
        el("path", { d: `M${place(bet)} 6H${place(answer)}`, stroke: "var(--color-selection)", "stroke-width": 1.5, "stroke-dasharray": "1.5 1.5" }),
        el("circle", { cx: place(bet), cy: 6, r: 2.4, fill: "var(--color-surface)", stroke: "var(--color-selection)", "stroke-width": 1 }),
        el("circle", { cx: place(answer), cy: 6, r: 2.8, fill: "var(--color-positive)" }),
      ]),
      el("p", { class: "told" }, [`${told.dataset.bet} ${shown(bet)} · ${told.dataset.answer} `, el("b", {}, [written])]),
      el("p", {}, outcome.map(([text, measured]) => (measured ? el("b", { class: "measured" }, [text]) : text))),
    ]);
  }
}
