/**
 * The chart as SVG, with everything it shows up to an epoch.
 *
 * @import {Scale} from "../scales.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Curve, Plot} from "./chart.js"
 */

import { thinned } from "./race-chart-svg.js";
import { escaped, short } from "../picture.js";
import { areaOf } from "../mapping.js";
import { svgPath } from "../marks.js";
import { share } from "../scales.js";
import { linearTicks } from "../ticks.js";
import { ticksOf } from "./chart-scale.js";
import { compact } from "../../ui/units.js";

const MARGIN = { l: 58, r: 22, t: 44, b: 44 };
const [EVERY_ROW, EVERY_COLUMN] = [44, 80];

/**
 * @param {Plot} plot
 * @param {{scale: Scale, length: number}} axes  length: how far the one across goes
 * @param {number} epoch
 * @param {{width: number, height: number, title: string, axis: string, inks: Inks}} paper
 */
export function chartSvg(
  { curves, across: along, format },
  { scale, length },
  epoch,
  { width, height, title, axis, inks },
) {
  const area = areaOf(width, height, MARGIN);
  const total = length;
  const up = (/** @type {number} */ value) =>
    area.top + (1 - Math.min(1.06, Math.max(-0.06, share(scale, value)))) * area.height;
  const rule = (/** @type {string} */ path) =>
    `<path d="${path}" stroke="${inks.line}" fill="none"/>`;
  const text = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {string} */ anchor,
    /** @type {string} */ words,
  ) =>
    `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" font-size="12" fill="${inks.muted}">${escaped(words)}</text>`;

  /** @param {Curve} curve */
  const drawn = ({
    color,
    dash,
    width: line = 2,
    alpha = 1,
    marker,
    tag,
    spread,
    count,
    at,
    read,
    across: own = along,
  }) => {
    const last = count(epoch) - 1;
    if (last < 0) return "";
    const across = (/** @type {number} */ done) => area.left + (own(done) / total) * area.width;
    if (spread) {
      const edge = (/** @type {(row: number) => number} */ side) =>
        thinned(
          last,
          (row) => across(at(row)),
          (row) => up(side(row)),
        );
      const back = edge(spread.low).slice(1).split("L").reverse().join("L");
      return `<path clip-path="url(#inside)" d="${edge(spread.high)}L${back}Z" fill="${color}" fill-opacity="${short(alpha)}"/>`;
    }
    const path = thinned(
      last,
      (row) => across(at(row)),
      (row) => up(read(row)),
    );
    const words = tag
      ? `<text x="${short(across(at(last)) + 6)}" y="${short(up(read(last)) + 4)}" font-weight="700" fill="${color}">${escaped(tag)}</text>`
      : "";
    const head = tag
      ? words
      : marker
        ? `<path d="${svgPath(marker, across(at(last)), up(read(last)), 4.5)}" fill="${color}"/>`
        : "";
    return `<path clip-path="url(#inside)" d="${path}" fill="none" stroke="${color}" stroke-width="${line}" stroke-opacity="${short(alpha)}" stroke-linejoin="round" stroke-dasharray="${dash.join(" ")}"/>${head}`;
  };

  return [
    `<clipPath id="inside"><rect x="${area.left - 2}" y="${area.top - 2}" width="${area.width + 4}" height="${area.height + 4}"/></clipPath>`,
    `<text x="16" y="28" font-size="15" font-weight="600" fill="${inks.ink}">${escaped(title)}</text>`,
    ...ticksOf(scale, area.height / EVERY_ROW).map(
      (at) =>
        rule(`M${area.left} ${short(up(at))}h${area.width}`) +
        text(area.left - 8, up(at) + 4, "end", format(at)),
    ),
    ...linearTicks(0, total, area.width / EVERY_COLUMN).map((at) => {
      const x = area.left + (at / total) * area.width;
      return (
        rule(`M${short(x)} ${area.top}v${area.height}`) +
        text(x, area.top + area.height + 18, "middle", compact(at))
      );
    }),
    text(area.left + area.width, area.top + area.height + 36, "end", axis),
    ...curves.map(drawn),
  ].join("");
}
