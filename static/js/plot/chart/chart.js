/**
 * The chart: curves over a training, for instance the cost of each mini-batch and its mean over
 * each epoch, drawn on canvas as time goes.
 *
 * Only what is new is drawn; everything is drawn anew when time goes back or the size, the looks or
 * the scale change.
 *
 * @import {Marker} from "../palette.js"
 * @import {Scale} from "../scales.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Wish} from "./chart-scale.js"
 * @typedef {object} Curve
 * @property {string} label  whose it is, empty for what only accompanies another curve
 * @property {string} color
 * @property {number[]} dash
 * @property {number} [width]
 * @property {number} [alpha]
 * @property {Marker} [marker]  at its head
 * @property {string} [tag]  letters in the place of its marker
 * @property {boolean} [dense]  whether points that share a pixel are drawn as the range they cover
 * @property {{low: (row: number) => number, high: (row: number) => number}} [spread]  a band
 *   instead of a line
 * @property {(epoch: number) => number} count  how many points there are after so many epochs,
 *   Infinity for all
 * @property {(row: number) => number} at  the epochs done at a point, which may be a fraction
 * @property {(epoch: number) => number} [across]  to what the axis counts, where that is not as in
 *   the plot
 * @property {(row: number) => number} read
 * @typedef {object} Plot
 * @property {Curve[]} curves
 * @property {Wish} wish
 * @property {(epoch: number) => number} across  from epochs to what the axis counts
 * @property {number} epochs
 * @property {(value: number) => string} format
 * @property {{epoch: number, color: string}[]} turns  where somebody turned a knob
 */

import { areaOf, inside } from "../mapping.js";
import { trace } from "../marks.js";
import { createLayer } from "../pen.js";
import { share } from "../scales.js";
import { scaleOf, ticksOf } from "./chart-scale.js";
import { brushFor } from "./brushes.js";
import { linearTicks } from "../ticks.js";
import { compact } from "../../ui/units.js";

const MARGIN = { l: 48, r: 22, t: 10, b: 24 };
const FONT = "12px system-ui, sans-serif";
const TAG = "700 12px system-ui, sans-serif";
const HEAD = 4;
const [ROW, COLUMN] = [40, 64];

/**
 * @param {HTMLElement} host
 * @param {{onScrub: (epoch: number) => void, onPoint?: (epoch: number | null, x: number) => void}}
 *   listener
 */
export function createChart(host, { onScrub, onPoint = () => {} }) {
  const [paper, lines, top] = [createLayer(host), createLayer(host), createLayer(host)];
  /** @type {Plot | null} */
  let plot = null;
  /** @type {Inks | null} */
  let inks = null;
  /** @type {Scale} */
  let scale = { log: true, offset: 0, low: 0.1, high: 1 };
  let [width, height, total] = [0, 0, 1];
  let area = areaOf(0, 0, MARGIN);
  /** @type {ReturnType<typeof brushFor>[]} */
  let brushes = [];
  let [drawn, stale, grown] = [-1, true, true];
  const abort = new AbortController();

  const along = (/** @type {number} */ at) => area.left + (at / total) * area.width;
  const across = (/** @type {number} */ epoch) => along(plot ? plot.across(epoch) : 0);
  const up = (/** @type {number} */ value) => {
    const part = share(scale, value);
    return area.top + (1 - Math.min(1.06, Math.max(-0.06, part))) * area.height;
  };

  /** The epoch under a place, found by halving since axes may be bent. @param {number} x */
  const epochAt = (x) => {
    if (!plot) return 0;
    let [low, high] = [0, plot.epochs];
    for (let i = 0; i < 40 && high - low > 1e-3; i += 1) {
      const middle = (low + high) / 2;
      if (across(middle) < x) low = middle;
      else high = middle;
    }
    return high;
  };

  const drawAxes = () => {
    if (!inks || !plot) return;
    const { context } = paper;
    paper.clear();
    context.font = FONT;
    context.lineWidth = 1;
    context.strokeStyle = inks.line;
    context.fillStyle = inks.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const at of ticksOf(scale, area.height / ROW)) {
      rule(context, area.left, up(at), area.left + area.width, up(at));
      context.fillText(plot.format(at), area.left - 7, up(at));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const at of linearTicks(0, total, area.width / COLUMN)) {
      const x = along(at);
      rule(context, x, area.top, x, area.top + area.height);
      context.fillText(compact(at), x, area.top + area.height + 7);
    }
    context.setLineDash([1, 3]);
    for (const { epoch, color } of plot.turns) {
      context.strokeStyle = color;
      rule(context, across(epoch), area.top, across(epoch), area.top + area.height);
    }
    context.setLineDash([]);
  };

  const measure = () => {
    if (!plot) return;
    const next = scaleOf(plot.curves, plot.wish);
    const ends = plot.curves.flatMap(({ across: own, count, at }) => {
      const rows = count(Infinity);
      return own && rows ? [own(at(rows - 1))] : [];
    });
    const length = Math.max(plot.across(plot.epochs), ...ends) || 1;
    if (
      next.low !== scale.low ||
      next.high !== scale.high ||
      next.log !== scale.log ||
      length !== total
    )
      stale = true;
    [scale, total, grown] = [next, length, false];
  };

  /** @param {number} epoch */
  const drawHeads = (epoch) => {
    if (!plot || !inks) return;
    const { context } = top;
    top.clear();
    context.strokeStyle = inks.muted;
    context.setLineDash([2, 3]);
    rule(context, across(epoch), area.top, across(epoch), area.top + area.height);
    context.setLineDash([]);
    context.font = TAG;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const { marker, tag, color, alpha = 1, count, at, read, across: own } of plot.curves) {
      const row = count(epoch) - 1;
      const value = row < 0 ? NaN : read(row);
      if ((!marker && !tag) || Number.isNaN(value)) continue;
      const [x, y] = [
        own ? along(own(at(row))) : across(at(row)),
        Math.min(area.top + area.height, Math.max(area.top, up(value))),
      ];
      context.globalAlpha = Math.max(0.5, alpha);
      context.fillStyle = color;
      if (tag) {
        context.fillText(tag, x + 7, y);
        continue;
      }
      context.beginPath();
      if (marker) trace(context, marker, x, y, HEAD);
      context.fill();
    }
    context.globalAlpha = 1;
  };

  const place = (/** @type {PointerEvent} */ event) => {
    const edge = host.getBoundingClientRect();
    return /** @type {const} */ ([event.clientX - edge.left, event.clientY - edge.top]);
  };
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ action) =>
    host.addEventListener(type, action, { signal: abort.signal });
  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    const [x, y] = place(event);
    if (!plot || !inside(area, x, y)) return;
    host.setPointerCapture(event.pointerId);
    onScrub(epochAt(x));
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    const [x, y] = place(event);
    if (!plot) return;
    if (host.hasPointerCapture(event.pointerId)) onScrub(epochAt(x));
    else if (event.pointerType !== "touch") onPoint(inside(area, x, y) ? epochAt(x) : null, x);
  });
  on("pointerleave", () => onPoint(null, 0));

  const resized = new ResizeObserver(() => {
    [width, height] = [host.clientWidth, host.clientHeight];
    area = areaOf(width, height, MARGIN);
    for (const layer of [paper, lines, top]) layer.resize(width, height);
    stale = true;
  });
  resized.observe(host);

  return {
    get scale() {
      return scale;
    },
    get axes() {
      return { scale, length: total };
    },
    get plot() {
      return plot;
    },
    /** @param {Plot} next */
    load(next) {
      [plot, stale, grown] = [next, true, true];
    },
    /** There are more points than before. */
    grew() {
      grown = true;
    },
    /** @param {Inks} colors */
    dress(colors) {
      [inks, stale] = [colors, true];
    },
    /**
     * Show how things stand after so many epochs, which may be a fraction. @param {number} epoch
     */
    draw(epoch) {
      if (!plot || !inks || width < MARGIN.l + MARGIN.r) return;
      if (grown) measure();
      if (!stale && epoch === drawn) return;
      if (stale || epoch < drawn) {
        lines.clear();
        drawAxes();
        brushes = plot.curves.map(brushFor);
        stale = false;
      }
      const box = /** @type {const} */ ([
        area.left,
        area.top - 4,
        area.left + area.width + 4,
        area.top + area.height + 2,
      ]);
      plot.curves.forEach((curve, i) => {
        lines.context.globalAlpha = curve.alpha ?? 1;
        const { across: own } = curve;
        const place = own ? (/** @type {number} */ at) => along(own(at)) : across;
        brushes[i].draw(
          lines.context,
          box,
          { across: place, up },
          curve.count(epoch),
          curve.count(Infinity),
        );
      });
      lines.context.globalAlpha = 1;
      drawHeads(epoch);
      drawn = epoch;
    },
    destroy() {
      abort.abort();
      resized.disconnect();
      for (const layer of [paper, lines, top]) layer.canvas.remove();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 */
function rule(context, ax, ay, bx, by) {
  const crisp = (/** @type {number} */ value) => Math.round(value) + 0.5;
  context.beginPath();
  context.moveTo(crisp(ax), crisp(ay));
  context.lineTo(crisp(bx), crisp(by));
  context.stroke();
}
