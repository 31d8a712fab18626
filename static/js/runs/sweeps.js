/**
 * Sweeps: the final cost of one run over its learning rate, for instance lowest at 0.13 and
 * diverging from 0.4 on; where its curve goes in a strip.
 *
 * @import {Raced} from "../experiment/spec.js"
 * @typedef {object} Sweep
 * @property {number} run
 * @property {number} steps
 * @property {number[]} rates
 * @property {(number | null)[]} costs  null where the run fails
 * @property {number | null} best
 * @property {number | null} best_cost
 * @property {[number, number] | null} good
 * @property {number | null} width
 * @typedef {{x: number, y: number}} Dot  both from 0 to 1, y upwards
 * @typedef {object} Strip
 * @property {Dot[][]} lines  unbroken stretches of the curve
 * @property {[number, number][]} lost  stretches of rates that fail, from 0 to 1
 * @property {[number, number] | null} good
 * @property {Dot | null} best
 * @property {(rate: number) => number} at  where a rate is, from 0 to 1 within the strip
 * @property {(x: number) => number} rateAt  the rate at a place, to three digits
 */

/** Decades shown below the cost at the smallest rate; deeper ones look alike. */
const DECADES = 14;

/**
 * @param {Sweep} sweep
 * @param {number | null} lowest  the surface's lowest cost, where known
 * @returns {Strip}
 */
export function stripOf({ rates, costs, best, best_cost, good }, lowest) {
  const [first, last] = [Math.log(rates[0]), Math.log(rates[rates.length - 1])];
  const at = (/** @type {number} */ rate) => (Math.log(rate) - first) / (last - first);
  const height = heights(costs, lowest);
  /** @type {Dot[][]} */
  const lines = [];
  /** @type {[number, number][]} */
  const lost = [];
  const half = 0.5 / (rates.length - 1);
  rates.forEach((rate, i) => {
    const cost = costs[i];
    const x = at(rate);
    const follows = i > 0 && (costs[i - 1] === null) === (cost === null);
    if (cost !== null) {
      const dot = { x, y: height(cost) };
      if (follows) lines[lines.length - 1].push(dot);
      else lines.push([dot]);
    } else if (follows) lost[lost.length - 1][1] = Math.min(1, x + half);
    else lost.push([Math.max(0, x - half), Math.min(1, x + half)]);
  });
  return {
    lines,
    lost,
    good: good && [at(good[0]), at(good[1])],
    best: best === null || best_cost === null ? null : { x: at(best), y: height(best_cost) },
    at,
    rateAt: (x) =>
      Number(Math.exp(first + Math.min(1, Math.max(0, x)) * (last - first)).toPrecision(3)),
  };
}

/**
 * Costs as shares of the strip: logarithms of the height above the lowest, where there is one; a
 * little above what a tiny rate ends at is the top.
 * @param {(number | null)[]} costs
 * @param {number | null} lowest
 * @returns {(cost: number) => number}
 */
function heights(costs, lowest) {
  const finite = costs.filter((cost) => cost !== null);
  if (!finite.length) return () => 0.5;
  const least = Math.min(...finite);
  const log = lowest !== null || least >= 0;
  const offset = lowest ?? 0;
  const top = finite[0] - offset;
  const floor = Math.max(top * 10 ** -DECADES, Math.abs(offset) * 1e-15, Number.MIN_VALUE);
  const bend = (/** @type {number} */ cost) =>
    log ? Math.log(Math.max(cost - offset, floor)) : cost;
  const low = bend(least);
  const high =
    log && top > 0 ? Math.max(bend(finite[0]), low + 1) : Math.max(bend(finite[0]), low + 1e-12);
  return (cost) => Math.min(1.12, (bend(cost) - low) / (high - low));
}

/**
 * What a sweep depends on: everything but the run's own rate and what things are called.
 * @param {Raced} spec
 * @param {number} run
 */
export function basisOf({ runs, interventions, ...rest }, run) {
  const { label: _, hyperparameters, ...own } = runs[run];
  const { lr: __, ...others } = hyperparameters;
  return JSON.stringify([rest, own, others, interventions.filter((each) => each.run === run)]);
}
