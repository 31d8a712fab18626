/**
 * The frame: which part of the plane of the data a pane shows; of one feature, the plane of feature and target.
 *
 * @import {Sample} from "./samples.js"
 * @import {Extent} from "./snapshots.js"
 * @typedef {{x: [number, number], y: [number, number]}} Frame
 */

/** Room above and below the points of a curve. */
const MARGIN = 0.12;

/**
 * The least and the most of the numbers of a regression; 0 and 1 for classes.
 * @param {Sample | null} sample
 * @returns {[number, number]}
 */
export function rangeOf(sample) {
  if (!sample || sample.task !== "regression") return [0, 1];
  const all = [...sample.train.y, ...(sample.test?.y ?? [])];
  return [Math.min(...all), Math.max(...all)];
}

/**
 * @param {Sample | null} sample
 * @param {Extent} extent
 * @returns {Frame}
 */
export function frameOf(sample, { x, y }) {
  if (y) return { x, y };
  const [low, high] = rangeOf(sample);
  const room = MARGIN * (high - low || 1);
  return { x, y: [low - room, high + room] };
}

/**
 * Where a point of the frame lies in a box of some size.
 * @param {Frame} frame
 * @param {number} width
 * @param {number} height
 * @returns {(x: number, y: number) => [number, number]}
 */
export const placed = ({ x: [x0, x1], y: [y0, y1] }, width, height) => (x, y) => [
  ((x - x0) / (x1 - x0)) * width,
  ((y1 - y) / (y1 - y0)) * height,
];
