/**
 * Figures: a plot as a picture that explains itself, with the names of its runs beneath and the
 * conditions in one line, for instance for a paper or a slide.
 *
 * Everything is SVG text; a PNG is the same text painted.
 *
 * @import {Area, Point, View} from "./mapping.js"
 * @import {Line} from "./plotly.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {{name: string, color: string, dash: number[], marker: import("./palette.js").Marker}}
 *   Named
 * @typedef {{svg: string, width: number, height: number}} Figure
 * @typedef {{minima: Point[], local_minima: Point[], saddles: Point[], starts: Point[]}} Places
 */

import { spread, svgPath } from "./marks.js";
import { inside, toPixel } from "./mapping.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const ROW = 24;
const EDGE = 16;
const LETTER = 7.4;
const SWATCH = 36;
const PATCH = 19;
const HEAD_GAP = 11;

/** @param {string} text */
export const escaped = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** Short, so that files stay small. @param {number} value */
export const short = (value) => String(Math.round(value * 100) / 100);

/**
 * A picture with its legend and note beneath.
 * @param {{width: number, height: number, body: string, runs: Named[], areas?: {text: string,
 *   color: string}[], note: string, inks: Inks}} parts
 *   areas: what the colors of its areas mean, and words without one
 * @returns {Figure}
 */
export function figure({ width, height, body, runs, areas = [], note, inks }) {
  /** @type {string[]} */
  const entries = [];
  let [x, y] = [EDGE, height + ROW / 2];
  const name = (/** @type {string} */ text, /** @type {number} */ after) =>
    `<text x="${x + after}" y="${y + 4.5}" fill="${inks.ink}">${escaped(text)}</text>`;
  /** Room for the next entry, in a row of its own where this one is full. */
  const make = (/** @type {number} */ wide) => {
    if (x > EDGE && x + wide > width - EDGE) [x, y] = [EDGE, y + ROW];
  };
  for (const { name: text, color, dash, marker } of runs) {
    const wide = SWATCH + LETTER * text.length + 22;
    make(wide);
    entries.push(
      `<path d="M${x} ${y}h26" fill="none" stroke="${color}" stroke-width="2.2" stroke-dasharray="${dash.join(" ")}"/>`,
      `<path d="${svgPath(marker, x + 26, y, 4.4)}" fill="${color}"/>`,
      name(text, SWATCH),
    );
    x += wide;
  }
  for (const { text, color } of areas) {
    const after = color ? PATCH : 0;
    const wide = after + LETTER * text.length + 14;
    make(wide);
    if (color)
      entries.push(
        `<rect x="${x}" y="${y - 6}" width="12" height="12" rx="3" fill="${color}" stroke="${inks.line}"/>`,
      );
    entries.push(name(text, after));
    x += wide;
  }
  const letters = Math.max(20, Math.floor((width - 2 * EDGE) / 6.1));
  const lines = folded(note, letters);
  const foot = lines.map(
    (line, i) =>
      `<text x="${EDGE}" y="${y + ROW + 17 * i}" font-size="12" fill="${inks.muted}">${escaped(line)}</text>`,
  );
  const total = Math.ceil(y + ROW + 17 * lines.length);
  return {
    width,
    height: total,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${FONT}" font-size="13"><rect width="100%" height="100%" fill="${inks.paper}"/>${body}${entries.join("")}${foot.join("")}</svg>`,
  };
}

/**
 * A text in lines of at most so many letters, broken at its separators.
 * @param {string} text
 * @param {number} letters
 */
export function folded(text, letters) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * A finished drawing inside another: Plotly's own, with what lies above it on the page.
 * @param {string} svg
 */
export const nested = (svg) => svg.replace(/^[^]*?<svg /, '<svg x="0" y="0" ');

/**
 * What has a name on the surface, and where every run stands.
 * @param {Area} area
 * @param {View} view
 * @param {Places} places
 * @param {Line[]} lines
 * @param {Inks} inks
 */
export function landmarks(area, view, places, lines, inks) {
  const at = (/** @type {Point} */ [x, y]) => toPixel(area, view, x, y);
  const shown = (/** @type {Point[]} */ points) =>
    points.map(at).filter(([x, y]) => inside(area, x, y));
  const cross = ([x, y] = [0, 0], light = 1) =>
    `<path d="M${short(x - 4)} ${short(y - 4)}l8 8m0-8l-8 8" fill="none" stroke="${inks.ink}" stroke-opacity="${light}" stroke-width="1.6"/>`;
  const saddle = ([x, y] = [0, 0]) =>
    `<path d="M${short(x - 4.5)} ${short(y - 4.5)}q4.5 4.5 0 9m9-9q-4.5 4.5 0 9" fill="none" stroke="${inks.ink}" stroke-width="1.6"/>`;
  const ring = ([x, y] = [0, 0]) =>
    `<circle cx="${short(x)}" cy="${short(y)}" r="7" fill="${inks.paper}" fill-opacity="0.45" stroke="${inks.ink}" stroke-width="2"/>`;
  const ends = lines
    .filter(({ x }) => x.length > 0)
    .map(({ color, marker, x, y }) => ({
      color,
      marker,
      place: at([x[x.length - 1], y[y.length - 1]]),
    }))
    .filter(({ place: [x, y] }) => inside(area, x, y));
  return [
    ...shown(places.minima).map((place) => cross(place)),
    ...shown(places.local_minima).map((place) => cross(place, 0.45)),
    ...shown(places.saddles).map((place) => saddle(place)),
    ...shown(places.starts).map((place) => ring(place)),
    heads(ends, inks),
  ].join("");
}

/**
 * The heads of the runs, a little apart where they would cover each other.
 * @param {{color: string, marker: import("./palette.js").Marker, place: Point}[]} ends
 * @param {Inks} inks
 */
export function heads(ends, inks) {
  const apart = spread(
    ends.map(({ place }) => place),
    HEAD_GAP,
  );
  return ends
    .map(
      ({ color, marker }, i) =>
        `<path d="${svgPath(marker, apart[i][0], apart[i][1], 5.5)}" fill="${color}" stroke="${inks.paper}" stroke-width="1.5" paint-order="stroke"/>`,
    )
    .join("");
}

/**
 * Paint a figure on a canvas.
 * @param {Figure} drawing
 * @param {number} scale pixels for each unit
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function painted({ svg, width, height }, scale) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(
      image,
      0,
      0,
      canvas.width,
      canvas.height,
    );
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
export const asPng = (canvas) =>
  new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) =>
        blob ? resolve(blob) : reject(new Error("The picture is too large for this browser.")),
      "image/png",
    ),
  );
