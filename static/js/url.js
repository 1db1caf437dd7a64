// The shareable part of the state as the address's fragment: no text of a reader reaches a server's log.

import { fromText, toText } from "./holds.js";

/** @import { Hold, Pane, State } from "./types.js" */
/** @typedef {{model?: string, text?: string, t?: number, layer?: number, stop?: string | null, unit?: number,
 *   vector?: string, theme?: State["theme"], notation?: State["notation"], ms?: number, panel?: State["panel"], timeline?: State["timeline"], number?: State["number"], holds?: Hold[],
 *   asked?: number, target?: string, source?: string, scanned?: string, sampling?: State["sampling"], bet?: string, panes?: Pane[]}} Shared */

export const MOST = 2; // panes beside the page's own

/** @type {Record<string, {write: (s: State) => string | null, read: (text: string) => Shared}>} */
const FIELDS = {
  model: { write: (s) => s.card.name, read: (model) => (model ? { model } : {}) },
  text: { write: (s) => (s.card.inputs || s.bet ? null : s.read), read: (text) => ({ text }) },
  inputs: {
    write: (s) => (s.card.inputs ? s.read.replaceAll(", ", "*").replaceAll(" ", "_") : null), // what needs no escaping
    read: (inputs) => ({ text: inputs.replaceAll("*", ", ").replaceAll("_", " ") }),
  },
  t: { write: (s) => String(s.t), read: (text) => (/^\d{1,6}$/.test(text) ? { t: Number(text) } : {}) },
  layer: { write: (s) => (s.card.layers > 1 ? String(s.layer) : null), read: (text) => (/^\d{1,3}$/.test(text) ? { layer: Number(text) } : {}) },
  stop: { write: (s) => s.stop, read: (stop) => ({ stop }) },
  unit: { write: (s) => String(s.unit), read: (text) => (/^\d{1,6}$/.test(text) ? { unit: Number(text) } : {}) },
  vector: { write: (s) => s.vector, read: (vector) => ({ vector }) },
  theme: {
    write: (s) => (s.theme === "auto" ? null : s.theme),
    read: (theme) => (theme === "light" || theme === "dark" || theme === "projector" ? { theme } : {}),
  },
  notation: {
    write: (s) => (s.notation === "article" ? null : s.notation),
    read: (notation) => (notation === "pytorch" ? { notation } : {}),
  },
  ms: {
    write: (s) => (!s.running && (s.move === "token" || s.move === "operation") ? String(Math.round(s.ms)) : null),
    read: (text) => (/^\d{1,5}$/.test(text) ? { ms: Number(text) } : {}),
  },
  number: { write: (s) => s.number, read: (number) => ({ number }) },
  hold: { write: (s) => toText(s.wanted) || null, read: (text) => ({ holds: fromText(text) }) },
  panel: { write: (s) => s.panel, read: (panel) => ({ panel }) },
  timeline: { write: (s) => s.timeline, read: (timeline) => (/^[\w.*]{1,400}$/.test(timeline) ? { timeline } : {}) },
  asked: { write: (s) => (s.panel === "backward" ? String(s.asked) : null), read: (text) => (/^\d{1,6}$/.test(text) ? { asked: Number(text) } : {}) },
  target: { write: (s) => (s.panel === "backward" ? s.target : null), read: (target) => ({ target }) },
  // What is covered is not to be read in the address either.
  bet: {
    write: (s) => s.bet && [s.bet.on, s.trace.tokens.length, btoa(String.fromCharCode(...new TextEncoder().encode(s.bet.text)))].join("."),
    read: (text) => {
      const [on, steps, covered] = text.split(".");
      try {
        return { bet: `${on}.${steps}`, text: new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(covered ?? ""), (c) => c.charCodeAt(0))) };
      } catch {
        return {};
      }
    },
  },
  source: { write: (s) => (s.panel === "scan" ? s.source : null), read: (source) => ({ source }) },
  scanned: { write: (s) => (s.panel === "scan" ? s.scanned : null), read: (scanned) => ({ scanned }) },
  sampling: { write: (s) => s.sampling, read: (sampling) => ({ sampling }) },
  // Each pane is written as an address within the address.
  panes: {
    write: (s) => s.panes.map((pane) => new URLSearchParams(/** @type {Record<string, string>} */ (pane))).join("|") || null,
    read: (text) => ({ panes: text.split("|").slice(0, MOST).map(fromFragment) }),
  },
};

/** @param {State} state */
export function toFragment(state) {
  const parameters = new URLSearchParams();
  for (const [name, { write }] of Object.entries(FIELDS)) {
    const value = write(state);
    if (value !== null) parameters.set(name, value);
  }
  return `#${parameters}`;
}

/**
 * @param {string} fragment
 * @returns {Shared}
 */
export function fromFragment(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Shared} */
  const shared = {};
  for (const [name, { read }] of Object.entries(FIELDS)) {
    const value = parameters.get(name);
    if (value !== null) Object.assign(shared, read(value));
  }
  return shared;
}
