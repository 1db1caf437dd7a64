// The same moment for programs: a request to copy, and the figure as a file.

import { wire } from "../held.js";
import { copy } from "../lib/device.js";
import { asRead, orderOf } from "../select.js";

/** @import { Setting, State, WireHold } from "../types.js" */
/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountUse(container, store, setting) {
  const code = /** @type {HTMLElement} */ (container.querySelector("code"));
  const link = /** @type {HTMLAnchorElement} */ (container.querySelector("a"));
  const button = /** @type {HTMLButtonElement} */ (container.querySelector("button"));
  const { say } = setting.speech;
  button.hidden = false;
  button.addEventListener("click", () =>
    copy(code.textContent ?? "", { done: say("link.copied"), failed: say("use.select") }, (said) => (button.textContent = said || say("use.copy"))));
  const follow = () => (link.href = `/figure.svg?${address(store.get(), setting)}`);
  store.subscribe((state) => {
    const { holds, unheld, trace } = state;
    const told = (/** @type {WireHold[]} */ hold) => store.get().trace === trace && (code.textContent = curl(location.origin, state, setting, hold));
    if (unheld) wire(setting.read, holds, unheld, new AbortController().signal).then(told, () => {}); // the numbers of another sentence may not come
    else told([]);
    link.hidden = unheld !== null; // a file shows the network as it is
    follow();
  }, ["read", "card", "holds", "trace"]);
  for (const event of ["pointerdown", "focus"]) link.addEventListener(event, follow); // not at every step
}

/**
 * @param {string} origin
 * @param {State} state
 * @param {Setting} setting
 * @param {WireHold[]} hold
 */
function curl(origin, state, setting, hold) {
  const nodes = [...new Set([orderOf(setting)[0], setting.cell.memory])];
  const body = JSON.stringify({ model: state.card.name, ...asRead(state), ...(hold.length ? { hold } : {}), nodes, top: 3 }).replaceAll("'", "'\\''");
  return `curl ${origin}/api/trace -H 'Content-Type: application/json' -d '${body}'`;
}

/**
 * @param {State} state
 * @param {Setting} setting
 */
function address(state, setting) {
  const { card, t, layer, stop, unit, theme } = state;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const [[name, read]] = Object.entries(asRead(state));
  const asked = { model: card.name, [name]: typeof read === "string" ? read : JSON.stringify(read), t: String(t), unit: String(unit) };
  const look = { lang: setting.speech.language, theme: dark ? "dark" : "light" };
  return new URLSearchParams({ ...asked, ...look, ...(stop === null ? {} : { stop }), ...(card.layers > 1 ? { layer: String(layer) } : {}) });
}
