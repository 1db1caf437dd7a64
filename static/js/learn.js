// A chapter: words that move the figure, a figure that tells where in the text it is, and a bet at the end.

import { fetchWords } from "./api.js";
import { speech } from "./i18n.js";
import { createFigures } from "./learn/figures.js";
import { mountQuestion } from "./learn/question.js";
import { followReading } from "./learn/reading.js";
import { region } from "./lib/dom.js";
import { el } from "./lib/tree.js";
import { createStore } from "./store.js";

const REST = 300; // ms at the same words, after which the address says so

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

async function start() {
  const { base = "", language = "", tag = "" } = document.body.dataset;
  const { chapter = "", states = "{}" } = part("chapter").dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  mountQuestion(part("question"), chapter);
  const live = part("live");
  const draw = region(live);
  const { say } = speech(language, tag, await fetchWords(base, language, "learn"));
  const reading = createStore({ at: /** @type {string | null} */ (null), words: "", turn: 0 });
  /** @type {string[]} */
  const names = [];
  const still = live.querySelector("img")?.currentSrc || null;
  let first = true; // the server's picture stays until the figure is there
  let shown = ""; // the words that what is drawn belongs to
  const redraw = (/** @type {string} */ status) => {
    const { at, words } = reading.get();
    if (status === "ready" && at !== null) [first, shown] = [false, words];
    const address = figures.address();
    draw([
      el("p", { class: "at" }, [
        el("span", { hidden: first }, [`${say("learn.here")} `, el("b", {}, [shown])]),
        el("a", { class: "explore", href: `/?lang=${language}${address ?? ""}`, hidden: address === null }, [say("learn.open")]),
      ]),
      ...names.map((name) => el("div", { class: "kind", "data-key": name, "data-kind": name })),
      ...(first ? [el("img", { "data-key": "still", src: still, alt: say("learn.figure"), width: 1052, height: 592 })] : []),
      el("p", { class: "message", role: "status" }, status === "failed" ? [say("learn.failed.at", { words }), " ", el("button", { type: "button" }, [say("learn.retry")])] : status === "fetching" ? [say("learn.fetching")] : []),
    ]);
  };
  const figures = createFigures((name) => {
    if (!names.includes(name)) names.push(name);
    redraw("fetching");
    return /** @type {HTMLElement} */ (live.querySelector(`[data-kind="${name}"]`));
  }, JSON.parse(states), { base, language, tag, calm });
  let timer = 0;
  figures.showing.subscribe(({ status, shown }) => {
    live.dataset.status = status;
    live.dataset.shown = shown ?? "";
    redraw(status);
  });
  const show = () => {
    const { at } = reading.get();
    if (at) figures.show(at).catch(() => {}); // told in place
  };
  reading.subscribe(({ at }) => {
    if (!at) return;
    show();
    clearTimeout(timer);
    for (const link of document.querySelectorAll(".languages a")) /** @type {HTMLAnchorElement} */ (link).hash = at;
    timer = setTimeout(() => history.replaceState(null, "", `#${at}`), REST);
  }, ["turn"]);
  live.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(".message button")) show();
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest(".explore"));
    if (link) link.hash = figures.address() ?? ""; // the moment that is shown
  });
  followReading(part("prose"), reading, calm);
  document.documentElement.dataset.ready = "";
}

start();
