/**
 * Brushes: what draws one growing curve and remembers where it stopped: a pen for a line, and
 * columns of pixels for bands and for points so dense that many share a pixel.
 *
 * @import {Curve} from "./curve.js"
 * @import {Places} from "./layout.js"
 * @typedef {readonly [number, number, number, number]} Box  left, top, right, bottom, outside of
 *   which nothing is drawn
 * @typedef {(context: CanvasRenderingContext2D, box: Box, places: Places, count: number, total:
 *   number) => void} Draw
 *   the points up to `count` of the `total` there are
 */

import { Pen } from "../pen.js";

const LINE = 1.8;
/** Points closer than this many pixels are drawn as the range they cover. */
const DENSE = 0.7;

/**
 * @param {Curve} curve
 * @param {number} [unit]  how many times wider than usual it is
 * @returns {{draw: Draw}}
 */
export function brushFor(curve, unit = 1, bold = 1) {
  if (curve.spread) return bandBrush(curve, curve.spread);
  return curve.dense ? denseBrush(curve, unit) : lineBrush(curve, unit, bold);
}

/** @param {Curve} curve @param {number} unit @param {number} [bold] */
function lineBrush({ color, dash, width = LINE, at, read }, unit, bold = 1) {
  const pen = new Pen();
  const enlarged = dash.map((part) => part * unit);
  return {
    /** @type {Draw} */
    draw(context, box, { across, up }, count) {
      context.strokeStyle = color;
      context.lineWidth = width * unit * bold;
      pen.draw(context, box, enlarged, (row) => [across(at(row)), up(read(row))], count - 1);
    },
  };
}

/** @param {Curve} curve @param {number} unit */
function denseBrush(curve, unit) {
  const { color, at, read } = curve;
  const thin = lineBrush({ ...curve, width: 1, dash: [] }, unit);
  const column = { x: NaN, low: NaN, high: NaN };
  let row = -1;

  // A column is painted once all its points are known: painted twice, it would be too dark.
  /** @type {(context: CanvasRenderingContext2D, box: Box) => void} */
  const flush = (context, [, top, , bottom]) => {
    if (Number.isNaN(column.x)) return;
    const [from, to] = [Math.max(top, column.low), Math.min(bottom, column.high)];
    context.fillRect(column.x, from, 1, Math.max(1, to - from));
  };
  return {
    /** @type {Draw} */
    draw(context, box, places, count, total) {
      const { across, up } = places;
      // Few points are a line; where many share a pixel, their strokes would only thicken it.
      if (total < 2 || across(at(total - 1)) - across(at(0)) > DENSE * total) {
        thin.draw(context, box, places, count, total);
        return;
      }
      context.fillStyle = color;
      while (row < count - 1) {
        row += 1;
        const y = up(read(row));
        if (Number.isNaN(y)) continue;
        const x = Math.floor(across(at(row)));
        if (x === column.x) {
          column.low = Math.min(column.low, y);
          column.high = Math.max(column.high, y);
        } else {
          flush(context, box);
          [column.x, column.low, column.high] = [x, y, y];
        }
      }
      if (count === total) flush(context, box);
    },
  };
}

/**
 * @param {Curve} curve
 * @param {NonNullable<Curve["spread"]>} spread
 */
function bandBrush({ color, at }, { low, high }) {
  let row = -1;
  let [x, from, to] = [NaN, NaN, NaN];
  return {
    /** @type {Draw} */
    draw(context, [, top, , bottom], { across, up }, count) {
      context.fillStyle = color;
      while (row < count - 1) {
        row += 1;
        const [next, a, b] = [across(at(row)), up(high(row)), up(low(row))];
        // Column by column, each painted once: overlapping areas would be too dark where they meet.
        const first = Number.isNaN(x) ? Math.floor(next) : Math.floor(x) + 1;
        for (let column = first; column <= Math.floor(next); column += 1) {
          const part = Number.isNaN(x) || next === x ? 1 : (column - x) / (next - x);
          const upper = Number.isNaN(from) ? a : from + part * (a - from);
          const lower = Number.isNaN(to) ? b : to + part * (b - to);
          const [begin, end] = [Math.max(top, upper), Math.min(bottom, lower)];
          if (end > begin) context.fillRect(column, begin, 1, end - begin);
        }
        [x, from, to] = [next, a, b];
      }
    },
  };
}
