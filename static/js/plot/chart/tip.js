/**
 * The tip: the numbers of all curves at the place of the pointer.
 *
 * @import {Plot} from "./curve.js"
 */

import { h } from "../../ui/dom.js";
import { number } from "../../ui/format.js";

const MOST = 9;
const APART = 12;
const EDGE = 4;

/** @param {HTMLElement} host */
export function createTip(host) {
  const tip = h("span", { class: "tip", hidden: true, "aria-hidden": "true" });
  host.append(tip);
  return {
    /**
     * @param {Plot} plot
     * @param {number} time
     * @param {number} x where the pointer is, from the left of the chart
     */
    show({ curves, unit }, time, x) {
      const lines = curves.flatMap(({ label, hidden, count, read }) => {
        const row = label && !hidden ? count(time) - 1 : -1;
        return row < 0 ? [] : [`${label} ${number(read(row), 3)}`];
      });
      const when = `${unit} ${Math.floor(time).toLocaleString("en-US")}`;
      tip.textContent = [when, ...lines.slice(0, MOST)].join("\n");
      tip.hidden = lines.length === 0;
      tip.style.left = `${Math.min(x + APART, host.clientWidth - tip.offsetWidth - EDGE)}px`;
    },
    hide() {
      tip.hidden = true;
    },
    destroy: () => tip.remove(),
  };
}
