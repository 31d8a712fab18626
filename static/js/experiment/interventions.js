/**
 * Interventions: knobs that change on the way, for instance Adam's rate from step 42 on.
 *
 * All functions here are pure, and the same whatever is raced on.
 *
 * @import {Intervention, Raced} from "./spec.js"
 */

import { number, symbol } from "../ui/format.js";

/**
 * The knobs of a run at a step, with all interventions up to it.
 * @param {Raced} spec
 * @param {number} run
 * @param {number} step
 * @returns {Record<string, any>}
 */
export const knobsAt = ({ runs, interventions }, run, step) =>
  interventions
    .filter((each) => each.run === run && each.step <= step)
    .reduce((knobs, each) => Object.assign(knobs, each.hyperparameters), {
      ...runs[run].hyperparameters,
    });

/**
 * Knobs of a run changed for the update that leaves `step` and all later ones.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} run
 * @param {number} step
 * @param {Record<string, number>} hyperparameters
 * @returns {S}
 */
export function withIntervention(spec, run, step, hyperparameters) {
  const same = (/** @type {Intervention} */ each) => each.run === run && each.step === step;
  const before = spec.interventions.find(same);
  const next = { step, run, hyperparameters: { ...before?.hyperparameters, ...hyperparameters } };
  const others = spec.interventions.filter((other) => !same(other));
  // In one order, however they came about, so that the same experiment is the same link.
  return {
    ...spec,
    interventions: [...others, next].sort((a, b) => a.step - b.step || a.run - b.run),
  };
}

/**
 * @template {Raced} S
 * @param {S} spec
 * @param {number} index of the intervention
 * @returns {S}
 */
export const withoutIntervention = (spec, index) => ({
  ...spec,
  interventions: spec.interventions.toSpliced(index, 1),
});

/**
 * Without the interventions that the budget no longer reaches.
 * @template {Raced & {steps: number}} S
 * @param {S} spec
 * @returns {S}
 */
export const withinBudget = (spec) =>
  spec.interventions.every(({ step }) => step < spec.steps)
    ? spec
    : { ...spec, interventions: spec.interventions.filter(({ step }) => step < spec.steps) };

/**
 * The spec with the knobs that every run has at a step.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} step
 * @returns {S}
 */
export const specAt = (spec, step) => ({
  ...spec,
  runs: spec.runs.map((run, index) => ({ ...run, hyperparameters: knobsAt(spec, index, step) })),
});

/**
 * What an intervention changes, in a few words.
 * @param {Intervention} intervention
 */
export const describe = ({ hyperparameters }) =>
  Object.entries(hyperparameters)
    .map(([name, value]) => `${symbol(name)} ${number(value, 4)}`)
    .join(", ");
