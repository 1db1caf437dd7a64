// How what a network says is called: a word by itself, a label as the reader calls it.

import { cellName } from "../facts/fact.js";

/** @import { Card, Speech } from "../../types.js" */

/**
 * @param {Card} card
 * @param {string} said a word, or the id of a label
 * @param {string} language the reader's
 */
export function spoken({ answer }, said, language) {
  const label = answer.kind === "class" ? answer.labels.find(({ id }) => id === said) : undefined;
  return label?.[language] ?? said;
}

/** In which language that is. @param {Card} card @param {string} language the reader's */
export const languageOf = ({ answer, language: own }, language) => (answer.kind === "class" ? language : own);

/**
 * Networks by their cells; with their units where two of them have the same one.
 * @param {Card[]} cards
 * @param {Speech["say"]} say
 */
export function namesOf(cards, say) {
  const plain = cards.map(({ cell }) => (cell === "mean" ? say("learn.readings.mean") : cell.includes("-") ? say(`cell.${cell}.name`) : cellName(cell)));
  return plain.map((name, n) => (plain.indexOf(name) === plain.lastIndexOf(name) ? name : say("learn.readings.units", { name, n: cards[n].hidden })));
}
