/**
 * The curve figure: a measure over steps as SVG, for instance the cost of four runs on a log axis.
 *
 * @import {Track} from "../../client/history.js"
 * @import {Reader} from "../../race/measures.js"
 * @import {LineStyle} from "../overlay.js"
 * @import {Scale} from "../scales.js"
 * @import {Inks} from "../../ui/theme.js"
 * @typedef {object} Drawing
 * @property {string} title
 * @property {Reader} read
 * @property {Scale} scale
 */

import { escaped, short } from "../picture.js";
import { number } from "../../ui/format.js";
import { rowAt } from "../../client/history.js";
import { svgPath } from "../marks.js";
import { areaOf } from "../mapping.js";
import { share } from "../scales.js";
import { decades, linearTicks, powerOfTen } from "../ticks.js";

const MARGIN = { l: 58, r: 22, t: 44, b: 44 };
const EVERY_ROW = 44;
const EVERY_COLUMN = 80;

/**
 * @param {Drawing} drawing
 * @param {{tracks: Track[], steps: number}} history
 * @param {LineStyle[]} styles
 * @param {number} step up to which the curves go
 * @param {{width: number, height: number, inks: Inks}} paper
 */
export function curves(
  { title, read, scale },
  { tracks, steps },
  styles,
  step,
  { width, height, inks },
) {
  const area = areaOf(width, height, MARGIN);
  const across = (/** @type {number} */ at) => area.left + (at / Math.max(1, steps)) * area.width;
  const up = (/** @type {number} */ part) => area.top + (1 - part) * area.height;
  const rule = (/** @type {string} */ path) =>
    `<path d="${path}" stroke="${inks.line}" fill="none"/>`;
  const text = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {string} */ anchor,
    /** @type {string} */ words,
  ) =>
    `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" font-size="12" fill="${inks.muted}">${escaped(words)}</text>`;
  const flat = { ...scale, offset: 0 };
  const rows = scale.log
    ? decades(scale.low, scale.high, area.height / EVERY_ROW).map((power) => ({
        part: share(flat, 10 ** power),
        words: powerOfTen(power),
      }))
    : linearTicks(scale.low, scale.high, area.height / EVERY_ROW).map((at) => ({
        part: share(flat, at),
        words: number(at),
      }));
  const columns = linearTicks(0, steps, area.width / EVERY_COLUMN).filter(Number.isInteger);
  const lines = tracks.map((track, entry) => {
    const style = styles[entry];
    const last = rowAt(track, step);
    if (!style?.visible || last < 0) return "";
    const place = (/** @type {number} */ row) => up(share(scale, read(entry, row)));
    const path = thinned(last, across, (row) => Math.max(-area.height, place(row)));
    const stands = Math.min(area.top + area.height, Math.max(area.top, place(last)));
    if (!path) return "";
    return (
      `<path clip-path="url(#inside)" d="${path}" fill="none" stroke="${style.color}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${style.dash.join(" ")}"/>` +
      `<path d="${svgPath(style.marker, across(last), stands, 4.5)}" fill="${style.color}"/>`
    );
  });
  return [
    `<clipPath id="inside"><rect x="${area.left - 2}" y="${area.top - 2}" width="${area.width + 4}" height="${area.height + 4}"/></clipPath>`,
    `<text x="16" y="28" font-size="15" font-weight="600" fill="${inks.ink}">${escaped(title)}</text>`,
    ...rows.map(
      ({ part, words }) =>
        rule(`M${area.left} ${short(up(part))}h${area.width}`) +
        text(area.left - 8, up(part) + 4, "end", words),
    ),
    ...columns.map(
      (at) =>
        rule(`M${short(across(at))} ${area.top}v${area.height}`) +
        text(across(at), area.top + area.height + 18, "middle", at.toLocaleString("en-US")),
    ),
    text(area.left + area.width, area.top + area.height + 36, "end", "step"),
    ...lines,
  ].join("");
}

/**
 * A curve as an SVG path. Of the many rows that share a pixel, the first, lowest, highest and last
 * are kept, so that a spike survives.
 * @param {number} last
 * @param {(row: number) => number} across
 * @param {(row: number) => number} place
 */
export function thinned(last, across, place) {
  let path = "";
  const add = (/** @type {number} */ row) => {
    path += `${path ? "L" : "M"}${short(across(row))} ${short(place(row))}`;
  };
  for (let row = 0; row <= last; ) {
    const column = Math.floor(across(row));
    let [low, high, end] = [row, row, row];
    for (let next = row; next <= last && Math.floor(across(next)) === column; next += 1) {
      if (!(place(next) >= place(low))) low = next;
      if (!(place(next) <= place(high))) high = next;
      end = next;
    }
    const kept = [...new Set([row, low, high, end])].sort((a, b) => a - b);
    for (const each of kept) if (Number.isFinite(place(each))) add(each);
    row = end + 1;
  }
  return path;
}
