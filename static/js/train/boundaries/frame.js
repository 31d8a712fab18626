/**
 * The frame: which part of the plane of the data a pane shows; of one feature, the plane of feature
 * and target.
 *
 * @import {Points, Sample} from "../samples.js"
 * @import {Extent} from "./snapshots.js"
 * @typedef {{x: [number, number], y: [number, number]}} Frame
 */

/** Room around all points, as in the server's snapshots. */
const MARGIN = 0.12;

/**
 * The least and the most of the numbers of a regression; 0 and 1 for classes.
 * @param {Sample | null} sample
 * @returns {[number, number]}
 */
export function rangeOf(sample) {
  if (sample?.task !== "regression") return [0, 1];
  const all = [...sample.train.y, ...(sample.test?.y ?? [])];
  return [Math.min(...all), Math.max(...all)];
}

/**
 * The box around all points of some data.
 * @param {Sample} sample
 * @returns {Frame}
 */
export function frameOf({ train, test }) {
  const along = (/** @type {(points: Points) => number[]} */ of) => {
    const all = [...of(train), ...(test ? of(test) : [])];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = MARGIN * (high > low ? high - low : 1);
    return /** @type {[number, number]} */ ([low - room, high + room]);
  };
  const flat = train.x.length === 1;
  return { x: along(({ x }) => x[0]), y: along(({ x, y }) => (flat ? y : x[1])) };
}

/**
 * The part of a frame over which a network was asked; of one feature all of its height.
 * @param {Frame} frame
 * @param {Extent} extent
 * @returns {Frame}
 */
export const sampledFrame = (frame, { x, y }) => ({ x, y: y ?? frame.y });

/**
 * Where columns and rows of a lattice lie in a box of some size that shows a frame.
 * @param {Frame} frame
 * @param {Extent} extent
 * @param {number} width
 * @param {number} height
 * @returns {(column: number, row: number) => [number, number]}
 */
export function latticed(frame, extent, width, height) {
  const { x, y } = sampledFrame(frame, extent);
  const place = placer(frame, width, height);
  const at = ([low, high] = [0, 1], share = 0) => low + share * (high - low);
  return (column, row) =>
    place(at(x, column / (extent.nx - 1)), at(y, row / Math.max(1, extent.ny - 1)));
}

/**
 * Where a point of the frame lies in a box of some size.
 * @param {Frame} frame
 * @param {number} width
 * @param {number} height
 * @returns {(x: number, y: number) => [number, number]}
 */
export const placer =
  ({ x: [x0, x1], y: [y0, y1] }, width, height) =>
  (x, y) => [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height];
