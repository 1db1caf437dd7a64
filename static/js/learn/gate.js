// A gate that can be set: as the network set it, one share for all units, or open and shut unit by unit.

import { fetchNotation, fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { gateFigure, multiplied, partOf, passed, total, unitUnder } from "../layout/learn/gate.js";
import { scale } from "../layout/strips.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { largest, nodeOf, vector } from "../select.js";
import { createGlide } from "./glide.js";
import { addressOf, seen } from "./seen.js";

/** @import { Scale } from "../layout/strips.js" */
/** @import { Part } from "../layout/learn/gate.js" */
/** @import { Given, Kind, Wanted } from "./figures.js" */
/** @import { Seen } from "./seen.js" */

/** @typedef {"real" | "filter" | "logic"} Way of setting the gate */
/** What a network has there: the vector and its gate.
 * @typedef {Seen & {part: Part, input: number[], gate: number[], scale: Scale}} There
 */

const HALF = 0.5;
/** @type {Record<string, (unit: number, H: number) => number>} */
const KEYS = {
  ArrowRight: (unit) => unit + 1, ArrowDown: (unit) => unit + 1, ArrowLeft: (unit) => unit - 1, ArrowUp: (unit) => unit - 1,
  Home: () => 0, End: (_, H) => H - 1,
};

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createGate(place, { base, language, tag, calm }) {
  const [words, notation] = await Promise.all([
    fetchWords(base, language, "learn"), fetchNotation(base), sheet(`${base}/css/learn-gate.css`),
  ]);
  const { say } = speech(language, tag, words);
  const letters = notation.article;
  const draw = region(place);
  /** @type {Wanted} */
  let wanted = {};
  /** @type {There | null} */
  let there = null;
  /** @type {Way} */
  let way = "real";
  let share = HALF;
  /** @type {number[]} which units are open when each is open or shut */
  let open = [];
  let unit = 0;
  /** @type {number | null} what a hand that is down sets units to */
  let painting = null;
  let latest = 0;

  const glide = createGlide(calm, show);

  /** What the gate is set to. @param {There} at */
  const set = ({ gate }) => (way === "real" ? gate : way === "filter" ? gate.map(() => share) : open);

  /** @param {boolean} moving */
  function show(moving) {
    if (!there) return;
    const { input, gate } = glide.now();
    draw([
      gateFigure({ input, gate, unit, part: there.part, scale: there.scale, learned: way === "real", several: way === "logic" }, letters, {
        figure: say("learn.gate.figure"), units: way === "logic" ? say("learn.gate.switches") : say("learn.gate.units"),
      }),
      el("div", { class: "ways", role: "group", "aria-label": say("learn.gate.ways") }, [
        choice("real", say("learn.gate.real")), choice("filter", say("learn.gate.filter")), choice("logic", say("learn.gate.logic")),
        ...(way === "filter" ? [slider()] : []),
        ...(way === "logic" ? [el("span", { class: "all" }, [all("1", say("learn.gate.open")), all("0", say("learn.gate.shut"))])] : []),
      ]),
      el("p", { class: "told", "aria-live": "polite", "aria-busy": String(moving || painting !== null) }, [sentence(there)]),
    ]);
  }

  /** @param {Way} name @param {string} text */
  const choice = (name, text) => el("button", { type: "button", "data-way": name, "aria-pressed": String(way === name) }, [text]);

  /** @param {string} value @param {string} text */
  const all = (value, text) => el("button", { type: "button", "data-all": value, "data-key": `all-${value}` }, [text]);

  const slider = () =>
    el("label", { "data-key": "share" }, [
      el("span", { class: "for-ears" }, [say("learn.gate.share")]),
      el("input", { type: "range", min: 0, max: 100, value: Math.round(100 * share) }),
      el("output", {}, [`${Math.round(100 * share)}%`]),
    ]);

  /** @param {There} at */
  function sentence(at) {
    const { trace, t, part, input, gate } = at;
    const now = set(at);
    const [before, after] = [total(input), total(passed(now, input))].map((sum) => sum.toFixed(1));
    const [name, what] = [letters[part.gate][0], letters[part.input][0]];
    const about = { gate: name, what, before, after, count: gate.length, t: t + 1, word: trace.tokens[t].text };
    const said = way === "real"
      ? say("learn.gate.said.real", {
        ...about, mean: signed(gate.reduce((sum, value) => sum + value, 0) / gate.length), high: gate.filter((value) => value > 0.9).length,
        low: gate.filter((value) => value < 0.1).length,
      })
      : way === "filter" ? say("learn.gate.said.filter", { ...about, share: `${Math.round(100 * share)}%` })
      : say("learn.gate.said.logic", { ...about, open: open.filter(Boolean).length });
    return `${said}${say("learn.gate.said.unit", { unit, product: multiplied(now, input, unit) })}`;
  }

  /** The picture goes to what is set. @param {boolean} [atOnce] */
  function go(atOnce = false) {
    if (!there) return;
    const to = { input: there.input, gate: set(there) };
    if (atOnce) glide.set(to);
    else glide.to(to);
  }

  /** @param {number} n @param {number} value */
  function turn(n, value) {
    open = open.map((one, m) => (m === n ? value : one));
    unit = n;
    go(true);
  }

  place.addEventListener("input", ({ target }) => {
    share = Number(/** @type {HTMLInputElement} */ (target).value) / 100;
    go(true);
  });
  place.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("button");
    if (!button) return;
    const { way: chosen, all: value } = button.dataset;
    if (chosen) way = /** @type {Way} */ (chosen);
    else open = open.map(() => Number(value));
    go();
  });
  place.addEventListener("keydown", (event) => {
    const list = /** @type {Element} */ (event.target).closest(".units");
    if (!list || !there || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const H = there.gate.length;
    if (KEYS[key]) unit = Math.max(0, Math.min(H - 1, KEYS[key](unit, H)));
    else if (way !== "logic" || (key !== " " && key !== "Enter")) return;
    event.preventDefault();
    if (KEYS[key]) show(false);
    else turn(unit, 1 - open[unit]);
  });
  place.addEventListener("pointerdown", (event) => {
    const list = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".units"));
    if (!list || event.button !== 0) return;
    event.preventDefault();
    list.focus({ preventScroll: true });
    place.setPointerCapture(event.pointerId);
    const n = under(event);
    painting = 1 - (open[n] ?? 0);
    point(n);
  });
  place.addEventListener("pointermove", (event) => painting !== null && under(event) !== unit && point(under(event)));
  for (const end of ["pointerup", "pointercancel"]) {
    place.addEventListener(end, () => {
      if (painting === null) return;
      painting = null;
      show(false);
    });
  }

  /** @param {number} n */
  function point(n) {
    if (way === "logic" && painting !== null) return turn(n, painting);
    unit = n;
    show(false);
  }

  /** @param {PointerEvent} event */
  function under({ clientX }) {
    const box = /** @type {Element} */ (place.querySelector("svg.gate")).getBoundingClientRect();
    return unitUnder((clientX - box.left) / box.width, there?.gate.length ?? 1);
  }

  return {
    async show(asked) {
      const turnOf = ++latest;
      const found = await thereOf(asked);
      if (turnOf !== latest) return;
      [wanted, there] = [asked, found];
      unit = Number(asked.unit ?? 0);
      way = typeof asked.open === "number" ? "filter" : asked.open === "logic" ? "logic" : "real";
      if (typeof asked.open === "number") share = asked.open;
      open = found.gate.map((value) => Number(value >= HALF)); // as a network would that could only open and shut
      go();
    },
    address: () => addressOf(wanted, there?.part.output ?? null),
  };
}

/**
 * @param {Wanted} wanted
 * @returns {Promise<There>}
 */
async function thereOf(wanted) {
  const found = await seen(wanted);
  const { cell, trace } = found;
  const part = partOf(cell.nodes, String(wanted.node ?? "f"));
  const carried = cell.carry[part.input] ?? part.input;
  const { scale: kind } = nodeOf({ cell }, part.input);
  return {
    ...found, part, input: Array.from(vector(found, found, part.input)), gate: Array.from(vector(found, found, part.gate)),
    scale: scale(kind, carried in trace.layers[0] ? largest(trace, carried) : 1),
  };
}
