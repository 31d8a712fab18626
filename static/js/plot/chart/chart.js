/**
 * The chart: curves over time, for instance four falling costs on a log axis, drawn on canvas as
 * time goes.
 *
 * Three canvases: the axes, the lines, which only ever get what is new, and on top the heads, which
 * are wiped on every frame. Everything is drawn anew when time goes back or the size, the styles or
 * the scale change.
 *
 * @import {Inks} from "../../ui/theme.js"
 * @import {Curve, Plot} from "./curve.js"
 * @import {Axes} from "./layout.js"
 */

import { areaOf, enlarged, inside } from "../mapping.js";
import { createLayer } from "../pen.js";
import { boldness, scaleFactor } from "../scale-factor.js";
import { drawAxes, rule } from "./axes.js";
import { brushFor } from "./brushes.js";
import { drawingOrder } from "./curve.js";
import { drawHeads } from "./heads.js";
import { axesOf, layoutOf } from "./layout.js";
import { mountPointer } from "./pointer.js";
import { createTip } from "./tip.js";

const MARGIN = { l: 46, r: 18, t: 10, b: 24 };
/** A pointer this close to a curve points at it. */
const REACH = 14;
/** How far lines may leave the area, so that they are not cut where they touch its edges. */
const BLEED = { top: 4, right: 4, bottom: 2 };

/**
 * @param {HTMLElement} host
 * @param {{onScrub: (time: number) => void}} listener
 */
export function createChart(host, { onScrub }) {
  const [paper, lines, top] = [createLayer(host), createLayer(host), createLayer(host)];
  const tip = createTip(host);
  /** @type {Plot | null} */
  let plot = null;
  /** Those that are drawn, the uppermost last, each with its brush. @type {Curve[]} */
  let curves = [];
  /** @type {ReturnType<typeof brushFor>[]} */
  let brushes = [];
  /** @type {Inks | null} */
  let inks = null;
  /** @type {Axes} */
  let axes = { scale: { log: true, offset: 0, low: 0.1, high: 1 }, end: 1 };
  /** @type {ReturnType<typeof layoutOf> | null} */
  let layout = null;
  let [width, height, unit] = [0, 0, 1];
  /** The time that is shown; whether all has to be drawn anew, and whether points have come. */
  let [shownTime, stale, grown] = [-1, true, true];

  const measure = () => {
    if (!plot) return;
    const next = axesOf(plot);
    const { low, high, log } = axes.scale;
    if (
      next.end !== axes.end ||
      next.scale.low !== low ||
      next.scale.high !== high ||
      next.scale.log !== log
    )
      stale = true;
    [axes, grown] = [next, false];
  };

  const wipe = () => {
    if (!plot || !inks) return;
    layout = layoutOf(plot, axes, areaOf(width, height, enlarged(MARGIN, unit)));
    // Brushes remember what they have drawn, so new ones draw all of it once.
    lines.clear();
    paper.clear();
    drawAxes(paper.context, plot, layout, inks, unit);
    brushes = curves.map((curve) => brushFor(curve, unit, boldness()));
    [shownTime, stale] = [-1, false];
  };

  const leavePointer = mountPointer(host, {
    layout: () => layout,
    onScrub,
    onPoint(time, x) {
      if (time === null || !plot) tip.hide();
      else tip.show(plot, Math.min(time, shownTime), x);
    },
  });

  const resized = new ResizeObserver(() => {
    [width, height, unit] = [host.clientWidth, host.clientHeight, scaleFactor()];
    for (const layer of [paper, lines, top]) layer.resize(width, height);
    stale = true;
  });
  resized.observe(host);

  return {
    /** What is drawn, for whoever draws it elsewhere. */
    get plot() {
      return plot;
    },
    get axes() {
      return axes;
    },
    get scale() {
      return axes.scale;
    },
    /** @param {Plot} next */
    load(next) {
      [plot, curves, stale, grown] = [next, drawingOrder(next.curves), true, true];
    },
    /** There are more points than before. */
    grew() {
      grown = true;
    },
    /** @param {Inks} colors */
    dress(colors) {
      [inks, stale] = [colors, true];
    },
    /** Show how things stand at a time, which may be a fraction. @param {number} time */
    draw(time) {
      if (!plot || !inks || width < unit * (MARGIN.l + MARGIN.r)) return;
      // New points change the picture of the same time, too: those that are late to come.
      const news = grown;
      if (grown) measure();
      if (!stale && !news && time === shownTime) return;
      if (stale || time < shownTime || !layout) wipe();
      if (!layout) return;
      const { area, placesOf } = layout;
      const box = /** @type {const} */ ([
        area.left,
        area.top - BLEED.top,
        area.left + area.width + BLEED.right,
        area.top + area.height + BLEED.bottom,
      ]);
      curves.forEach((curve, i) => {
        lines.context.globalAlpha = curve.alpha ?? 1;
        const [count, total] = [curve.count(time), curve.count(Infinity)];
        brushes[i].draw(lines.context, box, placesOf(curve), count, total);
      });
      lines.context.globalAlpha = 1;
      top.clear();
      top.context.strokeStyle = inks.muted;
      top.context.setLineDash([2, 3]);
      const now = layout.across(time);
      rule(top.context, now, area.top, now, area.top + area.height);
      top.context.setLineDash([]);
      drawHeads(top.context, curves, layout, time, { paper: inks.paper, unit });
      shownTime = time;
    },
    /**
     * The curve that passes under a point of the window.
     * @param {number} clientX
     * @param {number} clientY
     * @returns {Curve | null}
     */
    under(clientX, clientY) {
      const edge = host.getBoundingClientRect();
      const [x, y] = [clientX - edge.left, clientY - edge.top];
      if (!layout || !inside(layout.area, x, y)) return null;
      const time = Math.min(layout.timeAt(x), shownTime);
      /** @type {Curve | null} */
      let found = null;
      let best = REACH;
      for (const curve of curves) {
        const row = curve.label ? curve.count(time) - 1 : -1;
        if (row < 0) continue;
        const { across, up } = layout.placesOf(curve);
        const away = Math.hypot(x - across(curve.at(row)), y - up(curve.read(row)));
        if (away < best) [found, best] = [curve, away];
      }
      return found;
    },
    destroy() {
      leavePointer();
      resized.disconnect();
      tip.destroy();
      for (const layer of [paper, lines, top]) layer.canvas.remove();
    },
  };
}
