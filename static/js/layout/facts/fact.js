// One fact: its name, its chart, the sentence that says what the chart shows, and its numbers as a table.

import { el } from "../../lib/tree.js";

/** @import { Letters, Speech, Tree } from "../../types.js" */

/** What the facts are told with: their own words, and the page's names of vectors, letters and numbers.
 * @typedef {{say: Speech["say"], node: (id: string) => string, letter: (id: string) => string, table: string,
 *   share: (value: number) => string, three: (value: number | null) => string}} Telling
 */

/**
 * @param {Speech} page
 * @param {Speech["say"]} say
 * @param {Letters} letters
 * @returns {Telling}
 */
export const telling = (page, say, letters) => ({
  say,
  node: (id) => page.say(`node.${id}.name`),
  letter: (id) => letters[id][0],
  table: page.say("table.show"),
  share: (value) => (value === 0 || Math.abs(value - 0.5) < 0.495 ? `${Math.round(100 * value)}%` : page.percent(value)),
  three: (value) => (value === null ? "–" : value.toFixed(3)),
});

/** A cell as it is called: LSTM, GRU-before, mean. @param {string} cell */
export const cellName = (cell) => cell.replace(/^(rnn|gru|lstm)\b/, (family) => family.toUpperCase());

/**
 * @param {Telling} telling
 * @param {string} title
 * @param {Tree} drawn
 * @param {string} sentence
 * @param {Tree} rows
 */
export const fact = (telling, title, drawn, sentence, rows) =>
  el("article", { "data-key": title }, [
    el("h3", {}, [title]),
    drawn,
    el("p", {}, [sentence]),
    el("details", { class: "as-table" }, [
      el("summary", {}, [telling.table]),
      el("div", { class: "numbers", tabindex: 0, role: "region", "aria-label": title }, [rows]),
    ]),
  ]);

/**
 * @param {string[]} columns
 * @param {{head: Tree | string, cells: string[]}[]} rows
 */
export const table = (columns, rows) =>
  el("table", {}, [
    el("thead", {}, [el("tr", {}, columns.map((column) => el("th", { scope: "col" }, [column])))]),
    el("tbody", {}, rows.map(({ head, cells }) =>
      el("tr", {}, [el("th", { scope: "row" }, [head]), ...cells.map((cell) => el("td", {}, [cell]))]))),
  ]);
