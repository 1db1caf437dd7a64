// One layer worked out with numbers that can be changed. Nothing is fetched: all of it follows from what stands in the cells.

import { fetchNotation, fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { productTables, sum, typed } from "../layout/learn/product.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { createGlide } from "./glide.js";

/** @import { Given as Numbers, List } from "../layout/learn/product.js" */
/** @import { Given, Kind, Wanted } from "./figures.js" */

const TANH = "g"; // of the four layers of an LSTM, the one that is no gate

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createProduct(place, { base, language, tag, calm }) {
  const [words, notation] = await Promise.all([
    fetchWords(base, language, "learn"), fetchNotation(base), sheet(`${base}/css/learn-product.css`),
  ]);
  const { say } = speech(language, tag, words);
  const draw = region(place);
  /** @type {Numbers} */
  let own = { weights: [], bias: [], h: [], x: [], C: [] };
  /** @type {{numbers: Numbers, cell: string}[]} what there was before each cell that was changed */
  let before = [];
  let node = "f";
  let looked = 0;

  const glide = createGlide(calm, show);
  const numbers = () => /** @type {Numbers} */ (/** @type {unknown} */ (glide.goal()));

  /** @param {boolean} moving */
  function show(moving) {
    const now = /** @type {Numbers} */ (/** @type {unknown} */ (glide.now()));
    const of = node === TANH ? "tanh" : "sigmoid";
    const letter = notation.article[node][0];
    draw([
      el("div", { class: "product", "data-node": node }, [
        ...productTables(now, of, letter, looked, {
          weights: say("learn.product.weights"), results: say("learn.product.results"),
          weight: (row, to) => say("learn.product.weight", { row, to }), bias: (row) => say("learn.product.bias", { row }),
        }),
        el("p", { class: "acts" }, [
          el("button", { type: "button", "data-act": "undo", disabled: !before.length }, [say("learn.product.undo")]),
          el("button", { type: "button", "data-act": "reset", disabled: !before.length }, [say("learn.product.reset")]),
        ]),
      ]),
      el("p", { class: "told", "aria-live": "polite", "aria-busy": String(moving) }, sum(now, of, letter, looked).map((part) => el("span", {}, [part]))),
    ]);
    for (const input of place.querySelectorAll("input")) {
      const text = typed(now[/** @type {List} */ (input.dataset.list)][Number(input.dataset.n)]);
      if (input !== document.activeElement && input.value !== text) input.value = text;
    }
  }

  /** @param {EventTarget | null} target */
  function look(target) {
    const row = target instanceof Element && /** @type {HTMLElement | null} */ (target.closest("[data-row]"));
    if (!row || looked === Number(row.dataset.row)) return;
    looked = Number(row.dataset.row);
    show(false);
  }

  place.addEventListener("pointerover", ({ target }) => look(target));
  place.addEventListener("focusin", ({ target }) => look(target));
  place.addEventListener("focusout", () => show(false)); // a cell that was left empty has its number again
  place.addEventListener("input", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    const { list = "", n = "" } = input.dataset;
    if (!Number.isFinite(input.valueAsNumber)) return; // not yet a number
    const [cell, was] = [`${list}.${n}`, numbers()];
    if (before[before.length - 1]?.cell !== cell) before.push({ numbers: was, cell });
    const changed = was[/** @type {List} */ (list)].map((value, m) => (m === Number(n) ? input.valueAsNumber : value));
    glide.set({ ...was, [list]: changed });
  });
  place.addEventListener("click", ({ target }) => {
    const { act } = /** @type {HTMLElement} */ (target).dataset;
    const to = act === "undo" ? before.pop()?.numbers : act === "reset" ? own : null;
    if (!to) return;
    if (act === "reset") before = [];
    glide.to({ ...to });
    show(true);
  });

  return {
    show(wanted) {
      own = numbersOf(wanted);
      [before, node, looked] = [[], String(wanted.node ?? "f"), 0];
      glide.to({ ...own });
    },
    address: () => null, // no network has these weights
  };
}

/** @param {Wanted} wanted @returns {Numbers} */
function numbersOf(wanted) {
  const { weights, bias, h, x, C = [] } = /** @type {{weights: number[][], bias: number[], h: number[], x: number[], C?: number[]}} */ (/** @type {unknown} */ (wanted));
  return { weights: weights.flat(), bias, h, x, C };
}
