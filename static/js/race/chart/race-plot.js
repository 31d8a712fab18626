/**
 * From a race and how it is looked at to what its chart shows: a curve of one measure for each
 * entry, over steps.
 *
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Curve, Plot} from "../../plot/chart/curve.js"
 * @import {ScaleRule} from "../../plot/scales.js"
 * @import {Measure, Source} from "./race-measures.js"
 */

import { rowAt } from "../../client/history.js";
import { curveStyle } from "../../plot/chart/curve.js";
import { number } from "../../ui/format.js";

/** More decades would flatten the part where the runs differ. */
const DEEPEST = 1e-13;

/**
 * The scale of a measure. Where the lowest value is known, heights above it are drawn; on a surface
 * that falls for ever what is close to the starts.
 * @param {number | null} lowest
 * @param {boolean} log
 * @returns {ScaleRule}
 */
export const ruleOf = (lowest, log) => ({
  ...{ log, deepest: DEEPEST, fromDecade: true },
  ...(lowest === null ? { bottomless: true } : { offset: lowest, fromZero: true }),
});

/**
 * @param {Source} source
 * @param {number} steps
 * @param {{measure: Measure, log: boolean}} choice
 * @param {LineStyle[]} styles  by entry
 * @returns {Plot}
 */
export function plotOf(source, steps, { measure, log }, styles) {
  const read = measure.reader(source);
  return {
    curves: source.entries.map((_, entry) => curveOf(source, entry, read, styles[entry])),
    rule: ruleOf(measure.lowest(source), log),
    axis: {
      name: "step",
      across: (step) => step,
      format: (step) => step.toLocaleString("en-US"),
      named: true,
      whole: true,
    },
    unit: "step",
    length: Math.max(1, steps),
    format: (value) => number(value),
    interventions: [],
  };
}

/**
 * A run that is hidden keeps its say in the scale, so that this stays where it is.
 * @param {Source} source
 * @param {number} entry
 * @param {(entry: number, row: number) => number} read
 * @param {LineStyle | undefined} style
 * @returns {Curve}
 */
function curveOf({ tracks, entries }, entry, read, style) {
  const track = tracks[entry];
  const { label, start } = entries[entry];
  return {
    ...(style ? curveStyle(style) : { color: "", dash: [] }),
    label: start > 0 ? `${label}, start ${start + 1}` : label,
    hidden: !style?.visible,
    entry,
    count: (step) => rowAt(track, Math.floor(step)) + 1,
    at: (row) => row,
    read: (row) => read(entry, row),
  };
}
