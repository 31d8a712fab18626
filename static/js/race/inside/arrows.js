/**
 * Arrows: what moves a run in one step, drawn where it stands and to scale, for instance the
 * slope's part and the momentum's part of a step of Adam.
 *
 * Shares of the step are laid end to end, so that one sees them add up. Where the step is too short
 * to be seen, all arrows are magnified by the same round number, and that is written beside them.
 *
 * @import {Box} from "../../plot/labels.js"
 * @import {Area, Point, View} from "../../plot/mapping.js"
 * @import {Inside} from "./cache.js"
 * @import {Inks} from "../../ui/theme.js"
 * @typedef {{key: string, text: string, from: Point, to: Point, role: "plain" | "share" | "step"}}
 *   Arrow  in pixels
 */

import { overlap } from "../../plot/labels.js";
import { clip, toPixel } from "../../plot/mapping.js";
import { createLayer } from "../../plot/pen.js";

const SHORT = 28;
const HEAD = 6;
/**
 * The height of a name, and how far it may go, in thirds of that, where others have been written.
 */
const TALL = 15;
const MOST_ROWS = 30;
/** @type {Record<string, string>} */
const NAMES = {
  downhill: "gradient step",
  fresh: "slope’s part",
  past: "momentum’s part",
  step: "update",
  decay: "decay",
  sign: "sign",
  along_first: "1st direction",
  along_second: "2nd direction",
};

/**
 * The arrows of an update, from where the run stands.
 * @param {Inside} update
 * @param {Area} area
 * @param {View} view
 * @returns {{arrows: Arrow[], zoom: number}}
 */
export function arrowsOf(update, area, view) {
  const origin = toPixel(area, view, ...update.theta);
  const [right, down] = [
    area.width / (view[0][1] - view[0][0]),
    -area.height / (view[1][1] - view[1][0]),
  ];
  const vectors = update.quantities.filter(
    ({ kind, numbers }) => kind === "vector" && numbers.every((value) => value !== null),
  );
  /** @param {(number | null)[]} numbers @returns {Point} */
  const pixels = ([x, y]) => [Number(x) * right, Number(y) * down];
  const change = vectors.find(({ key }) => key === "step");
  const zoom = magnified(change ? Math.hypot(...pixels(change.numbers)) : 0);
  let end = origin;
  /** @type {Arrow[]} */
  const arrows = vectors.map(({ key, label, numbers, share }) => {
    const [dx, dy] = pixels(numbers).map((part) => part * zoom);
    const from = share ? end : origin;
    /** @type {Point} */
    const to = [from[0] + dx, from[1] + dy];
    if (share) end = to;
    const role = key === "step" ? "step" : share ? "share" : "plain";
    return { key, text: NAMES[key] ?? label, from, to, role };
  });
  return { arrows, zoom };
}

/**
 * The round number by which a length must be multiplied to be seen.
 * @param {number} length pixels
 */
function magnified(length) {
  if (length === 0 || length >= SHORT) return 1;
  const least = Math.min(1e12, SHORT / length);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

/**
 * The free row that is nearest to a wish, above it or below.
 * @param {number} wish
 * @param {number} tall
 * @param {(row: number) => boolean} covered
 */
function nearestRow(wish, tall, covered) {
  for (let away = 0; away < MOST_ROWS; away += 1)
    for (const row of [wish + (away * tall) / 3, wish - (away * tall) / 3])
      if (!covered(row)) return row;
  return wish;
}

/** @param {HTMLElement} host */
export function createArrows(host) {
  const layer = createLayer(host);
  const { context } = layer;
  let blank = true;

  /**
   * @param {Arrow} arrow
   * @param {Area} area
   * @param {{color: string, width: number, dash: number[], paper: string}} style
   */
  const draw = ({ from, to }, area, { color, width, dash, paper }) => {
    const box = /** @type {const} */ ([
      area.left,
      area.top,
      area.left + area.width,
      area.top + area.height,
    ]);
    const part = clip(box, ...from, ...to);
    if (!part) return;
    const [ax, ay, bx, by] = part;
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 1) return;
    const head = Math.min(HEAD + 2 * width, 0.6 * length);
    const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
    const [nx, ny] = [bx - head * ux, by - head * uy];
    for (const [ink, wide, dashes] of /** @type {const} */ ([
      [paper, width + 3, []],
      [color, width, dash],
    ])) {
      context.strokeStyle = context.fillStyle = ink;
      context.lineWidth = wide;
      context.setLineDash([...dashes]);
      context.beginPath();
      context.moveTo(ax, ay);
      context.lineTo(nx, ny);
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.moveTo(bx, by);
      context.lineTo(nx - 0.45 * head * uy, ny + 0.45 * head * ux);
      context.lineTo(nx + 0.45 * head * uy, ny - 0.45 * head * ux);
      context.closePath();
      if (ink === paper) context.stroke();
      else context.fill();
    }
  };

  return {
    /**
     * @param {number} width
     * @param {number} height
     */
    resize(width, height) {
      layer.resize(width, height);
      blank = true;
    },
    clear() {
      if (!blank) layer.clear();
      blank = true;
    },
    /**
     * @param {Inside} update
     * @param {{area: Area, view: View, unit?: number}} frame  unit: how many times larger than
     *   usual they are drawn
     * @param {string} color the run's
     * @param {Inks} inks
     * @param {Box[]} labels where something is written already
     * @returns {number} how many times they are magnified
     */
    show(update, { area, view, unit = 1 }, color, inks, labels) {
      layer.clear();
      blank = false;
      const { arrows, zoom } = arrowsOf(update, area, view);
      const styles = {
        plain: {
          color: inks.muted,
          width: 1.6 * unit,
          dash: [4 * unit, 3 * unit],
          paper: inks.paper,
        },
        share: { color: inks.ink, width: 1.5 * unit, dash: [], paper: "transparent" },
        step: { color, width: 5 * unit, dash: [], paper: inks.paper },
      };
      for (const role of /** @type {const} */ (["plain", "step", "share"]))
        for (const arrow of arrows) if (arrow.role === role) draw(arrow, area, styles[role]);
      label(arrows, area, styles, zoom, { labels, unit });
      return zoom;
    },
    destroy: () => layer.canvas.remove(),
  };

  /**
   * Names beside the middles of the arrows, moved down where they would cover each other.
   * @param {Arrow[]} arrows
   * @param {Area} area
   * @param {Record<Arrow["role"], {color: string, paper: string}>} styles
   * @param {number} zoom
   * @param {{labels: Box[], unit: number}} around
   */
  function label(arrows, area, styles, zoom, { labels, unit }) {
    const tall = TALL * unit;
    context.font = `${12 * unit}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const taken = [...labels];
    for (const { text, from, to, role } of arrows) {
      const box = /** @type {const} */ ([
        area.left,
        area.top,
        area.left + area.width,
        area.top + area.height,
      ]);
      const part = clip(box, ...from, ...to);
      if (!part || Math.hypot(part[2] - part[0], part[3] - part[1]) < 6) continue;
      const words =
        role === "step" && zoom > 1 ? `${text} (arrows × ${zoom.toLocaleString("en-US")})` : text;
      const width = context.measureText(words).width;
      const [mx, my] = [part[0] + 0.62 * (part[2] - part[0]), part[1] + 0.62 * (part[3] - part[1])];
      const leftward = part[2] < part[0] - 4 || mx + 10 + width > area.left + area.width;
      const left = leftward && mx - 10 - width > area.left ? mx - 10 - width : mx + 10;
      const own = { left, top: 0, width, height: tall };
      const wish = Math.min(Math.max(my, area.top + 10), area.top + area.height - 10);
      const middle = nearestRow(wish, tall, (row) =>
        taken.some((box) => overlap({ ...own, top: row - tall / 2 }, box)),
      );
      taken.push({ ...own, top: middle - tall / 2 });
      context.lineWidth = 4;
      context.strokeStyle = styles.step.paper;
      context.strokeText(words, left, middle);
      context.fillStyle = styles[role].color;
      context.fillText(words, left, middle);
    }
  }
}
