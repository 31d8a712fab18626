/**
 * Axes: what the curves are drawn over, for instance epochs or the examples seen, so that batches
 * of different sizes can be compared by what they cost.
 *
 * @import {TrainingSpec} from "../training-spec.js"
 * @typedef {{counts: readonly number[], elapsed: readonly number[]}} Clock  seconds by the epochs
 *   done
 * @typedef {(epoch: number) => number} Across  from epochs done, which may be a fraction
 * @typedef {{name: string, title: string, unit: string, across: (spec: TrainingSpec, clock: Clock)
 *   => Across}} Axis
 */

import { upTo } from "./search.js";
import { batchesOf } from "../training-spec.js";

/** @type {Axis[]} */
export const AXES = [
  { name: "epochs", title: "over epochs", unit: "epoch", across: () => (epoch) => epoch },
  {
    name: "steps",
    title: "over steps",
    unit: "step",
    across(spec) {
      const batches = batchesOf(spec);
      return (epoch) => epoch * batches;
    },
  },
  {
    name: "examples",
    title: "over examples seen",
    unit: "example",
    across:
      ({ dataset: { samples } }) =>
      (epoch) =>
        epoch * samples,
  },
  {
    name: "seconds",
    title: "over seconds",
    unit: "second",
    across: (_, clock) => (epoch) => secondsAt(clock, epoch),
  },
];

/** @param {string} name */
export const axisOf = (name) => AXES.find((axis) => axis.name === name) ?? AXES[0];

/**
 * The seconds the server had computed by then, all runs together; beyond what is known at the same
 * pace.
 * @param {Clock} clock
 * @param {number} epoch
 */
export function secondsAt({ counts, elapsed }, epoch) {
  if (counts.length < 2) return 0;
  const after = upTo(counts.length, (row) => counts[row], epoch);
  const beyond = after === counts.length;
  const [from, next] = beyond ? [0, counts.length - 1] : [after - 1, after];
  const pace = (elapsed[next] - elapsed[from]) / (counts[next] - counts[from]);
  return elapsed[from] + pace * (epoch - counts[from]);
}
