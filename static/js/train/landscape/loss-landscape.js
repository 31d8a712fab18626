/**
 * The loss landscape: the cost over a plane through the space of all weights, with every run's way
 * projected on it.
 *
 * Runs mostly move beside the plane: how much of their way it explains and how far off they are is
 * always said.
 *
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Grid} from "../../client/api.js"
 * @typedef {{run: number, start: number, x: (number | null)[], y: (number | null)[], off: (number |
 *   null)[]}} Way
 * @typedef {{plane: string, start: number, x: number[], y: number[], z: Grid["z"], explained:
 *   [number, number] | null, runs: Way[]}} Slice
 */

import { h } from "../../ui/dom.js";
import { number } from "../../ui/format.js";
import { levels } from "../../plot/levels.js";
import { areaOf, inside, toData } from "../../plot/mapping.js";
import { createOverlay } from "../../plot/overlay.js";
import { createLayer } from "../../plot/pen.js";
import { createHeatmap } from "../../plot/heatmap.js";
import { isoline } from "../../plot/isolines.js";
import { sample } from "../../plot/surface/interpolation.js";
import { levelLabels } from "../../plot/surface/level-labels.js";
import { percent } from "../../ui/units.js";

const RANDOM =
  "Random directions, scaled to each unit’s own weights, through where the first run is last.";
const WEIGHTS = "Two weights, the others as the first run has them last.";
const MARGIN = { l: 8, r: 8, t: 6, b: 6 };
const CONTOUR_ALPHA = 0.34;

/** @param {HTMLElement} host */
export function createLossLandscape(host) {
  const stage = h("div", { class: "land" });
  const words = h("p", { class: "hint" });
  host.replaceChildren(stage, words);
  const heatmap = createHeatmap(stage);
  const contours = createLayer(stage);
  const overlay = createOverlay(stage);
  const tip = h("span", { class: "tip", hidden: true, "aria-hidden": "true" });
  stage.append(tip);
  /** @type {Slice | null} */
  let slice = null;
  /** @type {import("../../plot/levels.js").Levels | null} */
  let field = null;
  /** @type {import("../../client/history.js").Track[]} */
  let tracks = [];
  /** @type {LineStyle[]} by run */
  let styles = [];
  /** @type {Inks | null} */
  let inks = null;
  let area = areaOf(1, 1, MARGIN);

  const place = () => {
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    if (!width || !height) return;
    area = areaOf(width, height, MARGIN);
    contours.resize(width, height);
    if (!slice || !field || !inks) return;
    const { x, y } = slice;
    const size = { width, height, area };
    overlay.place({ ...size, view: viewOf(slice) });
    heatmap.draw({ x, y, levels: field }, { ...size, dark: inks.dark });
    drawContours(field, inks);
    drawValues(levelLabels({ x, y, levels: field }, { area, view: viewOf(slice) }), inks);
  };

  /**
   * @type {(labels: import("../../plot/surface/level-labels.js").LevelLabel[], inks: Inks) =>
   *   void}
   */
  const drawValues = (labels, { muted, paper }) => {
    const { context } = contours;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = paper;
    context.fillStyle = muted;
    for (const { at, text } of labels) {
      context.strokeText(text, ...at);
      context.fillText(text, ...at);
    }
  };

  /** @type {(field: import("../../plot/levels.js").Levels, inks: Inks) => void} */
  const drawContours = ({ z, start, end, size }, { muted }) => {
    const [ny, nx] = [z.length, z[0].length];
    const values = Float64Array.from(z.flatMap((row) => [...row]));
    const { context } = contours;
    context.beginPath();
    for (let level = start; level <= end; level += size) {
      const segments = isoline({ nx, ny, values }, level);
      const across = (/** @type {number} */ column) => area.left + (column / (nx - 1)) * area.width;
      const up = (/** @type {number} */ row) => area.top + (1 - row / (ny - 1)) * area.height;
      for (let i = 0; i < segments.length; i += 4) {
        context.moveTo(across(segments[i]), up(segments[i + 1]));
        context.lineTo(across(segments[i + 2]), up(segments[i + 3]));
      }
    }
    context.globalAlpha = CONTOUR_ALPHA;
    context.lineWidth = 1;
    context.strokeStyle = muted;
    context.stroke();
    context.globalAlpha = 1;
  };

  const dress = () => {
    if (inks && slice)
      overlay.dress(
        slice.runs.map(({ run }) => styles[run]),
        inks,
      );
  };
  const abort = new AbortController();
  const onPointer = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const edge = stage.getBoundingClientRect();
    const [px, py] = [clientX - edge.left - 1, clientY - edge.top - 1];
    const found =
      slice && inside(area, px, py) ? sample(slice, ...toData(area, viewOf(slice), px, py)) : null;
    tip.hidden = !found;
    if (!found) return;
    tip.textContent = `cost ${number(found.value, 3)}`;
    const left = px > area.left + area.width / 2;
    tip.style.transform = `translate(${left ? "calc(-100% - 10px)" : "10px"}, -130%)`;
    [tip.style.left, tip.style.top] = [`${px}px`, `${py}px`];
  };
  stage.addEventListener("pointermove", onPointer, { signal: abort.signal });
  stage.addEventListener("pointerleave", () => (tip.hidden = true), { signal: abort.signal });
  const resized = new ResizeObserver(place);
  resized.observe(stage);

  return {
    get slice() {
      return slice;
    },
    /** @param {Slice | null} next */
    show(next) {
      slice = next;
      stage.hidden = !next;
      if (!next) return;
      field = levels(next.z);
      tracks = next.runs.map(({ x, y }) => {
        const [along, up] = [x, y].map((list) => Float32Array.from(list, (value) => value ?? NaN));
        return { x: along, y: up, cost: along, grad_norm: along, end: x.length };
      });
      overlay.restart();
      place();
      dress();
    },
    /** @param {string} text what to say while there is no landscape */
    say(text) {
      if (words.textContent !== text) words.textContent = text;
    },
    /**
     * @param {LineStyle[]} byRun
     * @param {Inks} colors
     */
    dress(byRun, colors) {
      const themed = inks?.paper !== colors.paper;
      [styles, inks] = [byRun, colors];
      if (themed) place();
      dress();
    },
    /** @param {number} evaluation */
    draw(evaluation) {
      if (!slice) return;
      overlay.draw(tracks, evaluation);
      this.say(about(slice, evaluation));
    },
    destroy() {
      abort.abort();
      resized.disconnect();
      overlay.destroy();
    },
  };
}

/**
 * @param {Slice} slice
 * @returns {import("../../plot/mapping.js").View}
 */
const viewOf = ({ x, y }) => [
  [x[0], x[x.length - 1]],
  [y[0], y[y.length - 1]],
];

/**
 * What the plane shows and what it hides.
 * @param {Slice} slice
 * @param {number} evaluation
 */
function about({ plane, explained, runs }, evaluation) {
  const off = runs.map((way) => way.off[Math.min(evaluation, way.off.length - 1)] ?? 0);
  const [least, most] = [Math.min(...off), Math.max(...off)].map((far) => number(far, 2));
  const away = `Off the plane now: ${least} to ${most}.`;
  if (plane === "pca" && explained) {
    const part = percent(explained[0] + explained[1], 0);
    return `The plane in which the runs moved most holds ${part} of their movement. ${away}`;
  }
  return plane === "random" ? `${RANDOM} ${away}` : `${WEIGHTS} ${away}`;
}
