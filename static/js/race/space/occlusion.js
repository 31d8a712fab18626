/**
 * Sight lines: whether a hill of the surface stands between a point and the camera.
 *
 * Everything is in the coordinates of the data, in which a straight line stays one.
 *
 * @import {Camera, Triple, Vector} from "../../plot/projection.js"
 * @import {Point} from "../../plot/mapping.js"
 */

const SAMPLES = 40;
/**
 * The line must pass this far below the surface, as a share of its height: what lies on it is not
 * behind it.
 */
const CLEARANCE = 0.015;

/**
 * Where the camera is.
 * @param {{camera: Camera, aspect: Triple, ranges: [Point, Point, Point]}} scene
 * @returns {Vector}
 */
export function eyeOf({ camera: { eye }, aspect, ranges }) {
  const at = (
    /** @type {number} */ axis,
    /** @type {number} */ place,
    /** @type {number} */ edge,
  ) => ranges[axis][0] + (place / edge + 0.5) * (ranges[axis][1] - ranges[axis][0]);
  return [at(0, eye.x, aspect.x), at(1, eye.y, aspect.y), at(2, eye.z, aspect.z)];
}

/**
 * @param {Vector} eye
 * @param {[Point, Point, Point]} ranges of the surface
 * @param {(x: number, y: number) => number} height
 * @returns {(x: number, y: number, z: number) => boolean}
 */
export function hider(eye, ranges, height) {
  const [, , [low, high]] = ranges;
  const clearance = CLEARANCE * (high - low);
  return (x, y, z) => {
    const way = [eye[0] - x, eye[1] - y, eye[2] - z];
    // The surface ends at the edges of its box, so the line need not be followed beyond them.
    const leaves = [x, y, z].map((from, axis) => {
      if (way[axis] === 0) return 1;
      return (ranges[axis][way[axis] > 0 ? 1 : 0] - from) / way[axis];
    });
    const end = Math.min(1, ...leaves);
    // Walk towards the camera; where the surface is higher than the line, it hides the point.
    for (let sample = 1; sample <= SAMPLES; sample += 1) {
      const t = (end * sample) / SAMPLES;
      if (height(x + t * way[0], y + t * way[1]) > z + t * way[2] + clearance) return true;
    }
    return false;
  };
}
