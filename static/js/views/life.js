// The selected unit's value over the sentence.

import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { signed } from "../narrate.js";
import { life } from "../select.js";

/** @import { Setting, State } from "../types.js" */
/** @import { Store } from "../store.js" */

/** @type {(keyof State)[]} */
const COURSE = ["trace", "layer", "unit", "vector"];
const WIDTH = 300;
const HEIGHT = 64;
const MARGIN = 4;

/**
 * @param {HTMLElement} container
 * @param {Store<State>} store
 * @param {Setting} setting
 */
export function mountLife(container, store, setting) {
  const { say } = setting.speech;
  const draw = region(container);
  container.hidden = false;
  let course = courseOf(store.get());
  store.subscribe((state, before) => {
    const { t, unit, vector: node } = state;
    if (COURSE.some((key) => state[key] !== before[key])) course = courseOf(state);
    const { values, least, most, x, y, line } = course;
    const name = say(`node.${node}.name`);
    const label = say("life.label", { unit, name, least: signed(least), most: signed(most) });
    draw([
      el("h2", {}, [say("life.title", { unit }), " ", el("small", {}, [`${name} ${signed(values[t])}`])]),
      el("svg", { class: "life", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, [
        el("path", { d: `M0 ${HEIGHT / 2}H${WIDTH}`, stroke: "var(--color-line)" }),
        el("path", { d: `M${x(t)} 1V${HEIGHT - 1}`, stroke: "var(--color-text)", "stroke-dasharray": "3 3" }),
        line,
        el("circle", { cx: x(t), cy: y(values[t]), r: 4, fill: "var(--color-selection)" }),
      ]),
    ]);
  }, [...COURSE, "t"]);
}

/**
 * What does not change with the step.
 * @param {State} state
 */
function courseOf(state) {
  const values = life(state);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const far = Math.max(-least, most, 1e-9);
  const pitch = (WIDTH - 2 * MARGIN) / (values.length - 1);
  const x = (/** @type {number} */ n) => (values.length > 1 ? MARGIN + pitch * n : WIDTH / 2).toFixed(1);
  const y = (/** @type {number} */ value) => (HEIGHT / 2 - ((HEIGHT / 2 - MARGIN - 1) * value) / far).toFixed(1);
  const line = el("path", {
    d: values.map((value, n) => `${n ? "L" : "M"}${x(n)} ${y(value)}`).join(""),
    fill: "none", stroke: "var(--color-selection)", "stroke-width": 2, "stroke-linejoin": "round",
  });
  return { values, least, most, x, y, line };
}
