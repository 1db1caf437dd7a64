// Below the strip, a row for each pane: how unexpected each word was. In the strip, the words that another sentence does not have.

import { names } from "../contrast.js";
import { rank } from "../family.js";
import { axis, inView } from "../layout/axis.js";
import { row } from "../layout/rows.js";
import { mark, region } from "../lib/dom.js";
import { differing } from "../sentences.js";

/** @import { Compared } from "../comparison.js" */
/** @import { Bounds, Rail } from "../layout/axis.js" */
/** @import { Row } from "../layout/rows.js" */
/** @import { Store } from "../store.js" */
/** @import { Setting, State, Trace } from "../types.js" */

/** @type {Bounds} of the words of another sentence */
const SMALL = { least: 14, most: 64, size: 12, smallest: 9 };
const AHEAD = 80; // px around the current word that are in view, too

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} list the strip's words
 * @param {Store<State>} store
 * @param {Store<Rail>} rail
 * @param {Store<Compared>} compared
 * @param {Setting} setting
 */
export function mountRows(container, list, store, rail, compared, setting) {
  const draw = region(container);
  /** @type {WeakMap<Element, number>} */
  const lefts = new WeakMap(); // where each row is scrolled to
  store.subscribe(show, ["t", "trace", "panes", "key"]);
  compared.subscribe(show);
  rail.subscribe(show, ["edges", "left"]);
  new ResizeObserver(show).observe(container); // they come into view

  function show() {
    const { panes } = compared.get();
    const rows = panes.length ? rowsOf(store.get()).filter(({ state, other }) => other || state.card.answer.kind === "next_token") : [];
    draw(rows.map((one) => row(setting, one)));
    [...container.querySelectorAll(".track")].forEach((track, n) => {
      const place = rail.get();
      const { state, axis: { edges } } = rows[n];
      const before = lefts.get(track) ?? 0;
      const left = edges === place.edges ? place.left : inView({ ...place, edges, left: before }, state.t, AHEAD);
      if (left === before) return; // told only when it differs: the browser lays out first
      track.scrollLeft = left;
      lefts.set(track, track.scrollLeft); // none yet where nothing is to be seen
    });
    const another = panes.find(({ spec, trace }) => spec.text !== undefined && trace)?.trace;
    const unlike = another ? differing(store.get().trace.tokens, another.tokens) : [];
    [...list.children].forEach((chip, n) => mark(chip, "is-different", Boolean(unlike[n])));
  }

  /**
   * The page's own and the panes that read by themselves, in the order of the panes.
   * @param {State} state
   * @returns {Row[]}
   */
  function rowsOf(state) {
    const { panes } = compared.get();
    const [own, ...others] = names(setting, state, panes);
    const pins = panes.flatMap(({ spec }) => spec.t ?? []);
    const rows = panes.flatMap(({ spec, lens }, n) => {
      if (!lens || spec.t !== undefined) return [];
      const { name } = others[n];
      return [{ name, state: lens.get(), axis: axisOf(lens.get().trace), other: spec.text === undefined ? null : state.trace, pins: [] }];
    });
    return [{ name: own.name, state, axis: axisOf(state.trace), other: null, pins }, ...rows].sort((a, b) => rank(a.state.card) - rank(b.state.card));
  }

  /** A sentence as long as the page's own stands on its axis. @param {Trace} trace */
  function axisOf({ tokens }) {
    const { edges, room, size } = rail.get();
    if (tokens.length === edges.length - 1) return { edges, size: Math.min(size, SMALL.size) };
    return axis(tokens.map(({ text }) => text), room, SMALL);
  }
}
