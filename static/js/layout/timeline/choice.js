// What the timeline shows: which vectors, their units in which order, which of them are pinned, and how near; as an address has it.

import { writing } from "../ledger.js";

/** @import { Cell } from "../../types.js" */

/** @typedef {"number" | "value" | "variance" | "cluster" | "like"} Order of the units */
/** A pin keeps its place and with it its colour when another one goes.
 * @typedef {{vectors: string[], order: Order, pins: (number | null)[], look: string}} Choice `look` as a window is written, empty for all
 */

export const PINS = 6; // as many as there are colours
export const CLUSTERED = 256; // units up to which they are grouped by likeness: the time grows with the cube

/** The orders by what they are called. @type {Record<Order, string>} */
export const ORDERS = {
  number: "timeline.order.number", value: "timeline.order.value", variance: "timeline.order.variance",
  cluster: "timeline.order.cluster", like: "timeline.order.like",
};

/** @param {Cell} cell */
const stops = ({ nodes }) => nodes.filter(({ op }) => op !== "input").map(({ id }) => id);

/** The gates of a cell. @param {Cell} cell */
export const gatesOf = ({ nodes }) => nodes.filter(({ op, scale }) => op !== "input" && scale === "gate").map(({ id }) => id);

/** @param {string} order @param {number} H @returns {order is Order} */
const possible = (order, H) => order in ORDERS && (order !== "cluster" || H <= CLUSTERED);

/**
 * What an address asks for; what it does not say, or says wrongly, is as it is at first: the memory, the gate that keeps
 * it, what is told.
 * @param {string | null} text vectors, order, pins and windows between stars, the parts of each between dots: c.f.h*cluster*3..40*2000_25000_1000_0
 * @param {Cell} cell
 * @param {number} H
 * @returns {Choice}
 */
export function chosen(text, cell, H) {
  const all = stops(cell);
  const [vectors, order, pins = "", look = ""] = text?.split("*") ?? [];
  const gate = writing(cell)?.keep ?? gatesOf(cell)[0];
  const found = vectors === undefined ? [cell.memory, gate, "h"] : vectors.split(".");
  return {
    vectors: [...new Set(found)].filter((id) => all.includes(id)),
    order: order !== undefined && possible(order, H) ? order : "number",
    pins: trimmed(pins.split(".").slice(0, PINS).map((pin, n, some) =>
      (/^\d{1,6}$/.test(pin) && Number(pin) < H && some.indexOf(pin) === n ? Number(pin) : null))),
    look: /^\d{1,6}(_\d{1,6}){3}$/.test(look) ? look : "",
  };
}

/** @param {Choice} choice */
export const written = ({ vectors, order, pins, look }) =>
  [vectors.join("."), order, pins.map((pin) => pin ?? "").join("."), ...(look ? [look] : [])].join("*");

/**
 * Pin a unit at the first free place, or take its pin away; where all are taken nothing happens.
 * @param {(number | null)[]} pins
 * @param {number} unit
 */
export function pinned(pins, unit) {
  if (pins.includes(unit)) return trimmed(pins.map((pin) => (pin === unit ? null : pin)));
  const free = pins.includes(null) ? pins.indexOf(null) : pins.length;
  return free < PINS ? Object.assign([...pins], { [free]: unit }) : pins;
}

/** @param {(number | null)[]} pins */
const trimmed = (pins) => pins.slice(0, pins.findLastIndex((pin) => pin !== null) + 1);
