/**
 * Scales: the axis on which costs are drawn, for instance from 10² down to 10⁻⁶.
 *
 * Where the lowest cost of the surface is known, the height above it is drawn on a log axis; where
 * costs go below zero and no lowest one is known (a saddle), the cost itself is drawn on a linear
 * axis.
 *
 * @import {Track} from "../client/history.js"
 * @typedef {{log: boolean, offset: number, low: number, high: number}} Scale  bounds are of cost −
 *   offset
 */

/**
 * How far below its top the log axis may reach: more decades would flatten the part where the runs
 * differ.
 */
const DEEPEST = 1e-13;
const HIGHEST = 1e3;
/** On a linear axis a run that climbs so many times its start would flatten all others. */
const HIGHEST_LINEAR = 3;
/** Heights above a lowest cost that is not zero are differences of float32 numbers. */
const PRECISION = 1e-7;

/**
 * The axis for the costs of a race.
 * @param {Track[]} tracks
 * @param {number | null} lowest the surface's lowest cost, where known
 * @returns {Scale}
 */
export const costScale = (tracks, lowest) =>
  scaleOf(tracks, (entry, row) => tracks[entry].cost[row], { lowest, log: true });

/**
 * The axis for any measure. A logarithm is taken only of what cannot be negative.
 * @param {Track[]} tracks
 * @param {(entry: number, row: number) => number} read
 * @param {{lowest: number | null, log: boolean}} wish  heights count from `lowest`, where known
 * @returns {Scale}
 */
export function scaleOf(tracks, read, { lowest, log: wanted }) {
  const offset = lowest ?? 0;
  const starts = tracks
    .map((track, entry) => (track.end > 0 ? read(entry, 0) - offset : NaN))
    .filter(Number.isFinite);
  const begin = starts.length ? Math.max(...starts) : 1;
  let [min, minPositive, max] = [Infinity, Infinity, -Infinity];
  tracks.forEach((track, entry) => {
    for (let row = 0; row < track.end; row += 1) {
      const height = read(entry, row) - offset;
      if (height < min) min = height;
      if (height > 0 && height < minPositive) minPositive = height;
      if (height > max) max = height;
    }
  });
  if (max === -Infinity) [min, minPositive, max] = [1e-3, 1e-3, 1];
  const log = wanted && max > 0 && (lowest !== null || min >= 0);
  if (!log) {
    const reach =
      lowest === null ? 20 * Math.max(Math.abs(begin), 1) : (HIGHEST_LINEAR - 1) * Math.abs(begin);
    const [low, high] = [
      lowest === null ? Math.max(min, begin - reach) : 0,
      Math.min(max, begin + (reach || max)),
    ];
    const room = 0.05 * (high - low || 1);
    return { log, offset, low: low - (lowest === null ? room : 0), high: high + room };
  }
  const high = begin > 0 ? Math.min(max, HIGHEST * begin) : max;
  const floor = Math.max(high * DEEPEST, Math.abs(offset) * PRECISION);
  const low = Math.min(Math.max(minPositive, floor), high / 10);
  return { log, offset, low: 10 ** Math.floor(Math.log10(low)), high: high * 1.5 };
}

/**
 * The height of a cost as a share of the axis, 0 at its foot and 1 at its top; below the foot a
 * little under 0.
 * @param {Scale} scale
 * @param {number} cost
 */
export function share(scale, cost) {
  const height = cost - scale.offset;
  if (!scale.log) return (height - scale.low) / (scale.high - scale.low);
  if (!(height > 0)) return -0.05;
  return Math.max(-0.05, Math.log(height / scale.low) / Math.log(scale.high / scale.low));
}
