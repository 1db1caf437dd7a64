// The cells that everybody knows, in the order in which they are told; variants come after them.

/** @import { Card } from "./types.js" */

export const PLAIN = ["rnn", "gru", "lstm"];

/** @param {Pick<Card, "cell">} card */
export const isPlain = ({ cell }) => PLAIN.includes(cell);

/** @param {Pick<Card, "cell">} card */
export const rank = (card) => (isPlain(card) ? PLAIN.indexOf(card.cell) : PLAIN.length);
