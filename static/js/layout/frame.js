// One moment of a score: what is to be painted over the figure, and what of the figure is not there yet.

import { pointAt } from "../lib/geometry.js";

/** @import { Placement } from "../types.js" */
/** @import { Cue, Score } from "./score.js" */

/** @typedef {{draw: "packet", carries: string[], x: number, y: number, angle: number, length: number, opacity: number}} Packet */
/** @typedef {{draw: "strip", node: string, share: number, backwards: boolean, ghost: string | null}} Growing */
/** @typedef {{draw: "flash" | "ring", node: string, share: number}} Working */
/** @typedef {{draw: "units", node: string, before: string}} Changed */
/** @typedef {{draw: "ghosts", opacity: number}} Ghosts */
/** @typedef {Packet | Growing | Working | Changed | Ghosts} Shape */

/**
 * @typedef {object} Frame
 * @property {Shape[]} shapes
 * @property {string[]} coming the strips that are not there yet, `h.leaving` among them
 * @property {number} answer the share of the answer that is there, 0…1
 * @property {number | null} slide the share of the way that the chain has gone
 */

const PACKED = 0.3; // a packet's length, of its strip's
const PACKING = 80; // ms
const UNFOLDING = 120;
const FADING = 300; // of ghosts, at their end

/**
 * @param {Score} score
 * @param {number} ms
 * @param {Placement} place
 * @returns {Frame}
 */
export function frame({ cues }, ms, place) {
  /** @type {Frame} */
  const out = { shapes: [], coming: [], answer: 1, slide: null };
  for (const cue of cues) {
    const share = Math.max(0, Math.min(1, (ms - cue.from) / (cue.to - cue.from || 1)));
    const over = ms >= cue.to;
    if (cue.what === "strip" && !over) out.coming.push(cue.node);
    if (cue.what === "answer") out.answer = share;
    if (over || ms < cue.from) continue;
    if (cue.what === "slide") out.slide = eased(share);
    else if (cue.what === "packet") out.shapes.push(packet(cue, ms));
    else if (cue.what === "ghosts") out.shapes.push({ draw: "ghosts", opacity: Math.min(1, (cue.to - ms) / FADING) });
    else if (cue.what === "units") out.shapes.push({ draw: "units", node: cue.node, before: cue.before ?? "" });
    else if (cue.what === "flash" || cue.what === "ring") out.shapes.push({ draw: cue.what, node: cue.node, share });
    else if (cue.what === "strip") out.shapes.push(growing(cue, share, place));
  }
  return out;
}

/** Slow, fast, slow. @param {number} share */
const eased = (share) => share * share * (3 - 2 * share);

/**
 * @param {Cue} cue
 * @param {number} ms
 * @returns {Packet}
 */
function packet({ carries = [], way, joined, unfolds, from, to }, ms) {
  if (!way) throw new Error("a packet without a way");
  const share = (ms - from) / (to - from);
  const { x, y, angle } = pointAt(way.line, way.start + (way.end - way.start) * (joined ? share : eased(share)));
  const packed = joined ? 1 : Math.min(1, (ms - from) / Math.min(PACKING, (to - from) / 2));
  const open = unfolds ? Math.max(0, 1 - (to - ms) / Math.min(UNFOLDING, (to - from) / 2)) : 0;
  const length = PACKED + (1 - PACKED) * Math.max(1 - packed, open);
  return { draw: "packet", carries, x, y, angle: upright(angle), length, opacity: 1 };
}

/** A strip reads from the left and from the top, whichever way it travels. @param {number} angle */
const upright = (angle) => (angle <= -Math.PI / 2 + 1e-6 ? angle + Math.PI : angle > Math.PI / 2 ? angle - Math.PI : angle);

/**
 * A strip grows from the end at which its operation stands.
 * @param {Cue} cue
 * @param {number} share
 * @param {Placement} place
 * @returns {Growing}
 */
function growing({ node, ghost = null }, share, place) {
  const strip = place.strips[node];
  const box = place.boxes[node];
  const [start, at] = strip.along === "x" ? [strip.x, box.x] : [strip.y, box.y];
  return { draw: "strip", node, share, backwards: at > start + strip.length / 2, ghost };
}
