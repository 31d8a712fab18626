/**
 * Pointing: what the pointer means on the surface, for instance a new start where somebody clicks,
 * or one that is dragged along.
 *
 * @import {Area, Point, View} from "../../plot/mapping.js"
 */

import { onClicks } from "../../ui/clicks.js";
import { inside, toData } from "../../plot/mapping.js";

/**
 * @param {HTMLElement} host
 * @param {HTMLElement} target the part of it that can be clicked
 * @param {object} options
 * @param {() => {area: Area, view: View}} options.frame
 * @param {(which: number) => Point} options.start  where a start is now
 * @param {(point: Point, settled: boolean, which: import("../starts.js").Which) => void}
 *   options.onStart
 */
export function createPointing(host, target, { frame, start, onStart }) {
  /**
   * @type {(at: Point) => boolean} whether a click in these pixels means something else than a
   *   start
   */
  let pick = () => false;

  /**
   * @param {number} clientX
   * @param {number} clientY
   */
  const dataAt = (clientX, clientY) => {
    const { area, view } = frame();
    const edge = host.getBoundingClientRect();
    const [px, py] = [clientX - edge.left - host.clientLeft, clientY - edge.top - host.clientTop];
    /** @type {Point} */
    const pixel = [px, py];
    return { point: toData(area, view, px, py), within: inside(area, px, py), pixel };
  };

  /** @param {Point} point @returns {Point} */
  const clamped = ([x, y]) => {
    const [[x0, x1], [y0, y1]] = frame().view;
    return [Math.min(Math.max(x, x0), x1), Math.min(Math.max(y, y0), y1)];
  };

  const leave = onClicks(host, target, (up) => {
    const { point, within, pixel } = dataAt(up.clientX, up.clientY);
    if (!within || (!up.shiftKey && pick(pixel))) return;
    onStart(point, true, up.shiftKey ? "more" : "only");
  });

  return {
    dataAt,
    /**
     * @param {(at: Point) => boolean} wish asked at every click whether it means something else
     *   than a start
     */
    onPick(wish) {
      pick = wish;
    },
    /**
     * @param {number} clientX
     * @param {number} clientY
     * @param {boolean} settled
     * @param {number} which
     */
    drag(clientX, clientY, settled, which) {
      const { point, within } = dataAt(clientX, clientY);
      if (within || settled) onStart(clamped(point), settled, which);
    },
    /**
     * Move a start by some pixels, for the keyboard.
     * @param {number} right
     * @param {number} up
     * @param {number} which
     */
    nudge(right, up, which) {
      const { area, view } = frame();
      const [x, y] = start(which);
      const [dx, dy] = [
        (view[0][1] - view[0][0]) / area.width,
        (view[1][1] - view[1][0]) / area.height,
      ];
      onStart(clamped([x + right * dx, y + up * dy]), true, which);
    },
    destroy: leave,
  };
}
