// Elements as data, so that what is drawn can be computed and tested without a document.

/** @import { Tree, Value } from "../types.js" */

/**
 * @param {string} tag
 * @param {Record<string, Value>} [attributes]
 * @param {(Tree | string)[]} [children]
 * @returns {Tree}
 */
export function el(tag, attributes = {}, children = []) {
  return { tag, attributes, children };
}

/**
 * A number as the figure's writers write it: at most two decimals, none where there are none.
 * @param {number} value
 */
export function number(value) {
  return Number.isInteger(value) ? String(value) : String(Number(roundHalfEven(value * 100) / 100));
}

/**
 * Round as Python does, so that both writers agree to the last digit.
 * @param {number} value
 */
function roundHalfEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
