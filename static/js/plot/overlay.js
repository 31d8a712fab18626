/**
 * The overlay: trajectories over the plot, for instance four paths and their heads at step 42.
 *
 * Two canvases: one keeps the paths and gets only new segments, the other is wiped and holds the
 * heads. A full redraw happens only when the view, the size or the styles change, or the race goes
 * back.
 *
 * @import {Track} from "../client/history.js"
 * @import {Area, View} from "./mapping.js"
 * @import {Marker} from "./palette.js"
 * @typedef {{color: string, dash: number[], marker: Marker, visible: boolean, weight?: Weight}}
 *   LineStyle
 * @typedef {(track: Track, row: number) => [number, number, boolean?]} Project  pixels, and whether
 *   something hides them
 * @typedef {"spotlit" | "faded" | undefined} Weight  while one run is looked at, the others recede
 */

/**
 * @typedef {{at: number, tried: import("./mapping.js").Point | null}} Failed  where a run could not
 *   go on, and the point it would have stepped to
 */

import { rowAt } from "../client/history.js";
import { headPlaces } from "./head-places.js";
import { trace } from "./marks.js";
import { clip, inside, toPixel } from "./mapping.js";
import { Pen, createLayer } from "./pen.js";

const HEAD = 5.5;
const LINE = 2.2;
const EDGE = 7;
const TRIED = 4;
const APART = 12;
/** A head closer to its true place than this covers it; the dot that marks the place. */
const [TIED, DOT] = [3, 1.8];
const SPOTLIT_LINE = 3.4;
/** How much of a run that recedes can still be seen. */
export const FADED = 0.16;

/** @param {HTMLElement} host */
export function createOverlay(host) {
  const paths = createLayer(host);
  const heads = createLayer(host);
  paths.canvas.className += " paths";
  heads.canvas.className += " heads";
  /** @type {Pen[]} */
  let pens = [];
  /** @type {LineStyle[]} */
  let styles = [];
  let [paper, ink] = ["#fff", "#000"];
  /**
   * @type {{area: Area, view: View, unit: number, bold: number, project?: Project, pieces: number}}
   */
  let frame = {
    pieces: 1,
    unit: 1,
    bold: 1,
    area: { left: 0, top: 0, width: 1, height: 1 },
    view: [
      [0, 1],
      [0, 1],
    ],
  };
  let drawnStep = -1;
  let stale = true;
  /** By entry. @type {ReadonlyMap<number, Failed>} */
  let failed = new Map();
  let changed = false;
  const stats = { segments: 0, redraws: 0 };

  /** @param {Track[]} tracks */
  const wipe = (tracks) => {
    paths.clear();
    pens = tracks.map(() => new Pen());
    drawnStep = -1;
    stale = false;
    stats.redraws += 1;
  };

  /** @returns {[number, number, number, number]} */
  const box = () => [
    frame.area.left,
    frame.area.top,
    frame.area.left + frame.area.width,
    frame.area.top + frame.area.height,
  ];

  /**
   * @param {Track} track
   * @param {number} row
   */
  const place = (track, row) =>
    frame.project
      ? frame.project(track, row)
      : toPixel(frame.area, frame.view, track.x[row], track.y[row]);

  /**
   * A hairline from where a run stands, which a dot marks, to its head.
   * @param {LineStyle} style
   * @param {import("./head-places.js").HeadPlace} head
   */
  const drawTie = ({ color }, { from: [x, y], at }) => {
    if (Math.hypot(at[0] - x, at[1] - y) < TIED * frame.unit) return;
    const { context } = heads;
    for (const edge of [1, 0]) {
      context.strokeStyle = context.fillStyle = edge ? paper : color;
      context.lineWidth = frame.unit * (1 + 2 * edge);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(...at);
      context.stroke();
      context.beginPath();
      context.arc(x, y, frame.unit * (DOT + edge), 0, 2 * Math.PI);
      context.fill();
    }
  };

  /**
   * @param {LineStyle} style
   * @param {import("./head-places.js").HeadPlace} head
   */
  const drawHead = (style, { at: [x, y] }) => {
    const { context } = heads;
    context.beginPath();
    trace(context, style.marker, x, y, HEAD * frame.unit);
    context.lineWidth = 3 * frame.unit;
    context.strokeStyle = paper;
    context.stroke();
    context.fillStyle = style.color;
    context.fill();
  };

  /** How many stand at one place. @param {import("./head-places.js").Crowd} crowd */
  const drawCrowd = ({ at: [x, y], count }) => {
    const { context } = heads;
    context.save();
    context.font = `600 ${12 * frame.unit}px system-ui, sans-serif`;
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.lineWidth = 4 * frame.unit;
    context.lineJoin = "round";
    context.strokeStyle = paper;
    context.fillStyle = ink;
    const at = /** @type {const} */ ([x + HEAD * frame.unit, y - HEAD * frame.unit]);
    context.strokeText(`× ${count}`, ...at);
    context.fillText(`× ${count}`, ...at);
    context.restore();
  };

  /** A small arrow on the border towards a head that has left the view.
   * @param {LineStyle} style
   * @param {number} x
   * @param {number} y
   */
  const drawExit = (style, x, y) => {
    const [left, top, right, bottom] = box();
    const [ex, ey] = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
    const angle = Math.atan2(y - ey, x - ex);
    const { context } = heads;
    context.save();
    context.translate(
      ex - EDGE * frame.unit * Math.cos(angle),
      ey - EDGE * frame.unit * Math.sin(angle),
    );
    context.rotate(angle);
    context.scale(frame.unit, frame.unit);
    context.beginPath();
    context.moveTo(EDGE, 0);
    context.lineTo(-EDGE, EDGE);
    context.lineTo(-EDGE / 2, 0);
    context.lineTo(-EDGE, -EDGE);
    context.closePath();
    context.lineWidth = 3;
    context.strokeStyle = paper;
    context.stroke();
    context.fillStyle = style.color;
    context.fill();
    context.restore();
  };

  /**
   * A small open circle at the point that a run tried and could not step to, dashed from where it
   * stands; an open arrow on the border where that point is not in view.
   * @param {LineStyle} style
   * @param {readonly [number, number]} from
   * @param {readonly [number, number]} to
   */
  const drawTried = (style, from, to) => {
    const { context } = heads;
    const part = clip(box(), ...from, ...to);
    if (!part) return;
    context.save();
    context.strokeStyle = style.color;
    context.lineWidth = 1.4 * frame.unit;
    context.setLineDash([2 * frame.unit, 3 * frame.unit]);
    context.beginPath();
    context.moveTo(part[0], part[1]);
    context.lineTo(part[2], part[3]);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = paper;
    context.beginPath();
    if (inside(frame.area, ...to)) context.arc(...to, TRIED * frame.unit, 0, 2 * Math.PI);
    else {
      const angle = Math.atan2(part[3] - part[1], part[2] - part[0]);
      context.translate(part[2], part[3]);
      context.rotate(angle);
      context.scale(frame.unit, frame.unit);
      context.moveTo(-1, 0);
      context.lineTo(-2 * EDGE, EDGE);
      context.lineTo(-2 * EDGE, -EDGE);
      context.closePath();
    }
    context.fill();
    context.stroke();
    context.restore();
  };

  return {
    stats,
    /**
     * Follow the plot: its size, plotting area and view.
     * @param {{width: number, height: number, area: Area, view: View, unit?: number, project?:
     *   Project, pieces?: number, bold?: number}} to
     *   `unit`: how many times larger than usual lines and heads are; `project`: where a row lies
     * when that is not in the plane, NaN where it cannot be seen; each step is
     *   drawn in so many `pieces`, whose rows are fractions
     */
    place({ width, height, area, view, unit = 1, bold = 1, project, pieces = 1 }) {
      paths.resize(width, height);
      heads.resize(width, height);
      frame = { area, view, unit, bold, project, pieces };
      stale = true;
    },
    /**
     * @param {LineStyle[]} next one for each entry
     * @param {Pick<import("../ui/theme.js").Inks, "paper" | "ink">} inks
     */
    dress(next, inks) {
      styles = next;
      [paper, ink] = [inks.paper, inks.ink];
      stale = true;
    },
    /** Draw everything anew at the next call, for another race. */
    restart() {
      stale = true;
    },
    /** @param {ReadonlyMap<number, Failed>} next by entry, those that stopped early */
    fail(next) {
      failed = next;
      changed = true;
    },
    /**
     * Show the race at a step.
     * @param {Track[]} tracks
     * @param {number} step
     */
    draw(tracks, step) {
      if (!stale && !changed && step === drawnStep) return;
      changed = false;
      // Forwards only new segments are drawn; back in time canvas cannot go.
      if (stale || step < drawnStep || pens.length !== tracks.length) wipe(tracks);
      // Heads move, so they have a canvas of their own; wiping it costs nothing.
      heads.clear();
      for (const entry of drawingOrder(styles, tracks.length)) {
        const [track, style] = [tracks[entry], styles[entry]];
        const row = rowAt(track, step);
        if (!style?.visible || row < 0) continue;
        paths.context.globalAlpha = style.weight === "faded" ? FADED : 1;
        const width = style.weight === "spotlit" ? SPOTLIT_LINE : LINE;
        paths.context.lineWidth = frame.unit * frame.bold * width;
        paths.context.strokeStyle = style.color;
        const { pieces, unit } = frame;
        const dash = style.dash.map((part) => part * unit);
        const project = (/** @type {number} */ at) => place(track, at / pieces);
        stats.segments += pens[entry].draw(paths.context, box(), dash, project, row * pieces);
      }
      const standing = tracks.flatMap((track, entry) => {
        const row = rowAt(track, step);
        const at = styles[entry]?.visible && row >= 0 ? place(track, row) : null;
        if (!at || Number.isNaN(at[0])) return [];
        const end = failed.get(entry);
        // A surface has no height where its formula is undefined, so in space there is no place.
        const tried = end && step >= end.at && !frame.project ? end.tried : null;
        return [
          { style: styles[entry], at: /** @type {[number, number]} */ ([at[0], at[1]]), tried },
        ];
      });
      const inView = standing.filter(({ at: [x, y] }) => inside(frame.area, x, y));
      const places = headPlaces(
        inView.map(({ at }) => at),
        APART * frame.unit,
        box(),
      );
      const alpha = (/** @type {LineStyle} */ { weight }) => (weight === "faded" ? 2 * FADED : 1);
      for (const { style, at, tried } of standing) {
        heads.context.globalAlpha = alpha(style);
        if (tried) drawTried(style, at, toPixel(frame.area, frame.view, ...tried));
      }
      for (const draw of [drawTie, drawHead])
        inView.forEach(({ style }, i) => {
          heads.context.globalAlpha = alpha(style);
          draw(style, places.heads[i]);
        });
      heads.context.globalAlpha = 1;
      for (const crowd of places.crowds) drawCrowd(crowd);
      for (const { style, at } of standing) {
        heads.context.globalAlpha = alpha(style);
        if (!inside(frame.area, ...at)) drawExit(style, ...at);
      }
      heads.context.globalAlpha = 1;
      drawnStep = step;
    },
    /** @param {boolean} visible whether the paths are drawn here; the heads always are */
    reveal(visible) {
      paths.canvas.hidden = !visible;
    },
    destroy() {
      paths.canvas.remove();
      heads.canvas.remove();
    },
  };
}

/**
 * The entries in the order in which they are drawn: the one that is looked at last, above the
 * others.
 * @param {LineStyle[]} styles
 * @param {number} count
 */
export const drawingOrder = (styles, count) => {
  const all = Array.from({ length: count }, (_, entry) => entry);
  return [
    ...all.filter((entry) => styles[entry]?.weight !== "spotlit"),
    ...all.filter((entry) => styles[entry]?.weight === "spotlit"),
  ];
};
