/**
 * Endings: what became of the trajectories that stopped before their budget, in words, for instance
 * "left the domain at step 3 (tried (−1.25, 0))".
 *
 * @import {Point} from "../plot/mapping.js"
 * @import {StreamEvent} from "../client/stream.js"
 * @typedef {{status: string, at: number, tried: Point | null}} Ending  tried: the point that it
 *   would have stepped to, where it left the domain of the formula
 */

import { point } from "../ui/format.js";

/** A run that fails has stopped without arriving: its last cost is no result. */
const FAILURES = new Set(["diverged", "left_domain", "singular"]);
/** @type {Record<string, string>} */
const WORDS = { left_domain: "left the domain", singular: "singular Hessian" };
const DIGITS = 3;

/** @param {{status: string}} standing */
export const isFailure = ({ status }) => FAILURES.has(status);

/**
 * By entry, what became of those that stopped early.
 * @param {Iterable<StreamEvent>} events
 * @returns {Map<number, Ending>}
 */
export const endings = (events) =>
  new Map(
    [...events].map(({ entry, status, step, tried = null }) => [
      entry,
      { status, at: step, tried },
    ]),
  );

/** A status as it is read. @param {{status: string}} standing */
export const statusWord = ({ status }) => WORDS[status] ?? status;

/** @param {number} value */
const whole = (value) => value.toLocaleString("en-US");

/**
 * A status with its step and the point that was tried, where it has them.
 * @param {{status: string, at: number | null, tried?: Point | null}} standing
 */
export function endWords({ status, at, tried = null }) {
  const when = at === null ? "" : ` at step ${whole(at)}`;
  return statusWord({ status }) + when + (tried ? ` (tried ${point(tried, DIGITS)})` : "");
}

/**
 * What became of a run, as a sentence.
 * @param {string} label
 * @param {{status: string, at: number | null, tried?: Point | null}} standing
 */
export const endSentence = (label, { status, at, tried }) =>
  status === "singular"
    ? `${label} stopped at step ${whole(at ?? 0)}: singular Hessian.`
    : `${label} ${status === "growing" ? "is growing" : endWords({ status, at, tried })}.`;

/**
 * What became of a run from some of its starts, as a sentence.
 * @param {string} label
 * @param {string} status
 * @param {number} those
 * @param {number} all
 */
export function endsSentence(label, status, those, all) {
  const from = `from ${those} of ${all} starts`;
  if (status === "singular") return `${label} met a singular Hessian ${from}.`;
  return `${label} ${status === "growing" ? "is growing" : statusWord({ status })} ${from}.`;
}
