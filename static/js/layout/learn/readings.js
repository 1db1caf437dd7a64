// What several networks say of one sentence, side by side, and what can be done to the sentence. Readings in, trees out.

import { el, number } from "../../lib/tree.js";
import { chart, linear, names, path, xAxis, yAxis } from "../chart.js";
import { clausesOf, distracted, extrasOf, keyOf } from "./sentence.js";
import { languageOf, namesOf, spoken } from "./spoken.js";

/** @import { Card, Likely, Reading, Speech, Tree } from "../../types.js" */
/** @import { Sentence } from "./sentence.js" */

/** What is shown: the networks, what each made of the sentence, the token after which they are asked.
 * @typedef {{cards: Card[], readings: Reading[], sentence: Sentence, tools: string[], expects: string | null, t: number}} Shown
 */

const SHUFFLED = "shuffled"; // the label of a sentence whose words were put out of order
const PLOT = { left: 40, right: 262, top: 22, bottom: 112 };
const SIZE = { viewBox: "0 0 340 150" };
const GAPS = [5, 10, 20, 50, 100, 200];

/** @param {number} n of the networks */
const ink = (n) => `share-${n + 1}`;

/** @param {Shown} shown */
const atEnd = ({ t, readings: [{ tokens }] }) => t + 1 === tokens.length;

/**
 * What would be right, where that is known.
 * @param {Shown} shown
 */
export function right(shown) {
  const { sentence, expects, cards: [{ answer }] } = shown;
  if (!atEnd(shown) || expects === null) return null;
  if (!sentence.order) return expects;
  return answer.kind === "class" && answer.labels.some(({ id }) => id === SHUFFLED) ? SHUFFLED : null;
}

/**
 * The answers that are shown of a network: labels each in its place, words best first.
 * @param {Card} card
 * @param {Likely[]} top
 * @returns {Likely[]}
 */
const listed = ({ answer }, top) => (answer.kind === "class" ? [...top].sort((a, b) => a.id - b.id) : top);

/**
 * @param {Speech} speech
 * @param {Shown} shown
 * @returns {Tree[]}
 */
export function answers(speech, shown) {
  const { cards, readings, t } = shown;
  const wanted = right(shown);
  const called = namesOf(cards, speech.say);
  return cards.map((card, n) => {
    const { top } = readings[n].predictions[t];
    return el("li", { "data-model": card.name }, [
      el("h3", {}, [
        ...(compared(shown) ? [el("i", { style: `background: var(--color-${ink(n)})` })] : []),
        called[n],
        ...(wanted === null ? [] : [verdict(speech, card, top[0].text, wanted)]),
      ]),
      el("table", { class: "next" }, [el("tbody", {}, listed(card, top).map((likely) => row(speech, card, likely, top[0], wanted)))]),
    ]);
  });
}

/**
 * @param {Speech} speech
 * @param {Card} card
 * @param {string} said
 * @param {string} wanted
 */
function verdict({ say, language }, card, said, wanted) {
  if (said === wanted) return el("span", { class: "verdict is-right" }, [`✓ ${say("learn.readings.right")}`]);
  return el("span", { class: "verdict is-wrong" }, [`✗ ${say("learn.readings.wrong", { word: spoken(card, wanted, language) })}`]);
}

/**
 * @param {Speech} speech
 * @param {Card} card
 * @param {Likely} likely
 * @param {Likely} best
 * @param {string | null} wanted
 */
function row({ percent, language }, card, likely, best, wanted) {
  const share = Number(likely.probability);
  const grown = `transform: scaleX(${Math.max(share, 0.006).toFixed(4)})`;
  return el("tr", { class: likely === best ? "is-true" : null }, [
    el("th", { scope: "row", lang: languageOf(card, language) }, [spoken(card, likely.text, language)]),
    el("td", {}, [el("svg", { viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" }, [
      el("rect", { width: 100, height: 12, fill: "var(--color-h)", style: grown }),
    ])]),
    el("td", { class: "number" }, [percent(share)]),
    el("td", { class: "tick", "aria-hidden": "true" }, likely.text === wanted ? ["✓"] : []),
  ]);
}

/**
 * All of it as a sentence.
 * @param {Speech} speech
 * @param {Shown} shown
 */
export function told({ say, percent, language }, shown) {
  const { cards, readings, t } = shown;
  const called = namesOf(cards, say);
  const wanted = right(shown);
  const said = cards.map((card, n) => {
    const [best] = readings[n].predictions[t].top;
    const one = say("learn.readings.said", { name: called[n], word: spoken(card, best.text, language), p: percent(best.probability) });
    if (wanted === null) return one;
    return `${one}: ${best.text === wanted ? say("learn.readings.right") : say("learn.readings.wrong", { word: spoken(card, wanted, language) })}`;
  });
  return [say("learn.readings.read", { word: readings[0].tokens[t].text }), ...said].join(" · ");
}

/**
 * How many tokens lie between the word that the answer hangs on and the one that is asked for; null where there is none.
 * @param {Shown} shown
 */
export function gapOf({ cards: [card], readings: [{ tokens }] }) {
  const key = keyOf(card, tokens);
  return key === null ? null : { word: tokens[key].text, gap: tokens.length - key - 1 };
}

/**
 * @param {Speech} speech
 * @param {Shown} shown
 * @returns {Tree[]}
 */
export function tools({ say }, shown) {
  const { sentence, tools: given, cards: [card] } = shown;
  const button = (/** @type {string} */ act, /** @type {string} */ words, /** @type {boolean} */ possible) =>
    el("button", { type: "button", "data-act": act, "data-key": act, "aria-disabled": possible ? null : "true" }, [words]);
  const between = gapOf(shown);
  const n = clausesOf(sentence);
  return [
    ...(given.includes("shuffle") ? [
      button("shuffle", say("learn.readings.shuffle"), true),
      button("order", say("learn.readings.order"), sentence.order !== null),
    ] : []),
    ...(given.includes("distance") ? [el("label", { "data-key": "distance" }, [
      el("span", {}, [say("learn.readings.distance")]),
      el("input", { type: "range", min: 0, max: n, step: 1, value: sentence.distance }),
      el("output", {}, [say("learn.readings.clauses", { n: sentence.distance })]),
    ])] : []),
    ...(given.includes("distract") ? [
      button("more", say("learn.readings.more"), distracted(sentence, card) !== null),
      button("less", say("learn.readings.less"), extrasOf(sentence) > 0),
    ] : []),
    ...(between && (given.includes("distance") || given.includes("distract")) ? [el("p", { class: "gap", "data-key": "gap" }, [say("learn.readings.gap", between)])] : []),
  ];
}

/** @typedef {Record<string, {accuracy: number}>} ByGap */

/** How often a network was right, by the gap. @param {Card} card @returns {ByGap | undefined} */
const byGap = (card) => /** @type {any} */ (card).figures?.by_gap;

/** Whether there is a chart to compare them by. @param {Shown} shown */
const compared = ({ tools: given, cards }) => given.includes("distance") && cards.every(byGap);

/**
 * How often each of the networks was right, by the gap, with the sentence's own gap marked.
 * @param {Speech} speech
 * @param {Shown} shown
 * @returns {Tree[]}
 */
export function distances({ say, percent }, shown) {
  const between = gapOf(shown);
  if (!between || !compared(shown)) return [];
  const lines = shown.cards.map((card) => Object.entries(/** @type {ByGap} */ (byGap(card))).map(([gap, { accuracy }]) => ({ gap: Number(gap), accuracy })).sort((a, b) => a.gap - b.gap));
  const [first, last] = [lines[0][0].gap, lines[0][lines[0].length - 1].gap];
  const along = linear([Math.log(first), Math.log(last)], [PLOT.left, PLOT.right]);
  const x = (/** @type {number} */ gap) => along(Math.log(gap));
  const y = linear([0, 1], [PLOT.bottom, PLOT.top]);
  const called = namesOf(shown.cards, say);
  const nearest = lines[0].reduce((best, { gap }) => (Math.abs(gap - between.gap) < Math.abs(best - between.gap) ? gap : best), first);
  const share = (/** @type {number} */ value) => (value === 0 ? "0%" : percent(value));
  const all = lines.map((line, n) => `${called[n]} ${share(line.find(({ gap }) => gap === nearest)?.accuracy ?? 0)}`).join(" · ");
  return [chart(say("learn.readings.chart", { gap: nearest }) + all, [
    yAxis(PLOT, [0, 0.5, 1].map((value) => ({ at: y(value), text: `${100 * value}%` })), say("learn.readings.accuracy")),
    xAxis(PLOT, GAPS.filter((gap) => first <= gap && gap <= last).map((gap) => ({ at: x(gap), text: String(gap) })), say("learn.readings.axis")),
    ...(between.gap < first || between.gap > last ? [] : [el("path", { class: "now", "data-key": "now", d: `M0 ${PLOT.top}V${PLOT.bottom}`, style: `transform: translateX(${number(x(between.gap))}px)`, stroke: "var(--color-selection)", "stroke-width": 2 })]), // elsewhere nothing was measured
    ...lines.map((line, n) => el("path", { d: path(line.map(({ gap, accuracy }) => [x(gap), y(accuracy)])), fill: "none", stroke: `var(--color-${ink(n)})`, "stroke-width": 2, "stroke-linejoin": "round" })),
    ...lines.flatMap((line, n) => line.map(({ gap, accuracy }) => el("circle", { cx: number(x(gap)), cy: number(y(accuracy)), r: 2.2, fill: `var(--color-${ink(n)})` }))),
    names(PLOT, lines.map((line, n) => ({ at: y(line[line.length - 1].accuracy), text: called[n], color: "text" }))),
  ], SIZE)];
}
