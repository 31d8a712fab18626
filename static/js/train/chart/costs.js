/**
 * What it costs: gradients, examples and seconds, so that trainings can be compared by what one
 * pays.
 *
 * @import {Clock} from "./axes.js"
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { secondsAt } from "./axes.js";
import { batchesOf } from "../training-spec.js";
import { compact, duration } from "../../ui/units.js";

/**
 * @param {TrainingSpec} spec
 * @param {Clock} clock
 * @param {number} epoch
 * @param {number} networks  how many train together
 */
export function costs(spec, clock, epoch, networks) {
  const { counts, elapsed } = clock;
  const pace = counts.length > 1 ? elapsed[elapsed.length - 1] / counts[counts.length - 1] : NaN;
  return [
    `${compact(epoch * batchesOf(spec))} gradients a run`,
    `${compact(epoch * spec.dataset.samples)} examples seen`,
    `${duration(secondsAt(clock, epoch))} of training`,
    `${duration(pace)} an epoch for ${networks === 1 ? "one network" : `all ${networks} networks`}`,
  ].join(" · ");
}
