/**
 * Edits of runs: duplicate, rename, another schedule, equal rates; pure like those of the spec.
 *
 * @import {Catalogue, Typed} from "./catalogue.js"
 * @import {Schedule} from "./schedules.js"
 * @import {Run, Spec} from "./spec.js"
 */

import { starts, tuned } from "./spec.js";
import { isTyped } from "./typed.js";

const LONGEST_LABEL = 60;

/**
 * @param {Spec} spec
 * @param {number} index
 * @param {Partial<Run>} change
 * @returns {Spec}
 */
const changed = (spec, index, change) => ({
  ...spec,
  runs: spec.runs.map((run, i) => (i === index ? { ...run, ...change } : run)),
});

/**
 * @param {Spec} spec
 * @param {number} index
 * @param {Schedule} schedule
 */
export const withSchedule = (spec, index, schedule) => changed(spec, index, { schedule });

/**
 * @param {Spec} spec
 * @param {number} index
 * @param {string} label
 */
export const withLabel = (spec, index, label) => changed(spec, index, { label });

/**
 * The same runs on a typed formula: another formula brings its own rates, and the start stays where it is
 * as long as it can be seen.
 * @param {Spec} spec
 * @param {Typed} typed
 * @param {Catalogue} catalogue
 * @returns {Spec}
 */
export function onTyped(spec, typed, catalogue) {
  const surface = catalogue.surface(typed);
  const before = isTyped(spec.surface) ? spec.surface.expression : catalogue.surface(spec.surface).expression;
  const seen = starts(spec).every((point) =>
    point.every((value, axis) => value >= typed.view[axis][0] && value <= typed.view[axis][1]),
  );
  const moved = { ...spec, surface: typed, start: seen ? spec.start : surface.start };
  return before === typed.expression ? moved : { ...withAllTuned(moved, catalogue), interventions: [] };
}

/**
 * Why a run cannot be called this; an empty string when it can.
 * @param {Spec} spec
 * @param {number} index
 * @param {string} label
 */
export function nameComplaint(spec, index, label) {
  if (!label) return "A run needs a name.";
  if (label.length > LONGEST_LABEL) return `At most ${LONGEST_LABEL} characters.`;
  if (spec.runs.some((run, i) => i !== index && run.label === label)) return "Another run has this name.";
  return "";
}

/**
 * The same run once more, right after it, with a name of its own.
 * @param {Spec} spec
 * @param {number} index
 * @returns {Spec}
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
 * @param {Spec} spec
 * @returns {Spec}
 */
export function withEqualRates(spec) {
  const rate = firstRate(spec)?.hyperparameters.lr;
  return { ...spec, runs: spec.runs.map((run) => (rate === undefined ? run : withRate(run, rate))) };
}

/**
 * The first run that has a learning rate.
 * @param {Spec} spec
 */
export const firstRate = ({ runs }) => runs.find(({ hyperparameters }) => hyperparameters.lr !== undefined);

/**
 * The runs at the rates found for them; those without stay as they are.
 * @param {Spec} spec
 * @param {ReadonlyMap<number, number>} rates  by run
 * @returns {Spec}
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
 * All runs at the hyper-parameters tuned for this surface.
 * @param {Spec} spec
 * @param {Catalogue} catalogue
 * @returns {Spec}
 */
export const withAllTuned = (spec, catalogue) => ({
  ...spec,
  runs: spec.runs.map((run) => ({
    ...run,
    hyperparameters: tuned(catalogue.optimizer(run.optimizer), catalogue.surface(spec.surface)),
  })),
});
