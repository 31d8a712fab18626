/**
 * Scales: the axis on which costs are drawn, for instance from 10² down to 10⁻⁶.
 *
 * Where the lowest cost of the surface is known, the height above it is drawn on a log axis; where costs
 * go below zero and no lowest one is known (a saddle), the cost itself is drawn on a linear axis.
 *
 * @import {Track} from "./history.js"
 * @typedef {{log: boolean, offset: number, low: number, high: number}} Scale  bounds are of cost − offset
 */

/**
 * How far below its top the log axis may reach: more decades would flatten the part where the runs
 * differ.
 */
const DEEPEST = 1e-13;
const HIGHEST = 1e3;
/** Heights above a lowest cost that is not zero are differences of float32 numbers. */
const PRECISION = 1e-7;

/**
 * @param {Track[]} tracks
 * @param {number | null} lowest the surface's lowest cost, where known
 * @returns {Scale}
 */
export function costScale(tracks, lowest) {
  const offset = lowest ?? 0;
  const starts = tracks
    .map((track) => (track.end > 0 ? track.cost[0] - offset : NaN))
    .filter(Number.isFinite);
  const begin = starts.length ? Math.max(...starts) : 1;
  let [min, minPositive, max] = [Infinity, Infinity, -Infinity];
  for (const track of tracks) {
    for (let row = 0; row < track.end; row += 1) {
      const height = track.cost[row] - offset;
      if (height < min) min = height;
      if (height > 0 && height < minPositive) minPositive = height;
      if (height > max) max = height;
    }
  }
  if (max === -Infinity) [min, minPositive, max] = [1e-3, 1e-3, 1];
  const log = lowest !== null ? max > 0 : min >= 0 && max > 0;
  if (!log) {
    const reach = 20 * Math.max(Math.abs(begin), 1);
    const [low, high] = [Math.max(min, begin - reach), Math.min(max, begin + reach)];
    const room = 0.05 * (high - low || 1);
    return { log, offset, low: low - room, high: high + room };
  }
  const high = begin > 0 ? Math.min(max, HIGHEST * begin) : max;
  const floor = Math.max(high * DEEPEST, Math.abs(offset) * PRECISION);
  const low = Math.min(Math.max(minPositive, floor), high / 10);
  return { log, offset, low: 10 ** Math.floor(Math.log10(low)), high: high * 1.5 };
}

/**
 * The height of a cost as a share of the axis, 0 at its foot and 1 at its top; below the foot a little
 * under 0.
 * @param {Scale} scale
 * @param {number} cost
 */
export function share(scale, cost) {
  const height = cost - scale.offset;
  if (!scale.log) return (height - scale.low) / (scale.high - scale.low);
  if (!(height > 0)) return -0.05;
  return Math.max(-0.05, Math.log(height / scale.low) / Math.log(scale.high / scale.low));
}
