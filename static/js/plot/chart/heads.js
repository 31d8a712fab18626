/**
 * The heads of the curves: a marker, or the letters of a tag, where each of them stands.
 *
 * @import {Curve} from "./curve.js"
 * @import {Layout} from "./layout.js"
 */

import { trace } from "../marks.js";

const [HEAD, FONT, APART] = [4, 12, 8];
/** The height of a value beyond the edge, and how many there is room for. */
const [ROW, MOST] = [15, 6];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Curve[]} curves
 * @param {Layout} layout
 * @param {number} time
 * @param {{paper: string, unit: number}} looks  unit: how many times larger than usual they are
 */
export function drawHeads(context, curves, layout, time, { paper, unit }) {
  const { placesOf, headAt } = layout;
  // To set a font takes longer than to draw all heads, so it is done for letters alone.
  if (curves.some(({ tag }) => tag)) {
    context.font = `700 ${FONT * unit}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    context.textAlign = "left";
  }
  for (const curve of curves) {
    const { marker, tag, color, alpha = 1, count, at, read } = curve;
    const row = marker || tag ? count(time) - 1 : -1;
    const value = row < 0 ? NaN : read(row);
    if (Number.isNaN(value)) continue;
    const [x, y] = [placesOf(curve).across(at(row)), headAt(value)];
    // What recedes keeps a head that can be found.
    context.globalAlpha = Math.min(1, 2 * alpha);
    context.fillStyle = color;
    if (tag) context.fillText(tag, x + APART * unit, y);
    else if (marker) {
      context.beginPath();
      trace(context, marker, x, y, HEAD * unit);
      context.fill();
    }
  }
  context.globalAlpha = 1;
  drawBeyond(context, curves, layout, time, { paper, unit });
}

/**
 * Arrows over the edge, each with the value that lies there.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Curve[]} curves
 * @param {Layout} layout
 * @param {number} time
 * @param {{paper: string, unit: number}} looks
 */
function drawBeyond(context, curves, layout, time, { paper, unit }) {
  const { area } = layout;
  context.save();
  for (const { x, edge, order, color, text } of layout.beyond(curves, time).slice(0, MOST)) {
    context.font = `600 ${FONT * unit}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    const said = `${text} ${edge === "foot" ? "↓" : "↑"}`;
    const inwards = unit * (ROW / 2 + ROW * order);
    const y = edge === "foot" ? area.top + area.height - inwards : area.top + inwards;
    // Beside the head, on the side where there is room.
    const left = x - area.left > context.measureText(said).width + 2 * APART * unit;
    context.textAlign = left ? "right" : "left";
    context.lineWidth = 3 * unit;
    context.lineJoin = "round";
    context.strokeStyle = paper;
    context.fillStyle = color;
    context.strokeText(said, x + (left ? -1 : 1) * APART * unit, y);
    context.fillText(said, x + (left ? -1 : 1) * APART * unit, y);
  }
  context.restore();
}
