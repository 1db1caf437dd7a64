// Which place carries the difference: another sentence to take numbers from, a map that fills while it is scanned, and the units of
// a place that is pointed out.

import { problemTold, RETRYABLE } from "../i18n.js";
import { letter } from "../layout/formula.js";
import { bars, mapOf, rowHeight } from "../layout/scan.js";
import { words } from "../layout/words.js";
import { alongside } from "../lib/alongside.js";
import { region } from "../lib/dom.js";
import { keepFocus } from "../lib/focus.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { lettersOf, nameOf } from "../select.js";

/** @import { Given } from "../panel.js" */
/** @import { Scanned } from "../scan.js" */
/** @import { ScanHead, Tree } from "../types.js" */
/** @import { Store } from "../store.js" */

const ROOM = 60; // px for the vectors' letters
const TOLD = 3; // places, and units, in sentences
const LEAST = 0.05; // of the way, for a place to be told

/**
 * @param {Given} given
 * @param {Store<Scanned>} scanned
 * @param {{source: () => string, start: (source: string) => void, look: (node: string, t: number) => void, stop: () => void}} on
 */
export function mountScan({ body, base, store, rail, setting, say, actions, reveal }, scanned, on) {
  const { speech } = setting;
  const draw = region(body);
  draw([
    el("link", { rel: "stylesheet", href: `${base}/css/scan.css` }),
    el("p", { class: "about" }, [say("scan.about")]),
    el("div", { class: "scan" }, [el("form", {}), el("div", { class: "found" })]),
  ]);
  const place = /** @type {HTMLElement} */ (body.querySelector(".found"));
  const [ask, drawFound] = [region(/** @type {HTMLElement} */ (body.querySelector("form"))), region(place)];
  const found = (/** @type {Tree[]} */ trees) => keepFocus(place, () => drawFound(trees), () => place.querySelector(".going"));
  const field = () => /** @type {HTMLInputElement | null} */ (body.querySelector("[name=source]"));
  const follow = alongside(body, rail);
  scanned.subscribe(show);
  let proposed = ""; // what was put into the field
  store.subscribe(() => (showForm(), show()), ["trace", "t", "layer", "unit", "unheld", "notation"]);
  store.subscribe(({ source }, before) => {
    const input = field();
    const typed = input && input.value !== proposed && source === before.source;
    if (!input || typed) return; // what one has written stays
    proposed = on.source();
    input.value = proposed; // another sentence, another source
  }, ["trace", "source"]);
  rail.subscribe(show, ["edges", "left"]);
  reveal();

  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field()?.value.trim();
    if (!text) return;
    on.start(text);
    place.scrollIntoView({ block: "nearest" });
  });
  body.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const { act, node, t, unit } = /** @type {HTMLElement} */ (target.closest("[data-act], [data-node], [data-unit]"))?.dataset ?? {};
    if (act === "stop") on.stop();
    if (act === "retry") on.start(scanned.get().source);
    if (node) on.look(node, Number(t));
    if (unit) actions.select(Number(unit));
  });

  function showForm() {
    const { t, trace, unheld } = store.get();
    ask([
      el("label", {}, [say("scan.source"), el("input", { name: "source", type: "text", maxlength: 2000, autocomplete: "off" })]),
      el("button", {}, [say("scan.start", { t: t + 1, word: trace.tokens[t].text })]),
      ...(unheld ? [el("p", { class: "about" }, [say("scan.unheld")])] : []),
    ]);
  }

  function show() {
    const { head, layer, at, map, done, running, units, problem, of } = scanned.get();
    const state = store.get();
    const { edges } = rail.get();
    if (edges.length !== state.trace.tokens.length + 1) return;
    const places = Object.entries(map).flatMap(([node, row]) => row.map((moved, t) => ({ node, t, moved: moved ?? 0 })));
    const total = places.length;
    const again = problem && RETRYABLE.includes(problem.code) && done < total; // the units of a place are asked for by a click on it
    const told = problem ? [el("p", { class: "failed", role: "alert" }, [
      problemTold(speech, problem), ...(again ? [" ", el("button", { type: "button", "data-act": "retry" }, [speech.say("status.retry")])] : []),
    ])] : [];
    if (of !== state.trace || (problem && !head)) return found(told);
    const name = (/** @type {string} */ node) => nameOf(setting, { layer }, node);
    const word = (/** @type {number} */ t) => state.trace.tokens[t].text;
    const share = (/** @type {number} */ moved) => `${signed(100 * moved, 0)}%`;
    const title = (/** @type {string} */ node, /** @type {number} */ t, /** @type {number} */ moved) => say("scan.place", { name: name(node), t: t + 1, word: word(t), share: share(moved) });
    const { tree, height } = mapOf(map, edges, units, title);
    const width = edges[edges.length - 1];
    const letters = lettersOf(setting, { ...state, layer });
    const end = edges[at + 1] - rail.get().left;
    const beside = Math.min(width, rail.get().room) - end > ROOM ? `inset-inline-start: ${end + 6}px` : null; // else upon the first steps
    const said = (/** @type {ScanHead["own"]} */ { text, measure }) => text ?? signed(measure);
    found([
      ...told,
      ...(head ? [el("p", { class: "said" }, [say("scan.between", { own: said(head.own), source: said(head.source), word: word(at) })])] : []),
      el("p", { class: "going", role: "status", tabindex: -1 }, running && done < total
        ? [el("progress", { max: total, value: done, "aria-label": say("scan.progress") }), el("button", { type: "button", "data-act": "stop" }, [say("scan.stop")])]
        : [done < total ? (problem ? "" : say("scan.stopped", { done, total })) : summary(places, name, word, share, at)]),
      el("div", { class: "map" }, [
        el("ul", { class: "names", style: beside }, Object.keys(map).map((node) => el("li", { style: `block-size: ${rowHeight}px` }, [letter(letters, node)]))),
        el("div", { class: "track" }, [el("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": say("scan.map") }, tree)]),
        words(state, edges, rail.get().size),
      ]),
      el("div", { class: "one" }, units ? one(units, name, word, share) : running ? [] : [el("p", { class: "about" }, [say("scan.choose")])]),
      table(map, name, share),
    ]);
    follow();
    return undefined;
  }

  /**
   * Where most of it is, before the answer itself is made.
   * @param {{node: string, t: number, moved: number}[]} places
   * @param {(node: string) => string} name
   * @param {(t: number) => string} word
   * @param {(moved: number) => string} share
   * @param {number} at
   */
  function summary(places, name, word, share, at) {
    const middle = Math.floor(at / 2);
    const there = places.filter(({ t, moved }) => t === middle && moved >= LEAST).sort((a, b) => b.moved - a.moved).slice(0, TOLD);
    if (!there.length) return say("scan.summary.none", { t: middle + 1, word: word(middle) });
    return say("scan.summary", { t: middle + 1, word: word(middle), list: there.map(({ node, moved }) => say("scan.item", { name: name(node), share: share(moved) })).join(say("scan.and")) });
  }

  /**
   * @param {{node: string, t: number, moved: number[]}} units
   * @param {(node: string) => string} name
   * @param {(t: number) => string} word
   * @param {(moved: number) => string} share
   * @returns {Tree[]}
   */
  function one({ node, t, moved }, name, word, share) {
    const most = [...moved.keys()].sort((a, b) => moved[b] - moved[a]).slice(0, TOLD);
    return [
      el("h3", {}, [say("scan.units", { name: name(node), t: t + 1, word: word(t) })]),
      bars(moved, store.get().unit, (unit, value) => say("scan.unit", { unit, share: share(value) })),
      el("p", { class: "most" }, [say("scan.most"), ...most.flatMap((unit) => [" ", el("button", { type: "button", "data-unit": unit }, [say("scan.unit", { unit, share: share(moved[unit]) })])])]),
    ];
  }

  /**
   * @param {Scanned["map"]} map
   * @param {(node: string) => string} name
   * @param {(moved: number) => string} share
   */
  function table(map, name, share) {
    const { tokens } = store.get().trace;
    const steps = Object.values(map)[0]?.length ?? 0;
    return el("details", { class: "as-table" }, [
      el("summary", {}, [speech.say("table.show")]),
      el("div", { class: "numbers", tabindex: 0, role: "region", "aria-label": say("scan.map") }, [
        el("table", {}, [
          el("thead", {}, [el("tr", {}, [el("th", { scope: "col" }, [speech.say("table.step")]), ...Object.keys(map).map((node) => el("th", { scope: "col" }, [name(node)]))])]),
          el("tbody", {}, Array.from({ length: steps }, (_, t) => el("tr", {}, [
            el("th", { scope: "row" }, [`${t + 1} ${tokens[t].text}`]),
            ...Object.entries(map).map(([node, row]) => el("td", {}, [row[t] === null ? "" : el("button", { type: "button", "data-node": node, "data-t": t }, [share(Number(row[t]))])])),
          ]))),
        ]),
      ]),
    ]);
  }

}
