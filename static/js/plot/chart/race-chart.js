/**
 * The curves: a measure over steps, for instance four falling costs on a log axis, drawn on canvas
 * as the race goes.
 *
 * @import {History} from "../../client/history.js"
 * @import {LineStyle} from "../overlay.js"
 * @import {Reader} from "../../race/measures.js"
 * @import {Scale} from "../scales.js"
 * @import {Inks} from "../../ui/theme.js"
 */

import { em } from "../scale-factor.js";
import { number } from "../../ui/format.js";
import { rowAt } from "../../client/history.js";
import { trace } from "../marks.js";
import { areaOf, enlarged, inside } from "../mapping.js";
import { Pen, createLayer } from "../pen.js";
import { FADED, raised } from "../overlay.js";
import { scaleOf, share } from "../scales.js";
import { decades, linearTicks, powerOfTen } from "../ticks.js";

const MARGIN = { l: 44, r: 16, t: 10, b: 24 };
const LINE = 1.8;
const LIT_LINE = 3;
/** A pointer this close to a curve points at it. */
const REACH = 14;

/**
 * @param {HTMLElement} host
 * @param {{onScrub?: (step: number) => void}} [options]
 */
export function createCurves(host, { onScrub } = {}) {
  const paper = createLayer(host);
  const lines = createLayer(host);
  const top = createLayer(host);
  /** @type {History | null} */
  let history = null;
  /** @type {LineStyle[]} */
  let styles = [];
  /** @type {Inks | null} */
  let inks = null;
  /** @type {Reader} */
  let read = () => NaN;
  /** @type {{lowest: number | null, log: boolean}} */
  let wish = { lowest: null, log: true };
  /** @type {Scale} */
  let scale = { log: true, offset: 0, low: 1e-3, high: 1 };
  let [width, height] = [0, 0];
  let area = areaOf(0, 0, MARGIN);
  let unit = 1;
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
    context.font = `${12 * unit}px system-ui, sans-serif`;
    context.lineWidth = 1;
    context.strokeStyle = inks.line;
    context.fillStyle = inks.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const rows = scale.log
      ? decades(scale.low, scale.high, area.height / (34 * unit)).map((e) => ({
          part: share({ ...scale, offset: 0 }, 10 ** e),
          text: powerOfTen(e),
        }))
      : linearTicks(scale.low, scale.high, area.height / (44 * unit)).map((at) => ({
          part: share({ ...scale, offset: 0 }, at),
          text: number(at),
        }));
    for (const { part, text } of rows) {
      rule(context, area.left, up(part), area.left + area.width, up(part));
      context.fillText(text, area.left - 7 * unit, up(part));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of linearTicks(0, history?.steps ?? 1, area.width / (48 * unit))) {
      if (!Number.isInteger(tick)) continue;
      rule(context, across(tick), area.top, across(tick), area.top + area.height);
      context.fillText(
        tick.toLocaleString("en-US"),
        across(tick),
        area.top + area.height + 7 * unit,
      );
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
      unit = em();
      area = areaOf(width, height, enlarged(MARGIN, unit));
      for (const layer of [paper, lines, top]) layer.resize(width, height);
      stale = true;
    },
    /**
     * @param {LineStyle[]} next
     * @param {Inks} colors
     */
    dress(next, colors) {
      [styles, inks, stale] = [next, colors, true];
    },
    /**
     * Show a measure of a race.
     * @param {History | null} next
     * @param {Reader} reader
     * @param {{lowest: number | null, log: boolean}} axis  see scales.js
     */
    load(next, reader, axis) {
      [history, read, wish, measured, stale] = [next, reader, axis, 0, true];
    },
    /**
     * The entry whose curve passes under a point of the window; -1 for none.
     * @param {number} clientX
     * @param {number} clientY
     */
    under(clientX, clientY) {
      const edge = host.getBoundingClientRect();
      const [x, y] = [clientX - edge.left, clientY - edge.top];
      if (!history || !inside(area, x, y)) return -1;
      const step = Math.round(((x - area.left) / area.width) * history.steps);
      let [found, best] = [-1, REACH];
      history.tracks.forEach((track, entry) => {
        const row = Math.min(step, drawn, track.end - 1);
        if (!styles[entry]?.visible || row < 0) return;
        const away = Math.hypot(x - across(row), y - up(share(scale, read(entry, row))));
        if (away < best) [found, best] = [entry, away];
      });
      return found;
    },
    /** @param {number} step */
    draw(step) {
      if (!history || !inks || width === 0) return;
      if (measured !== history.rows) {
        const next = scaleOf(history.tracks, read, wish);
        if (next.low !== scale.low || next.high !== scale.high || next.log !== scale.log)
          stale = true;
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
      top.clear();
      top.context.strokeStyle = inks.muted;
      top.context.setLineDash([2, 3]);
      rule(top.context, across(step), area.top, across(step), area.top + area.height);
      top.context.setLineDash([]);
      for (const entry of raised(styles, history.tracks.length)) {
        const [track, style] = [history.tracks[entry], styles[entry]];
        const row = rowAt(track, step);
        if (!style?.visible || row < 0) continue;
        const place = (/** @type {number} */ at) => share(scale, read(entry, at));
        lines.context.globalAlpha = style.weight === "faded" ? FADED : 1;
        lines.context.lineWidth = unit * (style.weight === "lit" ? LIT_LINE : LINE);
        lines.context.strokeStyle = style.color;
        pens[entry].draw(
          lines.context,
          box,
          style.dash.map((part) => part * unit),
          (at) => [across(at), up(place(at))],
          row,
        );
        const [x, y] = [across(row), up(Math.min(1, Math.max(0, place(row))))];
        if (Number.isNaN(y)) continue;
        top.context.globalAlpha = style.weight === "faded" ? 2 * FADED : 1;
        top.context.beginPath();
        trace(top.context, style.marker, x, y, 3.5 * unit);
        top.context.fillStyle = style.color;
        top.context.fill();
      }
      top.context.globalAlpha = 1;
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
