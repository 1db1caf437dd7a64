// What a chapter's figure shows, kind by kind: each fetched when a state first shows it, and kept.

import { createStore } from "../store.js";

/** What a lesson says of a state: what it shows, and what of it.
 * @typedef {Record<string, unknown> & {show?: string}} Wanted
 */

/** A kind of figure in the place that it was given.
 * @typedef {object} Kind
 * @property {(wanted: Wanted) => Promise<void> | void} show
 * @property {() => string | null} address of the same in Explore, as a fragment; null where Explore shows nothing like it
 */

/** What every kind is given.
 * @typedef {{base: string, language: string, tag: string, calm: boolean}} Given
 */

/** @typedef {{shown: string | null, status: "ready" | "fetching" | "failed"}} Showing */

/** @type {Record<string, (place: HTMLElement, given: Given) => Promise<Kind>>} */
const KINDS = {
  cell: async (place, given) => (await import("./cell.js")).createCell(place, given),
  curve: async (place, given) => (await import("./curve.js")).createCurve(place, given),
  gate: async (place, given) => (await import("./gate.js")).createGate(place, given),
  product: async (place, given) => (await import("./product.js")).createProduct(place, given),
  loop: async (place, given) => (await import("./loop.js")).createLoop(place, given),
  readings: async (place, given) => (await import("./readings.js")).createReadings(place, given),
  program: async (place, given) => (await import("./program.js")).createProgram(place, given),
  facts: async (place, given) => (await import("./facts.js")).createFacts(place, given),
  series: async (place, given) => (await import("./series.js")).createSeries(place, given),
};

/**
 * @param {(name: string) => HTMLElement} place where a kind of figure stands
 * @param {Record<string, Wanted>} states
 * @param {Given} given
 */
export function createFigures(place, states, given) {
  /** @type {Map<string, {element: HTMLElement, kind: Promise<Kind>}>} */
  const kinds = new Map();
  const showing = createStore(/** @type {Showing} */ ({ shown: null, status: "ready" }));
  /** @type {Kind | null} */
  let current = null;
  let latest = 0;

  /** @param {string} name */
  function kindOf(name) {
    const known = kinds.get(name);
    if (known) return known;
    const element = place(name);
    element.dataset.making = ""; // laid out, not seen, until there is something to be seen
    const made = { element, kind: KINDS[name](element, given) };
    kinds.set(name, made);
    made.kind.catch(() => kinds.delete(name)); // the server was not there: next time
    return made;
  }

  return {
    showing,
    /** @param {string} name of a state */
    async show(name) {
      const wanted = states[name];
      const turn = ++latest;
      showing.set({ shown: name, status: "fetching" });
      try {
        const { element, kind } = kindOf(wanted.show ?? "cell");
        const made = await kind;
        if (turn !== latest) return; // another is wanted by now
        await made.show(wanted);
        if (turn !== latest) return;
        delete element.dataset.making;
        for (const other of kinds.values()) other.element.hidden = other.element !== element;
        current = made;
        showing.set({ status: "ready" });
      } catch (error) {
        if (turn === latest) showing.set({ status: "failed" });
        throw error;
      }
    },
    /** Where Explore shows the same. */
    address: () => current?.address() ?? null,
  };
}
