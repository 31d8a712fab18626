/**
 * Interpolation: the value and the gradient of a surface between the points of a grid, for instance
 * under the pointer (cubic convolution; Keys 1981). Exact where the surface is quadratic.
 *
 * @typedef {{x: readonly number[], y: readonly number[], z: ArrayLike<ArrayLike<number | null>>}}
 *   Heights  z by row
 */

/**
 * @param {Heights} heights
 * @param {number} px
 * @param {number} py
 * @returns {{value: number, gradient: [number, number]} | null} null where the surface has no value
 */
export function sample({ x, y, z }, px, py) {
  if (x.length < 3 || y.length < 3) return null;
  const [across, up] = [place(x, px), place(y, py)];
  let [value, gx, gy] = [0, 0, 0];
  for (let row = 0; row < 4; row += 1) {
    const line = Array.from({ length: 4 }, (_, column) =>
      at(y.length, up.index + row - 1, (j) =>
        at(x.length, across.index + column - 1, (i) => z[j][i] ?? NaN),
      ),
    );
    const [along, slope] = [dot(across.weights, line), dot(across.slopes, line)];
    value += up.weights[row] * along;
    gx += up.weights[row] * slope;
    gy += up.slopes[row] * along;
  }
  return Number.isFinite(value + gx + gy) ? { value, gradient: [gx, gy] } : null;
}

/**
 * Where a coordinate lies on an even axis, with the weights of the four points around it and those
 * of the slope there.
 * @param {readonly number[]} axis
 * @param {number} coordinate
 */
function place(axis, coordinate) {
  const step = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
  const exact = (coordinate - axis[0]) / step;
  const index = Math.min(axis.length - 2, Math.max(0, Math.floor(exact)));
  const t = exact - index;
  return {
    index,
    weights: [
      (-t + 2 * t * t - t ** 3) / 2,
      (2 - 5 * t * t + 3 * t ** 3) / 2,
      (t + 4 * t * t - 3 * t ** 3) / 2,
      (t ** 3 - t * t) / 2,
    ],
    slopes: [
      (-1 + 4 * t - 3 * t * t) / 2 / step,
      (-10 * t + 9 * t * t) / 2 / step,
      (1 + 8 * t - 9 * t * t) / 2 / step,
      (3 * t * t - 2 * t) / 2 / step,
    ],
  };
}

/**
 * The value at an index that may lie one beyond the ends, where the parabola of the last three goes
 * on.
 * @param {number} length
 * @param {number} index
 * @param {(index: number) => number} read
 */
function at(length, index, read) {
  if (index < 0) return 3 * read(0) - 3 * read(1) + read(2);
  if (index < length) return read(index);
  return 3 * read(length - 1) - 3 * read(length - 2) + read(length - 3);
}

/** @type {(a: readonly number[], b: readonly number[]) => number} */
const dot = (a, b) => a.reduce((sum, each, i) => sum + each * b[i], 0);
