/**
 * The figure of the contour: heights, axes and, once a race rests, its trajectories.
 *
 * Margins are fixed and ranges explicit, so that mapping.js says where everything lies without
 * asking.
 *
 * @import {View} from "./mapping.js"
 * @import {Line, Scene} from "./plotly.js"
 */

import { MARGIN, enlarged } from "./mapping.js";
import { TINTS } from "./palette.js";

/** The ink of contours. */
export const RIDGE = { light: "rgba(36, 62, 84, 0.28)", dark: "rgba(190, 214, 232, 0.24)" };

/**
 * The view after Plotly's own zoom or pan; null when the change is about something else.
 * @param {Record<string, any>} change
 * @param {View} before
 * @returns {View | null}
 */
export function viewOf(change, before) {
  const range = (/** @type {string} */ axis, /** @type {[number, number]} */ kept) => {
    const whole = change[`${axis}.range`];
    if (whole) return /** @type {[number, number]} */ ([...whole]);
    const [low, high] = [change[`${axis}.range[0]`], change[`${axis}.range[1]`]];
    return low === undefined && high === undefined
      ? null
      : /** @type {[number, number]} */ ([low ?? kept[0], high ?? kept[1]]);
  };
  const [x, y] = [range("xaxis", before[0]), range("yaxis", before[1])];
  return x || y ? [x ?? before[0], y ?? before[1]] : null;
}

/**
 * @param {Scene} scene
 * @param {Line[]} lines
 */
export function traces({ field, inks, bare, unit = 1, bold = 1 }, lines) {
  const theme = inks.dark ? "dark" : "light";
  const contour = field && {
    type: "contour",
    x: field.x,
    y: field.y,
    z: field.levels.z,
    autocontour: false,
    contours: {
      start: field.levels.start,
      end: field.levels.end,
      size: field.levels.size,
      coloring: bare ? "none" : "fill",
    },
    zmin: field.levels.low,
    zmax: field.levels.high,
    zauto: false,
    colorscale: TINTS[theme],
    line: { width: 0.8 * unit, color: RIDGE[theme], smoothing: 1 },
    showscale: false,
    hoverinfo: "skip",
  };
  const paths = lines.map((line) => ({
    type: "scatter",
    mode: "lines",
    name: line.name,
    x: line.x,
    y: line.y,
    customdata: line.cost,
    line: {
      color: line.color,
      width: 2.2 * unit * bold,
      dash: line.dash.length ? line.dash.map((part) => `${part * unit}px`).join(",") : "solid",
      simplify: true,
    },
    hovertemplate:
      `<b>${escapedForPlotly(line.name)}</b> step %{pointNumber}<br>cost %{customdata:.4~g}<br>` +
      "(%{x:.4~g}, %{y:.4~g})<extra></extra>",
    showlegend: false,
  }));
  return [...(contour ? [contour] : []), ...paths];
}

/** Plotly reads a little HTML in its texts. @param {string} text */
const escapedForPlotly = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * @param {Scene} scene
 * @param {number} revision
 */
export function layout({ width, height, unit = 1, view, inks, pan }, revision) {
  const axis = {
    automargin: false,
    showgrid: false,
    zeroline: false,
    ticks: "outside",
    ticklen: 5 * unit,
    tickcolor: inks.line,
    tickfont: { size: 12 * unit, color: inks.muted },
    minallowed: undefined,
    fixedrange: !pan,
  };
  return {
    width,
    height,
    datarevision: revision,
    autosize: false,
    margin: { ...enlarged(MARGIN, unit), autoexpand: false },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    font: { family: "system-ui, sans-serif", size: 12 * unit, color: inks.muted },
    xaxis: { ...axis, range: [...view[0]], autorange: false },
    yaxis: { ...axis, range: [...view[1]], autorange: false },
    dragmode: pan ? "pan" : false,
    hovermode: "closest",
    hoverlabel: {
      bgcolor: inks.paper,
      bordercolor: inks.line,
      font: { color: inks.ink, size: 12 * unit },
    },
    showlegend: false,
    annotations: [
      { text: "<i>x</i>", x: 1, y: 0, xanchor: "right", yanchor: "bottom" },
      { text: "<i>y</i>", x: 0, y: 1, xanchor: "left", yanchor: "top" },
    ].map((name) => ({
      ...{ ...name, xref: "paper", yref: "paper", showarrow: false },
      font: { size: 13 * unit, color: inks.muted },
    })),
  };
}
