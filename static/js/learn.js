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
  const redraw = (/** @type {string} */ status) => {
    first &&= status !== "ready" || reading.get().at === null;
    draw([
      el("p", { class: "at" }, [
        el("span", {}, [`${say("learn.here")} `, el("b", {}, [reading.get().words])]),
        el("a", { class: "explore", href: `/?lang=${language}`, hidden: status === "ready" && figures.address() === null }, [say("learn.open")]),
      ]),
      el("p", { class: "message", role: "status" }, status === "failed" ? [say("learn.failed"), " ", el("button", { type: "button" }, [say("learn.retry")])] : [el("span", { class: "waiting" }, status === "fetching" ? [say("learn.fetching")] : [])]),
      ...names.map((name) => el("div", { class: "kind", "data-key": name, "data-kind": name })),
      ...(first ? [el("img", { "data-key": "still", src: still, alt: "", width: 1052, height: 592 })] : []),
    ]);
  };
  const figures = createFigures((name) => {
    names.push(name);
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
