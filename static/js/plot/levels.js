/**
 * Levels: the heights at which contours are drawn, for instance every half decade above the
 * valley's floor.
 *
 * A surface whose values span decades is drawn over log(z − lowest), any other over z itself; both
 * get the same number of evenly spaced levels in that shape.
 *
 * @typedef {{shape: "linear" | "log", z: Float64Array[], low: number, high: number, start: number,
 *   end: number, size: number, lowest: number, floor: number}} Levels  z: in that shape; lowest and
 *   floor: of the values, and what is added above it
 */

const COUNT = 13;
/**
 * Where half of the surface lies below this share of its height, equal steps would crowd on the
 * slopes and leave the floor bare.
 */
const SKEWED = 0.42;

/**
 * @param {ArrayLike<ArrayLike<number | null>>} rows z by row; null or NaN where the surface has no
 *   value
 * @returns {Levels}
 */
export function levels(rows, count = COUNT) {
  const grid = Array.from(rows, (row) => Float64Array.from(row, (value) => value ?? NaN));
  const finite = Float64Array.from(grid.flatMap((row) => [...row].filter(Number.isFinite))).sort();
  if (finite.length === 0)
    return {
      shape: "linear",
      z: grid,
      low: 0,
      high: 1,
      start: 0,
      end: 1,
      size: 1,
      lowest: 0,
      floor: 0,
    };
  const at = (/** @type {number} */ share) => finite[Math.floor(share * (finite.length - 1))];
  const [lowest, median, highest] = [finite[0], at(0.5), at(1)];
  if (median === lowest || median - lowest > SKEWED * (highest - lowest))
    return { ...spaced("linear", grid, lowest, highest, count), lowest, floor: 0 };
  // Above the lowest point itself the logarithm would fall for ever.
  const floor = 2e-2 * (median - lowest);
  const shaped = grid.map((row) => row.map((value) => Math.log10(value - lowest + floor)));
  const top = Math.log10(highest - lowest + floor);
  return { ...spaced("log", shaped, Math.log10(floor), top, count), lowest, floor };
}

/**
 * @param {"linear" | "log"} shape
 * @param {Float64Array[]} z
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {Omit<Levels, "lowest" | "floor">}
 */
function spaced(shape, z, low, high, count) {
  const size = high > low ? (high - low) / (count + 1) : 1;
  return { shape, z, low, high, start: low + size, end: high - size / 2, size };
}

/**
 * The value of the surface at a height in its shape.
 * @param {Pick<Levels, "shape" | "lowest" | "floor">} levels
 * @param {number} height
 */
export const valueAt = ({ shape, lowest, floor }, height) =>
  shape === "log" ? 10 ** height - floor + lowest : height;

/**
 * The heights of every `each`th contour, with the values there.
 * @param {Levels} levels
 * @returns {{height: number, value: number}[]}
 */
export function rungs(levels, each = 1) {
  const { start, end, size } = levels;
  const count = Math.floor((end - start) / size + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => start + i * size)
    .filter((_, i) => i % each === 0)
    .map((height) => ({ height, value: valueAt(levels, height) }));
}
