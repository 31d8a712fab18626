/**
 * The tip: the numbers of all curves at the place of the pointer.
 *
 * @import {Plot} from "../../plot/chart/chart.js"
 */

import { number } from "../../ui/format.js";

const MOST = 9;
const APART = 12;

/** @param {HTMLElement} tip within the chart's host */
export function createTip(tip) {
  return {
    /**
     * @param {Plot} plot
     * @param {number} epoch
     * @param {number} x where the pointer is, from the left of the chart
     */
    show({ curves }, epoch, x) {
      const rows = curves.flatMap(({ label, count, read }) => {
        const row = label ? count(epoch) - 1 : -1;
        return row < 0 ? [] : [`${label} ${number(read(row), 3)}`];
      });
      tip.textContent = [
        `epoch ${Math.floor(epoch).toLocaleString("en-US")}`,
        ...rows.slice(0, MOST),
      ].join("\n");
      tip.hidden = rows.length === 0;
      const room = /** @type {HTMLElement} */ (tip.parentElement).clientWidth;
      tip.style.left = `${Math.min(x + APART, room - tip.offsetWidth - 4)}px`;
    },
    hide() {
      tip.hidden = true;
    },
  };
}
