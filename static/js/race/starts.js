/**
 * Starts: the points from which every run sets out, for instance one, a ring of eight or a grid of
 * nine.
 *
 * All functions here are pure.
 *
 * @import {Point, View} from "../plot/mapping.js"
 * @import {Spec} from "../experiment/spec.js"
 * @typedef {number | "only" | "more"} Which  a start that moves, the only one from now on, or one
 *   more
 */

import { rounded } from "../plot/mapping.js";
import { starts } from "../experiment/spec.js";

/** More starts than this are a cloud in which no path can be followed. */
export const MOST = 64;
const RING = 8;
const SIDE = 3;

/**
 * One point stands for itself, several are a list.
 * @param {Spec} spec
 * @param {Point[]} points
 * @returns {Spec}
 */
export const withStarts = (spec, points) => ({
  ...spec,
  start: points.length === 1 ? points[0] : points,
});

/**
 * @param {Spec} spec
 * @param {number} index
 * @param {Point} point
 */
export const withStart = (spec, index, point) =>
  withStarts(
    spec,
    starts(spec).map((other, i) => (i === index ? point : other)),
  );

/**
 * One more start; the spec itself when there are too many already.
 * @param {Spec} spec
 * @param {Point} point
 */
export const withAnotherStart = (spec, point) =>
  starts(spec).length < MOST ? withStarts(spec, [...starts(spec), point]) : spec;

/**
 * @param {Spec} spec
 * @param {Point} point
 * @param {Which} which
 */
export function withStartAt(spec, point, which) {
  if (which === "more") return withAnotherStart(spec, point);
  return which === "only" ? withStarts(spec, [point]) : withStart(spec, which, point);
}

/** @param {View} view @returns {Point[]} */
export const ring = (view) =>
  Array.from({ length: RING }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.5)) / RING;
    return at(view, 0.5 + 0.38 * Math.cos(angle), 0.5 + 0.38 * Math.sin(angle));
  });

/** @param {View} view @returns {Point[]} */
export const grid = (view) =>
  Array.from({ length: SIDE * SIDE }, (_, i) =>
    at(view, ((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE),
  );

/**
 * @param {View} view
 * @param {number} across
 * @param {number} up
 * @returns {Point}
 */
const at = (view, across, up) =>
  rounded(view, [
    view[0][0] + across * (view[0][1] - view[0][0]),
    view[1][0] + up * (view[1][1] - view[1][0]),
  ]);
