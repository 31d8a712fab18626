/**
 * Figures: a plot as a picture that explains itself, with the names of its runs beneath and the
 * conditions in one line, for instance for a paper or a slide.
 *
 * Everything is SVG text; a PNG is the same text painted.
 *
 * @import {Inks} from "../ui/theme.js"
 * @typedef {{name: string, color: string, dash: number[], marker: import("./palette.js").Marker}}
 *   Named
 * @typedef {{svg: string, width: number, height: number}} Figure
 */

import { svgPath } from "./marks.js";
import { tag, words } from "./svg-text.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const ROW = 24;
const EDGE = 16;
const LETTER = 7.4;
const SWATCH = 36;
const PATCH = 19;

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
    words(x + after, y + 4.5, text, { fill: inks.ink });
  /** Room for the next entry, in a row of its own where this one is full. */
  const make = (/** @type {number} */ wide) => {
    if (x > EDGE && x + wide > width - EDGE) [x, y] = [EDGE, y + ROW];
  };
  for (const { name: text, color, dash, marker } of runs) {
    const wide = SWATCH + LETTER * text.length + 22;
    make(wide);
    const line = { d: `M${x} ${y}h26`, fill: "none", stroke: color, "stroke-width": 2.2 };
    entries.push(
      tag("path", { ...line, "stroke-dasharray": dash.join(" ") }),
      tag("path", { d: svgPath(marker, x + 26, y, 4.4), fill: color }),
      name(text, SWATCH),
    );
    x += wide;
  }
  for (const { text, color } of areas) {
    const after = color ? PATCH : 0;
    const wide = after + LETTER * text.length + 14;
    make(wide);
    const patch = { x, y: y - 6, width: 12, height: 12, rx: 3, fill: color, stroke: inks.line };
    if (color) entries.push(tag("rect", patch));
    entries.push(name(text, after));
    x += wide;
  }
  const letters = Math.max(20, Math.floor((width - 2 * EDGE) / 6.1));
  const lines = folded(note, letters);
  const foot = lines.map((line, i) =>
    words(EDGE, y + ROW + 17 * i, line, { "font-size": 12, fill: inks.muted }),
  );
  const total = Math.ceil(y + ROW + 17 * lines.length);
  const paper = tag("rect", { width: "100%", height: "100%", fill: inks.paper });
  const root = {
    ...{ xmlns: "http://www.w3.org/2000/svg", width, height: total },
    ...{ viewBox: `0 0 ${width} ${total}`, "font-family": FONT, "font-size": 13 },
  };
  const svg = tag("svg", root, paper + body + entries.join("") + foot.join(""));
  return { width, height: total, svg };
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
export const nested = (svg) => svg.replace(/^[\s\S]*?<svg /, '<svg x="0" y="0" ');

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
