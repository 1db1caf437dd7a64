// The cell's own program: each line that makes a vector is a way to its stop, with the selected unit's number at its end.

import { el } from "../../lib/tree.js";
import { signed } from "../../narrate.js";
import { computed, named, vector } from "../../select.js";

/** @import { Setting, State, Tree } from "../../types.js" */

const DIGITS = 3;
const QUOTES = '"""';
const NAME = /[\p{L}_][\w.]*|[^\p{L}_]+/gu; // p.W_f is one name, and no vector's
const RETURN = /^\s*return\b/;

/** The docstring's own lines stand apart: `doc` is its first, `rest` what unfolds; `end` are the lines from `return` on.
 * @typedef {{head: string, doc: string, rest: string, body: {n: number, text: string}[], end: string}} Parts
 */

/**
 * A function cut where it is shown differently; nothing of it is lost.
 * @param {string} source
 * @returns {Parts}
 */
export function parts(source) {
  const lines = source.trimEnd().split("\n");
  const opens = lines.findIndex((line) => line.includes(QUOTES));
  const closes = lines.findIndex((line, n) => n > opens && line.includes(QUOTES));
  const returns = lines.findIndex((line) => RETURN.test(line));
  return {
    head: lines.slice(0, opens).join("\n"), doc: lines[opens], rest: lines.slice(opens + 1, closes + 1).join("\n"),
    body: lines.slice(closes + 1, returns).map((text, n) => ({ n: closes + 1 + n, text })), end: lines.slice(returns).join("\n"),
  };
}

/**
 * @param {Setting} setting
 * @param {State} state
 * @param {(key: string, params?: Record<string, unknown>) => string} say the chapters' own words
 * @returns {Tree[]}
 */
export function program(setting, state, say) {
  const { head, doc, rest, body, end } = parts(setting.cell.source);
  const made = new Map(computed(setting).map((node) => [node.line, node.id]));
  const color = colors(setting);
  /** @param {string} text */
  const code = (text) => el("code", {}, coloured(text, color));
  /** @param {string | null} stop */
  const way = (stop) => ({ type: "button", class: "line", "data-stop": stop ?? "", "aria-pressed": String(state.stop === stop) });
  return [
    el("p", { class: "line-names" }, [el("span", {}, [say("learn.program.whose", { cell: setting.speech.say("cell.name") })]), el("b", {}, [say("learn.program.unit", { unit: state.unit })])]),
    el("div", { class: "lines", lang: "en", translate: "no", role: "group", "aria-label": say("learn.program") }, [
      el("p", { class: "line" }, [code(head)]),
      el("details", { class: "doc" }, [el("summary", {}, [el("code", {}, [doc.trim()])]), el("p", { class: "line" }, [el("code", {}, [rest])])]),
      ...body.map(({ n, text }) => {
        const id = made.get(n);
        if (!id) return el("p", { class: "line" }, [code(text)]);
        const name = setting.speech.say(`node.${id}.name`);
        return el("button", { ...way(id), title: name }, [code(text), el("span", { class: "number" }, [signed(vector(setting, state, id)[state.unit], DIGITS)])]);
      }),
      el("button", { ...way(null), title: say("learn.program.done") }, [code(end)]),
    ]),
  ];
}

/**
 * Which colour a name has: its vector's, and what comes from the step before that of what it was there.
 * @param {Setting} setting
 * @returns {(name: string) => string | null}
 */
function colors(setting) {
  const known = named(setting);
  return (name) => {
    const id = setting.cell.carry[name] ?? name;
    return known.includes(id) ? `var(--color-${id})` : null;
  };
}

/**
 * A line's names in their colours, what it remarks at its end by itself.
 * @param {string} text
 * @param {(name: string) => string | null} color
 * @returns {(Tree | string)[]}
 */
function coloured(text, color) {
  const at = text.search(/ *# (?!fmt)/);
  const [line, remark] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
  const pieces = [...line.matchAll(NAME)].map(([piece]) => {
    const own = color(piece);
    return own ? el("var", { style: `color: ${own}` }, [piece]) : piece;
  });
  return remark ? [...pieces, el("i", {}, [remark])] : pieces;
}
