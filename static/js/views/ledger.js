// Who wrote the memory: the selected unit's as bands over the sentence, the whole vector's as arcs; on the axis of the strip.

import { columnAt } from "../layout/axis.js";
import { ARCS, arcs, bands, writers } from "../layout/ledger-chart.js";
import { halfLife, kept, ofNorm, shares, writing } from "../layout/ledger.js";
import { words } from "../layout/words.js";
import { alongside } from "../lib/alongside.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { lettersOf } from "../select.js";

/** @import { Given } from "../panel.js" */
/** @import { State, Tree } from "../types.js" */
/** @import { Writing } from "../layout/ledger.js" */

const TOLD = 3; // writers in the sentence about the whole vector
const COLUMNS = ["ledger.table.step", "ledger.table.written", "ledger.table.left", "ledger.table.norm", "ledger.table.half"];
const MOST = 300; // steps up to which there is a table

/** @param {Given} given */
export function mountLedger({ body, base, store, rail, setting, say, actions, reveal }) {
  const { speech } = setting;
  const how = writing(setting.cell);
  const draw = region(body);
  const sheet = el("link", { rel: "stylesheet", href: `${base}/css/ledger.css` });
  if (!how) {
    draw([sheet, el("p", { class: "about" }, [say("ledger.none")])]);
    return;
  }
  const memory = { memory: speech.say(`node.${how.memory}.name`) };
  draw([
    sheet,
    el("p", { class: "about" }, [
      how.keep ? say("ledger.about", { ...memory, gate: speech.say(`node.${how.keep}.name`) })
        : say(setting.cell.nodes.some(({ scale }) => scale === "gate") ? "ledger.about.stays" : "ledger.about.sum", memory),
    ]),
    el("div", { class: "ledger" }),
  ]);
  const drawn = region(/** @type {HTMLElement} */ (body.querySelector(".ledger")));
  let rows = shares(store.get(), how, store.get().unit);
  const follow = alongside(body, rail);
  store.subscribe((state, before) => {
    if (state !== before) rows = shares(state, how, state.unit);
    show();
  }, ["trace", "layer", "unit"]);
  store.subscribe(show, ["t", "notation"]);
  rail.subscribe(show, ["edges"]);
  reveal();

  body.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const named = event.target.closest("[data-step]");
    const track = event.target.closest(".track svg");
    if (named instanceof HTMLElement || named instanceof SVGElement) actions.goTo(Number(named.dataset.step));
    else if (track instanceof SVGElement) actions.goTo(columnAt(rail.get().edges, event.clientX - track.getBoundingClientRect().left));
  });

  function show() {
    const state = store.get();
    const { edges } = rail.get();
    const T = state.trace.tokens.length;
    if (edges.length !== T + 1 || rows.length !== T) return; // one of them follows the sentence
    const held = how && state.holds.some(({ node, layer }) => layer === state.layer && how.sum.includes(node));
    drawn(held ? [el("p", {}, [say("ledger.held", memory)])] : how ? ledger(state, how, edges) : []);
    follow();
  }


  /**
   * @param {State} state
   * @param {Writing} writes
   * @param {number[]} edges
   */
  function ledger(state, writes, edges) {
    const { t, unit, trace } = state;
    const letter = lettersOf(setting, state)[writes.memory][0];
    const { norm, steps } = ofNorm(state, writes, t);
    const word = (/** @type {number} */ k) => trace.tokens[k].text;
    const share = (/** @type {number} */ k) => say("ledger.share", { word: word(k), t: k + 1, share: signed(steps[k]), norm: norm.toFixed(2) });
    const parts = rows.slice(0, t + 1).map((row, k) => row[t - k]);
    const first = largest(parts);
    const held = parts.reduce((sum, part) => sum + part, 0);
    const left = (/** @type {number} */ k) => say("ledger.left", { word: word(k), t: k + 1, written: signed(rows[k][0]) })
      + (k <= t ? say("ledger.left.now", { part: signed(parts[k]), value: signed(held), now: word(t) }) : "");
    const coloured = writers(rows, [t, first]); // those that the sentence is about
    const width = edges[edges.length - 1];
    const { tree, height } = bands(rows, coloured, edges, left, say("ledger.rest"));
    const now = el("rect", { class: "now", x: edges[t], width: edges[t + 1] - edges[t], height });
    const picture = (/** @type {number} */ tall, /** @type {string} */ label, /** @type {Tree[]} */ children) =>
      el("div", { class: "track" }, [el("svg", { width, height: tall, viewBox: `0 0 ${width} ${tall}`, role: "img", "aria-label": label }, children)]);
    return [
      el("h3", {}, [say("ledger.whole", { letter, word: word(t), norm: norm.toFixed(2) })]),
      el("p", {}, [whole(steps, norm, word)]),
      picture(ARCS, say("ledger.whole", { letter, word: word(t), norm: norm.toFixed(2) }), arcs(steps, norm, edges, share)),
      words(state, edges, rail.get().size),
      el("h3", {}, [say("ledger.unit", { letter, unit })]),
      el("p", {}, [one(state, writes, word)]),
      picture(height, say("ledger.unit", { letter, unit }), [now, ...tree]),
      el("ul", { class: "writers" }, [
        ...coloured.map(({ k, colour }) => el("li", {}, [
          swatch(`share-${colour}`), el("button", { type: "button", "data-step": k, title: left(k) }, [word(k), " ", el("small", {}, [String(k + 1)])]),
        ])),
        el("li", {}, [swatch("line"), say("ledger.rest")]),
      ]),
      ...(trace.tokens.length > MOST ? [] : [table(state, writes, steps, word)]),
    ];
  }

  /**
   * @param {Float64Array} steps
   * @param {number} norm
   * @param {(k: number) => string} word
   */
  function whole(steps, norm, word) {
    const most = [...steps.keys()].sort((a, b) => steps[b] - steps[a]).slice(0, TOLD).filter((k) => steps[k] > 0);
    return say("ledger.most", { list: most.map((k) => say("ledger.item", { word: word(k), share: speech.percent(norm ? steps[k] / norm : 0) })).join(say("ledger.and")) });
  }

  /**
   * Who wrote most of what the unit holds now, and what has kept it.
   * @param {State} state
   * @param {Writing} writes
   * @param {(k: number) => string} word
   */
  function one(state, writes, word) {
    const { t, unit } = state;
    const now = rows.slice(0, t + 1).map((row, k) => row[t - k]);
    const value = now.reduce((sum, part) => sum + part, 0);
    const first = largest(now);
    const { count, least } = kept(state, writes, unit, first, t);
    const share = now[first] / value;
    const half = halfLife(state, writes, unit, first);
    const params = {
      unit, now: word(t), value: signed(value), word: word(first), part: signed(now[first]), share: share > 0 && share <= 1 ? say("ledger.part", { share: speech.percent(share) }) : "",
      count, least: least.toFixed(2), gate: writes.keep ? speech.say(`node.${writes.keep}.name`) : "",
    };
    const key = count === 0 ? "ledger.one.new" : writes.keep ? "ledger.one.kept" : "ledger.one.stays";
    return say(key, params) + (count && writes.keep ? say(half === null ? "ledger.half.none" : "ledger.half", { steps: half }) : "");
  }

  /**
   * @param {State} state
   * @param {Writing} writes
   * @param {Float64Array} steps
   * @param {(k: number) => string} word
   */
  function table(state, writes, steps, word) {
    const { t, unit } = state;
    const columns = COLUMNS.map((column) => say(column, { unit }));
    return el("details", { class: "as-table" }, [
      el("summary", {}, [speech.say("table.show")]),
      el("div", { class: "numbers", tabindex: 0, role: "region", "aria-label": say("ledger.unit", { unit, letter: "" }) }, [
        el("table", {}, [
          el("thead", {}, [el("tr", {}, columns.map((column) => el("th", { scope: "col" }, [column])))]),
          el("tbody", {}, [...steps].map((share, k) => el("tr", {}, [
            el("th", { scope: "row" }, [el("button", { type: "button", "data-step": k }, [word(k), el("small", {}, [String(k + 1)])])]),
            ...[rows[k][0], rows[k][t - k], share].map((value) => el("td", {}, [signed(value, 3)])),
            el("td", {}, [String(halfLife(state, writes, unit, k) ?? "–")]),
          ]))),
        ]),
      ]),
    ]);
  }
}

/** Where the farthest from zero stands. @param {number[]} parts */
const largest = (parts) => parts.reduce((best, part, k) => (Math.abs(part) > Math.abs(parts[best]) ? k : best), 0);

/** @param {string} color */
const swatch = (color) =>
  el("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, [el("rect", { width: 10, height: 10, rx: 2, fill: `var(--color-${color})` })]);
