/**
 * Framing: whether paths have left the view, and the buttons that widen it to hold them or bring
 * the surface's own view back.
 *
 * @import {Track} from "../../client/history.js"
 * @import {View} from "../../plot/mapping.js"
 */

import { find, throttle } from "../../ui/dom.js";
import { extent } from "../../client/history.js";
import { widened } from "../../plot/mapping.js";

/** How many times its own size a view may grow to show paths that leave it. */
const FARTHEST = 6;
const ROOM = 0.04;
const PAUSE = 120;

/**
 * The view that holds the paths, as far as it may grow; null when they stay in the present one.
 * @param {View} now
 * @param {View} home the surface's own
 * @param {View | null} box around the paths
 * @returns {View | null}
 */
export function wider(now, home, box) {
  if (!box || box.every(([low, high], axis) => low >= now[axis][0] && high <= now[axis][1]))
    return null;
  const most = home.map((range) => widened(range, FARTHEST));
  const grown = now.map(([low, high], axis) => {
    const room = ROOM * (high - low);
    return [
      Math.min(low, Math.max(box[axis][0] - room, most[axis][0])),
      Math.max(high, Math.min(box[axis][1] + room, most[axis][1])),
    ];
  });
  const same = grown.every(([low, high], axis) => low === now[axis][0] && high === now[axis][1]);
  return same ? null : /** @type {View} */ (grown);
}

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {{view: View, home: View | null, zoomTo: (view: View) => void}} options.stage
 * @param {() => {tracks: Track[], steps: number} | null} options.paths  those that are shown
 * @param {() => View | null} options.home  the surface's own view
 */
export function mountFraming(root, { stage, paths, home }) {
  const button = (/** @type {string} */ act) =>
    find(root, `[data-act="${act}"]`, HTMLButtonElement);
  const [fit, reset] = [button("fit"), button("unzoom")];
  const abort = new AbortController();
  const next = () => {
    const [shown, own] = [paths(), home()];
    return shown && own && wider(stage.view, own, extent(shown.tracks, shown.steps));
  };
  const offer = throttle(PAUSE, () => {
    fit.hidden = next() === null;
    reset.hidden = stage.home === home();
  });
  const zoomTo = (/** @type {View | null} */ view) => view && stage.zoomTo(view);
  fit.addEventListener("click", () => zoomTo(next()), { signal: abort.signal });
  reset.addEventListener("click", () => zoomTo(home()), { signal: abort.signal });
  return {
    /** Offer what makes sense now; called when the view or the paths have changed. */
    offer,
    destroy() {
      abort.abort();
      offer.cancel();
    },
  };
}
