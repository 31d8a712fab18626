/**
 * Measures: what the curves show over steps, for instance the cost or the distance to the nearest
 * minimum.
 *
 * @import {Track} from "../../client/history.js"
 * @import {Point} from "../../plot/mapping.js"
 * @import {Spec} from "../../experiment/spec.js"
 * @typedef {(entry: number, row: number) => number} Reader
 * @typedef {object} Source
 * @property {Track[]} tracks
 * @property {{run: number, start: number, label: string}[]} entries
 * @property {Point[]} minima
 * @property {number | null} lowest  the lowest cost, where known
 * @property {Spec} spec
 * @typedef {object} Measure
 * @property {string} name
 * @property {string} title
 * @property {(source: Source) => Reader} reader
 * @property {(source: Source) => number | null} lowest  from where heights count; null where nobody
 *   knows
 * @property {boolean} log  whether the axis is logarithmic unless somebody chooses
 */

import { rateOf } from "../../experiment/rates.js";

/** @type {Measure[]} */
export const MEASURES = [
  {
    name: "cost",
    title: "Cost",
    reader:
      ({ tracks }) =>
      (entry, row) =>
        tracks[entry].cost[row],
    lowest: ({ lowest }) => lowest,
    log: true,
  },
  {
    name: "gradient",
    title: "Gradient norm",
    reader:
      ({ tracks }) =>
      (entry, row) =>
        tracks[entry].grad_norm[row],
    lowest: () => 0,
    log: true,
  },
  {
    name: "distance",
    title: "Distance",
    reader:
      ({ tracks, minima }) =>
      (entry, row) =>
        distance(minima, tracks[entry].x[row], tracks[entry].y[row]),
    lowest: () => 0,
    log: true,
  },
  {
    name: "rate",
    title: "Learning rate",
    reader: ({ spec, entries }) => {
      const rates = spec.runs.map((_, run) => rateOf(spec, run));
      return (entry, row) => rates[entries[entry].run](row);
    },
    lowest: () => 0,
    log: false,
  },
];

/**
 * How far a point is from the nearest of some others; NaN where there are none.
 * @param {readonly Point[]} points
 * @param {number} x
 * @param {number} y
 */
export function distance(points, x, y) {
  let nearest = Infinity;
  for (const [px, py] of points) nearest = Math.min(nearest, Math.hypot(x - px, y - py));
  return nearest === Infinity ? NaN : nearest;
}
