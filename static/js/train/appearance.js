/**
 * The appearance of the runs: how each of them is drawn now, by entry and by run, receding while
 * another one is looked at.
 *
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Cast} from "../experiment/line-styles.js"
 * @typedef {{entries: LineStyle[], runs: LineStyle[]}} Appearance
 */

import { lineStyles, spotlitStyles } from "../experiment/line-styles.js";

/**
 * @param {Cast} cast
 * @param {boolean} dark
 * @param {number | null} spotlight  the run that is looked at
 * @returns {Appearance}
 */
export function appearanceOf(cast, dark, spotlight) {
  const entries = spotlitStyles(lineStyles(cast, dark), cast, spotlight);
  const first = (/** @type {number} */ run) => cast.entries.findIndex((entry) => entry.run === run);
  return { entries, runs: cast.runs.map((_, run) => entries[first(run)]) };
}
