// Numbers are changed where they stand: a dot by a click, a bar by dragging it up or down, both in an editor; the network reads again.

import { drawn, isMark, piece, written } from "../layout/series.js";
import { rowOf } from "../layout/steps.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State, Trace } from "../types.js" */
/** @import { Store } from "../store.js" */

const SLACK = 4; // px that a click may waver
const FINE = 100; // a drag goes by hundredths

/**
 * @param {{list: HTMLElement, editor: HTMLDialogElement, sentence: HTMLElement}} parts the columns, within their scroller; where
 *   one step is edited; the field and the examples
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {{read: (text: string, after?: (trace: Trace) => Partial<State>) => Promise<unknown>}} on
 */
export function mountSeries({ list, editor, sentence }, store, setting, on) {
  const { say, language } = setting.speech;
  const strip = /** @type {HTMLElement} */ (list.parentElement);
  const inputs = store.get().card.inputs ?? [];
  const bar = inputs.findIndex((channel) => !isMark(channel)); // what a drag changes
  const { low, high } = inputs[bar];

  /**
   * Other numbers at a step; the reader stays where he is.
   * @param {number} n
   * @param {number[]} row
   * @param {Trace | null} [before] what the change is to be seen against
   */
  function write(n, row, before = store.get().trace) {
    const { read: shown, trace, t, stop } = store.get();
    const { start, end } = trace.tokens[n];
    const letters = [...shown];
    const text = [...letters.slice(0, start), piece(row), ...letters.slice(end)].join("");
    return on.read(text, (after) => ({ t, stop, ...(before ? changed(n, before, after) : {}) }));
  }

  /**
   * What shows the difference.
   * @param {number} n
   * @param {Trace} before
   * @param {Trace} after
   * @returns {Partial<State>}
   */
  function changed(n, before, after) {
    const unmarked = inputs.some((channel, k) => isMark(channel) && rowOf(before, n)[k] > 0 && rowOf(after, n)[k] === 0);
    const { text } = after.tokens[n];
    const word = unmarked ? say("series.unmarked", { text }) : text;
    return { swapped: { word, trace: before }, move: "swap", ms: 0, running: true };
  }

  /** @param {EventTarget | null} target */
  const indexOf = (target) => [...list.children].indexOf(/** @type {Element} */ (target instanceof Element && target.closest("li")));

  // Before the strip hears of it: a click on a dot, and on the column one is at.
  strip.addEventListener("click", (event) => {
    const { target } = event;
    const n = indexOf(target);
    if (!(target instanceof Element) || n < 0) return;
    const channel = target.closest(".mark")?.getAttribute("data-channel");
    if (channel) write(n, rowOf(store.get().trace, n).map((value, k) => (k === Number(channel) ? Number(value === 0) : value)));
    else if (n === store.get().t) edit(n);
    else return;
    event.stopPropagation();
  }, true);

  /** @type {{n: number, y: number, height: number, row: number[], before: Trace} | null} */
  let hand = null; // on a bar
  /** @type {number | null} */
  let wanted = null;
  let following = false;
  strip.addEventListener("pointerdown", (event) => {
    const column = event.target instanceof Element && event.button === 0 ? event.target.closest(".word") : null;
    if (!column || following) return;
    const [n, { trace }] = [indexOf(column), store.get()];
    hand = { n, y: event.clientY, height: column.clientHeight, row: rowOf(trace, n), before: trace };
  }, true);
  strip.addEventListener("pointermove", (event) => {
    if (!hand || !event.buttons) return;
    const up = hand.y - event.clientY;
    if (!store.get().held) {
      if (Math.abs(up) < SLACK || list.hasPointerCapture(event.pointerId)) return; // a click still, or a way along the steps
      strip.setPointerCapture(event.pointerId);
      store.set({ held: true });
    }
    event.stopPropagation();
    const value = hand.row[bar] + (up / hand.height) * (high - low);
    wanted = Math.round(FINE * Math.max(low, Math.min(high, value))) / FINE;
    if (!following) follow(hand);
  }, true);
  for (const type of ["pointerup", "pointercancel"]) {
    strip.addEventListener(type, () => {
      if (hand && !following) settle(hand);
      hand = null;
    }, true);
  }

  /**
   * The network follows the hand as fast as it can.
   * @param {NonNullable<typeof hand>} of
   */
  async function follow(of) {
    following = true;
    while (wanted !== null) {
      const value = wanted;
      wanted = null;
      await write(of.n, of.row.map((old, k) => (k === bar ? value : old)), null);
    }
    following = false;
    if (!hand) settle(of);
  }

  /** The hand has let go. @param {NonNullable<typeof hand>} of */
  function settle({ n, before }) {
    const { held, status, trace } = store.get();
    if (held) store.set({ held: false, ...(status === "ready" ? changed(n, before, trace) : {}) });
  }

  // The editor of one step: a number to type, a dot to set.
  const draw = region(editor);
  let edited = 0;
  let opened = 0;
  /** @param {number} n */
  function edit(n) {
    edited = n;
    const row = rowOf(store.get().trace, n);
    draw([
      el("form", { method: "dialog", "data-key": ++opened }, [
        el("b", {}, [say("step.title", { n: n + 1 })]),
        ...inputs.map((channel, k) => el("label", {}, [
          channel[language],
          isMark(channel)
            ? el("input", { type: "checkbox", name: k, checked: row[k] > 0 })
            : el("input", { type: "number", name: k, min: channel.low, max: channel.high, step: "any", value: row[k], required: true }),
        ])),
        el("button", {}, [say("sentence.done")]),
      ]),
    ]);
    editor.setAttribute("aria-label", say("step.title", { n: n + 1 }));
    const column = list.children[n].getBoundingClientRect();
    editor.showModal();
    const left = column.left + column.width / 2 - editor.offsetWidth / 2;
    const most = document.documentElement.clientWidth - editor.offsetWidth - SLACK;
    Object.assign(editor.style, { insetInlineStart: `${Math.max(SLACK, Math.min(most, left))}px`, insetBlockStart: `${column.bottom + SLACK}px` });
    editor.querySelector("input")?.select();
  }
  editor.addEventListener("click", ({ target }) => target === editor && editor.close());
  editor.addEventListener("submit", () => {
    const row = rowOf(store.get().trace, edited);
    const next = inputs.map((_, k) => {
      const input = /** @type {HTMLInputElement} */ (editor.querySelector(`[name="${k}"]`));
      return input.type === "checkbox" ? (input.checked === row[k] > 0 ? row[k] : Number(input.checked)) : Number(input.value);
    });
    if (next.some((value, k) => value !== row[k])) write(edited, next);
  });

  // A series by chance stands among the examples; lines that are pasted stay apart.
  const examples = /** @type {HTMLSelectElement} */ (sentence.querySelector(".examples"));
  const field = /** @type {HTMLInputElement} */ (sentence.querySelector("input"));
  region(examples)([
    el("option", { value: "" }, [say("sentence.examples")]),
    el("option", { value: "chance" }, [say("series.chance")]),
    ...store.get().card.examples.map((example, n) => el("option", { value: n }, [say("series.example", { n: n + 1, T: example.inputs?.length })])),
  ]);
  sentence.addEventListener("change", (event) => {
    if (event.target !== examples || examples.value !== "chance") return;
    event.stopPropagation();
    examples.value = "";
    examples.closest("dialog")?.close();
    const { text, trace } = store.get(); // not what was read: that may still be the series before
    on.read(written(drawn(text, trace.tokens.length, inputs)), ({ tokens }) => ({ t: tokens.length - 1 }));
  }, true);
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\n\t]/.test(pasted)) return;
    event.preventDefault();
    const lines = pasted.trim().split(/\s*\n\s*/).map((line) => line.replace(/\s+/g, " "));
    field.setRangeText(lines.join(", "), field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    field.dispatchEvent(new Event("input"));
  });
}
