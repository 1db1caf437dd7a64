// The controls of the clock.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

const SIGNS = {
  first: "M3 3V15M15 3L6 9L15 15Z",
  back: "M13 3L4 9L13 15Z",
  play: "M4 2L16 9L4 16Z",
  pause: "M4 2H8V16H4ZM11 2H15V16H11Z",
  on: "M5 3L14 9L5 15Z",
  last: "M15 3V15M3 3L12 9L3 15Z",
};

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 * @param {Record<"first" | "back" | "play" | "on" | "last" | "faster" | "by", () => void>} on
 */
export function mountPlayer(container, store, setting, on) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  store.subscribe(({ t, stop, trace, playing, speed, fresh, by }) => {
    const end = t + 1 === trace.tokens.length && stop === null;
    const step = (/** @type {string} */ way) => say(`player.${way}.${by}`);
    const play = say(playing ? "player.pause" : fresh ? "player.start" : end ? "player.again" : "player.play");
    draw([
      button("first", say("player.first"), SIGNS.first, t === 0),
      button("back", step("back"), SIGNS.back, t === 0 && (by === "word" || stop === null)),
      el("button", { type: "button", class: "play", "data-act": "play" }, [icon(playing ? SIGNS.pause : SIGNS.play), play]),
      button("on", step("on"), SIGNS.on, end),
      button("last", say("player.last"), SIGNS.last, end),
      el("button", { type: "button", class: "speed", "data-act": "faster", "aria-label": say("player.speed", { speed }) }, [`${speed}×`]),
      el("button", { type: "button", class: "by", "data-act": "by", title: say("player.by") }, [say(`player.by.${by}`)]),
    ]);
  }, ["t", "stop", "trace", "playing", "speed", "fresh", "by"]);
  container.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const act = /** @type {keyof typeof on | undefined} */ (pressed?.dataset.act);
    if (act) on[act]();
  });
}

/** @param {string} d */
const icon = (d) =>
  el("svg", { viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" }, [
    el("path", { d, fill: "currentColor", stroke: "currentColor", "stroke-width": 1.5, "stroke-linejoin": "round" }),
  ]);

/**
 * @param {string} act
 * @param {string} label
 * @param {string} d
 * @param {boolean} disabled
 */
const button = (act, label, d, disabled) =>
  el("button", { type: "button", "data-act": act, "aria-label": label, title: label, "aria-disabled": disabled ? "true" : null }, [icon(d)]);
