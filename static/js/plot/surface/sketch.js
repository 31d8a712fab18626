/**
 * The sketch: contours and axes over the heatmap, which the first race runs on while nothing reads
 * Plotly; a reader of Plotly keeps the page busy for most of a second.
 *
 * @import {Area} from "../mapping.js"
 * @import {Field, Scene} from "../plotly.js"
 */

import { RIDGE } from "../contour-figure.js";
import { isoline } from "../isolines.js";
import { rungs } from "../levels.js";
import { toPixel } from "../mapping.js";
import { number } from "../../ui/format.js";
import { linearTicks } from "../ticks.js";

/** About so many pixels between two ticks. */
const [COLUMN, ROW] = [110, 64];
const [TICK, GAP, FONT, LINE] = [5, 3, 12, 0.8];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Field} field
 * @param {Pick<Scene, "view" | "inks" | "unit"> & {area: Area}} scene
 */
export function drawSketch(context, field, scene) {
  drawLines(context, field, scene);
  drawTicks(context, scene);
}

/** The contours alone. @type {typeof drawSketch} */
export function drawLines(context, { x, y, levels }, { area, view, inks, unit = 1 }) {
  const values = Float64Array.from(levels.z.flatMap((row) => [...row]));
  const [left, bottom] = toPixel(area, view, x[0], y[0]);
  const [right, top] = toPixel(area, view, x[x.length - 1], y[y.length - 1]);
  const across = (/** @type {number} */ column) =>
    left + (column / (x.length - 1)) * (right - left);
  const up = (/** @type {number} */ row) => bottom + (row / (y.length - 1)) * (top - bottom);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  context.beginPath();
  for (const { height } of rungs(levels)) {
    const segments = isoline({ nx: x.length, ny: y.length, values }, height);
    for (let i = 0; i < segments.length; i += 4) {
      context.moveTo(across(segments[i]), up(segments[i + 1]));
      context.lineTo(across(segments[i + 2]), up(segments[i + 3]));
    }
  }
  context.strokeStyle = RIDGE[inks.dark ? "dark" : "light"];
  context.lineWidth = LINE * unit;
  context.stroke();
  context.restore();
}

/** @type {(context: CanvasRenderingContext2D, scene: Parameters<typeof drawSketch>[2]) => void} */
function drawTicks(context, { area, view: [xs, ys], inks, unit = 1 }) {
  const bottom = area.top + area.height;
  context.font = `${FONT * unit}px system-ui, sans-serif`;
  context.fillStyle = inks.muted;
  context.strokeStyle = inks.line;
  context.lineWidth = 1;
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const at of linearTicks(...xs, area.width / (COLUMN * unit))) {
    const [x] = toPixel(area, [xs, ys], at, ys[0]);
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + TICK * unit);
    context.fillText(number(at, 4), x, bottom + (TICK + GAP) * unit);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const at of linearTicks(...ys, area.height / (ROW * unit))) {
    const [, y] = toPixel(area, [xs, ys], xs[0], at);
    context.moveTo(area.left - TICK * unit, y);
    context.lineTo(area.left, y);
    context.fillText(number(at, 4), area.left - (TICK + GAP) * unit, y);
  }
  context.stroke();
}
