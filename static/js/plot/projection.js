/**
 * Projection: where a point of the 3-D scene lies on the screen, from the documented camera alone.
 *
 * Plotly centers the box of the three ranges at the origin with the aspect ratio as its edges,
 * looks at it from `eye` towards `center`, and opens 45° from top to bottom.
 *
 * @import {Point} from "./mapping.js"
 * @typedef {{x: number, y: number, z: number}} Triple
 * @typedef {{eye: Triple, center: Triple, up: Triple}} Camera
 * @typedef {[number, number, number]} Vector
 * @typedef {{camera: Camera, aspect: Triple, ranges: [Point, Point, Point], width: number, height:
 *   number}} Scene
 */

/** Radians above or below the horizon. */
const STEEPEST = 1.5;
const HALF_ANGLE = Math.PI / 8;

/** @param {Triple} triple @returns {Vector} */
const vector = ({ x, y, z }) => [x, y, z];
/** @param {Vector} a @param {Vector} b @returns {Vector} */
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
/** @param {Vector} a @param {Vector} b */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** @param {Vector} a @param {Vector} b @returns {Vector} */
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
/** @param {Vector} a @returns {Vector} */
const unit = (a) => {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
};

/**
 * A function from a point of the data to pixels; NaN for what lies behind the camera.
 * @param {Scene} scene
 * @returns {(x: number, y: number, z: number) => Point}
 */
export function projector({ camera, aspect, ranges, width, height }) {
  const eye = vector(camera.eye);
  const back = unit(minus(eye, vector(camera.center)));
  const right = unit(cross(vector(camera.up), back));
  const top = cross(back, right);
  const edges = vector(aspect);
  const focal = height / 2 / Math.tan(HALF_ANGLE);
  const boxed = (/** @type {number} */ value, /** @type {number} */ axis) => {
    const [low, high] = ranges[axis];
    return ((value - low) / (high - low) - 0.5) * edges[axis];
  };
  return (x, y, z) => {
    const from = minus([boxed(x, 0), boxed(y, 1), boxed(z, 2)], eye);
    const depth = -dot(from, back);
    if (!(depth > 0)) return [NaN, NaN];
    return [
      width / 2 + (focal * dot(from, right)) / depth,
      height / 2 - (focal * dot(from, top)) / depth,
    ];
  };
}

/**
 * The camera turned about the vertical axis and raised, seen from the middle of the box.
 * @param {Camera} camera
 * @param {number} turn radians
 * @param {number} raise radians
 * @returns {Camera}
 */
export function orbit({ eye, center, up }, turn, raise) {
  const [x, y, z] = minus(vector(eye), vector(center));
  const distance = Math.hypot(x, y, z);
  const angle = Math.atan2(y, x) + turn;
  const height = Math.min(STEEPEST, Math.max(-STEEPEST, Math.asin(z / distance) + raise));
  return {
    center,
    up,
    eye: {
      x: center.x + distance * Math.cos(height) * Math.cos(angle),
      y: center.y + distance * Math.cos(height) * Math.sin(angle),
      z: center.z + distance * Math.sin(height),
    },
  };
}

/**
 * A camera that does not look straight down or up, where nobody could say which way is forward:
 * such a one is lowered a little, towards where it came from.
 * @param {Camera} camera
 * @param {Camera} before
 */
export function lowered(camera, before) {
  const from = minus(vector(camera.eye), vector(camera.center));
  const distance = Math.hypot(...from);
  if (Math.abs(from[2]) <= distance * Math.sin(STEEPEST)) return camera;
  const [x, y] = minus(vector(before.eye), vector(before.center));
  const tilt = 1e-3 / (Math.hypot(x, y) || 1);
  const { center } = camera;
  return orbit(
    { ...camera, eye: { x: center.x + tilt * x, y: center.y + tilt * y, z: center.z + from[2] } },
    0,
    0,
  );
}
