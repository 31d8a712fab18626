/**
 * Line styles: how each entry of a race is drawn, for instance the second run's in blue with
 * squares; and, while one run is looked at, how the others recede.
 *
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {RunDisplay} from "./run-display.js"
 * @import {Run} from "./spec.js"
 * @typedef {{runs: Run[], entries: {run: number}[], display: RunDisplay}} Cast
 */

import { styled } from "../plot/palette.js";

/**
 * @param {Cast} cast
 * @param {boolean} dark
 * @returns {LineStyle[]} one for each entry
 */
export function lineStyles({ runs, entries, display }, dark) {
  const styles = styled(runs, display.inks);
  return entries.map(({ run }) => {
    const { light, dark: pale, dash, marker } = styles[run];
    return { color: dark ? pale : light, dash, marker, visible: !display.hidden.includes(run) };
  });
}

/**
 * The styles while a run is looked at; the same list where none is, or where that one is not shown.
 * @param {LineStyle[]} styles
 * @param {Cast} cast
 * @param {number | null} run
 * @returns {LineStyle[]}
 */
export function spotlitStyles(styles, { runs, entries, display }, run) {
  if (run === null || run >= runs.length || display.hidden.includes(run)) return styles;
  return styles.map((style, entry) => ({
    ...style,
    weight: entries[entry].run === run ? "spotlit" : "faded",
  }));
}
