// One fact of what a network remembers, measured: which units carry the nationality, how long it can be read, how far gradients reach.

import { fetchCard, fetchNotation, fetchWords } from "../api.js";
import { measure } from "../facts.js";
import { speech } from "../i18n.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { createStore } from "../store.js";
import { mountFacts } from "../views/facts.js";

/** @import { Given, Kind } from "./figures.js" */
/** @import { Findings, Looked } from "../views/facts.js" */

/** @typedef {{element: HTMLElement, look: (looked: {only: string, lag?: number, bias?: number}) => void, address: () => string}} Stand a network's facts, one of them shown */

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createFacts(place, { base, language, tag }) {
  const [words, notation] = await Promise.all([fetchWords(base, language, "memory"), fetchNotation(base), sheet(`${base}/css/facts.css`)]);
  const { say } = speech(language, tag, words);
  const draw = region(place);
  /** @type {string[]} */
  const models = []; // in the order of their elements
  /** @type {Map<string, Promise<Stand>>} */
  const stands = new Map();
  /** @type {Stand | null} */
  let current = null;
  let latest = 0;

  /** @param {string} model */
  function standOf(model) {
    const known = stands.get(model);
    if (known) return known;
    if (!models.includes(model)) models.push(model);
    draw(models.map((name) => el("div", { class: "fact", "data-key": name })));
    const made = mount(/** @type {HTMLElement} */ (place.children[models.indexOf(model)]), model);
    stands.set(model, made);
    made.catch(() => stands.delete(model)); // the server was not there: next time
    return made;
  }

  /**
   * @param {HTMLElement} element
   * @param {string} model
   * @returns {Promise<Stand>}
   */
  async function mount(element, model) {
    const card = await fetchCard(model);
    const page = speech(language, tag, await fetchWords(base, language, card.cell));
    const findings = createStore(/** @type {Findings} */ ({ all: [], problem: null }));
    /** @type {Promise<void>} */
    const measured = new Promise((resolve, reject) => {
      measure(card, (all) => {
        findings.set({ all });
        resolve(); // those of its family come later
      }).catch(reject);
    });
    await measured;
    const { unit, t } = card.examples[0];
    const store = createStore(/** @type {Looked} */ ({ layer: card.layers - 1, unit, notation: "article", only: "units" }));
    mountFacts({ body: element, base, store, setting: { speech: page, notation }, say, reveal() {} }, findings, {
      select: (chosen) => store.set(chosen),
      retry() {},
    });
    return {
      element,
      look: (looked) => store.set(looked),
      address() {
        const { layer, unit } = store.get();
        return `#${new URLSearchParams({ model, t: String(t), layer: String(layer), unit: String(unit), panel: "memory" })}`;
      },
    };
  }

  return {
    async show({ model, chart, lag, bias }) {
      const turn = ++latest;
      const stand = await standOf(String(model));
      if (turn !== latest) return;
      stand.look(/** @type {{only: string, lag?: number, bias?: number}} */ ({ only: chart, lag, bias })); // what is not said is as in Explore
      for (const element of place.children) /** @type {HTMLElement} */ (element).hidden = element !== stand.element;
      current = stand;
    },
    address: () => current?.address() ?? null,
  };
}
