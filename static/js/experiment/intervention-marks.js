/**
 * Intervention marks: ticks on the time bar where knobs change on the way, in the colors of their
 * runs.
 *
 * @import {Style} from "../plot/palette.js"
 * @import {Raced} from "./spec.js"
 */

import { createTimeMarks } from "../ui/time-marks.js";
import { describe } from "./interventions.js";

/** @param {HTMLElement} host the time bar */
export function createInterventionMarks(host) {
  const marks = createTimeMarks(host, "turn-marks");
  return {
    /**
     * @param {Raced & {steps: number}} spec
     * @param {Style[]} styles
     */
    show({ interventions, runs, steps }, styles) {
      marks.show(
        interventions.map((each) => ({
          at: each.step / steps,
          title: `${runs[each.run].label} from step ${each.step} on: ${describe(each)}`,
          style: `--run-light: ${styles[each.run].light}; --run-dark: ${styles[each.run].dark}`,
        })),
      );
    },
    destroy: marks.destroy,
  };
}
