/**
 * The surface key: what the tints of the surface mean, and beside it cost and gradient under the
 * pointer.
 *
 * @import {Heights} from "../../plot/surface/interpolation.js"
 * @import {Levels} from "../../plot/levels.js"
 * @import {Point} from "../../plot/mapping.js"
 */

import { h } from "../../ui/dom.js";
import { number, point as pointText } from "../../ui/format.js";
import { sample } from "../../plot/surface/interpolation.js";
import { valueAt } from "../../plot/levels.js";
import { TINTS } from "../../plot/palette.js";

/** What is less than this share of the tints is zero but for its rounding. */
const NOTHING = 1e-9;

/** @param {HTMLElement} host */
export function createSurfaceKey(host) {
  const bar = h("i", { class: "tints", "aria-hidden": "true" });
  const [low, high, words] = [h("span"), h("span"), h("span")];
  const reading = h("span", { class: "here" });
  const key = h("span", { class: "cost-key" }, "cost ", low, bar, high, words);
  host.replaceChildren(key, reading);
  /** @type {Heights | null} */
  let heights = null;

  return {
    /**
     * @param {Heights} next
     * @param {Levels} levels
     */
    show(next, levels) {
      heights = next;
      const top = valueAt(levels, levels.high);
      const least = Math.abs(levels.lowest) < NOTHING * (top - levels.lowest) ? 0 : levels.lowest;
      low.textContent = number(least, 2);
      high.textContent = number(top, 2);
      const above = least === 0 ? "log cost" : "log(cost − least)";
      words.textContent =
        levels.shape === "log"
          ? `, levels even in ${above}`
          : `, levels ${number(levels.size, 2)} apart`;
      key.hidden = false;
    },
    /** There is another surface, whose heights are on their way. */
    clear() {
      heights = null;
      key.hidden = true;
      reading.textContent = "";
    },
    /** @param {boolean} dark */
    dress(dark) {
      const stops = TINTS[dark ? "dark" : "light"].map(([at, color]) => `${color} ${100 * at}%`);
      bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    },
    /** @param {Point | null} at  where the pointer is on the surface */
    point(at) {
      reading.textContent = at && heights ? here(heights, at) : "";
    },
  };
}

/**
 * @param {Heights} heights
 * @param {Point} at
 */
function here(heights, at) {
  const found = sample(heights, ...at);
  const where = `at ${pointText(at, 3)}`;
  if (!found) return `${where}: no value`;
  return `${where}: cost ${number(found.value, 3)}, gradient ${pointText(found.gradient, 2)}`;
}
