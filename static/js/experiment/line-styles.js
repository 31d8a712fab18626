/**
 * Dressing: how each entry of a race is drawn, for instance the second run's in blue with squares;
 * and, while
 * one run is looked at, how the others recede.
 *
 * @import {Look} from "../plot/overlay.js"
 * @import {Roster} from "./run-display.js"
 * @import {Run} from "./spec.js"
 * @typedef {{runs: Run[], entries: {run: number}[], roster: Roster}} Cast
 */

import { styled } from "../plot/palette.js";

/**
 * @param {Cast} cast
 * @param {boolean} dark
 * @returns {Look[]} one for each entry
 */
export function looksOf({ runs, entries, roster }, dark) {
  const styles = styled(runs, roster.inks);
  return entries.map(({ run }) => {
    const { light, dark: pale, dash, marker } = styles[run];
    return { color: dark ? pale : light, dash, marker, visible: !roster.hidden.has(run) };
  });
}

/**
 * The looks while a run is looked at; the same list where none is, or where that one is not shown.
 * @param {Look[]} looks
 * @param {Cast} cast
 * @param {number | null} run
 * @returns {Look[]}
 */
export function litLooks(looks, { runs, entries, roster }, run) {
  if (run === null || run >= runs.length || roster.hidden.has(run)) return looks;
  return looks.map((look, entry) => ({
    ...look,
    weight: entries[entry].run === run ? "lit" : "faded",
  }));
}
