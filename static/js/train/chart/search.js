/**
 * Search: how far along something sorted one is, for instance how many evaluations had been by
 * epoch 40.
 */

const SLACK = 1e-9;

/**
 * How many of `length` things in order are not beyond a value.
 * @param {number} length
 * @param {(index: number) => number} at
 * @param {number} value
 */
export function upTo(length, at, value) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) <= value + SLACK) low = middle + 1;
    else high = middle;
  }
  return low;
}
