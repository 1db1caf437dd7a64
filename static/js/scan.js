// Which place carries the difference: one run's numbers are put into another's, place by place, as the answers come in.

import { ApiError } from "./api.js";
import { fetchScan } from "./questions.js";
import { asRead, classOf, orderOf } from "./select.js";
import { createStore } from "./store.js";
import { mountScan } from "./views/scan.js";

/** @import { Given } from "./panel.js" */
/** @import { Problem, ScanHead, Setting, State, Trace } from "./types.js" */
/** @import { Store } from "./store.js" */

/** What was found so far.
 * @typedef {object} Scanned
 * @property {Trace | null} of what was read when it began
 * @property {number} layer
 * @property {number} at the step whose answer it is about
 * @property {string} source
 * @property {ScanHead | null} head
 * @property {Record<string, (number | null)[]>} map node → how much each step moves, null where that is not known yet
 * @property {number} done places
 * @property {boolean} running
 * @property {{node: string, t: number, moved: number[]} | null} units of one place, each by itself
 * @property {Problem | null} problem
 */

/** @type {Scanned} */
const NOTHING = { of: null, layer: 0, at: 0, source: "", head: null, map: {}, done: 0, running: false, units: null, problem: null };

/** @param {Given} given */
export function openScan(given) {
  const { store, setting, actions } = given;
  /** @type {Store<Scanned>} */
  const scanned = createStore(NOTHING);
  let asking = new AbortController();
  mountScan(given, scanned, { source: () => sourceOf(store.get()), start, look, stop });
  store.subscribe(({ trace, panel }) => {
    if (panel !== "scan" || trace !== scanned.get().of) stop();
    if (trace !== scanned.get().of) {
      scanned.set(NOTHING);
      const wanted = placeOf(store.get(), nodesOf(setting));
      if (wanted) again(wanted);
    }
  }, ["trace", "panel"]);

  /** What a link was made from is there again. @param {NonNullable<ReturnType<typeof placeOf>>} wanted */
  async function again({ at, layer, place }) {
    await start(sourceOf(store.get()), at, layer);
    if (place) await look(place.node, place.t);
  }

  function stop() {
    asking.abort();
    scanned.set({ running: false });
  }

  /** All vectors at all steps, against another sentence. @param {string} source */
  async function start(source, at = store.get().t, layer = store.get().layer) {
    stop();
    actions.source(source, `${at}.${layer}`);
    const state = store.get();
    const { trace } = state;
    const empty = () => Array(at + 1).fill(null);
    scanned.set({ ...NOTHING, of: trace, layer, at, source, running: true, map: Object.fromEntries(nodesOf(setting).map((node) => [node, empty()])) });
    await scan(state, { units: "all" }, (line) => {
      if ("total" in line) return scanned.set({ head: line });
      const { map, done } = scanned.get();
      return scanned.set({ map: { ...map, [line.node]: replaced(map[line.node], line.t, Number(line.moved)) }, done: done + 1 });
    });
  }

  /** The units of one place of the map, each by itself. @param {string} node @param {number} t */
  async function look(node, t) {
    const { head, running, done, at, layer, source } = scanned.get();
    if (!head || (running && done < head.total)) return;
    stop(); // the units of another place are no longer wanted
    scanned.set({ running: true, units: null, problem: null });
    actions.source(source, [at, layer, node, t].join("."));
    await scan(store.get(), { units: "each", node, t }, (line) => {
      if (!("total" in line)) scanned.set({ units: { node, t, moved: /** @type {number[]} */ (line.moved) } });
    });
  }

  /**
   * @param {State} state
   * @param {{units: "all" | "each", node?: string, t?: number}} what
   * @param {(line: ScanHead | {node: string, t: number, moved: number | number[]}) => void} take
   */
  async function scan(state, what, take) {
    asking = new AbortController();
    const { signal } = asking;
    const { card } = state;
    const { source, layer, at } = scanned.get();
    try {
      const other = card.inputs ? { inputs: (await setting.read(source, signal)).tokens.map(({ row }) => row ?? []) } : { text: source };
      const body = { ...asRead(state), source: other, at, layer, ...what };
      await fetchScan(card.name, body, signal, (line) => signal.aborted || take(line));
      if (!signal.aborted) scanned.set({ running: false });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      scanned.set({ running: false, problem: error.problem });
    }
  }
}

/** The rows of a map. @param {Setting} setting */
const nodesOf = (setting) => ["x", ...orderOf(setting)];

/**
 * What an address asks for, if it can be scanned: 13.0 is the answer at step 13, layer 0; 13.0.c.6 with the units of c at step 6.
 * @param {Pick<State, "scanned" | "panel" | "trace" | "card">} state
 * @param {string[]} nodes
 */
function placeOf({ scanned, panel, trace, card }, nodes) {
  const [, at, layer, node, t] = scanned?.match(/^(\d{1,6})\.(\d{1,3})(?:\.([a-z_]{1,24})\.(\d{1,6}))?$/)?.map((part, n) => (n === 3 ? part : Number(part))) ?? [];
  if (panel !== "scan" || typeof at !== "number" || at >= trace.tokens.length || Number(layer) >= card.layers) return null;
  const place = nodes.includes(String(node)) && Number(t) <= at ? { node: String(node), t: Number(t) } : null;
  return { at, layer: Number(layer), place };
}

/** @param {(number | null)[]} row @param {number} n @param {number} value */
const replaced = (row, n, value) => row.map((old, at) => (at === n ? value : old));

/**
 * The sentence that the numbers come from: the one that was chosen; else the same with another word in the place of the one
 * that the answer hangs on, or of the first that has others of its class.
 * @param {State} state
 */
export function sourceOf({ source, read, trace, card, key }) {
  if (source !== null) return source;
  const places = key === null || !trace.tokens[key] ? trace.tokens.keys() : [key, ...trace.tokens.keys()]; // it may be covered
  for (const n of places) {
    const { start, end, text } = trace.tokens[n];
    const others = classOf(card, text);
    if (others.length < 2) continue;
    const other = others[(others.indexOf(text) + 1) % others.length];
    const changed = [...read];
    changed.splice(start, end - start, ...other);
    return changed.join("");
  }
  return read;
}
