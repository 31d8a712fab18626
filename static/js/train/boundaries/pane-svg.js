/**
 * A pane as SVG: tints, points and the line where the network is undecided.
 *
 * @import {createTiles} from "./tiles.js"
 * @typedef {ReturnType<typeof createTiles>["pictures"][number]} Picture
 * @typedef {(column: number, row: number) => [number, number]} Place  of a number of the lattice
 */

import { isoline } from "../../plot/isolines.js";
import { svgPath } from "../../plot/marks.js";
import { polyline, short, tag } from "../../plot/svg-text.js";
import { classShape, css, targetColor } from "./class-colors.js";
import { frameOf, latticed, placer, rangeOf } from "./frame.js";

const POINT = 3;
const UNDECIDED = 0.5;

/**
 * @param {Picture} picture
 * @param {number} width
 * @param {number} height
 * @param {number} index  which makes its names its own
 */
export function paneSvg(picture, width, height, index) {
  const { sample, boundary, tints } = picture;
  if (!sample || !boundary) return "";
  const { extent, values } = boundary;
  const frame = frameOf(sample);
  const place = placer(frame, width, height);
  const on = latticed(frame, extent, width, height);
  const id = `pane${index}`;
  const curve = () =>
    Array.from({ length: extent.nx }, (_, i) => {
      const [x] = on(i, 0);
      return /** @type {const} */ ([x, place(0, values[i])[1]]);
    });
  const line =
    sample.train.x.length === 1
      ? outline(polyline(curve()), picture.colors.color, 2.4)
      : sample.task === "binary"
        ? outline(undecided(boundary, on), picture.colors.ink, 1.6)
        : "";
  return (
    tag("clipPath", { id }, tag("rect", { width, height })) +
    tag(
      "g",
      { "clip-path": `url(#${id})` },
      (tints ? heat(tints, extent, on) : "") + points(picture, place) + line,
    )
  );
}

/**
 * @param {string} d
 * @param {string} stroke
 * @param {number} width
 */
const outline = (d, stroke, width) =>
  tag("path", { d, fill: "none", stroke, "stroke-width": width, "stroke-linecap": "round" });

/**
 * @param {NonNullable<Picture["boundary"]>} boundary
 * @param {Place} on
 */
function undecided({ extent: { nx, ny }, values }, on) {
  const segments = isoline({ nx, ny, values }, UNDECIDED);
  let d = "";
  for (let i = 0; i < segments.length; i += 4)
    d += polyline([on(segments[i], segments[i + 1]), on(segments[i + 2], segments[i + 3])]);
  return d;
}

/**
 * Numbers belong to the middle of their pixels: those at the edge stick out by half.
 * @param {HTMLCanvasElement} tints
 * @param {import("./snapshots.js").Extent} extent
 * @param {Place} on
 */
function heat(tints, { nx, ny }, on) {
  const [left, top] = on(-0.5, ny - 0.5);
  const [right, bottom] = on(nx - 0.5, -0.5);
  return tag("image", {
    ...{ x: left, y: top, width: right - left, height: bottom - top },
    ...{ preserveAspectRatio: "none", href: tints.toDataURL() },
  });
}

/**
 * Hollow ones are of test data.
 * @param {Picture} picture
 * @param {(x: number, y: number) => [number, number]} place
 */
function points({ sample, colors }, place) {
  if (!sample) return "";
  const { task, train, test } = sample;
  const flat = train.x.length === 1;
  const tone = targetColor(task, colors.dark, rangeOf(sample));
  const dots = (/** @type {typeof train} */ { x, y }, /** @type {boolean} */ solid) =>
    y.map((target, i) => {
      const [px, py] = place(x[0][i], flat ? target : x[1][i]);
      const color = flat ? colors.ink : css(tone(target));
      const marker = task === "regression" ? "circle" : classShape(target);
      const d = svgPath(marker, Number(short(px)), Number(short(py)), POINT);
      return solid
        ? tag("path", { d, fill: color, stroke: colors.paper, "stroke-width": 0.8 })
        : tag("path", { d, fill: "none", stroke: color, "stroke-width": 1.4 });
    });
  return [...(test ? dots(test, false) : []), ...dots(train, true)].join("");
}
