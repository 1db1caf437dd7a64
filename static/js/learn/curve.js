// σ or tanh with a point that can be moved along it, and the units of a network where they stand on it.

import { fetchNotation, fetchWords } from "../api.js";
import { speech } from "../i18n.js";
import { CURVES, curveFigure, standing, told, within, zAt } from "../layout/learn/curve.js";
import { region } from "../lib/dom.js";
import { sheet } from "../lib/sheet.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { NAMED, vector } from "../select.js";
import { createGlide } from "./glide.js";
import { addressOf, seen } from "./seen.js";

/** @import { Given, Kind, Wanted } from "./figures.js" */
/** @import { Seen } from "./seen.js" */

/** A vector of a network that has been through the curve.
 * @typedef {Seen & {node: string, values: Float32Array}} Standing
 */

const [FINE, COARSE] = [0.1, 1]; // that a key moves z by
/** @type {Record<string, (z: number) => number>} */
const KEYS = {
  ArrowRight: (z) => z + FINE, ArrowUp: (z) => z + FINE, ArrowLeft: (z) => z - FINE, ArrowDown: (z) => z - FINE,
  PageUp: (z) => z + COARSE, PageDown: (z) => z - COARSE, Home: () => -Infinity, End: () => Infinity,
};

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @returns {Promise<Kind>}
 */
export async function createCurve(place, { base, language, tag, calm }) {
  const [words, notation] = await Promise.all([
    fetchWords(base, language, "learn"), fetchNotation(base), sheet(`${base}/css/learn-curve.css`),
  ]);
  const { say, percent } = speech(language, tag, words);
  const draw = region(place);
  /** @type {Wanted} */
  let wanted = {};
  let of = "sigmoid";
  /** @type {Standing | null} */
  let standings = null;
  let held = false; // by a hand
  let latest = 0;

  const glide = createGlide(calm, show);
  const at = () => glide.now().z[0];
  const unit = () => (standings && wanted.unit !== undefined ? Number(wanted.unit) : null);
  const letter = (/** @type {string} */ node) => notation.article[node][0];

  /** @param {boolean} moving */
  function show(moving) {
    const { z: [z], units } = glide.now();
    const ink = standings && NAMED.has(standings.node) ? standings.node : "muted";
    draw([
      curveFigure({ of, z, units, unit: unit(), color: ink, slope: Boolean(wanted.slope) }, { chart: say("learn.curve.chart", { curve: CURVES[of].sign }), point: "z" }),
      el("p", { class: "told", "aria-live": "polite", "aria-busy": String(moving || held) }, [el("b", {}, [told(CURVES[of], z)]), " ", sentence(z)]),
    ]);
  }

  /** @param {number} z */
  function sentence(z) {
    const curve = CURVES[of];
    const slope = curve.slope(curve.of(z));
    const said = [say("learn.curve.slope", { slope: signed(slope, 3) })];
    if (!standings) return said[0];
    const { trace, t, node, values } = standings;
    const { high, low, beyond } = standing(curve, values);
    const about = { node: letter(node), count: values.length, t: t + 1, word: trace.tokens[t].text, high: percent(high), low: percent(low), ends: percent(high + low) };
    said.push(of === "tanh" ? say("learn.curve.ends", about) : say("learn.curve.shares", about));
    if (beyond) said.push(say("learn.curve.beyond", { count: beyond }));
    const followed = unit();
    if (followed !== null) said.push(say("learn.curve.unit", { unit: followed, z: signed(curve.back(values[followed])), value: signed(values[followed], 3) }));
    return said.join("");
  }

  /** @param {number} z */
  const move = (z) => glide.set({ ...glide.goal(), z: [within(z)] });

  place.addEventListener("pointerdown", (event) => {
    const chart = /** @type {Element} */ (event.target).closest(".curve");
    if (!chart || event.button !== 0) return;
    event.preventDefault(); // no text is selected
    place.setPointerCapture(event.pointerId);
    held = true;
    /** @type {HTMLElement} */ (place.querySelector(".point")).focus({ preventScroll: true });
    follow(event);
  });
  place.addEventListener("pointermove", (event) => held && follow(event));
  for (const end of ["pointerup", "pointercancel"]) {
    place.addEventListener(end, () => {
      if (!held) return;
      held = false;
      show(false);
    });
  }
  place.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !/** @type {Element} */ (event.target).closest(".point")) return;
    event.preventDefault();
    move(by(at()));
  });

  /** @param {PointerEvent} event */
  function follow({ clientX }) {
    const box = /** @type {Element} */ (place.querySelector(".curve")).getBoundingClientRect();
    move(zAt((clientX - box.left) / box.width));
  }

  return {
    async show(asked) {
      const turn = ++latest;
      const found = asked.node === undefined ? null : await standingOf(asked);
      if (turn !== latest) return;
      const shape = String(asked.of ?? found?.cell.nodes.find(({ id }) => id === found.node)?.op ?? "sigmoid");
      [wanted, standings] = [asked, found];
      const units = found ? Array.from(found.values, (value) => within(CURVES[shape].back(value))) : [];
      const followed = unit();
      const to = { z: [within(Number(asked.z ?? (followed === null ? 0 : units[followed])))], units };
      const same = shape === of;
      of = shape;
      if (same) glide.to(to);
      else glide.set(to);
    },
    address: () => addressOf(wanted, standings?.node ?? null),
  };
}

/**
 * @param {Wanted} wanted
 * @returns {Promise<Standing>}
 */
async function standingOf(wanted) {
  const found = await seen(wanted);
  const node = String(wanted.node);
  return { ...found, node, values: vector(found, found, node) };
}
