/**
 * The figure of the surface in space: a still scene beneath trajectories that a canvas draws.
 *
 * Redrawing WebGL in software stalls the page for a third of a second, so the scene changes only
 * with the surface, the size and the theme; where its points lie follows from the camera
 * (projection.js).
 *
 * @import {Track} from "../client/history.js"
 * @import {LineStyle, Project} from "./overlay.js"
 * @import {Field} from "./plotly.js"
 * @import {Camera, Scene, Triple} from "./projection.js"
 * @import {View} from "./mapping.js"
 * @import {Inks} from "../ui/theme.js"
 */

import { headsAsSvg } from "./landmarks-svg.js";
import { short, tag } from "./svg-text.js";
import { rowAt } from "../client/history.js";
import { number } from "../ui/format.js";
import { rungs } from "./levels.js";
import { BEHIND } from "./pen.js";

/** @type {Camera} */
export const FIRST_CAMERA = {
  eye: { x: -0.86, y: -1.2, z: 0.92 },
  center: { x: 0.02, y: 0, z: -0.16 },
  up: { x: 0, y: 0, z: 1 },
};
/** Lines on a surface cannot be transparent. */
const LINES = { light: "#8fb0c0", dark: "#527386" };
/**
 * From floor to heights, which must not fade into the paper here, where the surface has an outline.
 * @type {Record<"light" | "dark", [number, string][]>}
 */
const TINTS = {
  light: [
    [0, "#8fbcd4"],
    [0.5, "#cfe2ea"],
    [1, "#eeece4"],
  ],
  dark: [
    [0, "#2f7ba3"],
    [0.5, "#2a4a5e"],
    [1, "#3a4149"],
  ],
};
/** Every so many contours the axis of the cost has a tick. */
const TICKED = 4;
const LONGEST = 1.4;
const HEIGHT = 0.62;
/** Points closer than this are the same on paper. */
const NEAR = 0.5;

/**
 * The edges of the box: the floor keeps its shape, the height its share.
 * @param {View} view
 * @returns {Triple}
 */
export function aspectOf([[x0, x1], [y0, y1]]) {
  const most = Math.max(x1 - x0, y1 - y0);
  return { x: (LONGEST * (x1 - x0)) / most, y: (LONGEST * (y1 - y0)) / most, z: HEIGHT };
}

/**
 * The surface as data and layout.
 * @param {Scene & {field: Field, inks: Inks, unit?: number}} scene
 * @param {number} revision
 */
export function figure({ camera, aspect, ranges, width, height, field, inks, unit = 1 }, revision) {
  const theme = inks.dark ? "dark" : "light";
  const ticks = rungs(field.levels, TICKED);
  const [x, y, z] = ["x", "y", field.levels.shape === "log" ? "cost, log above least" : "cost"].map(
    (title, i) => ({
      title: { text: title, font: { size: 12 * unit, color: inks.muted } },
      range: [...ranges[i]],
      autorange: false,
      showbackground: false,
      showspikes: false,
      gridcolor: inks.line,
      zeroline: false,
      tickfont: { size: 11 * unit, color: inks.muted },
      ...(i === 2 && {
        tickvals: ticks.map(({ height }) => height),
        ticktext: ticks.map(({ value }) => number(value, 2)),
      }),
    }),
  );
  return {
    data: [
      {
        type: "surface",
        x: field.x,
        y: field.y,
        z: field.levels.z,
        cmin: field.levels.low,
        cmax: field.levels.high,
        colorscale: TINTS[theme],
        showscale: false,
        hoverinfo: "skip",
        lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 1 },
        contours: {
          x: { highlight: false },
          y: { highlight: false },
          z: {
            show: true,
            highlight: false,
            start: field.levels.start,
            end: field.levels.end,
            size: field.levels.size,
            color: LINES[theme],
            width: 1,
          },
        },
      },
    ],
    layout: {
      width,
      height,
      autosize: false,
      datarevision: revision,
      margin: { l: 0, r: 0, t: 0, b: 0, autoexpand: false },
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      font: { family: "system-ui, sans-serif" },
      scene: {
        domain: { x: [0, 1], y: [0, 1] },
        xaxis: x,
        yaxis: y,
        zaxis: z,
        aspectmode: "manual",
        aspectratio: aspect,
        camera: plotlyCamera(camera),
        dragmode: "turntable",
      },
    },
  };
}

/** @param {Camera} camera */
export const plotlyCamera = (camera) => ({ ...camera, projection: { type: "perspective" } });

/**
 * The paths up to a step as SVG, with their heads.
 * @param {Track[]} tracks
 * @param {LineStyle[]} styles
 * @param {number} step
 * @param {{project: Project, pieces: number}} placer  each step is drawn in so many pieces, whose
 *   rows are fractions
 * @param {Inks} inks
 */
export function pathsIn(tracks, styles, step, { project, pieces }, inks) {
  const visible = tracks
    .map((track, entry) => ({ track, style: styles[entry], last: rowAt(track, step) }))
    .filter(({ style, last }) => style?.visible && last >= 0);
  const paths = visible.flatMap(({ track, style: { color, dash }, last }) => {
    // What is before the hills and what is behind them.
    const sides = ["", ""];
    let [px, py, was] = [NaN, NaN, 0];
    for (let piece = 0; piece <= last * pieces; piece += 1) {
      const [x, y, behind] = project(track, piece / pieces);
      if (Math.hypot(x - px, y - py) < NEAR) continue;
      const now = Number(behind ?? false);
      if (!Number.isNaN(x)) {
        if (now !== was && !Number.isNaN(px)) sides[now] += `M${short(px)} ${short(py)}`;
        sides[now] += `${Number.isNaN(px) ? "M" : "L"}${short(x)} ${short(y)}`;
      }
      [px, py, was] = [x, y, now];
    }
    return sides.map((d, behind) =>
      d
        ? tag("path", {
            ...{ d, fill: "none", stroke: color, "stroke-opacity": behind ? BEHIND : 1 },
            ...{ "stroke-width": 2.2, "stroke-linejoin": "round" },
            "stroke-dasharray": dash.join(" "),
          })
        : "",
    );
  });
  const ends = visible.flatMap(({ track, style: { color, marker }, last }) => {
    const [x, y] = project(track, last);
    return Number.isNaN(x)
      ? []
      : [{ color, marker, place: /** @type {import("./mapping.js").Point} */ ([x, y]) }];
  });
  return paths.join("") + headsAsSvg(ends, inks);
}
