// The panes side by side, what each one is, and a bar to choose them. The page's own figure stands among them meanwhile.

import { modelOf, names, said } from "../contrast.js";
import { rank } from "../family.js";
import { bar, head, message, signed } from "../layout/pane.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { MOST } from "../url.js";

/** @import { Compared, Seen } from "../comparison.js" */
/** @import { Store } from "../store.js" */
/** @import { Pane, Setting, State } from "../types.js" */

/** A place for a pane, and what is in it.
 * @typedef {{section: HTMLElement, head: ReturnType<typeof region>, tell: ReturnType<typeof region>, pane: Seen | null, lens: Seen["lens"]}} Slot
 */

const PARTS = ["head", "cell", "words", "differs", "message"];

/**
 * @param {HTMLElement} container
 * @param {{figure: HTMLElement, next: HTMLElement, caption: HTMLElement}} own the page's own
 * @param {Store<State>} store
 * @param {Store<Compared>} compared
 * @param {Setting} setting
 * @param {{close: () => void, add: (pane: Pane) => void, text: () => void, pin: () => void, distract: () => void,
 *   change: (n: number, change: Pane) => void, remove: (n: number) => void, retry: (pane: Seen) => void}} on
 * @param {(pane: Seen, places: {sheets: HTMLElement, motion: HTMLCanvasElement, next: HTMLElement}) => void} mountPane
 */
export function mountCompare(container, own, store, compared, setting, on, mountPane) {
  region(container)([
    el("link", { rel: "stylesheet", href: new URL("../../css/compare.css", import.meta.url).href }),
    el("div", { class: "rows" }),
    el("div", { class: "bar" }),
    el("div", { class: "panes" }, Array.from({ length: MOST + 1 }, () =>
      el("section", { class: "pane", hidden: true }, PARTS.map((name) => el("div", { class: name, role: name === "message" ? "status" : null }))))),
  ]);
  container.setAttribute("aria-label", setting.speech.say("compare.title"));
  const panes = part(container, ".panes");
  const [mine, ...slots] = [...panes.children].map((section) => slot(/** @type {HTMLElement} */ (section)));
  const drawBar = region(part(container, ".bar"));
  const page = /** @type {HTMLElement} */ (container.parentElement);
  const canvas = /** @type {HTMLElement} */ (own.figure.parentElement);
  const homes = [canvas, own.next].map((element) => ({ element, home: /** @type {HTMLElement} */ (element.parentElement) }));
  let styled = false; // the sheet is there, or will not come
  for (const event of ["load", "error"]) {
    part(container, "link").addEventListener(event, () => {
      styled = true;
      show();
    });
  }
  compared.subscribe(show);
  store.subscribe(show, ["panes", "card", "trace"]);
  store.subscribe((state) => state.panes.some(({ t }) => t !== undefined) && show(), ["t"]); // a name tells the step
  store.subscribe(speak, ["t", "stop", "inside", "trace", "playing", "panes"]);
  compared.subscribe(() => speak(store.get(), store.get()));

  function show() {
    const state = store.get();
    const open = styled && state.panes.length > 0;
    if (open === container.hidden) move(open);
    if (!open) return;
    const seen = compared.get().panes;
    arrange(seen);
    const [first, ...others] = names(setting, state, seen);
    drawBar(bar(setting, state, compared.get().family));
    mine.head([el("h2", {}, [modelOf(setting, state.card)]), ...signed(first.sign)]);
    mine.section.setAttribute("aria-label", first.name);
    for (const place of slots) if (place.pane) fill(place, place.pane, others[seen.indexOf(place.pane)]);
    order();
  }

  /** The page's own figure and its words go among the panes, and back. @param {boolean} open */
  function move(open) {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    const mover = canvas.contains(held) || own.next.contains(held);
    const lost = open ? held?.closest("dialog") : container.contains(held); // it came from there, or was on what goes
    if (open) {
      for (const dialog of document.querySelectorAll("dialog")) dialog.close(); // on a phone the fields are in one
      part(mine.section, ".cell").append(canvas);
      part(mine.section, ".words").append(own.next);
    } else for (const { element, home } of homes) home.prepend(element);
    mine.section.hidden = !open;
    container.hidden = !open;
    page.classList.toggle("is-comparing", open);
    page.classList.toggle("is-of-words", !store.get().card.inputs); // what they read stands in the strip
    if (mover) held?.focus({ preventScroll: true }); // what is moved loses it
    else if (lost) own.figure.focus({ preventScroll: true });
    if (!open) arrange([]);
  }

  /** Every pane keeps its place while it is there. @param {readonly Seen[]} seen */
  function arrange(seen) {
    for (const place of slots) if (place.pane && !seen.includes(place.pane)) empty(place);
    for (const pane of seen) {
      const free = slots.find((place) => place.pane === null);
      if (free && !slots.some((place) => place.pane === pane)) free.pane = pane;
    }
    for (const place of slots) place.section.hidden = place.pane === null;
    panes.dataset.count = String(seen.length + 1);
  }

  /**
   * @param {Slot} place
   * @param {Seen} pane
   * @param {{name: string, sign: string}} called
   */
  function fill(place, pane, called) {
    const { section } = place;
    const wanted = pane.spec.text ?? store.get().read;
    section.setAttribute("aria-label", called.name);
    place.head(head(setting, store.get().card, compared.get().family, pane, called));
    place.tell(message(setting, wanted, pane));
    const field = section.querySelector(".head input");
    if (field instanceof HTMLInputElement && field !== document.activeElement) field.value = wanted;
    section.classList.toggle("is-reading", !pane.problem && pane.read !== wanted);
    if (pane.lens === place.lens) return;
    place.lens = pane.lens;
    draw(place, pane);
  }

  /**
   * A figure of its own for every model: its views stay with the elements that they were mounted on.
   * @param {Slot} place
   * @param {Seen} pane
   */
  function draw({ section }, pane) {
    const [cell, words] = [part(section, ".cell"), part(section, ".words")];
    region(words)([]);
    region(cell)([
      el("div", { class: "canvas" }, [
        el("div", { class: "sheets", id: `sheets-${slots.findIndex((place) => place.section === section) + 1}` }, [
          el("div", { class: "sheet" }), el("div", { class: "sheet" }),
        ]),
        el("canvas", { class: "motion", "aria-hidden": "true" }),
      ]),
    ]);
    mountPane(pane, { sheets: part(cell, ".sheets"), motion: /** @type {HTMLCanvasElement} */ (part(cell, "canvas")), next: words });
  }

  /** The cells stand in the order in which they are told, the page's own first among equals. */
  function order() {
    const own_ = store.get().card;
    const cardOf = (/** @type {Seen | null} */ pane) => pane?.card ?? compared.get().family.find(({ name }) => name === pane?.spec.model) ?? own_;
    const shown = [mine, ...slots.filter(({ pane }) => pane)].sort((a, b) => rank(cardOf(a.pane)) - rank(cardOf(b.pane)));
    if (shown.every(({ section }, n) => panes.children[n] === section)) return;
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    panes.prepend(...shown.map(({ section }) => section));
    if (held !== document.activeElement) held?.focus({ preventScroll: true }); // what is moved loses it
  }

  /**
   * The live region: what the panes say, when the page's own step is complete.
   * @param {State} state
   * @param {State} before
   */
  function speak(state, before) {
    if (!state.panes.length || state.stop !== null || state.inside !== null) return;
    const text = said(setting, state, compared.get().panes);
    if (own.caption.textContent !== text || before.playing !== state.playing) own.caption.textContent = text;
  }

  container.addEventListener("click", ({ target }) => {
    const act = target instanceof HTMLElement ? target.dataset.act : undefined;
    const pane = paneAt(target);
    if (pane && (act === "remove" || act === "retry")) own.figure.focus({ preventScroll: true }); // the button will be gone
    if (act === "remove" && pane) on.remove(compared.get().panes.indexOf(pane));
    else if (act === "retry" && pane) on.retry(pane);
    else if (act === "text" || act === "pin" || act === "distract" || act === "close") on[act]();
  });
  container.addEventListener("change", ({ target }) => {
    const pane = paneAt(target);
    const n = pane ? compared.get().panes.indexOf(pane) : -1;
    if (target instanceof HTMLInputElement && target.value.trim()) on.change(n, { text: target.value });
    if (!(target instanceof HTMLSelectElement) || !target.value) return;
    const model = target.value;
    if (target.dataset.choose === "swap") on.change(n, { model });
    else if (target.dataset.choose === "add") {
      target.value = "";
      on.add({ model });
    }
  });

  /** @param {EventTarget | null} target */
  function paneAt(target) {
    const section = target instanceof Element ? target.closest(".pane") : null;
    return slots.find((place) => place.section === section)?.pane ?? null;
  }
}

/**
 * @param {Element} root
 * @param {string} selector
 */
const part = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

/** @param {HTMLElement} section @returns {Slot} */
const slot = (section) => ({ section, head: region(part(section, ".head")), tell: region(part(section, ".message")), pane: null, lens: null });

/** @param {Slot} place */
function empty(place) {
  Object.assign(place, { pane: null, lens: null });
  for (const name of ["cell", "words", "differs"]) region(part(place.section, `.${name}`))([]);
  place.head([]);
  place.tell([]);
}
