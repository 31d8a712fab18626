/**
 * The specification of a basin map: a run as it races, from every point of a view.
 *
 * @import {View} from "../../plot/mapping.js"
 * @import {Settings} from "../../experiment/settings.js"
 * @import {Spec} from "../../experiment/spec.js"
 */

/**
 * It takes no fewer steps than is usual for maps: a short race would leave most starts on their
 * way.
 * @param {Spec} spec
 * @param {number} run
 * @param {number} side
 * @param {View} view
 * @param {Settings} settings of maps
 */
export function basinSpec(spec, run, side, view, settings) {
  const { default: usual, max, rule } = settings.get("steps");
  const affordable = Math.floor(Number(rule?.limit) / (side * side));
  return {
    kind: "basin",
    surface: spec.surface,
    view,
    nx: side,
    ny: side,
    steps: Math.min(Math.max(spec.steps, usual), Number(max), affordable),
    seed: spec.seed,
    gradient_noise: spec.gradient_noise,
    tolerance: settings.get("tolerance").default,
    run: {
      optimizer: spec.runs[run].optimizer,
      hyperparameters: spec.runs[run].hyperparameters,
      schedule: spec.runs[run].schedule,
    },
  };
}
