/**
 * From a training and how it is looked at to what the chart shows, pinned trainings
 * included.
 *
 * @import {Plot} from "../../plot/chart/curve.js"
 * @import {Source} from "./training-measures.js"
 * @import {Pin} from "../pins.js"
 * @import {ViewState} from "../view-state.js"
 */

import { lineStyles } from "../../experiment/line-styles.js";
import { plain } from "../../experiment/run-display.js";
import { axisOf } from "./axes.js";
import { ghosts } from "./training-curves.js";
import { measureOf } from "./training-measures.js";
import { letter } from "../pins.js";
import { compact } from "../../ui/units.js";
import { batchesOf } from "../training-spec.js";

/**
 * @param {Source} source
 * @param {ViewState} viewState
 * @param {readonly Pin[]} pins
 * @param {{dark: boolean, colors: string[]}} inks  colors: by run
 * @returns {Plot}
 */
export function plotOf(source, { measure: chosen, axis, log }, pins, { dark, colors }) {
  const { spec, evaluations } = source;
  const measure = measureOf(chosen);
  const rule = measure.rule(source);
  const batches = batchesOf(spec);
  const ghostCurves = pins.flatMap(({ source: pinned }, index) => {
    if (!pinned) return [];
    const styles = lineStyles(
      { runs: pinned.spec.runs, entries: pinned.entries, display: plain() },
      dark,
    );
    const across = axisOf(axis).across(pinned.spec, pinned.evaluations);
    return ghosts(measure.curves({ ...source, ...pinned, styles }), across, letter(index));
  });
  return {
    curves: [...ghostCurves, ...measure.curves(source)],
    rule: { ...rule, log: log ?? rule.log },
    axis: { name: axis, across: axisOf(axis).across(spec, evaluations), format: compact },
    unit: "epoch",
    length: spec.epochs,
    format: (value) => measure.format(value, source),
    interventions: spec.interventions.map(({ step, run }) => ({
      time: step / batches,
      color: colors[run] ?? "",
    })),
  };
}
