/**
 * Rates: the learning rate of a run at each step, as its schedule and the interventions make it.
 *
 * The multipliers are the engine's; a test compares both with the same oracle.
 *
 * @import {Spec} from "./spec.js"
 */

/** @type {Record<string, (k: number, settings: any) => number>} */
const RULES = {
  constant: () => 1,
  inverse_time: (k, { rate = 0.01, every = 1 }) => 1 / (1 + rate * Math.floor(k / every)),
  exponential: (k, { decay = 0.99, every = 1, staircase = false }) =>
    decay ** (staircase ? Math.floor(k / every) : k / every),
  step: (k, { factor, every = 1 }) => factor ** Math.floor(k / every),
  inverse_sqrt: (k) => 1 / Math.sqrt(k + 1),
  cosine: (k, { total, final = 0 }) => anneal(1, final, Math.min(k / total, 1)),
  warmup: (k, { steps, then }) => (k < steps ? (k + 1) / steps : multiplier(then, k - steps)),
  one_cycle(k, { total, warmup = 0.3, div = 25, final_div = 1e4 }) {
    const peak = Math.max(warmup * total - 1, 0);
    return k < peak
      ? anneal(1 / div, 1, k / peak)
      : anneal(1, 1 / div / final_div, (k - peak) / Math.max(total - 1 - peak, Number.MIN_VALUE));
  },
  table: (k, { table }) => table.findLast((/** @type {number[]} */ [from]) => from <= k)?.[1] ?? 1,
};

/**
 * What the rate is multiplied by in step k, counted from 0; NaN for a schedule that is not known
 * here.
 * @param {Record<string, any> | undefined} schedule
 * @param {number} k
 */
export function multiplier(schedule, k) {
  const { name = "constant", ...settings } = schedule ?? {};
  return RULES[name]?.(k, settings) ?? NaN;
}

/**
 * The learning rate with which a run leaves each step.
 * @param {Pick<Spec, "runs" | "interventions">} spec
 * @param {number} run
 * @param {number} [batches] how many steps an epoch has, where schedules may count those
 * @returns {(step: number) => number}
 */
export function rateOf({ runs, interventions }, run, batches = 1) {
  const { hyperparameters, schedule } = runs[run];
  const changes = interventions
    .filter((change) => change.run === run && change.hyperparameters.lr !== undefined)
    .sort((a, b) => a.step - b.step);
  return (step) =>
    (changes.findLast((change) => change.step <= step)?.hyperparameters.lr ?? hyperparameters.lr) *
    multiplier(schedule, schedule?.per === "epoch" ? Math.floor(step / batches) : step);
}

/**
 * Half a cosine from one value to another, which it keeps.
 * @param {number} start
 * @param {number} end
 * @param {number} progress
 */
const anneal = (start, end, progress) =>
  end + ((start - end) * (1 + Math.cos(Math.PI * Math.min(Math.max(progress, 0), 1)))) / 2;
