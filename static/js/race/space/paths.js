/**
 * Paths in space: where the rows of a trajectory lie on the screen, a little above the surface, and
 * which of them a hill hides.
 *
 * @import {Track} from "../../client/history.js"
 * @import {Point} from "../../plot/mapping.js"
 * @import {PathPlaces} from "../nearest.js"
 * @import {Project} from "../../plot/overlay.js"
 * @import {Field} from "../../plot/plotly.js"
 * @import {Scene} from "../../plot/projection.js"
 */

import { projector } from "../../plot/projection.js";
import { eyeOf, hider } from "./occlusion.js";

const LIFT = 0.012;
const PIECES = 8;
const MANY = 1500;

/**
 * NaN stands for what is outside the surface. Between two steps a path follows the surface, as long
 * as there are not too many steps to draw.
 * @param {Scene} scene
 * @param {Field} field
 * @param {number} steps
 */
export function placer(scene, field, steps) {
  const project = projector(scene);
  const [[x0, x1], [y0, y1], [low, high]] = scene.ranges;
  const lift = LIFT * (high - low);
  const height = heightsOf(field);
  const hides = hider(eyeOf(scene), scene.ranges, height);
  const within = (/** @type {number} */ x, /** @type {number} */ y) =>
    x >= x0 && x <= x1 && y >= y0 && y <= y1;

  /** @type {(x: number, y: number) => Point} */
  const flat = (x, y) => (within(x, y) ? project(x, y, height(x, y) + lift) : [NaN, NaN]);
  /**
   * Pixels, and whether a hill hides them. @type {(x: number, y: number) => [number, number,
   * boolean]}
   */
  const lay = (x, y) => [...flat(x, y), within(x, y) && hides(x, y, height(x, y) + lift)];
  /** @type {(track: Track, row: number) => Point} */
  const spot = (track, row) => {
    const from = Math.floor(row);
    const to = Math.min(from + 1, track.end - 1);
    return [between(track.x, from, to, row - from), between(track.y, from, to, row - from)];
  };
  /** @type {Project} */
  const at = (track, row) => lay(...spot(track, row));
  /** @type {PathPlaces["place"]} */
  const place = (track, row) => flat(...spot(track, row));
  return { lay, place, project: at, pieces: steps > MANY ? 1 : PIECES };
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} from
 * @param {number} to
 * @param {number} part
 */
const between = (values, from, to, part) =>
  part === 0 ? values[from] : values[from] + part * (values[to] - values[from]);

/**
 * The height of the drawn surface at a point within it, between its corners.
 * @param {Field} field
 * @returns {(x: number, y: number) => number}
 */
export function heightsOf({ x, y, levels: { z } }) {
  const [columns, rows] = [x.length - 1, y.length - 1];
  const [x0, y0, dx, dy] = [x[0], y[0], (x[columns] - x[0]) / columns, (y[rows] - y[0]) / rows];
  return (px, py) => {
    const [u, v] = [(px - x0) / dx, (py - y0) / dy];
    const i = Math.min(columns - 1, Math.max(0, Math.floor(u)));
    const j = Math.min(rows - 1, Math.max(0, Math.floor(v)));
    const low = between(z[j], i, i + 1, u - i);
    return low + (v - j) * (between(z[j + 1], i, i + 1, u - i) - low);
  };
}
