// The cell of the explorer's page.

import { createStands } from "./stand.js";

/** @import { Given, Kind } from "./figures.js" */

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Kind}
 */
export const createCell = (place, given) => createStands(place, given);
