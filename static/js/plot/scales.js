/**
 * Scales: from where to where the numbers of a chart go, for instance costs from 10² down to 10⁻⁶
 * on a log axis, and the round numbers along it.
 *
 * A scale is chosen by all its curves, so that it does not jump while they are drawn.
 *
 * @typedef {{log: boolean, offset: number, low: number, high: number}} Scale  bounds are of value −
 *   offset
 * @typedef {object} Series  numbers in order, as many as have come
 * @property {(time: number) => number} count  how many by then, Infinity for all
 * @property {(row: number) => number} read
 * @property {{low: (row: number) => number, high: (row: number) => number}} [spread]  a band about
 *   them
 * @typedef {object} ScaleRule  how a page wants its scale
 * @property {boolean} log  a logarithm, taken only of what is never negative
 * @property {number} [offset]  from where heights count: the lowest there can be, where it is known
 * @property {boolean} [bottomless]  values may fall for ever: those close to the starts are shown
 * @property {boolean} [fromZero]  a linear axis begins at zero
 * @property {boolean} [fromDecade]  a log axis begins at a power of ten
 * @property {number} [deepest]  how far below its top a log axis reaches, as a share of that
 * @property {number} [floor]  a linear axis never goes below
 * @property {number} [ceiling]  nor much above
 */

import { decades, linearTicks, powerOfTen } from "./ticks.js";

const DEEPEST = 1e-9;
/** A run that climbs so many times its start leaves the chart: it would flatten all others. */
const HIGHEST = 1e3;
const HIGHEST_LINEAR = 3;
/** So many starts away a bottomless axis ends. */
const FARTHEST = 20;
/** Heights above an offset that is not zero are differences of float32 numbers. */
const PRECISION = 1e-7;
/** The place of what has no logarithm, or lies far below the axis. */
const BELOW = -0.05;
/** Between the curves and the edges of the chart, as a share of it. */
const ROOM = 0.06;
/** An axis of so many decades or more has ticks at powers of ten alone. */
const DECADES = 2.5;
/** Where 1, 2 and 5 give fewer ticks than this, the axis is nearly even and has even ones. */
const FEWEST = 3;

/**
 * The scale that holds some curves.
 * @param {readonly Series[]} curves
 * @param {ScaleRule} rule
 * @returns {Scale}
 */
export function scaleOf(curves, rule) {
  const { log, offset = 0, bottomless = false } = rule;
  const extent = extentOf(curves, offset);
  // Heights above a lowest value may come out a little below zero, but for their rounding.
  const positive = rule.offset !== undefined || extent.min >= 0;
  if (log && positive && extent.max > 0) return { log: true, offset, ...logarithmic(extent, rule) };
  return { log: false, offset, ...(bottomless ? near(extent) : linear(extent, rule)) };
}

/**
 * @typedef {{min: number, positive: number, max: number, begin: number}} Extent  of all heights;
 *   `positive`: the least above zero, `begin`: the greatest at a start
 * @param {readonly Series[]} curves
 * @param {number} offset
 * @returns {Extent}
 */
function extentOf(curves, offset) {
  let [min, positive, max, begin] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (/** @type {number} */ height, /** @type {number} */ row) => {
    if (!Number.isFinite(height)) return;
    if (height < min) min = height;
    if (height > 0 && height < positive) positive = height;
    if (height > max) max = height;
    if (row === 0 && height > begin) begin = height;
  };
  for (const { count, read, spread } of curves) {
    const rows = count(Infinity);
    for (let row = 0; row < rows; row += 1) {
      if (spread) {
        take(spread.low(row) - offset, row);
        take(spread.high(row) - offset, row);
      } else take(read(row) - offset, row);
    }
  }
  if (max === -Infinity) return { min: 0, positive: 0.1, max: 1, begin: 1 };
  return { min, positive, max, begin: begin === -Infinity ? max : begin };
}

/**
 * @param {Extent} extent
 * @param {ScaleRule} rule
 */
function logarithmic(
  { positive, max, begin },
  { offset = 0, deepest = DEEPEST, fromDecade = false },
) {
  const high = begin > 0 ? Math.min(max, HIGHEST * begin) : max;
  const least = Math.max(positive, high * deepest, Math.abs(offset) * PRECISION);
  if (fromDecade)
    return { low: 10 ** Math.floor(Math.log10(Math.min(least, high / 10))), high: high * 1.5 };
  const low = Math.min(least, high / 2);
  const room = (high / low) ** ROOM;
  return { low: low / room, high: high * room };
}

/**
 * @param {Extent} extent
 * @param {ScaleRule} rule
 */
function linear({ min, max, begin }, { fromZero = false, floor, ceiling }) {
  const top = begin > 0 && (fromZero || min >= 0) ? Math.min(max, HIGHEST_LINEAR * begin) : max;
  const bottom = fromZero ? 0 : min;
  const room = ROOM * (top - bottom || Math.abs(top) || 1);
  return {
    low: fromZero ? 0 : Math.max(bottom - room, floor ?? -Infinity),
    high: Math.min(top + room, ceiling === undefined ? Infinity : ceiling + room / 3),
  };
}

/** @param {Extent} extent */
function near({ min, max, begin }) {
  const reach = FARTHEST * Math.max(Math.abs(begin), 1);
  const [low, high] = [Math.max(min, begin - reach), Math.min(max, begin + reach)];
  const room = ROOM * (high - low || 1);
  return { low: low - room, high: high + room };
}

/**
 * Where a value lies along the axis, 0 at its foot and 1 at its top; what has no logarithm a little
 * under 0.
 * @param {Scale} scale
 * @param {number} value
 */
export function share({ log, offset, low, high }, value) {
  const height = value - offset;
  if (!log) return (height - low) / (high - low);
  if (!(height > 0)) return Number.isNaN(height) ? NaN : BELOW;
  return Math.max(BELOW, Math.log(height / low) / Math.log(high / low));
}

/**
 * Round heights along a scale and how they are written.
 * @param {Scale} scale
 * @param {number} count  about how many
 * @param {(value: number) => string} format
 * @returns {{height: number, text: string}[]}
 */
export function ticksOf({ log, low, high }, count, format) {
  if (log && Math.log10(high / low) >= DECADES)
    return decades(low, high, count).map((power) => ({
      height: 10 ** power,
      text: powerOfTen(power),
    }));
  const heights = log ? oneTwoFive(low, high, count) : linearTicks(low, high, count);
  return heights.map((height) => ({ height, text: format(height) }));
}

/**
 * 1, 2 and 5 times the powers of ten.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
function oneTwoFive(low, high, count) {
  const from = Math.floor(Math.log10(low));
  const until = Math.ceil(Math.log10(high));
  const heights = Array.from({ length: until - from + 1 }, (_, i) => i + from)
    .flatMap((power) => [1, 2, 5].map((part) => Number((part * 10 ** power).toPrecision(1))))
    .filter((height) => height >= low && height <= high);
  return heights.length < FEWEST ? linearTicks(low, high, count) : heights;
}
