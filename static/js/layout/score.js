// What moves, and when: the cell graph and its placement as cues in milliseconds at speed 1. Nothing here runs.

import { looksBack, nodeOf, orderOf } from "../select.js";
import { leaving } from "./moment.js";
import { levels, middle, route } from "./route.js";
import { line, nearest } from "../lib/geometry.js";

/** @import { Move, Setting, State } from "../types.js" */
/** @import { Way } from "./route.js" */
/** @typedef {"layer" | "op" | "transfer" | "merge" | "copy"} Sign the legend's sign that a cue is an example of */

/**
 * One thing that is seen from `from` to `to`.
 * @typedef {object} Cue
 * @property {"slide" | "packet" | "strip" | "flash" | "ring" | "units" | "ghosts" | "answer"} what
 * @property {number} from
 * @property {number} to
 * @property {string} node the vector that appears or leaves, the box that works
 * @property {Sign} [sign]
 * @property {boolean} [forks] of a packet: another copy of it goes another way at once
 * @property {string[]} [carries] of a packet: the vectors in it
 * @property {Way} [way] of a packet
 * @property {boolean} [joined] of a packet: it is packed already, and keeps pace with the others on its bus
 * @property {boolean} [unfolds] of a packet: into a strip at its end, instead of entering a box
 * @property {string | null} [ghost] of a strip: the vector that it is made of, seen beneath it while it appears
 * @property {string} [before] of units: the vector one step earlier
 */

/** @typedef {{cues: Cue[], total: number}} Score */
/** @typedef {{merge: number, travel: number, settle: number}} Span to the bus; from there to the boxes; strips unfolding */

const SLIDE = 400;
const LEAVE = 250;
const BACK = 300;
const CALM = 1200; // one place where motion is not wanted
/** @type {Cue[]} */
const SLID = [{ what: "slide", node: "", from: 0, to: BACK }];
const SWAPPED = 2000;
const LOOKUP = 500;
const BLINK = 160;
const RING = 200;
const FRAMED = 300;
const FAST = 2; // above this speed only strips and slides

// Of a whole step: layers, pointwise operations, a function of one vector alone, and what follows such a function.
const TOKEN = {
  bus: { merge: 300, travel: 250, settle: 250 }, layer: { merge: 0, travel: 150, settle: 200 },
  op: { merge: 0, travel: 130, settle: 120 }, unary: { merge: 0, travel: 50, settle: 60 }, next: { merge: 0, travel: 60, settle: 80 },
};
// Of one operation by itself; only the first one on a bus shows the merging.
const OPERATION = {
  first: { merge: 300, travel: 100, settle: 200 }, layer: { merge: 0, travel: 150, settle: 200 },
  op: { merge: 0, travel: 230, settle: 170 }, unary: { merge: 0, travel: 180, settle: 170 },
};

/**
 * The score of what is moving; none of what rests.
 * @param {Setting} setting
 * @param {State} state
 * @param {boolean} calm no motion is wanted: a place stands for a while, and that is all
 * @returns {Score}
 */
export function scoreOf(setting, state, calm) {
  const { move, stop, t, speed, playing, trace, card } = state;
  if (move === null) return { cues: [], total: 0 };
  if (calm) return { cues: [], total: move === "swap" ? SWAPPED : playing ? CALM : 0 };
  if (looksBack(state)) return { cues: move === "back" || (move === "token" && t) ? SLID : [], total: playing ? CALM : BACK }; // nothing flows
  if (move === "lookup") return lookupScore(setting, (trace.tokens[t].id + 0.5) / card.size);
  const fast = speed > FAST && (move === "token" || move === "operation");
  const name = [move, stop, t > 0, fast].join();
  let known = scores.get(setting);
  if (!known) scores.set(setting, (known = new Map()));
  let score = known.get(name);
  if (!score) known.set(name, (score = fast ? plain(written(setting, move, stop, t > 0)) : written(setting, move, stop, t > 0)));
  return score;
}

/** @type {WeakMap<Setting, Map<string, Score>>} */
const scores = new WeakMap();

/**
 * @param {Setting} setting
 * @param {Exclude<Move, null | "lookup">} move
 * @param {string | null} stop
 * @param {boolean} slides there is a step before, from which this one comes in
 * @returns {Score}
 */
function written(setting, move, stop, slides) {
  if (move === "back") return closed(SLID);
  if (move === "swap") return closed([{ what: "ghosts", node: "", from: 0, to: SWAPPED }]);
  if (move === "token") return tokenScore(setting, slides);
  if (move === "operation") return operationScore(setting, stop ?? "", slides);
  return signScore(setting, move);
}

/** When playing begins at a step, it does not come in from the side. @param {number} t */
export const afterSlide = (t) => (t > 0 ? SLIDE : 0);

/**
 * One step: it comes in, inputs merge, are copied to the layers, one group of operations after the other, and leave.
 * @param {Setting} setting
 * @param {boolean} slides
 */
export function tokenScore(setting, slides) {
  const cues = comingIn(slides);
  let now = slides ? SLIDE : 0;
  let unaryBefore = false;
  /** @type {string[]} */
  const merged = [];
  for (const group of levels(setting.cell)) {
    const unary = group.every((id) => nodeOf(setting, id).inputs.length === 1);
    const fresh = group.some((id) => merges(setting, id, merged));
    const learned = group.some((id) => nodeOf(setting, id).learned);
    const span = fresh ? TOKEN.bus : learned ? TOKEN.layer : unary ? TOKEN.unary : unaryBefore ? TOKEN.next : TOKEN.op;
    merged.push(...group);
    cues.push(...operate(setting, group, now, span));
    now += span.merge + span.travel + span.settle;
    unaryBefore = unary && !learned;
  }
  return closed([...cues, ...leave(setting, now)]);
}

/**
 * One operation; the first of a step comes in with it, the last leaves.
 * @param {Setting} setting
 * @param {string} stop
 * @param {boolean} slides
 */
function operationScore(setting, stop, slides) {
  const order = orderOf(setting);
  const { inputs, learned } = nodeOf(setting, stop);
  const first = stop === order[0];
  const fresh = merges(setting, stop, order.slice(0, order.indexOf(stop)));
  const span = OPERATION[fresh ? "first" : learned ? "layer" : inputs.length === 1 ? "unary" : "op"];
  const cues = comingIn(first && slides);
  const now = first && slides ? SLIDE : 0;
  cues.push(...operate(setting, [stop], now, span));
  if (stop === order[order.length - 1]) cues.push(...leave(setting, now + span.merge + span.travel + span.settle));
  return closed(cues);
}

/**
 * Where a step shows one of the legend's signs; empty where the cell has none.
 * @param {Setting} setting
 * @param {Sign} shown
 */
export const examples = (setting, shown) =>
  tokenScore(setting, false).cues.filter(({ sign, forks }) => sign === shown || (forks && shown === "copy"));

/**
 * All examples of one of the legend's signs in a step.
 * @param {Setting} setting
 * @param {Sign} sign
 */
function signScore(setting, sign) {
  const cues = examples(setting, sign);
  const start = Math.min(...cues.map((cue) => cue.from));
  return closed(cues.map((cue) => ({ ...cue, from: cue.from - start, to: cue.to - start })));
}

/**
 * A row of the embedding becomes the token's vector.
 * @param {Setting} setting
 * @param {number} row its share of the vocabulary
 */
function lookupScore({ place }, row) {
  const { x, y, width, height } = place.lookup;
  const [to, toY] = middle(place.strips.x);
  const from = y + row * height;
  const way = line([[[x + width, from], [to - 28, from], [to, toY]]]);
  return closed([
    { what: "packet", node: "x", carries: ["x"], way: { line: way, start: 0, end: way.length }, unfolds: true, from: 0, to: LOOKUP },
    { what: "strip", node: "x", from: LOOKUP, to: LOOKUP },
  ]);
}

/** @param {boolean} slides @returns {Cue[]} */
const comingIn = (slides) => (slides ? [{ what: "slide", node: "", from: 0, to: SLIDE }] : []);

/** @param {Cue[]} cues @returns {Score} */
const closed = (cues) => ({ cues, total: Math.max(0, ...cues.map((cue) => cue.to)) });

/** Without what cannot be followed with the eyes. @param {Score} score @returns {Score} */
const plain = ({ cues, total }) => ({ cues: cues.filter(({ what }) => ["slide", "strip", "answer"].includes(what)), total });

/** @param {Setting} setting @param {string} id */
const routes = (setting, id) => nodeOf(setting, id).inputs.map((input) => route(setting.place, `${input}>${id}`));

/** The bus that an operation reads from, if any: what travels along it. @param {Setting} setting @param {string} id */
const busOf = (setting, id) => routes(setting, id).find(({ bus }) => bus)?.carries.join();

/**
 * Whether an operation reads from a bus that none of those before it read from.
 * @param {Setting} setting
 * @param {string} id
 * @param {string[]} before
 */
function merges(setting, id, before) {
  const bus = busOf(setting, id);
  return bus !== undefined && !before.some((other) => busOf(setting, other) === bus);
}

/** How far an operation's inputs travel together. @param {Setting} setting @param {string} id */
const onBus = (setting, id) => Math.max(...routes(setting, id).map(({ bus }) => (bus ? bus.end - bus.start : 0)));

/**
 * A group of operations at once: what they read travels to them, they work, what they make unfolds.
 * @param {Setting} setting
 * @param {string[]} ids
 * @param {number} from
 * @param {Span} span
 * @returns {Cue[]}
 */
function operate(setting, ids, from, { merge, travel, settle }) {
  /** @type {Map<string, Cue>} */
  const cues = new Map(); // what two operations read the same way travels once
  const start = from + merge;
  const longest = Math.max(...ids.map((id) => onBus(setting, id)));
  for (const id of ids) {
    const { inputs, learned } = nodeOf(setting, id);
    const arrival = start + travel * (onBus(setting, id) / longest || 1);
    const shared = orderOf(setting).filter((other) => busOf(setting, other) === busOf(setting, id)).length > 1;
    inputs.forEach((input, n) => {
      const { alone, bus, carries } = routes(setting, id)[n];
      /** @type {Omit<Cue, "from" | "to">} */
      const packet = { what: "packet", node: id, carries: [input], way: alone, sign: bus ? "merge" : "transfer" };
      if (!bus) return cues.set(`${input}>${id}`, { ...packet, from: start, to: arrival });
      if (merge) cues.set(`${input} ${alone.end}`, { ...packet, from, to: start });
      cues.set(`bus ${id}`, { ...packet, carries, way: bus, joined: true, sign: shared ? "copy" : "merge", from: start, to: arrival });
    });
    for (const cue of made(setting, id, arrival, settle, learned ? "layer" : "op")) cues.set(`${cue.what} ${id}`, cue);
  }
  return [...cues.values()];
}

/**
 * An operation at work, and its vector.
 * @param {Setting} setting
 * @param {string} id
 * @param {number} at
 * @param {number} settle
 * @param {"layer" | "op"} sign
 * @returns {Cue[]}
 */
function made(setting, id, at, settle, sign) {
  const { op, inputs } = nodeOf(setting, id);
  const ghost = op === "mul" ? (inputs.find((input) => !gate(setting, input)) ?? null) : null;
  /** @type {Cue[]} */
  const cues = [
    sign === "layer"
      ? { what: "flash", node: id, from: at, to: at + BLINK, sign }
      : { what: "ring", node: id, from: at - RING / 4, to: at + (3 * RING) / 4, sign },
    { what: "strip", node: id, from: at, to: at + settle, ghost, sign },
  ];
  const before = Object.keys(setting.cell.carry).find((key) => setting.cell.carry[key] === id);
  if (op === "add" && before) cues.push({ what: "units", node: id, before, from: at + settle, to: at + settle + FRAMED, sign });
  return cues;
}

/** @param {Setting} setting @param {string} id */
const gate = (setting, id) => ["sigmoid", "one_minus"].includes(nodeOf(setting, id).op);

/**
 * What is carried goes to where the next step finds it, and the answer is given.
 * @param {Setting} setting
 * @param {number} from
 * @returns {Cue[]}
 */
function leave(setting, from) {
  const { cell, place } = setting;
  const to = from + LEAVE;
  const resting = leaving(setting);
  const last = orderOf(setting).slice(-1)[0];
  const carried = Object.entries(cell.carry).flatMap(([key, node]) => {
    const { alone } = route(place, `${node}>${key}`);
    const way = { ...alone, end: nearest(alone.line, middle(resting[node])) };
    /** @type {Cue[]} */
    const cues = [
      { what: "packet", node, carries: [node], way, unfolds: true, from, to, sign: "transfer", forks: node === last },
      { what: "strip", node: `${node}.leaving`, from: to, to },
    ];
    return cues;
  });
  const out = route(place, `${last}>out`).alone;
  return [
    ...carried,
    { what: "packet", node: last, carries: [last], way: out, from, to: from + LEAVE / 2, sign: "transfer", forks: last in resting },
    { what: "answer", node: last, from: from + LEAVE / 2, to },
  ];
}
