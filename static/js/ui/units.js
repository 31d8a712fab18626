/** Words: numbers of trainings as people read them, for instance 94.3 %, 1.5 M or 0.27 ms. */

import { number } from "./format.js";

/** @param {number | null | undefined} share */
export const percent = (share, digits = 1) =>
  share === null || share === undefined || Number.isNaN(share)
    ? "–"
    : `${(100 * share).toFixed(digits)} %`;

/**
 * A large number in few letters.
 * @param {number} value
 */
export function compact(value) {
  if (Math.abs(value) >= 1e9) return `${number(value / 1e9)} G`;
  if (Math.abs(value) >= 1e6) return `${number(value / 1e6)} M`;
  if (Math.abs(value) >= 1e4) return `${number(value / 1e3)} k`;
  return value.toLocaleString("en-US");
}

/** @param {number} seconds */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 1e-3) return `${number(1e6 * seconds, 2)} µs`;
  if (seconds < 1) return `${number(1e3 * seconds, 2)} ms`;
  return `${number(seconds, 3)} s`;
}

/**
 * What is as good as correct: a share of examples, or R² in a regression.
 * @param {string} task
 */
export const scoreName = (task) => (task === "regression" ? "R²" : "accuracy");

/**
 * @param {string} task
 * @param {number | null | undefined} value
 */
export const score = (task, value) =>
  task === "regression"
    ? value === null || value === undefined
      ? "–"
      : number(value, 3)
    : percent(value);
