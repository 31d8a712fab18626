/**
 * Turns: knobs turned on the way, which a spec calls interventions, for instance Adam's rate from
 * step 42 on.
 *
 * All functions here are pure, and the same whatever is raced on.
 *
 * @import {Intervention, Raced, Run} from "./spec.js"
 */

import { number, symbol } from "../ui/format.js";

/**
 * The knobs of a run at a step, as far as they have been turned by then.
 * @param {Raced} spec
 * @param {number} run
 * @param {number} step
 * @returns {Record<string, any>}
 */
export const knobsAt = ({ runs, interventions }, run, step) =>
  interventions
    .filter((turn) => turn.run === run && turn.step <= step)
    .reduce((knobs, turn) => ({ ...knobs, ...turn.hyperparameters }), runs[run].hyperparameters);

/**
 * Knobs of a run turned for the update that leaves `step` and all later ones.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} run
 * @param {number} step
 * @param {Record<string, number>} hyperparameters
 * @returns {S}
 */
export function withIntervention(spec, run, step, hyperparameters) {
  const same = (/** @type {Intervention} */ turn) => turn.run === run && turn.step === step;
  const before = spec.interventions.find(same);
  const turn = { step, run, hyperparameters: { ...before?.hyperparameters, ...hyperparameters } };
  const others = spec.interventions.filter((other) => !same(other));
  return {
    ...spec,
    interventions: [...others, turn].sort((a, b) => a.step - b.step || a.run - b.run),
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
 * Without the turns that the budget no longer reaches.
 * @template {Raced & {steps: number}} S
 * @param {S} spec
 * @returns {S}
 */
export const within = (spec) =>
  spec.interventions.every(({ step }) => step < spec.steps)
    ? spec
    : { ...spec, interventions: spec.interventions.filter(({ step }) => step < spec.steps) };

/**
 * The spec with every run as it stands at a step.
 * @template {Raced} S
 * @param {S} spec
 * @param {number} step
 * @returns {S}
 */
export const standingAt = (spec, step) => ({
  ...spec,
  runs: spec.runs.map((run, index) => ({ ...run, hyperparameters: knobsAt(spec, index, step) })),
});

/**
 * What an edit of the runs as they stand means for the race: numbers that were changed are turned
 * from that step on, everything else holds for the whole race.
 * @template {Raced} S
 * @param {S} spec
 * @param {S} edited  a change of the spec as it stands
 * @param {number} step
 * @returns {S}
 */
export function turned(spec, edited, step) {
  const before = new Map(spec.runs.map((run) => [run.label, run]));
  const runs = edited.runs.map((run) => {
    const old = before.get(run.label);
    return old?.optimizer === run.optimizer ? { ...run, hyperparameters: fixed(old, run) } : run;
  });
  const same =
    runs.length === spec.runs.length && runs.every(({ label }, i) => label === spec.runs[i].label);
  if (!same) return { ...edited, runs };
  return edited.runs.reduce(
    (made, { hyperparameters }, run) => {
      const now = knobsAt(spec, run, step);
      const changed = Object.entries(hyperparameters).filter(
        ([name, value]) => typeof value === "number" && value !== now[name],
      );
      return changed.length ? withIntervention(made, run, step, Object.fromEntries(changed)) : made;
    },
    { ...edited, runs, interventions: spec.interventions },
  );
}

/**
 * The knobs that hold for the whole race: numbers as they were, choices as they are now.
 * @param {Run} old
 * @param {Run} now
 */
const fixed = ({ hyperparameters: old }, { hyperparameters: now }) =>
  Object.fromEntries(
    Object.entries(now).map(([name, value]) => [
      name,
      typeof value === "number" ? old[name] : value,
    ]),
  );

/**
 * What a turn does, in a few words.
 * @param {Intervention} turn
 */
export const told = ({ hyperparameters }) =>
  Object.entries(hyperparameters)
    .map(([name, value]) => `${symbol(name)} ${number(value, 4)}`)
    .join(", ");
