// The cell, and below it the program that it is: a line leads to its stop, and where the cell stops its line is marked.

import { fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { program } from "../layout/learn/program.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { createStands } from "./stand.js";

/** @import { Given, Kind } from "./figures.js" */
/** @import { Inside } from "./stand.js" */
/** @import { Speech } from "../types.js" */

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createProgram(place, given) {
  const { base, language, tag, calm } = given;
  const [words] = await Promise.all([fetchWords(base, language, "learn"), sheet(`${base}/css/learn-program.css`)]);
  const { say } = speech(language, tag, words);
  return createStands(place, given, { name: "program", mount: (element, inside) => mountProgram(element, inside, say, calm) });
}

/**
 * @param {HTMLElement} element
 * @param {Inside} inside
 * @param {Speech["say"]} say
 * @param {boolean} calm
 */
function mountProgram(element, { store, setting, look }, say, calm) {
  const draw = region(element);
  store.subscribe((state, before) => {
    draw(program(setting, state, say));
    if (state === before || state.stop !== before.stop) follow(state === before);
  }, ["trace", "t", "layer", "unit", "stop"]);

  element.addEventListener("click", ({ target }) => {
    const line = target instanceof Element && target.closest("[data-stop]");
    if (line instanceof HTMLElement) look(line.dataset.stop || null);
  });

  /** Bring the line of the stop into view, within the program alone. @param {boolean} first */
  function follow(first) {
    const lines = /** @type {HTMLElement} */ (element.querySelector(".lines"));
    const line = /** @type {HTMLElement} */ (lines.querySelector("[aria-pressed=true]"));
    const top = line.offsetTop - (lines.clientHeight - Math.min(line.offsetHeight, lines.clientHeight)) / 2;
    lines.scrollTo({ top, behavior: calm || first ? "instant" : "smooth" });
  }
}
