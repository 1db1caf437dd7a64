// The cells that everybody knows, in the order in which they are told; variants come after them.

/** @import { Card } from "./types.js" */

export const PLAIN = ["rnn", "gru", "lstm"];

/** @param {Pick<Card, "cell">} card */
export const isPlain = ({ cell }) => PLAIN.includes(cell);

/** @param {Pick<Card, "cell">} card */
export const rank = (card) => (isPlain(card) ? PLAIN.indexOf(card.cell) : PLAIN.length);

/**
 * The other networks that learned the same with as many units, one of each kind that everybody knows.
 * @param {Card} card
 * @param {Card[]} cards
 */
export function familyOf(card, cards) {
  const same = cards.filter(({ task, language, hidden, layers, cell }) =>
    task === card.task && language === card.language && hidden === card.hidden && layers === 1 && cell !== card.cell);
  return PLAIN.flatMap((cell) => same.filter((other) => other.cell === cell).slice(0, 1));
}
