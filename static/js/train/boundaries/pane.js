/**
 * A pane: what one network makes of the plane, as tints and the line where it is undecided, under
 * the points it learns from; of one feature the curve it draws through them.
 *
 * @import {Sample} from "../samples.js"
 * @import {Extent} from "./snapshots.js"
 * @typedef {{extent: Extent, values: ArrayLike<number>}} Outputs  of a network, over a lattice
 */

import { h } from "../../ui/dom.js";
import { trace } from "../../plot/marks.js";
import { createLayer } from "../../plot/pen.js";
import { frameOf, latticed, placer, rangeOf } from "./frame.js";
import { css, targetColor, paintLattice, classShape, outputColor } from "./class-colors.js";
import { isoline } from "../../plot/isolines.js";

const POINT = 2.7;
const UNDECIDED = 0.5;
const CROWD = 900;

export function createPane() {
  const heat = h("canvas", { class: "heat", "aria-hidden": "true" });
  const host = h("div", { class: "pane" }, heat);
  const [lines, dots] = [createLayer(host), createLayer(host)];
  const tints = /** @type {CanvasRenderingContext2D} */ (heat.getContext("2d"));
  /** @type {Sample | null} */
  let sample = null;
  /** @type {import("./frame.js").Frame | null} */
  let frame = null;
  /** @type {Outputs | null} */
  let boundary = null;
  /** @type {{color: string, dark: boolean, ink: string, paper: string}} */
  let colors = { color: "#888", dark: false, ink: "#000", paper: "#fff" };
  let [width, height] = [0, 0];

  const drawDots = () => {
    dots.clear();
    if (!sample || !frame || !width) return;
    const { context } = dots;
    const { task, train, test } = sample;
    const place = placer(frame, width, height);
    const tone = targetColor(task, colors.dark, rangeOf(sample));
    const flat = train.x.length === 1;
    const radius = train.y.length > CROWD ? POINT * 0.7 : POINT;
    for (const [points, solid] of /** @type {const} */ ([
      [test, false],
      [train, true],
    ])) {
      points?.y.forEach((target, i) => {
        const [x, y] = place(points.x[0][i], flat ? target : points.x[1][i]);
        context.beginPath();
        trace(context, task === "regression" ? "circle" : classShape(target), x, y, radius);
        const color = flat ? colors.ink : css(tone(target));
        if (solid) {
          context.globalAlpha = flat ? 0.45 : 1;
          context.fillStyle = color;
          context.fill();
          context.lineWidth = 0.8;
          context.strokeStyle = colors.paper;
        } else {
          context.globalAlpha = 1;
          context.lineWidth = 1.4;
          context.strokeStyle = color;
        }
        context.stroke();
      });
    }
    context.globalAlpha = 1;
  };

  /** Numbers belong to the middle of their pixels: those at the edge stick out by half. */
  const fit = (
    /** @type {(column: number, row: number) => [number, number]} */ at,
    nx = 2,
    ny = 2,
  ) => {
    if (heat.width !== nx || heat.height !== ny) [heat.width, heat.height] = [nx, ny];
    const [left, top] = at(-0.5, ny - 0.5);
    const [right, bottom] = at(nx - 0.5, -0.5);
    Object.assign(heat.style, {
      ...{ left: `${left}px`, top: `${top}px` },
      ...{ width: `${right - left}px`, height: `${bottom - top}px` },
    });
  };

  const drawOutputs = () => {
    lines.clear();
    heat.hidden = !boundary?.extent.y || !sample;
    if (!boundary || !sample || !frame || !width) return;
    const { extent, values } = boundary;
    const { nx, ny } = extent;
    const { context } = lines;
    const at = latticed(frame, extent, width, height);
    if (!extent.y) {
      const place = placer(frame, width, height);
      context.beginPath();
      for (let i = 0; i < nx; i += 1) {
        const [, y] = place(0, values[i]);
        context.lineTo(at(i, 0)[0], Math.min(2 * height, Math.max(-height, y)));
      }
      context.lineWidth = 2.4;
      context.strokeStyle = colors.color;
      context.stroke();
      return;
    }
    fit(at, nx, ny);
    const image = tints.createImageData(nx, ny);
    paintLattice({ nx, ny, values }, image, outputColor(sample.task, colors.dark, rangeOf(sample)));
    tints.putImageData(image, 0, 0);
    if (sample.task !== "binary") return;
    const segments = isoline({ nx, ny, values }, UNDECIDED);
    context.beginPath();
    for (let i = 0; i < segments.length; i += 4) {
      context.moveTo(...at(segments[i], segments[i + 1]));
      context.lineTo(...at(segments[i + 2], segments[i + 3]));
    }
    context.lineWidth = 1.6;
    context.lineCap = "round";
    context.strokeStyle = colors.ink;
    context.stroke();
  };

  const redraw = () => {
    drawOutputs();
    drawDots();
  };

  return {
    host,
    /**
     * @param {number} wide in CSS pixels
     * @param {number} high
     */
    resize(wide, high) {
      if (wide === width && high === height) return;
      [width, height] = [wide, high];
      host.style.width = `${wide}px`;
      host.style.height = `${high}px`;
      for (const layer of [lines, dots]) layer.resize(wide, high);
      redraw();
    },
    /** @param {typeof colors} next */
    dress(next) {
      colors = next;
      redraw();
    },
    /** @param {Sample | null} next */
    learnFrom(next) {
      // What a network said about other classes means nothing here.
      if (topicOf(sample) !== topicOf(next)) boundary = null;
      sample = next;
      frame = next && frameOf(next);
      redraw();
    },
    /** What is drawn, for whoever draws it elsewhere. */
    get picture() {
      return { sample, boundary, colors, tints: heat.hidden ? null : heat };
    },
    /** @param {Outputs | null} next */
    show(next) {
      if (next === boundary) return;
      boundary = next;
      drawOutputs();
    },
    /**
     * What the network says at a place of the pane.
     * @param {number} px
     * @param {number} py
     */
    at(px, py) {
      if (!boundary || !frame || !width) return NaN;
      const { extent, values } = boundary;
      const at = latticed(frame, extent, width, height);
      const [left, bottom] = at(0, 0);
      const [right, top] = at(extent.nx - 1, extent.ny - 1);
      const column = Math.round(((px - left) / (right - left)) * (extent.nx - 1));
      const row = extent.y ? Math.round(((py - bottom) / (top - bottom)) * (extent.ny - 1)) : 0;
      const there = column >= 0 && column < extent.nx && row >= 0 && row < extent.ny;
      return there ? values[row * extent.nx + column] : NaN;
    },
  };
}

/** What data are about. @param {Sample | null} sample */
const topicOf = (sample) => sample && [sample.task, ...sample.features, ...sample.classes].join();
