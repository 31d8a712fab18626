/**
 * Isolines: where a grid of numbers crosses a level, for instance a network's output 0.5 (marching
 * squares).
 *
 * @typedef {{nx: number, ny: number, values: ArrayLike<number>}} Lattice  row by row from the
 *   lowest y
 */

/**
 * The segments of the isoline as x0, y0, x1, y1, … in cells from the first column and the lowest
 * row. Cells with a corner that is no number have none.
 * @param {Lattice} lattice
 * @param {number} level
 * @returns {number[]}
 */
export function isoline({ nx, ny, values }, level) {
  /** @type {number[]} */
  const segments = [];
  for (let row = 0; row < ny - 1; row += 1) {
    for (let column = 0; column < nx - 1; column += 1) {
      const at = row * nx + column;
      const corners = [values[at], values[at + 1], values[at + nx + 1], values[at + nx]];
      const code = corners.reduce((sum, value, i) => sum + (value > level ? 1 << i : 0), 0);
      if (code === 0 || code === 15 || corners.some(Number.isNaN)) continue;
      const [a, b, c, d] = corners;
      const part = (/** @type {number} */ from, /** @type {number} */ to) =>
        (level - from) / (to - from);
      /** Where the line crosses each side: below, right, above, left. @type {[number, number][]} */
      const sides = [
        [column + part(a, b), row],
        [column + 1, row + part(b, c)],
        [column + part(d, c), row + 1],
        [column, row + part(a, d)],
      ];
      for (const [from, to] of joined(code, (a + b + c + d) / 4 > level))
        segments.push(...sides[from], ...sides[to]);
    }
  }
  return segments;
}

/**
 * The sides that a cell's segments join, from which of its corners lie above. In a saddle the
 * middle decides.
 * @param {number} code
 * @param {boolean} middle
 * @returns {[number, number][]}
 */
function joined(code, middle) {
  if (code === 5 || code === 10) {
    const split = (code === 5) === middle;
    return split
      ? [
          [0, 1],
          [2, 3],
        ]
      : [
          [3, 0],
          [1, 2],
        ];
  }
  const crossed = [0, 1, 2, 3].filter(
    (side) => ((code >> side) & 1) !== ((code >> ((side + 1) % 4)) & 1),
  );
  return [[crossed[0], crossed[1]]];
}
