/**
 * The axes of a chart on canvas: thin rules at round numbers, and where knobs were turned.
 *
 * @import {Inks} from "../../ui/theme.js"
 * @import {Plot} from "./curve.js"
 * @import {Layout} from "./layout.js"
 */

const FONT = 12;
const GAP = 7;
/** The least between two ticks. */
const [ROW, COLUMN] = [40, 64];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Plot} plot
 * @param {Layout} layout
 * @param {Inks} inks
 * @param {number} unit  how many times larger than usual everything is
 */
export function drawAxes(
  context,
  { axis, interventions },
  { area, across, rows, columns },
  inks,
  unit,
) {
  const [right, bottom] = [area.left + area.width, area.top + area.height];
  context.font = `${FONT * unit}px system-ui, sans-serif`;
  context.lineWidth = 1;
  context.strokeStyle = inks.line;
  context.fillStyle = inks.muted;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const { y, text } of rows(ROW * unit)) {
    rule(context, area.left, y, right, y);
    context.fillText(text, area.left - GAP * unit, y);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const [i, { x, text }] of columns(COLUMN * unit).entries()) {
    rule(context, x, area.top, x, bottom);
    const named = i === 0 && axis.named ? `${axis.name} ${text}` : text;
    context.fillText(named, x, bottom + GAP * unit);
  }
  context.setLineDash([1, 3]);
  for (const { time, color } of interventions) {
    context.strokeStyle = color;
    rule(context, across(time), area.top, across(time), bottom);
  }
  context.setLineDash([]);
}

/**
 * A straight line of one pixel, which is sharp in the middle of its pixels alone.
 * @param {CanvasRenderingContext2D} context
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 */
export function rule(context, ax, ay, bx, by) {
  const crisp = (/** @type {number} */ value) => Math.round(value) + 0.5;
  context.beginPath();
  context.moveTo(crisp(ax), crisp(ay));
  context.lineTo(crisp(bx), crisp(by));
  context.stroke();
}
