/**
 * The heads of the curves: a marker, or the letters of a tag, where each of them stands.
 *
 * @import {Curve} from "./curve.js"
 * @import {Layout} from "./layout.js"
 */

import { trace } from "../marks.js";

const [HEAD, FONT, APART] = [4, 12, 7];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Curve[]} curves
 * @param {Layout} layout
 * @param {number} time
 * @param {number} unit  how many times larger than usual they are
 */
export function drawHeads(context, curves, { placesOf, headAt }, time, unit) {
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
}
