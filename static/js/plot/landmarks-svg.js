/**
 * Landmarks as SVG: what has a name on the surface, and where every run stands.
 *
 * @import {Area, Point, View} from "./mapping.js"
 * @import {Marker} from "./palette.js"
 * @import {Line} from "./plotly.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {{minima: Point[], local_minima: Point[], saddles: Point[], starts: Point[]}} Places
 */

import { headPlaces } from "./head-places.js";
import { inside, toPixel } from "./mapping.js";
import { svgPath } from "./marks.js";
import { short, tag, words } from "./svg-text.js";

const [APART, HEAD] = [12, 5.5];
/** A head closer to its true place than this covers it; the dot that marks the place. */
const [TIED, DOT] = [3, 1.8];

/**
 * @param {Area} area
 * @param {View} view
 * @param {Places} places
 * @param {Line[]} lines
 * @param {Inks} inks
 */
export function landmarksAsSvg(area, view, places, lines, inks) {
  const at = (/** @type {Point} */ [x, y]) => toPixel(area, view, x, y);
  const within = (/** @type {Point[]} */ points) =>
    points.map(at).filter(([x, y]) => inside(area, x, y));
  const outline = (/** @type {string} */ d, alpha = 1) =>
    tag("path", {
      ...{ d, fill: "none", stroke: inks.ink, "stroke-opacity": alpha, "stroke-width": 1.6 },
    });
  const cross = ([x, y] = [0, 0], alpha = 1) =>
    outline(`M${short(x - 4)} ${short(y - 4)}l8 8m0-8l-8 8`, alpha);
  const saddle = ([x, y] = [0, 0]) =>
    outline(`M${short(x - 4.5)} ${short(y - 4.5)}q4.5 4.5 0 9m9-9q-4.5 4.5 0 9`);
  const ring = ([x, y] = [0, 0]) =>
    tag("circle", {
      ...{ cx: x, cy: y, r: 7, fill: inks.paper, "fill-opacity": 0.45 },
      ...{ stroke: inks.ink, "stroke-width": 2 },
    });
  const ends = lines
    .filter(({ x }) => x.length > 0)
    .map(({ color, marker, x, y }) => ({
      color,
      marker,
      place: at([x[x.length - 1], y[y.length - 1]]),
    }))
    .filter(({ place: [x, y] }) => inside(area, x, y));
  return [
    ...within(places.minima).map((place) => cross(place)),
    ...within(places.local_minima).map((place) => cross(place, 0.45)),
    ...within(places.saddles).map((place) => saddle(place)),
    ...within(places.starts).map((place) => ring(place)),
    headsAsSvg(ends, inks),
  ].join("");
}

/**
 * The values of contours.
 * @param {import("./surface/level-labels.js").LevelLabel[]} labels
 * @param {Inks} inks
 */
export const levelsAsSvg = (labels, inks) =>
  labels
    .map(({ at: [x, y], text }) =>
      words(x, y + 4, text, {
        ...{ "text-anchor": "middle", "font-size": 11, fill: inks.muted },
        ...{ stroke: inks.paper, "stroke-width": 3, "paint-order": "stroke" },
      }),
    )
    .join("");

/**
 * The heads of the runs, fanned out where they would cover each other, with hairlines to their true
 * places.
 * @param {{color: string, marker: Marker, place: Point}[]} ends
 * @param {Inks} inks
 */
export function headsAsSvg(ends, inks) {
  const { heads, crowds } = headPlaces(
    ends.map(({ place }) => place),
    APART,
  );
  const edge = { stroke: inks.paper, "stroke-width": 1.5, "paint-order": "stroke" };
  const ties = heads.map(({ from: [x, y], at }, i) => {
    if (Math.hypot(at[0] - x, at[1] - y) < TIED) return "";
    const d = `M${short(x)} ${short(y)}L${short(at[0])} ${short(at[1])}`;
    const { color } = ends[i];
    return (
      tag("path", { d, fill: "none", stroke: inks.paper, "stroke-width": 3 }) +
      tag("path", { d, fill: "none", stroke: color, "stroke-width": 1 }) +
      tag("circle", { cx: short(x), cy: short(y), r: DOT, fill: color, ...edge })
    );
  });
  const marks = ends.map(({ color, marker }, i) =>
    tag("path", { d: svgPath(marker, ...heads[i].at, HEAD), fill: color, ...edge }),
  );
  const counts = crowds.map(({ at: [x, y], count }) =>
    words(x + HEAD, y - HEAD, `× ${count}`, {
      ...{ "font-size": 12, "font-weight": 600, fill: inks.ink },
      ...{ stroke: inks.paper, "stroke-width": 4, "paint-order": "stroke" },
    }),
  );
  return [...ties, ...marks, ...counts].join("");
}
