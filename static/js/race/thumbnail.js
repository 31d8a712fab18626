/**
 * Thumbnails: a race in a few thousand letters of SVG, its paths over some lines of the contour.
 *
 * @import {Race} from "./view.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Levels} from "../plot/levels.js"
 * @import {View} from "../plot/mapping.js"
 */

import { rowAt } from "../client/history.js";
import { isoline } from "../plot/isolines.js";
import { areaOf, squared, toPixel } from "../plot/mapping.js";
import { tag } from "../plot/svg-text.js";

const [WIDTH, HEIGHT] = [96, 64];
/** Heights in each direction, points of a path, runs. */
const [COLUMNS, ROWS, POINTS, PATHS] = [24, 16, 40, 12];
const EDGE = { l: 0, r: 0, t: 0, b: 0 };

/**
 * @param {Race} race
 * @param {readonly LineStyle[]} styles  by entry
 * @param {View} view
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, levels: Levels} | null} field
 */
export function thumbnailOf({ history }, styles, view, field) {
  const area = areaOf(WIDTH, HEIGHT, EDGE);
  const seen = squared(view, area, Infinity);
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    toPixel(area, seen, x, y).map((value) => Math.round(value));
  const paths = history.tracks.flatMap((track, entry) => {
    const last = rowAt(track, history.rows - 1);
    if (!styles[entry]?.visible || last < 1) return [];
    const stride = Math.max(1, Math.ceil(last / POINTS));
    const rows = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
    const places = [...rows, last].map((row) => at(track.x[row], track.y[row]));
    const near = places.map((place) => place.map((v) => Math.max(-99, Math.min(199, v))).join(" "));
    const line = near.filter((place, i) => place !== near[i - 1]);
    const style = { fill: "none", stroke: styles[entry].color, "stroke-width": 1.6 };
    return [tag("path", { d: `M${line.join("L")}`, ...style })];
  });
  const size = { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` };
  const lines = field ? contour(field, at) : "";
  const svg = tag(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", ...size },
    lines + paths.slice(0, PATHS).join(""),
  );
  return `data:image/svg+xml,${encodeURIComponent(svg).replace(/%20/g, " ")}`;
}

/**
 * Some lines of the contour, from some of its heights.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, levels: Levels}} field
 * @param {(x: number, y: number) => number[]} at
 */
function contour({ x, y, levels: { z, start, size } }, at) {
  const pick = (/** @type {number} */ all, /** @type {number} */ many) =>
    Array.from({ length: many }, (_, i) => Math.round((i * (all - 1)) / (many - 1)));
  const [columns, rows] = [pick(x.length, COLUMNS), pick(y.length, ROWS)];
  const values = rows.flatMap((row) => columns.map((column) => z[row][column]));
  const [dx, dy] = [
    (x[x.length - 1] - x[0]) / (COLUMNS - 1),
    (y[y.length - 1] - y[0]) / (ROWS - 1),
  ];
  const d = [1, 4, 7, 10]
    .flatMap((k) => {
      const ends = isoline({ nx: COLUMNS, ny: ROWS, values }, start + k * size);
      return Array.from({ length: ends.length / 4 }, (_, i) => {
        const [a, b, c, e] = ends.slice(4 * i, 4 * i + 4);
        const from = at(x[0] + a * dx, y[0] + b * dy);
        return `M${from.join(" ")}L${at(x[0] + c * dx, y[0] + e * dy).join(" ")}`;
      });
    })
    .join("");
  return d ? tag("path", { d, fill: "none", stroke: "#8886" }) : "";
}
