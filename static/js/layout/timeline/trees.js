// The timeline's choices, its pictures with what is said beside them, and the text, as trees.

import { el } from "../../lib/tree.js";
import { signed } from "../../narrate.js";
import { lettersOf, orderOf } from "../../select.js";
import { scaleOf } from "../strips.js";
import { CLUSTERED, ORDERS, PINS } from "./choice.js";
import { tinted } from "./text.js";

/** @import { Setting, Speech, State, Tree } from "../../types.js" */
/** @import { Picture } from "../../timeline/plot.js" */
/** @import { Findings } from "./findings.js" */

/** @typedef {{t: number, unit: number}} Place */

const TOLD = {
  number: "timeline.told.number", value: "timeline.told.value", variance: "timeline.told.variance",
  cluster: "timeline.told.cluster", like: "timeline.told.like",
};

/**
 * @param {Setting} setting
 * @param {Speech["say"]} say the timeline's own words
 * @param {Findings} findings
 */
export function createTrees(setting, say, findings) {
  const { speech } = setting;
  const percent = (/** @type {number} */ share) => (share ? speech.percent(share) : "0%");
  const nameOf = (/** @type {string} */ id) => speech.say(`node.${id}.name`);
  return { choices, told, tracks, text };

  /** @param {State} state @returns {Tree[]} */
  function choices(state) {
    const { vectors } = findings.choice(state);
    const letters = lettersOf(setting, state);
    const act = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {string | null} */ label = null) =>
      el("button", { type: "button", "data-act": name, "aria-label": label, title: label }, [sign]);
    return [
      el("div", { class: "vectors", role: "group", "aria-label": say("timeline.vectors") }, orderOf(setting).map((id) =>
        el("button", { type: "button", "data-vector": id, "aria-pressed": String(vectors.includes(id)), title: nameOf(id) }, [letters[id][0]]))),
      el("label", {}, [say("timeline.order"), " ", el("select", { name: "order" }, Object.entries(ORDERS).map(([order, key]) =>
        el("option", { value: order, disabled: order === "cluster" && state.card.hidden > CLUSTERED }, [say(key)])))]),
      el("label", {}, [say("timeline.by"), " ", el("select", { name: "vector" }, orderOf(setting).map((id) => el("option", { value: id }, [nameOf(id)])))]),
      el("div", { class: "zoom", role: "group", "aria-label": say("timeline.time") }, [
        el("span", {}, [say("timeline.time")]), act("time.out", "−", say("timeline.time.out")), act("time.in", "+", say("timeline.time.in")),
        act("time.whole", say("timeline.time.whole")),
      ]),
      el("div", { class: "zoom", role: "group", "aria-label": say("timeline.units") }, [
        el("span", {}, [say("timeline.units")]), act("units.out", "−", say("timeline.units.out")), act("units.in", "+", say("timeline.units.in")),
        act("reset", say("timeline.reset")),
      ]),
    ];
  }

  /** What the order means, and on which vector it was computed. @param {State} state */
  function told(state) {
    const { vector, trace, t, unit } = state;
    return say(TOLD[findings.choice(state).order], { name: nameOf(vector), word: trace.tokens[t].text, unit });
  }

  /**
   * @param {State} state
   * @param {Record<string, Picture>} pictures
   * @param {Place} seen where the pointer is, or the selected place
   * @returns {Tree[]}
   */
  function tracks(state, pictures, seen) {
    const { trace, layer, vector, card: { hidden: H } } = state;
    const { t, unit } = seen;
    const word = trace.tokens[t].text;
    const value = (/** @type {string} */ id, /** @type {Place} */ at) => signed(trace.layers[layer][id].values[at.t * H + at.unit]);
    const picture = (/** @type {string} */ name, /** @type {string | null} */ label) => {
      const heard = label === null ? { "aria-hidden": "true" } : { role: "img", "aria-label": label };
      return el("canvas", { "data-key": name, "data-picture": name, style: `block-size: ${pictures[name].height}px`, ...heard });
    };
    const head = (/** @type {string} */ id, /** @type {string} */ said) => el("p", { class: "name", "data-key": `name ${id}` }, [el("b", {}, [nameOf(id)]), el("span", {}, [said])]);
    const maps = findings.choice(state).vectors.flatMap((id) => {
      const label = { name: nameOf(id), H, T: trace.tokens.length, unit: state.unit, t: state.t + 1, value: value(id, state) };
      return [head(id, say("timeline.map", { unit, value: value(id, seen) })), picture(`map ${id}`, speech.say("heatmap.label", label))];
    });
    const gates = findings.gates.flatMap((id) => {
      const { open, shut, all } = findings.saturated(state, id);
      const params = { open: percent(all.open), shut: percent(all.shut) };
      const one = (/** @type {number} */ n) => say("timeline.gates.one", { ...params, word: trace.tokens[n].text, now: percent(open[n]), off: percent(shut[n]) });
      return [head(id, one(t)), picture(`gate ${id}`, `${nameOf(id)}: ${one(state.t)}`)];
    });
    return [
      el("p", { class: "readout" }, [say("timeline.at", { t: t + 1, word, unit })]),
      picture("words", null),
      ...maps,
      el("h3", {}, [say("timeline.gates")]),
      el("p", { class: "about" }, [gates.length ? say("timeline.gates.about", { H }) : say("timeline.gates.none")]),
      ...gates,
      ...curves(),
    ];

    function curves() {
      const all = findings.lines(state);
      const [least, most] = findings.range(state, all).map((end) => signed(end));
      const list = all.map((line) => `${say("timeline.curves.one", line)} ${value(vector, { ...line, t: state.t })}`).join(say("timeline.curves.and"));
      const own = all.some((line) => line.pinned && line.unit === state.unit);
      const full = all.filter((line) => line.pinned).length >= PINS;
      return [
        el("h3", {}, [say("timeline.curves"), " ", el("small", {}, [say("timeline.curves.range", { name: nameOf(vector), least, most })])]),
        picture("curves", say("timeline.curves.label", { name: nameOf(vector), list, most, least })),
        el("ul", { class: "lines" }, [
          ...all.map((line) => el("li", { "data-key": `line ${line.unit}` }, [
            el("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, [el("rect", { width: 10, height: 10, rx: 2, fill: `var(--color-${line.colour})` })]),
            el("button", { type: "button", "data-unit": line.unit, "aria-pressed": String(line.unit === state.unit) }, [
              say("timeline.curves.one", line), " ", el("span", {}, [value(vector, { ...line, t })]),
            ]),
            ...(line.pinned ? [el("button", { type: "button", class: "off", "data-pin": line.unit, "aria-label": say("timeline.unpin", line), title: say("timeline.unpin", line) }, ["×"])] : []),
          ])),
          el("li", {}, [el("button", { type: "button", class: "pin", "data-pin": state.unit, disabled: full && !own }, [
            own ? say("timeline.unpin", state) : say("timeline.pin", state),
          ])]),
        ]),
      ];
    }
  }

  /** @param {State} state @returns {Tree[]} */
  function text(state) {
    const { trace, unit, vector, read, t, card } = state;
    const values = findings.course(state, unit);
    const { share, gate } = scaleOf(setting, state, vector);
    const [high, low] = [Math.max, Math.min].map((best) => values.indexOf(values.reduce((one, other) => best(one, other))));
    const word = (/** @type {number} */ n) => trace.tokens[n].text;
    const params = {
      unit, name: nameOf(vector),
      high: word(high), t_high: high + 1, most: signed(values[high]),
      low: word(low), t_low: low + 1, least: signed(values[low]),
    };
    const title = (/** @type {number} */ n) => say("timeline.text.word", { t: n + 1, value: signed(values[n]) });
    return [
      el("h3", {}, [say("timeline.text", { unit })]),
      el("p", { class: "about" }, [gate ? say("timeline.text.gate", params) : say("timeline.text.signal", params)]),
      el("p", { class: "tinted", lang: card.language }, tinted(read, trace.tokens, { shares: [...values].map(share), gate, t, title })),
    ];
  }
}
