/**
 * A pane: what one network makes of the plane, as tints and the line where it is undecided, under the points it
 * learns from; of one feature the curve it draws through them.
 *
 * @import {Sample} from "./samples.js"
 * @import {Extent} from "./snapshots.js"
 * @typedef {{extent: Extent, values: ArrayLike<number>}} Told  what a network says over a lattice
 */

import { h } from "../dom.js";
import { trace } from "../marks.js";
import { createLayer } from "../pen.js";
import { frameOf, placed, rangeOf } from "./frame.js";
import { css, inked, paint, shape, toned } from "./hues.js";
import { isoline } from "./isolines.js";

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
  /** @type {Told | null} */
  let told = null;
  /** @type {{color: string, dark: boolean, ink: string, paper: string}} */
  let look = { color: "#888", dark: false, ink: "#000", paper: "#fff" };
  let [width, height] = [0, 0];

  const drawDots = () => {
    dots.clear();
    if (!sample || !told) return;
    const { context } = dots;
    const { task, train, test } = sample;
    const place = placed(frameOf(sample, told.extent), width, height);
    const tone = inked(task, look.dark, rangeOf(sample));
    const flat = train.x.length === 1;
    const radius = train.y.length > CROWD ? POINT * 0.7 : POINT;
    for (const [points, solid] of /** @type {const} */ ([
      [test, false],
      [train, true],
    ])) {
      points?.y.forEach((target, i) => {
        const [x, y] = place(points.x[0][i], flat ? target : points.x[1][i]);
        context.beginPath();
        trace(context, task === "regression" ? "circle" : shape(target), x, y, radius);
        const color = flat ? look.ink : css(tone(target));
        if (solid) {
          context.globalAlpha = flat ? 0.45 : 1;
          context.fillStyle = color;
          context.fill();
          context.lineWidth = 0.8;
          context.strokeStyle = look.paper;
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

  /** Numbers belong to the middle of their pixels: those at the edge stick out by half. @type {(nx: number, ny: number) => void} */
  const fit = (nx, ny) => {
    [heat.width, heat.height] = [nx, ny];
    heat.style.width = `${(100 * nx) / (nx - 1)}%`;
    heat.style.height = `${(100 * ny) / (ny - 1)}%`;
    heat.style.left = `${-50 / (nx - 1)}%`;
    heat.style.top = `${-50 / (ny - 1)}%`;
  };

  const drawTold = () => {
    lines.clear();
    heat.hidden = !told || !told.extent.y || !sample;
    if (!told || !sample || !width) return;
    const { extent, values } = told;
    const { nx, ny } = extent;
    const { context } = lines;
    if (!extent.y) {
      const place = placed(frameOf(sample, extent), width, height);
      context.beginPath();
      for (let i = 0; i < nx; i += 1) {
        const [, y] = place(0, values[i]);
        context.lineTo((i / (nx - 1)) * width, Math.min(2 * height, Math.max(-height, y)));
      }
      context.lineWidth = 2.4;
      context.strokeStyle = look.color;
      context.stroke();
      return;
    }
    if (heat.width !== nx || heat.height !== ny) fit(nx, ny);
    const image = tints.createImageData(nx, ny);
    paint({ nx, ny, values }, image, toned(sample.task, look.dark, rangeOf(sample)));
    tints.putImageData(image, 0, 0);
    if (sample.task !== "binary") return;
    const segments = isoline({ nx, ny, values }, UNDECIDED);
    context.beginPath();
    for (let i = 0; i < segments.length; i += 4) {
      context.moveTo((segments[i] / (nx - 1)) * width, (1 - segments[i + 1] / (ny - 1)) * height);
      context.lineTo((segments[i + 2] / (nx - 1)) * width, (1 - segments[i + 3] / (ny - 1)) * height);
    }
    context.lineWidth = 1.6;
    context.lineCap = "round";
    context.strokeStyle = look.ink;
    context.stroke();
  };

  const redraw = () => {
    drawTold();
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
    /** @param {typeof look} next */
    dress(next) {
      look = next;
      redraw();
    },
    /** @param {Sample | null} next */
    learnFrom(next) {
      sample = next;
      redraw();
    },
    /** What is drawn, for whoever draws it elsewhere. */
    get picture() {
      return { sample, told, look, tints: heat.hidden ? null : heat };
    },
    /** @param {Told | null} next */
    show(next) {
      if (next === told) return;
      const moved = JSON.stringify(next?.extent) !== JSON.stringify(told?.extent);
      told = next;
      drawTold();
      if (moved) drawDots();
    },
    /**
     * What the network says at a place of the pane, and where that is.
     * @param {number} px
     * @param {number} py
     */
    at(px, py) {
      if (!told || !width) return null;
      const { extent, values } = told;
      const column = Math.round((px / width) * (extent.nx - 1));
      const row = extent.y ? Math.round((1 - py / height) * (extent.ny - 1)) : 0;
      const along = ([low, high] = [0, 1], share = 0) => low + share * (high - low);
      return {
        x: along(extent.x, px / width),
        y: extent.y ? along(extent.y, 1 - py / height) : null,
        value: values[row * extent.nx + column] ?? NaN,
      };
    },
  };
}
