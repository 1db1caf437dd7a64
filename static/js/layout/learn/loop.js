// The network with a loop, and the same along time: one picture for every share of the way between. Numbers in, trees out.

import { fit } from "../../lib/text.js";
import { el, number } from "../../lib/tree.js";
import { color, rect, spelled } from "../parts.js";

/** @import { Tree } from "../../types.js" */

/** A copy of the network: the token that it reads, the word that it says, what that is called for ears.
 * @typedef {{reads: string, says: string, told: string}} Copy
 */
/** @typedef {{width: number, height: number, pitch: number, half: number, tall: number, r: number, gap: number, says: number, h: number, a: number, x: number,
 *   line: number}} Geometry in px; half of a box's width and height, the circles' radius, the heights of the rows */

const WIDEST = 136; // px from copy to copy
const ALONE = 0.85; // of a pitch: where the rolled network stands beside its copies
const EQUALS = 1.72;
const FIRST = 2.4;
const AFTER = 0.8; // what follows the last copy, its wire to the next among it
const ONWARD = 0.38; // as long is that

/**
 * Everything as large as there is room for.
 * @param {number} copies
 * @param {number} room px
 * @returns {Geometry}
 */
export function geometry(copies, room) {
  const pitch = Math.min(WIDEST, room / (FIRST + copies - 1 + AFTER));
  const [half, r] = [Math.min(42, 0.34 * pitch), Math.min(28, 0.39 * pitch)];
  const tall = Math.max(half * 0.9, 20);
  const gap = Math.max(18, 1.15 * r);
  const says = 16;
  const h = says + 9 + r;
  const a = h + r + gap + tall;
  const x = a + tall + gap + r;
  return { width: pitch * (FIRST + copies - 1 + AFTER), height: x + r + 4, pitch, half, tall, r, gap, says, h, a, x, line: pitch > 80 ? 3.5 : 2.5 };
}

/** @param {number} value */
const within = (value) => Math.max(0, Math.min(1, value));

/** Slow at both ends. @param {number} share */
export const eased = (share) => share * share * (3 - 2 * share);

/**
 * Where the rolled network and its copies stand: all in one place at 0, each at its own at 1.
 * @param {Geometry} g
 * @param {number} copies
 * @param {number} unrolled 0…1
 */
export function standing(g, copies, unrolled) {
  const share = eased(within(unrolled));
  const rolled = g.width / 2 + (ALONE * g.pitch - g.width / 2) * share;
  return { rolled, copies: Array.from({ length: copies }, (_, n) => rolled + (FIRST - ALONE + n) * g.pitch * share) };
}

/**
 * @param {Copy[]} copies
 * @param {number} unrolled 0…1
 * @param {number} room px
 * @param {number | null} chosen
 * @param {string} label
 * @returns {Tree}
 */
export function loop(copies, unrolled, room, chosen, label) {
  const g = geometry(copies.length, room);
  const at = standing(g, copies.length, unrolled);
  const apart = eased(within(unrolled));
  const there = within((apart - 0.6) / 0.4); // what has no place before they are apart
  const size = number(g.pitch * 0.34);
  const drawn = copies.map((copy, n) => drawnCopy(g, copy, n, at.copies, apart, there, n === chosen));
  return el("svg", { class: "loop-figure", viewBox: `0 0 ${number(g.width)} ${number(g.height)}`, width: number(g.width), height: number(g.height), role: "group", "aria-label": label }, [
    el("text", { x: number(EQUALS * g.pitch), y: number(g.a + g.pitch * 0.11), "font-size": size, "text-anchor": "middle", fill: color("text"), opacity: number(there), "aria-hidden": "true" }, ["="]),
    ...around(g, at.rolled), // the copies come out in front of it
    ...(unrolled < 1 ? drawn.reverse() : drawn), // the first lies on top; when they are apart they are in the order of reading
    network(g, at.rolled, ["x", "t"], ["h", "t"], true),
  ]);
}

/**
 * @param {Geometry} g
 * @param {Copy} copy
 * @param {number} n
 * @param {number[]} places
 * @param {number} apart
 * @param {number} there
 * @param {boolean} chosen
 */
function drawnCopy(g, { reads, says, told }, n, places, apart, there, chosen) {
  const at = places[n];
  const onward = n + 1 === places.length ? [arrow(g, [at + g.half, g.a], [at + g.half + ONWARD * g.pitch * apart, g.a], there)] : [];
  const reached = n ? [arrow(g, [places[n - 1] + g.half, g.a], [at - g.half, g.a])] : []; // by the wire from the copy before
  const [word, size] = fit(says, g.pitch - 3, 15, 8);
  const live = there === 1 ? { role: "button", tabindex: 0, "aria-pressed": String(chosen), "aria-label": told } : { "aria-hidden": "true" };
  return el("g", { class: "copy", "data-copy": n, "data-key": n, ...live }, [
    rect({ x: at - g.pitch / 2, y: 0, width: g.pitch, height: g.height, r: 8 }, { class: "ground", fill: chosen ? color("surface") : "transparent" }),
    ...reached,
    ...onward,
    network(g, at, [reads, ""], ["h", String(n)], there < 1, chosen),
    el("text", { x: number(at), y: number(g.says), "font-size": number(size), "text-anchor": "middle", fill: color("text"), "font-weight": 650, opacity: number(there) }, [word]),
  ]);
}

/**
 * The box A with what it reads below and what it says above.
 * @param {Geometry} g
 * @param {number} at
 * @param {[string, string]} below
 * @param {[string, string]} above
 * @param {boolean} over the wire of the loop
 * @param {boolean} [chosen]
 */
function network(g, at, below, above, over, chosen = false) {
  const body = { x: at - g.half, y: g.a - g.tall, width: 2 * g.half, height: 2 * g.tall, r: number(0.2 * g.half) };
  const size = 0.95 * g.tall;
  return el("g", {}, [
    arrow(g, [at, g.x - g.r], [at, g.a + g.tall]),
    arrow(g, [at, g.a - g.tall], [at, g.h + g.r], 1, over),
    rect(/** @type {any} */ (body), { fill: color("body"), stroke: color(chosen ? "selection" : "body-outline"), "stroke-width": g.line }),
    el("text", { x: number(at), y: number(g.a + 0.36 * size), "font-size": number(size), "text-anchor": "middle", fill: color("text") }, ["A"]),
    ...disc(g, at, g.x, below, "x-circle"),
    ...disc(g, at, g.h, above, "h-circle"),
  ]);
}

/**
 * The way of h from the network back into it: out to the right, over its top, in from the left.
 * @param {Geometry} g
 * @param {number} at
 */
function around(g, at) {
  const out = 0.3 * g.pitch;
  const bend = Math.min(out, g.gap) * 0.55;
  const [left, rightmost, top] = [at - g.half - out, at + g.half + out, g.a - g.tall - g.gap * 0.52];
  const d = `M${number(at + g.half)} ${number(g.a)}H${number(rightmost - bend)}Q${number(rightmost)} ${number(g.a)} ${number(rightmost)} ${number(g.a - bend)}`
    + `V${number(top + bend)}Q${number(rightmost)} ${number(top)} ${number(rightmost - bend)} ${number(top)}H${number(left + bend)}`
    + `Q${number(left)} ${number(top)} ${number(left)} ${number(top + bend)}V${number(g.a - bend)}Q${number(left)} ${number(g.a)} ${number(left + bend)} ${number(g.a)}`;
  const end = at - g.half;
  return [
    el("path", { d: `${d}H${number(end - headOf(g, out - bend))}`, fill: "none", stroke: color("wire"), "stroke-width": g.line }),
    head(g, [end, g.a], [1, 0], out - bend),
  ];
}

/**
 * @param {Geometry} g
 * @param {number} x
 * @param {number} y
 * @param {[string, string]} letters
 * @param {string} fill
 */
function disc(g, x, y, letters, fill) {
  const [shown, size] = letters[1] ? [letters[0], Math.min(18, 0.75 * g.r)] : fit(letters[0], 2 * g.r - 4, 15, 7.5);
  return [
    el("circle", { cx: number(x), cy: number(y), r: number(g.r), fill: color(fill), stroke: color("wire"), "stroke-width": number(g.line * 0.6) }),
    el("text", { x: number(x), y: number(y + 0.36 * size), "font-size": number(size), "text-anchor": "middle", fill: color("sign") }, spelled([shown, letters[1]], size)),
  ];
}

/**
 * @typedef {[number, number]} Point
 */

/**
 * A straight wire with its head; where it is too short for one it fades.
 * @param {Geometry} g
 * @param {Point} from
 * @param {Point} to
 * @param {number} [opacity]
 * @param {boolean} [bridge] it goes over another wire
 */
function arrow(g, from, to, opacity = 1, bridge = false) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (dx < 2 && !dy) return el("g", {}); // one lies on the other
  const way = /** @type {Point} */ ([dx / length, dy / length]);
  const long = headOf(g, length);
  const d = `M${number(from[0])} ${number(from[1])}L${number(to[0] - way[0] * long)} ${number(to[1] - way[1] * long)}`;
  return el("g", { opacity: number(opacity * within(length / 12)) }, [
    ...(bridge ? [el("path", { d, stroke: color("page"), "stroke-width": number(g.line * 3) })] : []),
    el("path", { d, stroke: color("wire"), "stroke-width": g.line }),
    head(g, to, way, length),
  ]);
}

/** How long a head may be on a wire. @param {Geometry} g @param {number} length */
const headOf = ({ line }, length) => Math.min(4 * line, 0.6 * length);

/**
 * @param {Geometry} g
 * @param {Point} tip
 * @param {Point} way
 * @param {number} length of its wire
 */
function head(g, [x, y], [dx, dy], length) {
  const long = headOf(g, length);
  const side = Math.min(1.8 * g.line, 0.5 * long + 1);
  const back = [x - dx * long, y - dy * long];
  const corners = [[x, y], [back[0] - dy * side, back[1] + dx * side], [back[0] + dy * side, back[1] - dx * side]];
  return el("path", { d: `M${corners.map(([a, b]) => `${number(a)} ${number(b)}`).join("L")}z`, fill: color("wire") });
}
