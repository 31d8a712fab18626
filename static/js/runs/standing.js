/**
 * Standings: how each trajectory does at a step, for instance "Momentum, cost 1.4e−2, running".
 *
 * @import {Track} from "../client/history.js"
 * @import {Point} from "../plot/mapping.js"
 * @import {StreamEvent} from "../client/stream.js"
 * @typedef {{status: string, at: number}} Ending
 * @typedef {{row: number, x: number, y: number, cost: number, gradNorm: number, distance: number |
 *   null, status: string, at: number | null}} Standing
 */

import { counted, number } from "../ui/format.js";
import { rowAt } from "../client/history.js";

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

/** A gradient this small counts as having arrived where a run goes from several starts. */
const ARRIVED = 1e-3;

/**
 * How each run does: its standing or, from several starts, their mean and how many have arrived at
 * a place where the surface is level.
 * @param {{run: number, standing: Standing}[]} all
 * @returns {Map<number, Standing>}
 */
export function together(all) {
  return new Map(
    [...new Set(all.map(({ run }) => run))].map((run) => {
      const found = all.filter((each) => each.run === run).map((each) => each.standing);
      if (found.length === 1) return [run, found[0]];
      const alive = found.filter(({ status }) => status !== "diverged");
      // Those that diverged have no cost worth a mean; only where all have does that say it.
      if (alive.length === 0) return [run, found[0]];
      const mean = (/** @type {(of: Standing) => number} */ of) =>
        alive.reduce((sum, each) => sum + of(each), 0) / alive.length;
      const arrived = alive.filter(
        ({ status, gradNorm }) => status === "converged" || gradNorm <= ARRIVED,
      );
      const status = `${arrived.length}/${found.length} arrived`;
      return [
        run,
        {
          ...found[0],
          cost: mean(({ cost }) => cost),
          gradNorm: mean((each) => each.gradNorm),
          status,
          at: null,
        },
      ];
    }),
  );
}

/** @param {Standing} standing */
export const statusText = ({ status, at }) =>
  at === null ? status : `${status} at ${at.toLocaleString("en-US")}`;

/**
 * The race in a sentence or two, best first, for those who listen to it. Of several starts the
 * median counts.
 * @param {number} step
 * @param {number} length
 * @param {{run: number, label: string, standing: Standing}[]} entries
 */
export function summary(step, length, entries) {
  const groups = new Map(entries.map(({ run }) => [run, /** @type {typeof entries} */ ([])]));
  for (const entry of entries) if (entry.standing.row >= 0) groups.get(entry.run)?.push(entry);
  const runs = [...groups.values()].filter((group) => group.length > 0).map(grouped);
  if (runs.length === 0) return "";
  const ranked = runs.filter(({ lost }) => lost === null).sort((a, b) => a.cost - b.cost);
  const when =
    step >= length
      ? `After ${counted(length, "step")}`
      : `Step ${whole(step)} of ${counted(length, "step")}`;
  const median = entries.length > runs.length ? "median cost" : "cost";
  const cost = (/** @type {number} */ value) => `${median} ${number(value)}`;
  const ranking = ranked.map(({ label, cost: own }) => `${label} with ${cost(own)}`);
  const level = ranked.filter((each) => each.cost === ranked[0].cost).map(({ label }) => label);
  const first = () =>
    // Who is level with somebody leads nobody.
    (level.length > 1 ? `${list(level)} are level` : `${level[0]} leads`) +
    ` with ${cost(ranked[0].cost)}`;
  const rest = ranking.slice(level.length);
  const order =
    ranking.length === 0
      ? "nobody is left"
      : ranking.length === 1
        ? `${ranked[0].label} has ${cost(ranked[0].cost)}`
        : first() + (rest.length > 0 ? `, before ${list(rest)}` : "");
  return [`${when}: ${order}.`, ...runs.flatMap(({ fates }) => fates)].join(" ");
}

/** @param {number} value */
const whole = (value) => value.toLocaleString("en-US");

/** @param {string[]} items */
const list = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/**
 * One run from all its starts: its median cost, and what became of it before the end.
 * @param {{label: string, standing: Standing}[]} group
 */
function grouped(group) {
  const label = group[0].label;
  const stopped = (/** @type {string} */ status) =>
    group.filter(({ standing: { status: own, at } }) => own === status && at !== null);
  const diverged = stopped("diverged");
  const costs = group.map(({ standing: found }) => rank(found)).sort((a, b) => a - b);
  const fates = ["diverged", "converged"].flatMap((status) => {
    const those = stopped(status);
    if (those.length === 0) return [];
    if (group.length > 1)
      return [`${label} ${status} from ${those.length} of ${group.length} starts.`];
    return [`${label} ${status} at step ${whole(those[0].standing.at ?? 0)}.`];
  });
  return {
    label,
    cost: costs[Math.floor((costs.length - 1) / 2)],
    lost: diverged.length === group.length ? diverged : null,
    fates,
  };
}

/** @param {Standing} found */
const rank = ({ status, cost }) => (status === "diverged" ? Infinity : cost);
