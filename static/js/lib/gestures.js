// What a hand does on the canvases in an element: it points, drags, pinches and turns a wheel. A page is still scrolled by a plain wheel and a finger's way up.

const SLACK = 4; // px that a click may waver
const TURN = 0.002; // of the logarithm of a scale, a px of the wheel
const LINE = 16; // px

/** @typedef {"x" | "y"} Along */

/**
 * @param {HTMLElement} element
 * @param {{tap: (event: PointerEvent) => void, pan: (dx: number, dy: number) => boolean, zoom: (along: Along, factor: number, event: MouseEvent) => void}} on
 *   `pan` tells whether anything moved
 */
export function gestures(element, { tap, pan, zoom }) {
  /** @type {Map<number, PointerEvent>} */
  const down = new Map();
  let going = false;
  /** @type {{x: number, y: number}} */
  let from = { x: 0, y: 0 };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
    going = down.size > 0;
    down.set(event.pointerId, event);
    from = { x: event.clientX, y: event.clientY };
  });
  element.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    if (!event.buttons) return stop(event);
    if (!going && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLACK) return;
    if (!going) element.setPointerCapture(event.pointerId);
    going = true;
    const others = [...down.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    if (others.length) pinch(others[0], before, event);
    const share = 1 / down.size;
    pan((event.clientX - before.clientX) * share, (event.clientY - before.clientY) * share);
    down.set(event.pointerId, event);
  });
  element.addEventListener("pointerup", (event) => {
    if (down.has(event.pointerId) && !going) tap(event);
    stop(event);
  });
  element.addEventListener("pointercancel", stop);
  element.addEventListener("wheel", (event) => {
    const unit = event.deltaMode ? LINE : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const turned = dy || dx;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      event.preventDefault();
      zoom(event.altKey ? "y" : "x", Math.exp(-turned * TURN), event);
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      if (pan(-(event.shiftKey ? turned : dx), 0)) event.preventDefault();
    }
  }, { passive: false });

  /** @param {PointerEvent} event */
  function stop(event) {
    down.delete(event.pointerId);
    if (!down.size) going = false;
  }

  /**
   * Two fingers zoom along the line between them.
   * @param {PointerEvent} still
   * @param {PointerEvent} before
   * @param {PointerEvent} now
   */
  function pinch(still, before, now) {
    const away = (/** @type {PointerEvent} */ one) => ({ x: Math.abs(one.clientX - still.clientX), y: Math.abs(one.clientY - still.clientY) });
    const [was, is] = [away(before), away(now)];
    const along = was.x > was.y ? "x" : "y";
    if (was[along] > 0 && is[along] > 0) zoom(along, is[along] / was[along], now);
  }
}
