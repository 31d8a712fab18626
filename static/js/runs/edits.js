/**
 * Edits of runs: add, duplicate, rename, another schedule, equal rates; pure like those of the
 * spec, and the same whatever is raced on.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Schedule} from "./schedules.js"
 * @import {Raced, Run} from "../experiment/spec.js"
 */

import { freshLabel } from "../experiment/spec.js";

const LONGEST_LABEL = 60;

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {Partial<Run>} change
 * @returns {S}
 */
const changed = (spec, index, change) => ({
  ...spec,
  runs: spec.runs.map((run, i) => (i === index ? { ...run, ...change } : run)),
});

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {Schedule} schedule
 */
export const withSchedule = (spec, index, schedule) => changed(spec, index, { schedule });

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {string} label
 */
export const withLabel = (spec, index, label) => changed(spec, index, { label });

/**
 * Why a run cannot be called this; an empty string when it can.
 * @param {Raced} spec
 * @param {number} index
 * @param {string} label
 */
export function nameComplaint(spec, index, label) {
  if (!label) return "A run needs a name.";
  if (label.length > LONGEST_LABEL) return `At most ${LONGEST_LABEL} characters.`;
  if (spec.runs.some((run, i) => i !== index && run.label === label))
    return "Another run has this name.";
  return "";
}

/**
 * The same run once more, right after it, with a name of its own.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @returns {S}
 */
export function withCopy(spec, index) {
  const run = structuredClone(spec.runs[index]);
  const stem = run.label.replace(/ \d+$/, "");
  let n = 2;
  while (spec.runs.some(({ label }) => label === `${stem} ${n}`)) n += 1;
  const copy = { ...run, label: `${stem} ${n}` };
  const later = (/** @type {number} */ other) => (other > index ? other + 1 : other);
  return {
    ...spec,
    runs: spec.runs.toSpliced(index + 1, 0, copy),
    interventions: spec.interventions.flatMap((turn) => [
      { ...turn, run: later(turn.run) },
      ...(turn.run === index ? [{ ...turn, run: index + 1 }] : []),
    ]),
  };
}

/**
 * All runs that have a rate at the rate of the first of them.
 * @template {Raced} S
 * @param {S} spec
 * @returns {S}
 */
export function withEqualRates(spec) {
  const rate = firstRate(spec)?.hyperparameters.lr;
  return {
    ...spec,
    runs: spec.runs.map((run) => (rate === undefined ? run : withRate(run, rate))),
  };
}

/**
 * The first run that has a learning rate.
 * @param {Raced} spec
 */
export const firstRate = ({ runs }) =>
  runs.find(({ hyperparameters }) => hyperparameters.lr !== undefined);

/**
 * The runs at the rates found for them; those without stay as they are.
 * @template {Raced} S
 * @param {S} spec
 * @param {ReadonlyMap<number, number>} rates  by run
 * @returns {S}
 */
export const withRates = (spec, rates) => ({
  ...spec,
  runs: spec.runs.map((run, i) => withRate(run, rates.get(i) ?? run.hyperparameters.lr)),
});

/** @type {(run: Run, lr: number | undefined) => Run} */
const withRate = (run, lr) =>
  run.hyperparameters.lr === undefined || lr === undefined
    ? run
    : { ...run, hyperparameters: { ...run.hyperparameters, lr } };

/**
 * All runs at the hyper-parameters tuned for what they race on, and none turned on the way.
 * @template {Raced} S
 * @param {S} spec
 * @param {Catalogue} catalogue
 * @returns {S}
 */
export const withAllTuned = (spec, catalogue) => ({
  ...spec,
  runs: spec.runs.map((run) => ({
    ...run,
    hyperparameters: catalogue.tuned(run.optimizer, spec),
  })),
  interventions: [],
});

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {string} name
 * @param {any} value
 * @returns {S}
 */
export const withKnob = (spec, index, name, value) =>
  changed(spec, index, { hyperparameters: { ...spec.runs[index].hyperparameters, [name]: value } });

/**
 * A run back at the hyper-parameters tuned for what it races on, and not turned on the way.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {Catalogue} catalogue
 * @returns {S}
 */
export const withTuned = (spec, index, catalogue) => ({
  ...changed(spec, index, { hyperparameters: catalogue.tuned(spec.runs[index].optimizer, spec) }),
  interventions: spec.interventions.filter(({ run }) => run !== index),
});

/**
 * One more run, tuned for what it races on.
 * @template {Raced} S
 * @param {S} spec
 * @param {string} name
 * @param {Catalogue} catalogue
 * @returns {S}
 */
export function withRun(spec, name, catalogue) {
  const optimizer = catalogue.optimizer(name);
  const run = {
    optimizer: name,
    hyperparameters: catalogue.tuned(name, spec),
    schedule: { name: "constant" },
    label: freshLabel(
      optimizer,
      spec.runs.map(({ label }) => label),
    ),
  };
  return { ...spec, runs: [...spec.runs, run] };
}

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @returns {S}
 */
export const withoutRun = (spec, index) => ({
  ...spec,
  runs: spec.runs.filter((_, i) => i !== index),
  interventions: spec.interventions
    .filter(({ run }) => run !== index)
    .map((turn) => ({ ...turn, run: turn.run > index ? turn.run - 1 : turn.run })),
});
