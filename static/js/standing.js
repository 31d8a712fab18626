/**
 * Standings: how each trajectory does at a step, for instance "Momentum, cost 1.4e−2, running".
 *
 * @import {Track} from "./history.js"
 * @import {Point} from "./mapping.js"
 * @import {StreamEvent} from "./stream.js"
 * @typedef {{status: string, at: number}} Ending
 * @typedef {{row: number, x: number, y: number, cost: number, gradNorm: number, distance: number | null, status: string, at: number | null}} Standing
 */

import { counted, number } from "./format.js";
import { rowAt } from "./history.js";

/**
 * @param {Track} track
 * @param {number} step
 * @param {number} length
 * @param {Ending | undefined} ending
 * @param {Point[]} minima
 * @returns {Standing}
 */
export function standing(track, step, length, ending, minima) {
  const row = rowAt(track, step);
  const [x, y] = [track.x[row], track.y[row]];
  const distances = minima.map(([mx, my]) => Math.hypot(x - mx, y - my));
  const ended = ending !== undefined && step >= ending.at;
  return {
    row,
    x,
    y,
    cost: track.cost[row],
    gradNorm: track.grad_norm[row],
    distance: distances.length ? Math.min(...distances) : null,
    status: ended ? ending.status : step >= length ? "finished" : "running",
    at: ended ? ending.at : null,
  };
}

/**
 * By entry, what became of those that stopped early.
 * @param {Iterable<StreamEvent>} events
 * @returns {Map<number, Ending>}
 */
export const endings = (events) =>
  new Map([...events].map(({ entry, status, step }) => [entry, { status, at: step }]));

/** @param {Standing} standing */
export const statusText = ({ status, at }) =>
  at === null ? status : `${status} at ${at.toLocaleString("en-US")}`;

/**
 * The race in one sentence, best first, for those who listen to it.
 * @param {number} step
 * @param {number} length
 * @param {{label: string, standing: Standing}[]} runs
 */
export function summary(step, length, runs) {
  const ranked = [...runs]
    .filter(({ standing: { row } }) => row >= 0)
    .sort((a, b) => rank(a.standing) - rank(b.standing));
  if (ranked.length === 0) return "";
  const told = ranked.map(({ label, standing: found }) => {
    const ended = found.at === null ? "" : `, ${statusText(found)}`;
    return `${label} cost ${number(found.cost)}${ended}`;
  });
  return `Step ${step.toLocaleString("en-US")} of ${counted(length, "step")}. ${told.join("; ")}.`;
}

/** @param {Standing} found */
const rank = ({ status, cost }) => (status === "diverged" ? Infinity : cost);
