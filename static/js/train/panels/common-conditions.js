/**
 * What else all runs share, in the dialog of the conditions: the seeds of everything that is drawn,
 * and how often the networks are looked at.
 *
 * @import {Knob} from "../../experiment/catalogue.js"
 */

const LAST_SEED = 2 ** 32 - 1;

/** @type {(name: string, help: string) => Knob} */
const seed = (name, help) => ({
  ...{
    name,
    kind: "integer",
    default: 0,
    min: 0,
    max: LAST_SEED,
    scale: "linear",
    slider: [0, 100],
  },
  help,
});

/** @type {Knob[]} */
export const SHARED = [
  seed("shuffle_seed", "In which order the examples come; the same for all runs."),
  seed("dropout_seed", "Which units dropout drops; the same for all runs."),
];
