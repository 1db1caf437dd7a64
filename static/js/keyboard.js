// The page's keys. They rest while one writes, chooses from a list, or composes Chinese.

/** @import { Actions } from "./actions.js" */

/** @type {Record<string, (actions: Actions, play: () => void) => void>} */
export const KEYS = {
  ArrowRight: (actions) => actions.step(1),
  ArrowLeft: (actions) => actions.step(-1),
  ArrowDown: (actions) => actions.nextOperation(),
  ArrowUp: (actions) => actions.previousOperation(),
  Home: (actions) => actions.first(),
  End: (actions) => actions.last(),
  Escape: (actions) => actions.look(null),
  " ": (_, play) => play(),
};

/**
 * @param {HTMLElement} root
 * @param {Actions} actions
 * @param {() => void} play
 */
export function listen(root, actions, play) {
  root.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (target.matches("input, select, textarea, dialog, dialog *")) return;
    if (event.key === " " && target.matches("button, a, summary")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(actions, play);
  });
}
