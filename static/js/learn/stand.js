// Stands: the cell of the explorer's page with its strip, its clock and its answer, one for each model.

import { createActions } from "../actions.js";
import { fetchCard } from "../api.js";
import { listen } from "../keyboard.js";
import { START } from "../layout/axis.js";
import { region } from "../lib/dom.js";
import { el } from "../lib/tree.js";
import { keyIn, open, placeIn } from "../opening.js";
import { createPlayer } from "../player.js";
import { orderOf } from "../select.js";
import { createStore } from "../store.js";
import { fromFragment, toFragment } from "../url.js";
import { mountCaption } from "../views/caption.js";
import { mountMotion } from "../views/motion.js";
import { mountNext } from "../views/next.js";
import { mountPlayer } from "../views/player.js";
import { mountStage } from "../views/stage.js";
import { mountTokens } from "../views/tokens.js";

/** @import { Given, Kind, Wanted } from "./figures.js" */
/** @import { Shared } from "../url.js" */
/** @import { Store } from "../store.js" */
/** @import { Move, Setting, State } from "../types.js" */

const SLOW = 0.25; // a sign that plays itself is soon over

/** A model's stage and what moves it.
 * @typedef {{element: HTMLElement, go: (asked: Shared, wanted: Wanted) => Promise<void>, address: () => string}} Stand
 */

/** What a stand is made of, for a kind of figure that shows more than it: `look` goes to a stop of this step.
 * @typedef {{store: Store<State>, setting: Setting, look: (stop: string | null) => void}} Inside
 */

/** What a kind of figure adds below a stand: the element, empty, and what fills it.
 * @typedef {{name: string, mount: (element: HTMLElement, inside: Inside) => void}} More
 */

/**
 * @param {HTMLElement} place
 * @param {Given} given
 * @param {More} [more]
 * @returns {Kind}
 */
export function createStands(place, given, more) {
  /** @type {Map<string, Promise<Stand>>} */
  const stands = new Map();
  /** @type {string[]} */
  const models = []; // in the order of their elements
  const draw = region(place);
  /** @type {Stand | null} */
  let current = null;
  let latest = 0;

  /** @param {string} model */
  function standOf(model) {
    const known = stands.get(model);
    if (known) return known;
    if (!models.includes(model)) models.push(model);
    draw(models.map((name) => skeleton(name, more)));
    const element = /** @type {HTMLElement} */ (place.children[models.indexOf(model)]);
    element.dataset.making = "";
    const made = mountStand(element, model, given, more);
    stands.set(model, made);
    made.catch(() => {
      stands.delete(model); // the server was not there: next time
      models.splice(models.indexOf(model), 1);
      draw(models.map((name) => skeleton(name, more)));
    });
    return made;
  }

  return {
    async show(wanted) {
      const turn = ++latest;
      const { show, sign, outlines, ...address } = wanted;
      const asked = fromFragment(String(new URLSearchParams(/** @type {Record<string, string>} */ (address))));
      const stand = await standOf(String(asked.model));
      if (turn !== latest) return;
      await stand.go(asked, wanted);
      if (turn !== latest) return;
      delete stand.element.dataset.making;
      for (const element of place.children) /** @type {HTMLElement} */ (element).hidden = element !== stand.element;
      current = stand;
    },
    address: () => current?.address() ?? null,
  };
}

/**
 * @param {string} model
 * @param {More} [more]
 */
const skeleton = (model, more) =>
  el("div", { class: "stand", "data-key": model, "data-model": model }, [
    el("div", { class: "strip" }, [el("ol", { class: "tokens" })]),
    el("p", { class: "progress" }),
    el("p", { class: "held", role: "status" }),
    el("div", { class: "canvas" }, [
      el("div", { class: "sheets", id: `${more?.name ?? "cell"}-${model}` }, [el("div", { class: "sheet" }), el("div", { class: "sheet", inert: true })]),
      el("canvas", { class: "motion", "aria-hidden": "true" }),
    ]),
    el("div", { class: "player-and-caption" }, [el("div", { class: "player" }), el("p", { class: "caption" })]),
    el("section", { class: "said" }),
    ...(more ? [el("div", { class: more.name })] : []),
  ]);

/**
 * @param {HTMLElement} element
 * @param {string} model
 * @param {Given} given
 * @param {More} [more]
 * @returns {Promise<Stand>}
 */
async function mountStand(element, model, { base, language, tag, calm }, more) {
  const { cell } = await fetchCard(model);
  const { setting, initial, own } = await open({ base, language, tag, model, cell }, { model }, calm);
  const store = createStore({ ...initial, fresh: false });
  const rail = createStore(START);
  const actions = createActions(store, setting, calm);
  const player = createPlayer(store, setting, calm);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(name));
  const list = part(".tokens");
  list.lang = initial.card.language ?? "";
  mountTokens(list, part(".progress"), store, rail, setting, actions, own.look);
  mountStage(part(".sheets"), part(".said"), store, setting, calm, actions);
  mountMotion(/** @type {HTMLCanvasElement} */ (part(".motion")), store, setting, calm);
  mountPlayer(part(".player"), store, setting, {
    first: actions.first, back: actions.back, play: player.toggle, on: actions.on, last: actions.last, faster: player.faster, by: actions.goBy,
  });
  mountCaption(part(".caption"), store, setting, "");
  (own.mountNext ?? mountNext)(part(".said"), store, setting, actions.grow);
  /** @type {Promise<void> | null} */
  let held = null;
  store.subscribe(({ unheld }) => {
    if (unheld) held ??= import("../holding.js").then(({ openHolding }) => openHolding(part(".held"), part(".sheets"), { base, store, setting, actions }))
      .catch(() => void (held = null));
  }, ["unheld"]);
  listen(element, { actions, player, help() {}, compare() {} }, () => false);
  more?.mount(part(`.${more.name}`), { store, setting, look });

  /** @param {string | null} stop */
  function look(stop) {
    const before = store.get();
    actions.look(stop);
    store.set(moved(before, store.get()));
  }

  /**
   * How the picture gets to another place of the same text: by the step or the operation between, where there is one.
   * @param {State} from
   * @param {Partial<State>} to
   * @returns {Partial<State>}
   */
  function moved(from, { t, stop }) {
    const order = orderOf(setting);
    const at = (/** @type {string | null | undefined} */ one) => (one ? order.indexOf(one) : order.length);
    /** @type {Move} */
    const move = t === from.t + 1 ? "token" : t === from.t && stop && at(stop) !== at(from.stop) ? "operation" : null;
    return move && !calm ? { move, ms: 0, running: true } : {};
  }

  return {
    element,
    async go(asked, { sign, outlines }) {
      const before = store.get();
      const text = asked.text ?? before.card.examples[0].text;
      const same = text === before.read;
      await actions.restore(text, asked.holds ?? [], (trace) => {
        const place = placeIn(setting, before.card, asked, trace.tokens.length, calm);
        return { ...place, key: keyIn(before.card, text), panel: null, number: null, ...(same ? moved(before, place) : {}) };
      });
      if (store.get().status === "failed") throw new Error(store.get().problem?.code); // another than was wanted is there
      element.dataset.sign = typeof sign === "string" ? sign : ""; // what stays when its motion is over
      store.set({ outlines: Boolean(outlines), speed: sign ? SLOW : before.speed === SLOW ? 1 : before.speed });
      if (typeof sign === "string") actions.demonstrate(/** @type {any} */ (sign));
    },
    address: () => toFragment(store.get()),
  };
}
