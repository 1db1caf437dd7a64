// The rows of the table of numbers, as trees.

import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";

/** @import { State, Tree } from "../types.js" */

const MOST = 60; // rows
const STAY = 30; // steps for which the same rows stand

/**
 * The first and the last step in the table: all, or those around the current one, the same for a while.
 * @param {number} T
 * @param {number} t
 * @returns {[number, number]}
 */
export function part(T, t) {
  const first = Math.max(0, Math.min(T - MOST, STAY * Math.floor(t / STAY) - (MOST - STAY) / 2));
  return [first, Math.min(T, first + MOST) - 1];
}

/**
 * A row that says what it said is the same tree.
 * @param {State} state
 * @param {number} first
 * @param {number} last
 * @param {Map<number, Tree>} drawn the rows of this vector so far
 */
export function rowsOf(state, first, last, drawn) {
  const rows = [];
  for (let n = first; n <= last; n++) {
    const look = 2 * n + (n === state.t ? 1 : 0);
    const made = drawn.get(look) ?? row(state, n);
    drawn.set(look, made);
    rows.push(made);
  }
  return rows;
}

/**
 * @param {State} state
 * @param {number} n
 */
function row({ trace, layer, vector, t, card }, n) {
  const { size, values } = trace.layers[layer][vector];
  const numbers = Array.from(values.subarray(n * size, (n + 1) * size), (value) => el("td", {}, [signed(value)]));
  const current = n === t;
  return el("tr", { class: current ? "is-current" : null }, [
    el("th", { scope: "row", "aria-current": current ? "true" : null }, [
      el("small", {}, [String(n + 1)]),
      el("span", { lang: card.language }, [trace.tokens[n].text]),
    ]),
    ...numbers,
  ]);
}
