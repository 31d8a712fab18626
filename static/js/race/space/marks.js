/**
 * Marks in space: the starts, minima and saddles where they lie on the surface, with their names.
 *
 * @import {Surface} from "../../experiment/catalogue.js"
 * @import {Point} from "../../plot/mapping.js"
 * @import {Inks} from "../../ui/theme.js"
 * @typedef {"start" | "minimum" | "local minimum" | "saddle"} Kind
 * @typedef {{kind: Kind, at: Point, faint: boolean, box: import("../../plot/labels.js").Box |
 *   null}} Mark  `at` in pixels; `box`:
 *   where its name is written, if there is room
 */

import { short, tag, words } from "../../plot/svg-text.js";
import { placeLabels } from "../../plot/labels.js";

const HEIGHT = 18;
const LETTER = 6.9;
/** Names of more minima than this would cover the surface. */
const FEW = 4;
/** @type {Record<Kind, string>} */
const SHAPES = {
  start: "M6 0A6 6 0 1 1 -6 0A6 6 0 1 1 6 0",
  minimum: "M-4 -4L4 4M-4 4L4 -4",
  "local minimum": "M-4 -4L4 4M-4 4L4 -4",
  saddle: "M-4.5 -4.5Q0 0 -4.5 4.5M4.5 -4.5Q0 0 4.5 4.5",
};

/**
 * @param {Pick<Surface, "minima" | "local_minima" | "saddles">} surface
 * @param {Point[]} starts
 * @param {(x: number, y: number) => {at: Point, behind: boolean} | null} place  null outside the
 *   surface
 * @param {{width: number, height: number, unit?: number}} size
 * @returns {Mark[]}
 */
export function marksOf(
  { minima, local_minima, saddles },
  starts,
  place,
  { width, height, unit = 1 },
) {
  /** @type {[Kind, Point[], boolean][]} */
  const kinds = [
    ["start", starts, starts.length === 1],
    ["minimum", minima, minima.length <= FEW],
    ["local minimum", local_minima, local_minima.length <= FEW],
    ["saddle", saddles, saddles.length <= FEW],
  ];
  const marks = kinds.flatMap(([kind, points, named]) =>
    points.flatMap(([x, y]) => {
      const found = place(x, y);
      return found ? [{ kind, at: found.at, faint: found.behind, named }] : [];
    }),
  );
  const boxes = placeLabels(
    marks.map(({ kind, at: [x, y], named }) => ({
      x,
      y,
      width: named ? unit * LETTER * kind.length : 0,
      height: unit * HEIGHT,
      first: kind === "start" ? "above" : "below",
    })),
    { left: 0, top: 0, width, height },
  );
  return marks.map(({ kind, at, faint }, i) => ({ kind, at, faint, box: boxes[i] }));
}

/**
 * Draw marks on a canvas.
 * @param {CanvasRenderingContext2D} context
 * @param {Mark[]} marks
 * @param {Inks} inks
 * @param {number} unit
 */
export function drawMarks(context, marks, inks, unit) {
  context.font = `${12.5 * unit}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { kind, at, faint, box } of marks) {
    context.save();
    context.globalAlpha = faint ? 0.45 : 1;
    context.translate(at[0], at[1]);
    context.scale(unit, unit);
    context.strokeStyle = inks.ink;
    context.lineWidth = kind === "start" ? 2 : 1.6;
    context.stroke(new Path2D(SHAPES[kind]));
    context.restore();
    if (!box) continue;
    context.lineWidth = 3.5 * unit;
    context.strokeStyle = inks.paper;
    context.strokeText(kind, box.left, box.top + box.height / 2);
    context.fillStyle = inks.muted;
    context.fillText(kind, box.left, box.top + box.height / 2);
  }
}

/**
 * The same marks as SVG.
 * @param {Mark[]} marks
 * @param {Inks} inks
 */
export const marksAsSvg = (marks, inks) =>
  marks
    .map(({ kind, at: [x, y], faint, box }) => {
      const shape = tag("path", {
        transform: `translate(${short(x)} ${short(y)})`,
        ...{ d: SHAPES[kind], fill: "none", stroke: inks.ink, "stroke-width": 1.6 },
        opacity: faint ? 0.45 : 1,
      });
      if (!box) return shape;
      return shape + words(box.left, box.top + 13, kind, { "font-size": 12, fill: inks.muted });
    })
    .join("");
