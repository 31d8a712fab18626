/**
 * Edits of runs: add, duplicate, rename, another rate or schedule, equal rates; pure, and the same
 * whatever is raced on.
 *
 * Where an edit takes a step, its numbers hold from that step on, as interventions; choices hold
 * for the whole race, for they cannot change on the way.
 *
 * @import {Catalogue} from "../catalogue.js"
 * @import {Raced, Run} from "../spec.js"
 */

import { knobsAt, withIntervention } from "../interventions.js";
import { freshLabel } from "../spec.js";

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
 * @param {Record<string, any>} schedule
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
  // A copy of “Adam 2” is “Adam 3”, not “Adam 2 2”.
  const stem = run.label.replace(/ \d+$/, "");
  let n = 2;
  while (spec.runs.some(({ label }) => label === `${stem} ${n}`)) n += 1;
  const copy = { ...run, label: `${stem} ${n}` };
  const later = (/** @type {number} */ other) => (other > index ? other + 1 : other);
  return {
    ...spec,
    runs: spec.runs.toSpliced(index + 1, 0, copy),
    interventions: spec.interventions.flatMap((each) => [
      { ...each, run: later(each.run) },
      ...(each.run === index ? [{ ...each, run: index + 1 }] : []),
    ]),
  };
}

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {Record<string, any>} values
 * @param {number} [step]  from which they hold; 0 for the whole race
 * @returns {S}
 */
export function withKnobs(spec, index, values, step = 0) {
  const { hyperparameters } = spec.runs[index];
  const all = Object.entries(values);
  if (step === 0)
    return changed(spec, index, { hyperparameters: { ...hyperparameters, ...values } });
  const choices = all.filter(([, value]) => typeof value !== "number");
  const before = knobsAt(spec, index, step);
  // What a knob is at already needs no intervention, which the ledger would have to tell of.
  const numbers = all.filter(
    ([name, value]) => typeof value === "number" && value !== before[name],
  );
  const next = changed(spec, index, {
    hyperparameters: { ...hyperparameters, ...Object.fromEntries(choices) },
  });
  return numbers.length ? withIntervention(next, index, step, Object.fromEntries(numbers)) : next;
}

/**
 * The first run that has a learning rate.
 * @param {Raced} spec
 */
export const firstRate = ({ runs }) =>
  runs.find(({ hyperparameters }) => hyperparameters.lr !== undefined);

/**
 * All runs that have a rate at the rate of the first of them.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} [step]
 * @returns {S}
 */
export function withEqualRates(spec, step = 0) {
  const first = spec.runs.findIndex(({ hyperparameters }) => hyperparameters.lr !== undefined);
  if (first < 0) return spec;
  const { lr } = step === 0 ? spec.runs[first].hyperparameters : knobsAt(spec, first, step);
  const rates = [...spec.runs.keys()].map((run) => /** @type {const} */ ([run, lr]));
  return withRates(spec, rates, step);
}

/**
 * The runs at the rates found for them; those without stay as they are.
 * @template {Raced} S
 * @param {S} spec
 * @param {Iterable<readonly [run: number, lr: number]>} rates
 * @param {number} [step]
 * @returns {S}
 */
export function withRates(spec, rates, step = 0) {
  let next = spec;
  for (const [run, lr] of rates)
    if (spec.runs[run]?.hyperparameters.lr !== undefined) next = withKnobs(next, run, { lr }, step);
  return next;
}

/**
 * A run at the hyper-parameters tuned for what it races on; from the start on, without any
 * intervention.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index
 * @param {Catalogue} catalogue
 * @param {number} [step]
 * @returns {S}
 */
export function withTuned(spec, index, catalogue, step = 0) {
  const hyperparameters = catalogue.tuned(spec.runs[index].optimizer, spec);
  if (step > 0) return withKnobs(spec, index, hyperparameters, step);
  const interventions = spec.interventions.filter(({ run }) => run !== index);
  return { ...changed(spec, index, { hyperparameters }), interventions };
}

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {Catalogue} catalogue
 * @param {number} [step]
 * @returns {S}
 */
export const withAllTuned = (spec, catalogue, step = 0) =>
  spec.runs.reduce((next, _, run) => withTuned(next, run, catalogue, step), spec);

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
    .map((each) => ({ ...each, run: each.run > index ? each.run - 1 : each.run })),
});
