/**
 * The chart as SVG, with everything it shows up to a time.
 *
 * @import {Inks} from "../../ui/theme.js"
 * @import {Curve, Plot} from "./curve.js"
 * @import {Axes, Layout} from "./layout.js"
 */

import { areaOf } from "../mapping.js";
import { svgPath } from "../marks.js";
import { short, tag, words } from "../svg-text.js";
import { drawingOrder } from "./curve.js";
import { layoutOf } from "./layout.js";

const MARGIN = { l: 58, r: 22, t: 44, b: 44 };
/** The least between two ticks. */
const [ROW, COLUMN] = [44, 80];
const LINE = 2;
const HEAD = 4.5;
/** How far lines may leave the area, so that they are not cut where they touch its edges. */
const BLEED = 2;
const INSIDE = "url(#inside)";

/**
 * @param {Plot} plot
 * @param {Axes} axes
 * @param {number} time
 * @param {{width: number, height: number, title: string, inks: Inks}} paper
 */
export function chartSvg(plot, axes, time, { width, height, title, inks }) {
  const area = areaOf(width, height, MARGIN);
  const layout = layoutOf(plot, axes, area);
  const bottom = area.top + area.height;
  const rule = (/** @type {string} */ d) => tag("path", { d, stroke: inks.line, fill: "none" });
  const label = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {string} */ anchor,
    /** @type {string} */ text,
  ) => words(x, y, text, { "text-anchor": anchor, "font-size": 12, fill: inks.muted });
  const frame = {
    x: area.left - BLEED,
    y: area.top - BLEED,
    width: area.width + 2 * BLEED,
    height: area.height + 2 * BLEED,
  };
  return [
    tag("clipPath", { id: "inside" }, tag("rect", frame)),
    words(16, 28, title, { "font-size": 15, "font-weight": 600, fill: inks.ink }),
    ...layout
      .rows(ROW)
      .map(
        ({ y, text }) =>
          rule(`M${area.left} ${short(y)}h${area.width}`) +
          label(area.left - 8, y + 4, "end", text),
      ),
    ...layout
      .columns(COLUMN)
      .map(
        ({ x, text }) =>
          rule(`M${short(x)} ${area.top}v${area.height}`) + label(x, bottom + 18, "middle", text),
      ),
    label(area.left + area.width, bottom + 36, "end", plot.axis.name),
    ...drawingOrder(plot.curves).map((curve) =>
      curve.spread ? band(curve, curve.spread, layout, time) : line(curve, layout, time),
    ),
    ...layout.beyond(drawingOrder(plot.curves), time).map(({ x, edge, order, color, text }) => {
      const y = edge === "foot" ? bottom - 8 - 16 * order : area.top + 16 + 16 * order;
      const said = `${text} ${edge === "foot" ? "↓" : "↑"}`;
      const left = x > area.left + area.width / 2;
      return words(left ? x - 9 : x + 9, y, said, {
        ...{ "text-anchor": left ? "end" : "start", "font-size": 12, "font-weight": 600 },
        ...{ fill: color, stroke: inks.paper, "stroke-width": 3, "paint-order": "stroke" },
      });
    }),
  ].join("");
}

/**
 * @param {Curve} curve
 * @param {Layout} layout
 * @param {number} time
 */
function line(curve, layout, time) {
  const { color, dash, width = LINE, alpha = 1, marker, tag: letters, count, at, read } = curve;
  const { across, up } = layout.placesOf(curve);
  const last = count(time) - 1;
  const place = (/** @type {number} */ row) => across(at(row));
  const d = last < 0 ? "" : thinned(last, place, (row) => up(read(row)));
  if (!d) return "";
  const path = tag("path", {
    ...{ "clip-path": INSIDE, d, fill: "none", stroke: color, "stroke-width": width },
    ...{ "stroke-opacity": alpha, "stroke-linejoin": "round", "stroke-dasharray": dash.join(" ") },
  });
  const [x, y] = [place(last), layout.headAt(read(last))];
  if (Number.isNaN(y)) return path;
  if (letters) return path + words(x + 6, y + 4, letters, { "font-weight": 700, fill: color });
  return marker ? path + tag("path", { d: svgPath(marker, x, y, HEAD), fill: color }) : path;
}

/**
 * @param {Curve} curve
 * @param {NonNullable<Curve["spread"]>} spread
 * @param {Layout} layout
 * @param {number} time
 */
function band(curve, { low, high }, layout, time) {
  const { color, alpha = 1, count, at } = curve;
  const { across, up } = layout.placesOf(curve);
  const last = count(time) - 1;
  if (last < 0) return "";
  const edge = (/** @type {(row: number) => number} */ side) =>
    thinned(
      last,
      (row) => across(at(row)),
      (row) => up(side(row)),
    );
  // Along the upper edge and back along the lower one.
  const back = edge(low).slice(1).split("L").reverse().join("L");
  const d = `${edge(high)}L${back}Z`;
  return tag("path", { "clip-path": INSIDE, d, fill: color, "fill-opacity": alpha });
}

/**
 * A curve as an SVG path. Of the many rows that share a pixel, the first, lowest, highest and last
 * are kept, so that a spike survives.
 * @param {number} last
 * @param {(row: number) => number} across
 * @param {(row: number) => number} place
 */
export function thinned(last, across, place) {
  let path = "";
  const add = (/** @type {number} */ row) => {
    path += `${path ? "L" : "M"}${short(across(row))} ${short(place(row))}`;
  };
  for (let row = 0; row <= last; ) {
    const column = Math.floor(across(row));
    let [low, high, end] = [row, row, row];
    for (let next = row; next <= last && Math.floor(across(next)) === column; next += 1) {
      if (!(place(next) >= place(low))) low = next;
      if (!(place(next) <= place(high))) high = next;
      end = next;
    }
    const kept = [...new Set([row, low, high, end])].sort((a, b) => a - b);
    for (const each of kept) if (Number.isFinite(place(each))) add(each);
    row = end + 1;
  }
  return path;
}
