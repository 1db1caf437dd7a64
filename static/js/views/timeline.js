// The whole sentence at once: vectors over each other, how far the gates are open, curves of units, on one axis that zooms;
// and the text as one unit sees it.

import { pinned, written } from "../layout/timeline/choice.js";
import { createFindings } from "../layout/timeline/findings.js";
import { createTrees } from "../layout/timeline/trees.js";
import { region } from "../lib/dom.js";
import { fingers } from "../lib/fingers.js";
import { gestures } from "../lib/gestures.js";
import { el } from "../lib/tree.js";
import { painter } from "../timeline/plot.js";
import { createWindows, tall } from "../timeline/windows.js";

/** @import { Given } from "../panel.js" */
/** @import { State } from "../types.js" */
/** @import { Choice } from "../layout/timeline/choice.js" */
/** @import { Picture } from "../timeline/plot.js" */

const WORDS = 22; // heights, px
const GATE = 26;
const CURVES = 130;
const FACTOR = 1.5; // of a button and a key
const PACE = 48; // px of a key
const REST = 200; // ms without a change, after which where one looks is told to the address

/** @param {Given} given */
export function mountTimeline({ body, base, store, rail, setting, say, actions, reveal }) {
  region(body)([
    el("link", { rel: "stylesheet", href: `${base}/css/timeline.css` }),
    el("p", { class: "about" }, [say("timeline.about")]),
    el("div", { class: "timeline" }, [
      el("div", { class: "choices" }),
      el("p", { class: "told" }),
      el("div", { class: "plot", tabindex: 0, role: "group", "aria-label": say("timeline.plot"), "aria-describedby": "timeline-keys" }),
      el("p", { class: "about", id: "timeline-keys" }, [say(fingers() ? "timeline.fingers" : "timeline.keys")]),
      el("div", { class: "reading" }),
    ]),
  ]);
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (body.querySelector(selector));
  const plot = part(".plot");
  const [drawChoices, drawTold, drawPlot, drawReading] = [".choices", ".told", ".plot", ".reading"].map((name) => region(part(name)));
  const findings = createFindings(setting);
  const trees = createTrees(setting, say, findings);
  const windows = createWindows(store, rail, findings);
  /** @type {ReturnType<typeof painter> | null} */
  let draw = null;
  /** @type {Record<string, Picture>} */
  let pictures = {};
  /** @type {{t: number, unit: number} | null} */
  let under = null; // the pointer
  let due = false;
  let looked = ""; // where one looks, as it was told or asked for
  let timer = 0;

  /** @type {Record<string, () => void>} */
  const acts = {
    "time.in": () => windows.zoomTime(FACTOR),
    "time.out": () => windows.zoomTime(1 / FACTOR),
    "time.whole": () => windows.zoomTime(0),
    "units.in": () => windows.zoomUnits(FACTOR),
    "units.out": () => windows.zoomUnits(1 / FACTOR),
    reset: windows.reset,
  };
  /** Keys of the pictures. @type {Record<string, () => void>} */
  const plain = {
    ArrowUp: () => choose(-1), ArrowDown: () => choose(1), Enter: () => pin(store.get().unit),
    "+": acts["time.in"], "=": acts["time.in"], "-": acts["time.out"], 0: acts.reset,
  };
  /** @type {Record<string, () => void>} */
  const shifted = {
    ArrowLeft: () => windows.slide(-PACE), ArrowRight: () => windows.slide(PACE),
    ArrowUp: () => windows.climb(-PACE), ArrowDown: () => windows.climb(PACE), "+": acts["time.in"],
  };

  store.subscribe((state, before) => {
    if (state.theme !== before.theme) draw = null;
    if (state.trace !== before.trace || state.layer !== before.layer) under = null;
    if (state.t !== before.t) windows.follow("step");
    if (state.unit !== before.unit) windows.follow("unit");
    show();
  }, ["trace", "layer", "t", "unit", "vector", "timeline", "notation", "theme", "panel"]);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ((draw = null), later()));
  rail.subscribe(show, ["edges", "room"]);
  rail.subscribe(later, ["left"]);
  windows.subscribe(() => {
    later();
    clearTimeout(timer);
    timer = setTimeout(tell, REST);
  });
  for (const type of ["load", "error"]) body.addEventListener(type, () => (reveal(), later()), true); // of its sheet

  gestures(plot, {
    tap(event) {
      const place = placeAt(event);
      if (!place) return;
      actions.goTo(place.t);
      actions.select(place.unit);
      if (event.shiftKey) pin(place.unit);
    },
    pan(dx, dy) {
      const moved = [windows.slide(-dx), windows.climb(-dy)];
      return moved.includes(true);
    },
    zoom(along, factor, { target, clientX, clientY }) {
      const { left, top } = (target instanceof HTMLCanvasElement ? target : plot).getBoundingClientRect();
      if (along === "x") windows.zoomTime(factor, clientX - left);
      else windows.zoomUnits(factor, clientY - top);
    },
  });
  plot.addEventListener("pointermove", (event) => event.buttons || point(placeAt(event)));
  plot.addEventListener("pointerleave", () => point(null));
  plot.addEventListener("keydown", (event) => {
    const act = (event.shiftKey ? shifted : plain)[event.key];
    if (!act || event.target !== plot || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  body.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button) return;
    const { vector, unit, pin: own, step, act } = button.dataset;
    const { vectors } = findings.choice(store.get());
    if (vector) lay({ vectors: vectors.includes(vector) ? vectors.filter((id) => id !== vector) : [...vectors, vector] });
    if (unit) actions.select(Number(unit));
    if (own) pin(Number(own));
    if (step) actions.goTo(Number(step));
    if (act) acts[act]();
  });
  body.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return;
    if (target.name === "order") lay({ order: /** @type {Choice["order"]} */ (target.value) });
    else actions.show(target.value);
  });

  /** @param {Partial<Choice>} change */
  function lay(change) {
    actions.lay(written({ ...findings.choice(store.get()), ...change }));
  }

  /** Where one looks is shared with a link. */
  function tell() {
    if (waits(store.get()) || windows.look() === looked) return;
    looked = windows.look();
    lay({ look: looked });
  }

  /** @param {number} unit */
  function pin(unit) {
    lay({ pins: pinned(findings.choice(store.get()).pins, unit) });
  }

  /** The unit above or below in the order of the rows. @param {number} by */
  function choose(by) {
    const { order, rank } = findings.arranged(store.get());
    actions.select(order[Math.max(0, Math.min(order.length - 1, rank[store.get().unit] + by))]);
  }

  /** Nobody sees it, or the axis does not yet follow the sentence. @param {State} state */
  function waits({ panel, trace }) {
    const { room, edges } = rail.get();
    return panel !== "timeline" || room < 1 || edges.length !== trace.tokens.length + 1;
  }

  /** The step and the unit at a place of a picture; of what has no rows of units, the selected one. @param {PointerEvent} event */
  function placeAt({ target, clientX, clientY }) {
    const state = store.get();
    if (!(target instanceof HTMLCanvasElement) || waits(state)) return null;
    const { left, top } = target.getBoundingClientRect();
    const place = windows.at(clientX - left, clientY - top);
    return place && pictures[target.dataset.picture ?? ""]?.kind !== "map" ? { ...place, unit: state.unit } : place;
  }

  /** @param {{t: number, unit: number} | null} place */
  function point(place) {
    if (place?.t === under?.t && place?.unit === under?.unit) return;
    under = place;
    const state = store.get();
    if (!waits(state)) drawPlot(trees.tracks(state, pictures, under ?? state));
  }

  function show() {
    const state = store.get();
    if (waits(state)) return;
    const { look } = findings.choice(state);
    if (look !== looked) {
      looked = look;
      windows.restore(look);
    }
    const reading = part(".reading").contains(document.activeElement);
    const { vectors, order } = findings.choice(state);
    drawChoices(trees.choices(state));
    for (const [name, value] of [["order", order], ["vector", state.vector]]) /** @type {HTMLSelectElement} */ (part(`select[name=${name}]`)).value = value;
    drawTold([trees.told(state)]);
    const lines = findings.lines(state);
    const [least, most] = findings.range(state, lines);
    pictures = {
      words: { kind: "words", height: WORDS },
      ...Object.fromEntries(vectors.map((id) => [`map ${id}`, { kind: "map", height: tall(state.card.hidden), ...findings.painted(state, id) }])),
      ...Object.fromEntries(findings.gates.map((id) => [`gate ${id}`, { kind: "gate", height: GATE, gate: id, ...findings.saturated(state, id) }])),
      curves: { kind: "curves", height: CURVES, lines, least, most },
    };
    drawPlot(trees.tracks(state, pictures, under ?? state));
    drawReading(trees.text(state));
    if (reading) /** @type {HTMLElement} */ (part(".reading [aria-current]")).focus({ preventScroll: true });
    later();
  }

  /** What is seen is painted once a frame. */
  function later() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      const state = store.get();
      if (waits(state)) return;
      draw ??= painter(body);
      const { edges, room, size } = rail.get();
      const { t, unit } = state;
      const { pins } = findings.choice(state);
      const view = { edges, room, size: Math.min(size, 13), time: windows.time(), units: windows.units(), t, unit, pins, words: findings.words(state), ...findings.arranged(state) };
      for (const canvas of plot.querySelectorAll("canvas")) {
        canvas.style.inlineSize = `${room}px`;
        draw(canvas, pictures[canvas.dataset.picture ?? ""], view);
      }
      plot.dataset.scale = view.time.scale.toFixed(3);
    });
  }
}
