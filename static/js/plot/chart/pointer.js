/**
 * The pointer on a chart: pressed it scrubs, otherwise it points at a time.
 *
 * @import {Layout} from "./layout.js"
 */

import { inside } from "../mapping.js";

/**
 * Returns the undo.
 * @param {HTMLElement} host
 * @param {object} options
 * @param {() => Layout | null} options.layout
 * @param {(time: number) => void} options.onScrub
 * @param {(time: number | null, x: number) => void} options.onPoint  null where there is none
 */
export function mountPointer(host, { layout, onScrub, onPoint }) {
  const abort = new AbortController();
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ action) =>
    host.addEventListener(type, action, { signal: abort.signal });
  const place = (/** @type {PointerEvent} */ event) => {
    const edge = host.getBoundingClientRect();
    return /** @type {const} */ ([event.clientX - edge.left, event.clientY - edge.top]);
  };

  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    const now = layout();
    const [x, y] = place(event);
    if (!now || !inside(now.area, x, y)) return;
    host.setPointerCapture(event.pointerId);
    onScrub(now.timeAt(x));
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    const now = layout();
    const [x, y] = place(event);
    if (!now) return;
    if (host.hasPointerCapture(event.pointerId)) onScrub(now.timeAt(x));
    else if (event.pointerType !== "touch")
      onPoint(inside(now.area, x, y) ? now.timeAt(x) : null, x);
  });
  on("pointerleave", () => onPoint(null, 0));
  return () => abort.abort();
}
