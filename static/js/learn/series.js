// The article's experiment on the network that was trained as its program is: sine in, cosine out, from any phase and at any stride.

import { ApiError, fetchCard, fetchTrace, fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { between, dataPlot, dataTold, errorTable, lanesOf, legend, resultPlot, resultTold, timesOf } from "../layout/learn/series.js";
import { written } from "../layout/series.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { createStore } from "../store.js";

/** @import { Given, Kind } from "./figures.js" */
/** @import { Data, Run } from "../layout/learn/series.js" */
/** @import { Speech } from "../types.js" */

const MODEL = "sine-lstm";
const NOTCHES = 24; // of the phase, to π
const WAY = 450; // ms from one run to the next
const [WIDE, NARROW] = [330, 196]; // px high

/** @typedef {"data" | "result"} Plot */
/** What is shown, and what the slider for it asks for; `run` is what was last answered.
 * @typedef {{plot: Plot, phase: number, stride: number, run: Run | null, failed: boolean}} Shown
 */

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createSeries(place, { base, language, tag, calm }) {
  const [words] = await Promise.all([fetchWords(base, language, "learn"), sheet(`${base}/css/learn-series.css`)]);
  const { say } = speech(language, tag, words);
  region(place)([
    el("div", { class: "which" }), el("div", { class: "plot" }), el("div", { class: "sliders" }, [slider("phase", 0, 2 * NOTCHES, say), slider("stride", 1, 5, say)]),
    el("div", { class: "errors" }),
  ]);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (place.querySelector(name));
  const [drawWhich, drawPlot, drawErrors] = [".which", ".plot", ".errors"].map((name) => region(part(name)));
  const store = createStore(/** @type {Shown} */ ({ plot: "data", phase: 0, stride: 5, run: null, failed: false }));
  /** @type {Map<string, Promise<Data>>} */
  const known = new Map();
  let model = MODEL;
  /** @type {Data} */
  let data;
  /** @type {Run | null} */
  let drawn = null; // on the way to the store's run
  let frame = 0;

  /** @param {string} name */
  function dataOf(name) {
    const found = known.get(name) ?? fetchCard(name).then((card) => /** @type {any} */ (card).data);
    known.set(name, found);
    found.catch(() => known.delete(name)); // the server was not there: next time
    return found;
  }

  /**
   * What the network says at each point: each lane of each half is read from zero states on.
   * @param {number} phase
   * @param {number} stride
   * @returns {Promise<Run>}
   */
  async function answers(phase, stride) {
    const times = timesOf(data, phase);
    /** @type {number[]} */
    const said = [];
    await Promise.all(lanesOf(data, stride).flat().map(async (lane) => {
      const inputs = lane.map((n) => [Math.sin(times[n])]);
      const { predictions } = await fetchTrace(model, { inputs }, new AbortController().signal);
      lane.forEach((n, k) => (said[n] = /** @type {any} */ (predictions[k]).value[0]));
    }));
    return { phase, stride, said };
  }

  /** @type {Promise<void> | null} */
  let asking = null;
  /** Ask for what is wanted until that is what was answered: one question at a time, however fast a slider goes. */
  const follow = () => (asking ??= ask().finally(() => (asking = null)));
  async function ask() {
    for (;;) {
      const { phase, stride, run } = store.get();
      if (run?.phase === phase && run.stride === stride) return;
      store.set({ failed: false, run: await answers(phase, stride) });
    }
  }
  /** The same for the reader's hand: what fails is told in place. */
  const followHand = () => follow().catch((error) => {
    if (!(error instanceof ApiError)) throw error;
    store.set({ failed: true });
  });

  /** From what is drawn to what was answered, as fast as the eye follows. */
  function move() {
    const { run } = store.get();
    const from = drawn;
    cancelAnimationFrame(frame);
    if (!run || !from || calm) {
      drawn = run;
      return draw();
    }
    /** @type {number | null} */
    let began = null;
    const on = (/** @type {number} */ now) => {
      const share = Math.min(1, (now - (began ??= now)) / WAY);
      drawn = between(from, run, share * (2 - share));
      draw();
      if (share < 1) frame = requestAnimationFrame(on);
    };
    draw(); // what else the figure says is said at once
    frame = requestAnimationFrame(on);
  }

  function draw() {
    if (!data) return;
    const { plot, run, failed } = store.get();
    const width = Math.max(280, Math.round(place.clientWidth));
    const size = { width, height: width < 500 ? NARROW : WIDE };
    part(".sliders").hidden = plot === "data";
    drawWhich([
      el("div", { role: "group", "aria-label": say("learn.series.which") }, [
        el("button", { type: "button", "data-plot": "data", "aria-pressed": String(plot === "data") }, [say("learn.series.data")]),
        el("button", { type: "button", "data-plot": "result", "aria-pressed": String(plot === "result") }, [say("learn.series.result")]),
      ]),
      legend(plot, say),
    ]);
    if (plot === "data") drawPlot([dataPlot(data, size, say)]);
    else drawPlot(run && drawn ? [resultPlot(data, drawn, size, say, resultTold(data, run, say))] : []);
    if (failed) return drawErrors([el("p", { role: "status" }, [say("learn.failed"), " ", el("button", { type: "button", "data-retry": true }, [say("learn.retry")])])]);
    if (plot === "data") return drawErrors([el("p", { class: "told", "aria-live": "polite" }, [dataTold(say)])]);
    drawErrors(run ? [el("p", { class: "told", "aria-live": "polite" }, [resultTold(data, run, say)]), errorTable(data, run, say)] : []);
  }

  /** The sliders and what they stand at. */
  function set() {
    const { phase, stride } = store.get();
    const told = { phase: say("learn.series.radians", { radians: phase.toFixed(2), share: (phase / Math.PI).toFixed(2) }), stride: say("learn.series.points", { count: stride }) };
    const at = { phase: String(Math.round((phase / Math.PI) * NOTCHES)), stride: String(stride) };
    for (const name of /** @type {const} */ (["phase", "stride"])) {
      const input = /** @type {HTMLInputElement} */ (part(`[name=${name}]`));
      if (input.value !== at[name]) input.value = at[name];
      input.setAttribute("aria-valuetext", told[name]);
      part(`output[data-of=${name}]`).textContent = told[name];
    }
  }

  place.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const value = Number(target.value);
    store.set(target.name === "phase" ? { phase: (value * Math.PI) / NOTCHES } : { stride: value });
    followHand();
  });
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    if (!button) return;
    if (button.dataset.plot) store.set({ plot: button.dataset.plot === "data" ? "data" : "result" });
    followHand();
  });
  store.subscribe(set, ["phase", "stride"]);
  store.subscribe(move, ["run"]);
  store.subscribe(draw, ["plot", "failed"]);
  new ResizeObserver(draw).observe(place);

  return {
    async show({ model: asked = MODEL, plot = "result", phase = 0, stride }) {
      const found = await dataOf(String(asked));
      if (model !== asked || !data) store.set({ run: null });
      [model, data] = [String(asked), found];
      /** @type {HTMLInputElement} */ (part("[name=stride]")).max = String(data.lanes);
      store.set({ plot: plot === "data" ? "data" : "result", phase: Number(phase), stride: Number(stride ?? data.lanes) });
      draw();
      if (store.get().plot === "result") await follow();
    },
    address() {
      const { plot, run } = store.get();
      if (plot === "data" || !run) return null;
      const times = timesOf(data, run.phase);
      const [[lane]] = lanesOf(data, run.stride);
      const inputs = written(lane.map((n) => [Math.sin(times[n])])).replaceAll(", ", "*");
      return `#${new URLSearchParams({ model, inputs, t: "0" })}`;
    },
  };
}

/**
 * @param {"phase" | "stride"} name
 * @param {number} min
 * @param {number} max
 * @param {Speech["say"]} say
 */
const slider = (name, min, max, say) =>
  el("label", {}, [
    el("span", {}, [name === "phase" ? say("learn.series.phase") : say("learn.series.stride"), " ", el("output", { "data-of": name, "aria-live": "off" })]),
    el("input", { type: "range", name, min, max, step: 1 }),
  ]);
