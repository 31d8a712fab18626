/**
 * Trends: where a run that used its whole budget is heading, for instance a cost that is growing.
 *
 * The engine has the same rule for its results (`engine/trends.py`), which the page need not wait
 * for: it has the rows. `tests/trends.json` holds what both have to say.
 *
 * @typedef {"growing"} Trend
 */

const FAR = 10;
const TENTH = 10;

/**
 * What is to be said of the costs of a run, from its start to its last step. Growing: the last is
 * more than ten times the size of both start and best, and the last tenth reaches higher than all
 * before, if only by a swing.
 * @param {ArrayLike<number>} costs
 * @returns {Trend | null}
 */
export function trend(costs) {
  const late = Math.max(Math.floor(costs.length / TENTH), 1);
  if (costs.length < 2) return null;
  let [least, before, after] = [Infinity, -Infinity, -Infinity];
  for (let row = 0; row < costs.length; row += 1) {
    const cost = costs[row];
    if (!Number.isFinite(cost)) return null;
    least = Math.min(least, cost);
    if (row < costs.length - late) before = Math.max(before, cost);
    else after = Math.max(after, cost);
  }
  const far = costs[costs.length - 1] > FAR * Math.max(Math.abs(costs[0]), Math.abs(least));
  return far && after > before ? "growing" : null;
}
