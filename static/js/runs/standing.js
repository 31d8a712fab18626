/**
 * Standings: how each trajectory does at a step, for instance "Momentum, cost 1.4e−2, running".
 *
 * @import {Track} from "../client/history.js"
 * @import {Point} from "../plot/mapping.js"
 * @import {Ending} from "./endings.js"
 * @typedef {{row: number, x: number, y: number, cost: number, gradNorm: number, distance: number |
 *   null, status: string, at: number | null, tried?: Point | null, of?: number, finding?: string}}
 *   Standing  of: over how many starts or seeds a median is taken; finding: what is wrong, in a
 *   sentence
 */

import { counted, number } from "../ui/format.js";
import { rowAt } from "../client/history.js";
import { endSentence, endsSentence, isFailure } from "./endings.js";
import { trend } from "./trends.js";

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
    status: ended ? ending.status : step >= length ? trendOf(track, length) : "running",
    at: ended ? ending.at : null,
    tried: ended ? ending.tried : null,
  };
}

/** What was said of tracks that are complete. @type {WeakMap<Track, string>} */
const known = new WeakMap();

/**
 * @param {Track} track
 * @param {number} length
 */
function trendOf(track, length) {
  if (track.end <= length) return "finished";
  const found = known.get(track) ?? trend(track.cost.subarray(0, length + 1)) ?? "finished";
  known.set(track, found);
  return found;
}

/** A gradient this small counts as having arrived where a run goes from several starts. */
const ARRIVED = 1e-3;

/**
 * How each run does: its standing or, from several starts, their medians, where those that failed
 * count as the worst, and how many have arrived at a place where the surface is level.
 * @param {{run: number, standing: Standing}[]} all
 * @returns {Map<number, Standing>}
 */
export function together(all) {
  return new Map(
    [...new Set(all.map(({ run }) => run))].map((run) => {
      const found = all.filter((each) => each.run === run).map((each) => each.standing);
      if (found.length === 1 || found.every(isFailure)) return [run, found[0]];
      const arrived = found.filter(
        (each) => !isFailure(each) && (each.status === "converged" || each.gradNorm <= ARRIVED),
      );
      return [
        run,
        {
          ...found[0],
          cost: median(found, ({ cost }) => cost),
          gradNorm: median(found, ({ gradNorm }) => gradNorm),
          status: `${arrived.length}/${found.length} arrived`,
          at: null,
          tried: null,
          of: found.length,
        },
      ];
    }),
  );
}

/**
 * The one statistic of a run from several starts, on the page and for listeners: the lower median,
 * in which whatever failed counts as infinite. A mean of the survivors would get better with every
 * start that is lost.
 * @param {readonly Standing[]} found
 * @param {(of: Standing) => number} read
 */
function median(found, read) {
  const values = found.map((each) => (isFailure(each) ? Infinity : read(each)));
  return values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

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
  const ranked = runs.filter(({ lost }) => !lost).sort((a, b) => a.cost - b.cost);
  const when =
    step >= length
      ? `After ${counted(length, "step")}`
      : `Step ${whole(step)} of ${counted(length, "step")}`;
  const median = entries.length > runs.length ? "median cost" : "cost";
  return [`${when}: ${order(ranked, median)}.`, ...runs.flatMap(({ fates }) => fates)].join(" ");
}

/**
 * Who leads. Who is level with somebody, as costs are told, leads nobody.
 * @param {{label: string, cost: number}[]} ranked  best first
 * @param {string} noun  what their costs are called
 */
function order(ranked, noun) {
  const cost = (/** @type {{cost: number}} */ { cost: value }) => `${noun} ${number(value)}`;
  if (ranked.length === 0) return "nobody is left";
  const [first] = ranked;
  if (ranked.length === 1) return `${first.label} has ${cost(first)}`;
  const level = ranked.filter((each) => cost(each) === cost(first)).map(({ label }) => label);
  const lead = level.length > 1 ? `${list(level)} are level` : `${first.label} leads`;
  const rest = ranked.slice(level.length).map((each) => `${each.label} with ${cost(each)}`);
  return `${lead} with ${cost(first)}${rest.length > 0 ? `, before ${list(rest)}` : ""}`;
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
  const fates = TOLD.flatMap((status) => {
    const those = group.filter(({ standing: found }) => found.status === status);
    if (those.length === 0) return [];
    if (group.length > 1) return [endsSentence(label, status, those.length, group.length)];
    return [endSentence(label, those[0].standing)];
  });
  return {
    label,
    cost: median(
      group.map(({ standing: found }) => found),
      ({ cost }) => cost,
    ),
    lost: group.every(({ standing: found }) => isFailure(found)),
    fates,
  };
}

/** What became of a run that is worth a sentence, in this order. */
const TOLD = ["diverged", "left_domain", "singular", "growing", "converged"];
