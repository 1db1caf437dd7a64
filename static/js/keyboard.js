// The page's keys. They rest while one writes, chooses from a list, or composes Chinese.

/** @import { Actions } from "./actions.js" */
/** @import { Player } from "./player.js" */

/** @typedef {{actions: Actions, player: Player, help: () => void, compare: () => void, held: boolean}} Pressed */

/** @type {Record<string, (pressed: Pressed) => unknown>} */
export const KEYS = {
  ArrowRight: ({ actions, held }) => actions.step(1, held),
  ArrowLeft: ({ actions, held }) => actions.step(-1, held),
  ArrowDown: ({ actions, held }) => actions.nextOperation(held),
  ArrowUp: ({ actions }) => actions.previousOperation(),
  Home: ({ actions }) => actions.first(),
  End: ({ actions }) => actions.last(),
  Escape: ({ actions }) => actions.look(null),
  " ": ({ player, held }) => held || player.toggle(),
};

/** Keys that a reader may need for other things, and can switch off. @type {Record<string, (pressed: Pressed) => unknown>} */
export const LETTERS = {
  c: ({ compare }) => compare(),
  g: ({ actions }) => actions.outline(),
  m: ({ actions }) => actions.panel(),
  p: ({ actions }) => actions.project(),
  l: ({ actions }) => actions.nextLayer(),
  "?": ({ help }) => help(),
  ...Object.fromEntries([..."123456789"].map((digit) => [digit, ({ actions }) => actions.showNth(Number(digit) - 1)])),
};

/**
 * @param {HTMLElement} root
 * @param {Omit<Pressed, "held">} what
 * @param {() => boolean} letters whether single letters are keys
 */
export function listen(root, what, letters) {
  root.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement || target instanceof SVGElement)) return;
    if (target.matches("input, select, textarea, dialog, dialog *, [contenteditable]")) return;
    const own = target.matches(".word") ? ["Enter"] : [" ", "Enter"]; // a word that was chosen is as good as the page: Space plays
    if (own.includes(event.key) && target.matches("button, a, summary")) return; // theirs
    const act = KEYS[event.key] ?? (letters() ? LETTERS[event.key.toLowerCase()] : undefined);
    if (!act) {
      if (!["Tab", "Shift"].includes(event.key)) what.player.interrupt();
      return;
    }
    event.preventDefault();
    act({ ...what, held: event.repeat });
  });
  root.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target instanceof Element && event.target.matches(".word")) event.preventDefault(); // Firefox clicks only now
  });
}
