/**
 * The key of a basin map: what its colors mean and how many of the starts end there, for instance
 * "minimum (3, 2) 26 %".
 *
 * @import {Color, Coloring} from "./colors.js"
 * @import {BasinMap, Ending} from "./basins.js"
 * @typedef {{text: string, color: string}} Item
 * @typedef {{items: Item[], ramp: {low: string, high: string, colors: string[]} | null}} Key
 */

import { css, placeColor, stepColor } from "./colors.js";
import { FAILED, UNSETTLED } from "./basins.js";
import { counted, point } from "../../ui/format.js";

/** So many places are named; the rest share a line. */
const NAMED = 6;
const RAMP = [0, 1 / 3, 2 / 3, 1];

/**
 * @param {BasinMap} map
 * @param {{coloring: Coloring, dark: boolean}} style
 * @returns {Key}
 */
export function keyOf(map, { coloring, dark }) {
  const total = map.rows * map.nx || 1;
  const share = (/** @type {number} */ count) =>
    count < total / 100 ? "< 1 %" : `${Math.round((100 * count) / total)} %`;
  const item = (
    /** @type {Color | null} */ color,
    /** @type {string} */ text,
    /** @type {number} */ count,
  ) => ({
    color: color ? css(color) : "",
    text: `${text} ${share(count)}`,
  });
  const seen = map.attractors
    .map((attractor, place) => ({ ...attractor, place }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const rest = seen.slice(NAMED).reduce((sum, { count }) => sum + count, 0);
  const named = seen
    .slice(0, NAMED)
    .map(({ kind, at, count, place }) =>
      item(
        placeColor(place, dark),
        kind === "place" ? point(at, 2) : `${kind} ${point(at, 2)}`,
        count,
      ),
    );
  const { unsettled, failed } = map.counts;
  const steps = coloring === "steps";
  return {
    ramp:
      steps && map.most > 0
        ? {
            low: String(map.least),
            high: counted(map.most, "step"),
            colors: RAMP.map((at) => css(stepColor(at, dark))),
          }
        : null,
    items: [
      ...(steps ? [] : named),
      ...(rest && !steps ? [item(null, `${seen.length - NAMED} more`, rest)] : []),
      ...(unsettled ? [item(placeColor(UNSETTLED, dark), "not settled", unsettled)] : []),
      ...(failed ? [item(placeColor(FAILED, dark), "no finite end", failed)] : []),
    ],
  };
}

/**
 * What becomes of a start, in words.
 * @param {Ending} ending
 * @param {BasinMap} map
 */
export function endingWords({ x, y, end, steps, reached }, map) {
  const from = `From ${point([x, y], 3)}`;
  if (reached === FAILED) return `${from}: no finite end.`;
  if (reached === UNSETTLED) return `${from}: ends at ${point(end, 3)}, not settled.`;
  const { kind, at } = map.attractors[reached];
  const what = kind === "place" ? "settles at" : `reaches the ${kind}`;
  const when = Number.isNaN(steps) ? "but still moves about it" : `after ${counted(steps, "step")}`;
  return `${from}: ${what} ${point(at, 3)} ${when}.`;
}
