// The models side by side: each with its cell's sign, its size, and what it shows. Arrows lead round, Enter chooses, Esc leaves.

import { sign } from "../layout/gallery.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { unitsOf } from "../select.js";

/** @import { Card, Placement, Speech, Tree } from "../types.js" */

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLDialogElement} dialog
 * @param {{task: string, cards: Card[]}[]} groups
 * @param {Record<string, Placement | null>} places of each kind of cell
 * @param {string} current the model that is shown
 * @param {Speech} speech with the gallery's words
 * @param {(model: string) => void} choose
 * @param {() => unknown} compare what is shown with others of its kind
 */
export function mountGallery(dialog, groups, places, current, speech, choose, compare) {
  const { say, knows } = speech;
  dialog.setAttribute("aria-label", say("gallery.title"));
  const head = el("header", {}, [
    el("h2", {}, [say("gallery.title")]),
    el("button", { type: "button", class: "compare-it" }, [say("gallery.compare")]),
    el("button", { type: "button", class: "close", "aria-label": say("gallery.close"), title: say("gallery.close") }, ["✕"]),
  ]);
  const sections = groups.map(({ task, cards }) =>
    el("section", {}, [
      el("h3", {}, [
        knows(`gallery.${task}`) ? say(`gallery.${task}`) : say("gallery.other"), " ",
        ...(knows(`gallery.${task}.line`) ? [el("small", {}, [say(`gallery.${task}.line`)])] : []),
      ]),
      el("ul", {}, cards.map((card) => el("li", {}, [entry(card, places[card.cell], card.name === current, speech)]))),
    ]));
  region(dialog)([el("div", {}, [head, ...sections])]); // so that a click on the dialog itself is one beside it
  const entries = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll(".entry")]);
  const here = () => entries.findIndex((one) => one === document.activeElement);

  /** @param {HTMLElement | undefined} one */
  function go(one) {
    if (!one) return;
    for (const other of entries) other.tabIndex = other === one ? 0 : -1;
    one.focus();
    one.scrollIntoView({ block: "nearest" });
  }
  dialog.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const { model } = /** @type {HTMLElement | null} */ (target.closest(".entry"))?.dataset ?? {};
    if (model || target === dialog || target.closest("header button")) dialog.close();
    if (target.closest(".compare-it")) compare();
    if (model && model !== current) choose(model);
  });
  dialog.addEventListener("keydown", (event) => {
    if (here() < 0) return;
    if (event.key in WAYS) go(nearest(entries, here(), WAYS[event.key]));
    else if (event.key === "Home" || event.key === "End") go(entries.at(event.key === "Home" ? 0 : -1));
    else return;
    event.preventDefault();
  });
  return () => {
    dialog.showModal();
    go(entries.find(({ dataset }) => dataset.model === current) ?? entries[0]);
  };
}

/**
 * @param {Card} card
 * @param {Placement | null} place
 * @param {boolean} current
 * @param {Speech} speech
 * @returns {Tree}
 */
function entry(card, place, current, { say, language, tag }) {
  const { name, title, line, cell, parameters } = card;
  return el("button", { type: "button", class: "entry", "data-model": name, tabindex: -1, "aria-current": current ? "true" : null }, [
    sign(place),
    el("span", {}, [el("b", {}, [say(`cell.${cell}.name`)]), " ", el("i", {}, [title[language]])]),
    el("small", {}, [say("gallery.size", { H: unitsOf(card), parameters: parameters.toLocaleString(tag) })]),
    ...(line ? [el("span", { class: "line" }, [line[language]])] : []),
  ]);
}

/**
 * To the sides in the order of reading; up and down to what stands nearest in the next row.
 * @param {HTMLElement[]} entries
 * @param {number} at
 * @param {[number, number]} way
 */
function nearest(entries, at, [dx, dy]) {
  if (dx) return entries[at + dx];
  const from = entries[at].getBoundingClientRect();
  const beyond = entries.map((one) => ({ one, box: one.getBoundingClientRect() })).filter(({ box }) => (box.top - from.top) * dy > 1);
  const row = Math.min(...beyond.map(({ box }) => Math.abs(box.top - from.top)));
  const inRow = beyond.filter(({ box }) => Math.abs(Math.abs(box.top - from.top) - row) < 1);
  const far = (/** @type {DOMRect} */ box) => Math.abs(box.left - from.left);
  return inRow.sort((a, b) => far(a.box) - far(b.box))[0]?.one;
}
