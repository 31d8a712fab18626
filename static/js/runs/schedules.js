/**
 * Schedules: how the learning rate changes over the steps, for instance half a cosine after a
 * warm-up, as it is chosen and typed.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @typedef {Record<string, any>} Schedule  its name and its parameters
 */

import { defaults } from "../experiment/catalogue.js";

export const CONSTANT = /** @type {Schedule} */ ({ name: "constant" });

/**
 * A schedule as it is first chosen: with parameters that show within a race of so many steps.
 * @param {string} name
 * @param {Catalogue} catalogue
 * @param {number} steps
 * @returns {Schedule}
 */
export function fresh(name, catalogue, steps) {
  const share = (/** @type {number} */ part) => Math.max(1, Math.round(steps * part));
  const { then: _, ...usual } = defaults(catalogue.schedule(name).parameters);
  /** @type {Record<string, Record<string, any>>} */
  const fitting = {
    cosine: { total: steps },
    one_cycle: { total: steps },
    step: { every: share(1 / 4) },
    inverse_time: { rate: Number((4 / steps).toPrecision(1)) },
    exponential: { decay: Number((0.1 ** (1 / steps)).toFixed(4)) },
    warmup: { steps: share(1 / 6), then: CONSTANT },
    table: {
      table: [
        [share(1 / 2), 0.3],
        [share(3 / 4), 0.1],
      ].filter(([k], i, rows) => i === 0 || k > rows[i - 1][0]),
    },
  };
  return { name, ...usual, ...fitting[name] };
}

/**
 * Rows of a table as people type them, "100: 0.3, 200: 0.1". Throws RangeError with what is wrong.
 * @param {string} text
 * @returns {[number, number][]}
 */
export function readTable(text) {
  const rows = text
    .split(/[,;\n]+/)
    .filter((row) => row.trim())
    .map(
      (row) =>
        /** @type {[number, number]} */ (
          row
            .trim()
            .split(/\s*:\s*|\s+/)
            .map(Number)
        ),
    );
  if (!rows.length) throw new RangeError("Write step: factor, for instance 100: 0.3, 200: 0.1.");
  rows.forEach(([k, factor, ...more], i) => {
    if (more.length || !Number.isInteger(k) || k < 0 || !(factor >= 0 && factor <= 1e6))
      throw new RangeError(`Row ${i + 1} must be a step and a factor, such as 100: 0.3.`);
    if (i && k <= rows[i - 1][0])
      throw new RangeError(`Row ${i + 1} must come after step ${rows[i - 1][0]}.`);
  });
  return rows;
}

/** @param {[number, number][]} table */
export const writeTable = (table) => table.map(([k, factor]) => `${k}: ${factor}`).join(", ");
