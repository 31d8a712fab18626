/**
 * The specification of a basin map: a run as it races, from every point of a view.
 *
 * @import {View} from "../../plot/mapping.js"
 * @import {Spec} from "../../experiment/spec.js"
 */

/** The server's bounds for starts × steps and for steps. */
const WORK = 250_000_000;
const LONGEST = 20_000;
/** A short race would leave most starts on their way. */
const LEAST = 300;
const TOLERANCE = 1e-3;

/**
 * @param {Spec} spec
 * @param {number} run
 * @param {number} side
 * @param {View} view
 */
export const basinSpec = (spec, run, side, view) => ({
  kind: "basin",
  surface: spec.surface,
  view,
  nx: side,
  ny: side,
  steps: Math.min(Math.max(spec.steps, LEAST), LONGEST, Math.floor(WORK / (side * side))),
  seed: spec.seed,
  gradient_noise: spec.gradient_noise,
  tolerance: TOLERANCE,
  run: {
    optimizer: spec.runs[run].optimizer,
    hyperparameters: spec.runs[run].hyperparameters,
    schedule: spec.runs[run].schedule,
  },
});
