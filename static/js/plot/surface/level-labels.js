/**
 * Level labels: the values of some contours, written where a ray from the lowest point crosses
 * them.
 *
 * @import {Area, Point, View} from "../mapping.js"
 * @import {Field} from "../plotly.js"
 * @import {Box} from "../labels.js"
 * @typedef {{at: Point, text: string}} LevelLabel  at: its middle, in pixels
 */

import { number } from "../../ui/format.js";
import { overlap } from "../labels.js";
import { rungs } from "../levels.js";
import { toPixel } from "../mapping.js";

/** Every so many contours one has its value. */
const EACH = 2;
const [LETTER, HEIGHT, GAP] = [7, 14, 5];
/** Up and down first: there contours mostly run as their labels do. @type {[number, number][]} */
const RAYS = [
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 0],
  [-1, 0],
];

/**
 * @param {Field} field
 * @param {{area: Area, view: View, unit?: number}} frame
 * @param {readonly Box[]} [taken]  where something is written already
 * @returns {LevelLabel[]}
 */
export function levelLabels({ x, y, levels }, { area, view, unit = 1 }, taken = []) {
  const { z } = levels;
  const from = lowest(z);
  if (!from) return [];
  const boxes = [...taken];
  const rays = RAYS.map((step) => profile(z, from, step));
  return rungs(levels, EACH).flatMap(({ height, value }) => {
    const text = number(value, 2);
    const size = { width: unit * (LETTER * text.length + GAP), height: unit * HEIGHT };
    for (const ray of rays) {
      for (const [column, row] of crossings(ray, height)) {
        const at = toPixel(area, view, ...placeOf(x, y, column, row));
        const box = { left: at[0] - size.width / 2, top: at[1] - size.height / 2, ...size };
        if (!within(box, area) || boxes.some((other) => overlap(roomy(box, unit), other))) continue;
        boxes.push(box);
        return [{ at, text }];
      }
    }
    return [];
  });
}

/** @typedef {[column: number, row: number, height: number]} Step */

/** @param {readonly ArrayLike<number>[]} z @returns {[number, number] | null} column and row */
function lowest(z) {
  let [found, least] = [/** @type {[number, number] | null} */ (null), Infinity];
  for (const [row, line] of z.entries())
    for (let column = 0; column < line.length; column += 1)
      if (line[column] < least) [found, least] = [[column, row], line[column]];
  return found;
}

/**
 * The heights along a ray through the grid, to its end.
 * @param {readonly ArrayLike<number>[]} z
 * @param {[number, number]} from
 * @param {[number, number]} step
 * @returns {Step[]}
 */
function profile(z, [column, row], [right, up]) {
  /** @type {Step[]} */
  const found = [];
  for (let i = 0; z[row + i * up]?.[column + i * right] !== undefined; i += 1)
    found.push([column + i * right, row + i * up, z[row + i * up][column + i * right]]);
  return found;
}

/**
 * Where a ray crosses a height, in columns and rows.
 * @param {Step[]} ray
 * @param {number} height
 * @returns {[number, number][]}
 */
function crossings(ray, height) {
  return ray.slice(1).flatMap(([column, row, next], i) => {
    const [fromColumn, fromRow, before] = ray[i];
    if (!(Math.min(before, next) < height && height <= Math.max(before, next))) return [];
    const part = (height - before) / (next - before);
    return [[fromColumn + part * (column - fromColumn), fromRow + part * (row - fromRow)]];
  });
}

/**
 * @param {readonly number[]} x
 * @param {readonly number[]} y
 * @param {number} column
 * @param {number} row
 * @returns {Point}
 */
function placeOf(x, y, column, row) {
  const on = (/** @type {readonly number[]} */ axis, /** @type {number} */ at) =>
    axis[0] + (at / (axis.length - 1)) * (axis[axis.length - 1] - axis[0]);
  return [on(x, column), on(y, row)];
}

/** @type {(box: Box, area: Area) => boolean} */
const within = ({ left, top, width, height }, area) =>
  left >= area.left &&
  top >= area.top &&
  left + width <= area.left + area.width &&
  top + height <= area.top + area.height;

/** @type {(box: Box, unit: number) => Box} */
const roomy = ({ left, top, width, height }, unit) => ({
  left: left - GAP * unit,
  top: top - GAP * unit,
  width: width + 2 * GAP * unit,
  height: height + 2 * GAP * unit,
});
