// The network with a loop: rolled up, unrolled along a sentence, and all the way between, by hand or by itself.

import { fetchCard, fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { loop } from "../layout/learn/loop.js";
import { languageOf, spoken } from "../layout/learn/spoken.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { fetchReading } from "../questions.js";
import { createStore } from "../store.js";

/** @import { Given, Kind } from "./figures.js" */
/** @import { Card, Likely, Reading } from "../types.js" */

/** @typedef {{card: Card | null, reading: Reading | null, text: string, unrolled: number, to: number, chosen: number | null, room: number}} Looped */

const WHOLE = 1400; // ms from rolled up to unrolled
const STEPS = 100; // of the slider
const LONGEST = 100; // ms: a frame that took longer has been a pause

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createLoop(place, { base, language, tag, calm }) {
  const [words] = await Promise.all([fetchWords(base, language, "learn"), sheet(`${base}/css/learn-loop.css`)]);
  const { say, percent } = speech(language, tag, words);
  const store = createStore(/** @type {Looped} */ ({ card: null, reading: null, text: "", unrolled: 0, to: 0, chosen: null, room: place.clientWidth }));
  const draw = region(place);
  let asking = new AbortController();
  let last = 0;
  let going = false;

  place.classList.add("loop");
  store.subscribe(redraw);
  new ResizeObserver(([{ contentRect: { width } }]) => width && store.set({ room: Math.floor(width) })).observe(place);

  /** @param {Card} card @param {Reading} reading @param {number} t */
  function told(card, reading, t) {
    const [best] = reading.predictions[t].top;
    const letters = [...store.get().text];
    const read = letters.slice(0, reading.tokens[t].end).join("");
    const said = { read, word: word(card, best), p: percent(best.probability) };
    return card.answer.kind === "class" ? say("learn.loop.answered", said) : say("learn.loop.said", said);
  }

  /** @param {Card} card @param {Likely} likely */
  const word = (card, { text }) => spoken(card, text, language);

  function redraw() {
    const { card, reading, unrolled, to, chosen, room } = store.get();
    if (!card || !reading) return;
    const T = reading.tokens.length;
    const copies = reading.tokens.map(({ text }, t) => ({
      reads: text, says: word(card, reading.predictions[t].top[0]), told: say("learn.loop.copy", { t: t + 1, word: text }),
    }));
    const caption = to < 1 ? say("learn.loop.rolled") : chosen === null ? say("learn.loop.unrolled", { T }) : told(card, reading, chosen);
    draw([
      el("div", { class: "drawn", lang: languageOf(card, language) }, [loop(copies, unrolled, room, unrolled === 1 ? chosen : null, say("learn.loop.label"))]),
      el("div", { class: "handles" }, [
        el("button", { type: "button", "data-act": "unroll" }, [to < 1 ? say("learn.loop.unroll") : say("learn.loop.roll")]),
        el("input", { type: "range", min: 0, max: STEPS, value: 0, "aria-label": say("learn.loop.slider") }),
      ]),
      el("p", { class: "told", "aria-live": "polite" }, [caption]),
    ]);
    slider().value = String(STEPS * unrolled);
  }
  const slider = () => /** @type {HTMLInputElement} */ (place.querySelector("input"));

  /** @param {number} now */
  function tick(now) {
    const { unrolled, to } = store.get();
    const by = Math.min(now - last, LONGEST) / WHOLE;
    last = now;
    going = unrolled !== to;
    if (!going) return;
    store.set({ unrolled: unrolled < to ? Math.min(to, unrolled + by) : Math.max(to, unrolled - by) });
    requestAnimationFrame(tick);
  }

  /** @param {number} to */
  function go(to) {
    store.set(calm ? { unrolled: to, to } : { to });
    if (going) return;
    going = true;
    last = performance.now();
    requestAnimationFrame(tick);
  }

  /** @param {EventTarget | null} target */
  function choose(target) {
    const copy = target instanceof Element ? target.closest("[data-copy][role=button]") : null;
    if (!(copy instanceof SVGElement)) return;
    const n = Number(copy.dataset.copy);
    store.set({ chosen: store.get().chosen === n ? null : n });
  }
  place.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-act=unroll]")) go(store.get().to < 1 ? 1 : 0);
    else choose(target);
  });
  place.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "Enter" && event.key !== " ") || !(event.target instanceof SVGElement)) return;
    event.preventDefault();
    choose(event.target);
  });
  place.addEventListener("input", ({ target }) => {
    const unrolled = Number(/** @type {HTMLInputElement} */ (target).value) / STEPS;
    store.set({ unrolled, to: unrolled });
  });

  return {
    async show(wanted) {
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      const { model, text = "", unrolled = 0 } = /** @type {{model: string, text?: string, unrolled?: number | boolean}} */ (/** @type {unknown} */ (wanted));
      const to = Math.max(0, Math.min(1, Number(unrolled)));
      const before = store.get();
      const same = before.card?.name === model && before.text === text;
      try {
        const [card, reading] = same ? [before.card, before.reading] : await Promise.all([fetchCard(model), fetchReading(model, text, 1, signal)]);
        if (signal.aborted) return;
        store.set({ card, reading, text, ...(same ? {} : { chosen: null }), ...(before.card ? {} : { unrolled: to }) }); // the first picture stands
        go(to);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    address() {
      const { card, reading, text, chosen } = store.get();
      return card && reading && `#${new URLSearchParams({ model: card.name, text, t: String(chosen ?? reading.tokens.length - 1) })}`;
    },
  };
}
