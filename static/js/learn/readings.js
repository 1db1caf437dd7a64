// One sentence, several networks: what each says of it, and what comes of it when the sentence is changed.

import { ApiError, fetchCard, fetchWords } from "../api.js";
import { speech as speechOf } from "../i18n.js";
import { answers, distances, told, tools } from "../layout/learn/readings.js";
import { distracted, inOrder, keyOf, sentenceOf, shuffled, swapped, textOf, undistracted } from "../layout/learn/sentence.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { kinds } from "../opening.js";
import { fetchReading } from "../questions.js";
import { createStore } from "../store.js";
import { MOST } from "../url.js";
import { mountWords } from "./words.js";

/** @import { Given, Kind } from "./figures.js" */
/** @import { Card, Speech, State } from "../types.js" */
/** @import { Shown } from "../layout/learn/readings.js" */
/** @import { Sentence, Written } from "../layout/learn/sentence.js" */
/** @import { Store } from "../store.js" */

/** What is wanted: all that is shown but for what the networks make of it. @typedef {Omit<Shown, "readings" | "t">} Asked */

const TOP = 3; // answers of each network

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createReadings(place, { base, language, tag }) {
  const [words] = await Promise.all([fetchWords(base, language, "learn"), sheet(`${base}/css/learn-readings.css`)]);
  /** @type {Map<string, Promise<Card>>} */
  const cards = new Map();
  /** @type {Asked | null} */
  let asked = null;
  /** @type {Store<Shown & State> | null} */
  let store = null;
  let asking = new AbortController();
  let latest = 0;
  let seed = 0;

  /** @param {string} name */
  function cardOf(name) {
    const card = cards.get(name) ?? fetchCard(name);
    cards.set(name, card);
    card.catch(() => cards.delete(name)); // the server was not there: next time
    return card;
  }

  /**
   * Let all networks read what is wanted; what they made of the last sentence stays until all have answered.
   * @param {Asked} wanted
   */
  async function read(wanted) {
    asked = wanted;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const text = textOf(wanted.sentence, wanted.cards[0]);
      const readings = await Promise.all(wanted.cards.map(({ name }) => fetchReading(name, text, TOP, signal)));
      if (signal.aborted) return;
      const [trace] = readings;
      const [own] = wanted.cards;
      const card = wanted.tools.includes("swap") ? own : { ...own, classes: {} }; // only then words have others to take their place
      const next = { ...wanted, readings, trace, t: trace.tokens.length - 1, key: keyOf(own, trace.tokens), card, bet: null, problem: null };
      if (store) store.set(/** @type {any} */ (next));
      else store = await mounted(/** @type {any} */ (next));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** What a reader does to the sentence. @param {Partial<Asked>} change */
  function change(change) {
    if (!asked) return;
    read({ ...asked, ...change }).catch((error) => {
      if (!(error instanceof ApiError)) throw error;
      store?.set({ problem: error.problem });
    });
  }

  /** @param {Shown & State} initial */
  async function mounted(initial) {
    const made = createStore(initial);
    const { cards: [card] } = initial;
    const page = await fetchWords(base, language, [card.cell, ...kinds(card)].join("."));
    mountReadings(place, made, speechOf(language, tag, { ...page, ...words }), {
      change,
      shown: made.get,
      asked: () => asked?.sentence ?? made.get().sentence,
      seed: () => ++seed,
    });
    return made;
  }

  return {
    async show(wanted) {
      const turn = ++latest;
      const { models, tools: given = [], expects = null, ...written } = /** @type {Written & {models: string[], tools?: string[], expects?: string}} */ (/** @type {unknown} */ (wanted));
      const known = await Promise.all(models.map(cardOf));
      if (turn === latest) await read({ cards: known, tools: given, expects, sentence: sentenceOf(written, known[0]) });
    },
    address() {
      if (!store) return null;
      const { cards: [card, ...others], sentence, t } = store.get();
      const panes = others.slice(0, MOST).map(({ name }) => new URLSearchParams({ model: name }));
      return `#${new URLSearchParams({ model: card.name, text: textOf(sentence, card), t: String(t), ...(panes.length ? { panes: panes.join("|") } : {}) })}`;
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {Store<Shown & State>} store
 * @param {Speech} speech
 * @param {{change: (change: Partial<Asked>) => void, shown: () => Shown & State, asked: () => Sentence, seed: () => number}} on
 */
function mountReadings(place, store, speech, { change, shown, asked, seed }) {
  const { say } = speech;
  region(place)([
    el("ol", { class: "tokens" }),
    el("div", { class: "handles", role: "group", "aria-label": say("learn.readings.tools") }),
    el("p", { class: "problem", role: "status" }),
    el("div", { class: "beside" }, [el("ol", { class: "answers" }), el("div", { class: "distances" })]),
    el("p", { class: "for-ears", "aria-live": "polite" }),
  ]);
  place.classList.add("readings");
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (place.querySelector(name));
  const handles = part(".handles");
  const draw = { tools: region(handles), message: region(part(".problem")), answers: region(part(".answers")), distances: region(part(".distances")), ears: region(part(".for-ears")) };
  mountWords(part(".tokens"), store, speech, {
    goTo: (t) => store.set({ t }),
    swap: (n, word) => change({ sentence: swapped(shown().sentence, shown().cards[0], shown().readings[0].tokens[n], word), expects: null }),
  });
  store.subscribe((state) => {
    draw.tools(tools(speech, state));
    const slider = handles.querySelector("input");
    if (slider && asked() === state.sentence) slider.value = String(state.sentence.distance); // a hand on it may be ahead of the networks
    draw.distances(distances(speech, state));
  }, ["readings"]);
  store.subscribe((state) => {
    draw.answers(answers(speech, state));
    draw.ears([told(speech, state)]);
  }, ["readings", "t"]);
  store.subscribe(({ problem }) => draw.message(problem ? [say("learn.failed"), " ", el("button", { type: "button", "data-act": "retry" }, [say("learn.retry")])] : []), ["problem"]);

  /** @type {Record<string, () => Partial<Asked>>} */
  const acts = {
    shuffle: () => ({ sentence: shuffled(shown().sentence, shown().readings[0].tokens, seed()) }),
    order: () => ({ sentence: inOrder(shown().sentence) }),
    more: () => ({ sentence: distracted(asked(), shown().cards[0]) ?? asked() }),
    less: () => ({ sentence: undistracted(asked()) }),
    retry: () => ({}),
  };
  place.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("button") : null;
    const act = pressed?.dataset.act;
    if (act && !pressed.ariaDisabled) change(acts[act]());
  });
  place.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "range") change({ sentence: { ...asked(), distance: Number(target.value) } });
  });
}
