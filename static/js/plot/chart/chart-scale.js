/**
 * The scale of a chart: from where to where its numbers go, for instance costs from 0.1 to 1 on a
 * log axis, and the round numbers along it.
 *
 * @import {Scale} from "../scales.js"
 * @import {Curve} from "./chart.js"
 * @typedef {{log: boolean, floor?: number, ceiling?: number}} Wish  numbers never go below the
 *   floor or above the ceiling
 */

import { decades, linearTicks } from "../ticks.js";

/** Below its top a log axis reaches so far at most, and above the first number of a curve. */
const DEEPEST = 1e-9;
const HIGHEST = 1e3;
const HIGHEST_LINEAR = 3;
/** So many decades or more are told by powers of ten alone. */
const DECADES = 2.5;
/** Where 1, 2 and 5 give fewer ticks, the axis is nearly even and has even ones. */
const FEWEST = 3;

/**
 * The scale that holds some curves. What climbs far above all starts leaves the chart, so that it
 * does not flatten the others; a logarithm is taken only of what is never negative.
 * @param {readonly Pick<Curve, "count" | "read" | "spread">[]} curves
 * @param {Wish} wish
 * @returns {Scale}
 */
export function scaleOf(curves, { log: wanted, floor, ceiling }) {
  let [min, positive, max, begin] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { count, read, spread } of curves) {
    const rows = count(Infinity);
    for (let row = 0; row < rows; row += 1) {
      for (const value of spread ? [spread.low(row), spread.high(row)] : [read(row)]) {
        if (!Number.isFinite(value)) continue;
        if (value < min) min = value;
        if (value > 0 && value < positive) positive = value;
        if (value > max) max = value;
        if (row === 0 && value > begin) begin = value;
      }
    }
  }
  if (max === -Infinity) [min, positive, max, begin] = [0, 0.1, 1, 1];
  if (begin === -Infinity) begin = max;
  if (wanted && min >= 0 && max > 0) {
    const high = begin > 0 ? Math.min(max, HIGHEST * begin) : max;
    const low = Math.min(Math.max(positive, high * DEEPEST), high / 2);
    const room = (high / low) ** 0.06;
    return { log: true, offset: 0, low: low / room, high: high * room };
  }
  const top = begin > 0 && min >= 0 ? Math.min(max, HIGHEST_LINEAR * begin) : max;
  const room = 0.06 * (top - min || Math.abs(top) || 1);
  return {
    log: false,
    offset: 0,
    low: Math.max(min - room, floor ?? -Infinity),
    high: Math.min(top + room, ceiling === undefined ? Infinity : ceiling + room / 3),
  };
}

/**
 * Round numbers along a scale, about `count` of them.
 * @param {Scale} scale
 * @param {number} count
 * @returns {number[]}
 */
export function ticksOf({ log, low, high }, count) {
  if (!log) return linearTicks(low, high, count);
  if (Math.log10(high / low) >= DECADES)
    return decades(low, high, count).map((power) => 10 ** power);
  const from = Math.floor(Math.log10(low));
  const until = Math.ceil(Math.log10(high));
  const all = Array.from({ length: until - from + 1 }, (_, i) => i + from).flatMap((power) =>
    [1, 2, 5].map((factor) => Number((factor * 10 ** power).toPrecision(1))),
  );
  const found = all.filter((at) => at >= low && at <= high);
  return found.length < FEWEST ? linearTicks(low, high, count) : found;
}
