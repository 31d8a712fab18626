/**
 * The layout of a chart: where times and values lie between its axes, and where the axes have their
 * ticks, in pixels of a canvas or of a drawing.
 *
 * @import {Area} from "../mapping.js"
 * @import {Scale} from "../scales.js"
 * @import {Curve, Plot} from "./curve.js"
 * @typedef {{scale: Scale, end: number}} Axes  end: how far the axis across goes
 * @typedef {{across: (time: number) => number, up: (value: number) => number}} Places  of a curve
 * @typedef {ReturnType<typeof layoutOf>} Layout
 */

import { scaleOf, share, ticksOf } from "../scales.js";
import { linearTicks } from "../ticks.js";

/**
 * What leaves the chart is drawn this many times its height beyond: steep enough, and finite.
 */
const FAR = 4;
/** So many pixels beyond an edge something is still on it. */
const BEYOND = 3;

/**
 * The axes that hold a plot.
 * @param {Plot} plot
 * @returns {Axes}
 */
export function axesOf({ curves, rule, axis, length }) {
  const ends = curves.flatMap(({ across, count, at }) => {
    const rows = count(Infinity);
    return across && rows ? [across(at(rows - 1))] : [];
  });
  const scaled = curves.filter(({ unscaled }) => !unscaled);
  return { scale: scaleOf(scaled, rule), end: Math.max(axis.across(length), ...ends) || 1 };
}

/**
 * @param {Plot} plot
 * @param {Axes} axes
 * @param {Area} area
 */
export function layoutOf({ axis, format, length }, { scale, end }, area) {
  const bottom = area.top + area.height;
  const along = (/** @type {number} */ at) => area.left + (at / end) * area.width;
  const across = (/** @type {number} */ time) => along(axis.across(time));
  const up = (/** @type {number} */ value) =>
    bottom - Math.min(FAR, Math.max(1 - FAR, share(scale, value))) * area.height;
  return {
    area,
    across,
    up,
    /** Where the points of a curve lie. @param {Curve} curve @returns {Places} */
    placesOf: ({ across: own }) => ({ across: own ? (time) => along(own(time)) : across, up }),
    /** Where the head of a curve stands, which never leaves the chart. @param {number} value */
    headAt: (value) => Math.min(bottom, Math.max(area.top, up(value))),
    /**
     * The heads that lie beyond the foot or the top of the chart, with what they say there, from
     * the edge inwards: what ends at an axis's end without a word seems to be as low as that.
     * @param {readonly Curve[]} curves
     * @param {number} time
     */
    beyond(curves, time) {
      const counts = { foot: 0, top: 0 };
      return curves.flatMap((curve) => {
        const { label, hidden, spread, color, count, at, read } = curve;
        const row = label && !hidden && !spread ? count(time) - 1 : -1;
        const value = row < 0 ? NaN : read(row);
        const y = up(value);
        if (!Number.isFinite(y) || (y <= bottom + BEYOND && y >= area.top - BEYOND)) return [];
        const edge = /** @type {"foot" | "top"} */ (y > bottom ? "foot" : "top");
        const x = along((curve.across ?? axis.across)(at(row)));
        counts[edge] += 1;
        return [{ x, edge, order: counts[edge] - 1, color, text: format(value - scale.offset) }];
      });
    },
    /** The time at a place, found by halving since axes may be bent. @param {number} x */
    timeAt(x) {
      let [low, high] = [0, length];
      for (let round = 0; round < 40 && high - low > 1e-3; round += 1) {
        const middle = (low + high) / 2;
        if (across(middle) < x) low = middle;
        else high = middle;
      }
      return high;
    },
    /** @param {number} pixels  the least between two ticks */
    rows: (pixels) =>
      ticksOf(scale, area.height / pixels, format).map(({ height, text }) => ({
        y: bottom - share({ ...scale, offset: 0 }, height) * area.height,
        text,
      })),
    /** @param {number} pixels */
    columns: (pixels) =>
      linearTicks(0, end, area.width / pixels)
        .filter((at) => !axis.whole || Number.isInteger(at))
        .map((at) => ({ x: along(at), text: axis.format(at) })),
  };
}
