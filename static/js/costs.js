/**
 * The cost plot: cost over steps, for instance four falling lines on a log axis, drawn on canvas as the
 * race goes.
 *
 * @import {History} from "./history.js"
 * @import {Look} from "./overlay.js"
 * @import {Scale} from "./scales.js"
 * @import {Inks} from "./theme.js"
 */

import { number } from "./format.js";
import { rowAt } from "./history.js";
import { trace } from "./marks.js";
import { areaOf, inside } from "./mapping.js";
import { Pen, createLayer } from "./pen.js";
import { costScale, share } from "./scales.js";
import { decades, linearTicks, powerOfTen } from "./ticks.js";

const MARGIN = { l: 44, r: 16, t: 10, b: 24 };
const FONT = "12px system-ui, sans-serif";
const LINE = 1.8;

/**
 * @param {HTMLElement} host
 * @param {{onScrub?: (step: number) => void}} [options]
 */
export function createCosts(host, { onScrub } = {}) {
  const paper = createLayer(host);
  const lines = createLayer(host);
  const top = createLayer(host);
  /** @type {History | null} */
  let history = null;
  /** @type {Look[]} */
  let looks = [];
  /** @type {Inks | null} */
  let inks = null;
  /** @type {number | null} */
  let lowest = null;
  /** @type {Scale} */
  let scale = { log: true, offset: 0, low: 1e-3, high: 1 };
  let [width, height] = [0, 0];
  let area = areaOf(0, 0, MARGIN);
  /** @type {Pen[]} */
  let pens = [];
  let [drawn, measured, stale] = [-1, 0, true];

  const across = (/** @type {number} */ step) =>
    area.left + (step / Math.max(1, history?.steps ?? 1)) * area.width;
  const up = (/** @type {number} */ part) => area.top + (1 - part) * area.height;

  const drawAxes = () => {
    if (!inks) return;
    const { context } = paper;
    paper.clear();
    context.font = FONT;
    context.lineWidth = 1;
    context.strokeStyle = inks.line;
    context.fillStyle = inks.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const rows = scale.log
      ? decades(scale.low, scale.high, area.height / 34).map((e) => ({
          part: share({ ...scale, offset: 0 }, 10 ** e),
          text: powerOfTen(e),
        }))
      : linearTicks(scale.low, scale.high, area.height / 44).map((at) => ({
          part: share({ ...scale, offset: 0 }, at),
          text: number(at),
        }));
    for (const { part, text } of rows) {
      rule(context, area.left, up(part), area.left + area.width, up(part));
      context.fillText(text, area.left - 7, up(part));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of linearTicks(0, history?.steps ?? 1, area.width / 48)) {
      if (!Number.isInteger(tick)) continue;
      rule(context, across(tick), area.top, across(tick), area.top + area.height);
      context.fillText(tick.toLocaleString("en-US"), across(tick), area.top + area.height + 7);
    }
  };

  const wipe = () => {
    lines.clear();
    pens = (history?.tracks ?? []).map(() => new Pen());
    drawAxes();
    [drawn, stale] = [-1, false];
  };

  /** @param {PointerEvent} event */
  const scrub = (event) => {
    const edge = host.getBoundingClientRect();
    const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
    if (!history || !onScrub || (event.type === "pointerdown" && !inside(area, x, y))) return;
    if (event.type === "pointerdown") host.setPointerCapture(event.pointerId);
    else if (!host.hasPointerCapture(event.pointerId)) return;
    onScrub(Math.round(((x - area.left) / area.width) * history.steps));
  };
  host.addEventListener("pointerdown", scrub);
  host.addEventListener("pointermove", scrub);

  return {
    /** What the axis shows, for the plot's title. */
    get scale() {
      return scale;
    },
    resize() {
      [width, height] = [host.clientWidth, host.clientHeight];
      area = areaOf(width, height, MARGIN);
      for (const layer of [paper, lines, top]) layer.resize(width, height);
      stale = true;
    },
    /**
     * @param {Look[]} next
     * @param {Inks} colors
     */
    dress(next, colors) {
      [looks, inks, stale] = [next, colors, true];
    },
    /**
     * Show another race.
     * @param {History | null} next
     * @param {number | null} lowestCost
     */
    load(next, lowestCost) {
      [history, lowest, measured, stale] = [next, lowestCost, 0, true];
    },
    /** @param {number} step */
    draw(step) {
      if (!history || !inks || width === 0) return;
      if (measured !== history.rows) {
        const next = costScale(history.tracks, lowest);
        if (next.low !== scale.low || next.high !== scale.high || next.log !== scale.log) stale = true;
        [scale, measured] = [next, history.rows];
      }
      if (!stale && step === drawn) return;
      if (stale || step < drawn) wipe();
      const box = /** @type {const} */ ([
        area.left,
        area.top - 4,
        area.left + area.width + 4,
        area.top + area.height,
      ]);
      lines.context.lineWidth = LINE;
      top.clear();
      top.context.strokeStyle = inks.muted;
      top.context.setLineDash([2, 3]);
      rule(top.context, across(step), area.top, across(step), area.top + area.height);
      top.context.setLineDash([]);
      history.tracks.forEach((track, entry) => {
        const look = looks[entry];
        const row = rowAt(track, step);
        if (!look?.visible || row < 0) return;
        lines.context.strokeStyle = look.color;
        pens[entry].draw(
          lines.context,
          box,
          look.dash,
          (at) => [across(at), up(share(scale, track.cost[at]))],
          row,
        );
        const [x, y] = [across(row), up(Math.min(1, Math.max(0, share(scale, track.cost[row]))))];
        top.context.beginPath();
        trace(top.context, look.marker, x, y, 3.5);
        top.context.fillStyle = look.color;
        top.context.fill();
      });
      drawn = step;
    },
    destroy() {
      host.removeEventListener("pointerdown", scrub);
      host.removeEventListener("pointermove", scrub);
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
