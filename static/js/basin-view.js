/**
 * The basin view: a map of where a run ends from every point of the plane, beneath the contour's lines,
 * recomputed when the run's knobs or the view change.
 *
 * @import {Coloring} from "./basin-colors.js"
 * @import {Spec} from "./spec.js"
 * @import {createRaceView} from "./race-view.js"
 */

import { css, paint, placeColor, stepColor } from "./basin-colors.js";
import { createBasinRunner } from "./basin-runner.js";
import { BasinMap, DIVERGED, UNSETTLED } from "./basins.js";
import { find, h } from "./dom.js";
import { counted, point } from "./format.js";
import { toPixel } from "./mapping.js";
import { createLayer } from "./pen.js";

const SETTLE = 350;
const SIDES = [64, 128, 256];
const USUAL = 128;
/** The server's bounds for starts × steps and for steps. */
const WORK = 250_000_000;
const LONGEST = 20_000;
/** A short race would leave most starts on their way. */
const LEAST = 300;
const TOLERANCE = 1e-3;
/** The legend names so many places; the rest share a line. */
const NAMED = 6;

/**
 * The specification of a map.
 * @param {Spec} spec
 * @param {number} run
 * @param {number} side
 * @param {import("./mapping.js").View} view
 */
export const basinSpec = (spec, run, side, view) => ({
  kind: "basin",
  surface: spec.surface,
  view,
  nx: side,
  ny: side,
  steps: Math.min(Math.max(spec.steps, LEAST), LONGEST, Math.floor(WORK / (side * side))),
  seed: spec.seed,
  gradient_noise: spec.gradient_noise,
  tolerance: TOLERANCE,
  run: {
    optimizer: spec.runs[run].optimizer,
    hyperparameters: spec.runs[run].hyperparameters,
    schedule: spec.runs[run].schedule,
  },
});

/**
 * @param {HTMLElement} root
 * @param {Parameters<typeof createBasinRunner>[0] & {theme: import("./theme.js").Theme, view: ReturnType<typeof createRaceView>, spec: () => Spec}} collaborators
 */
export function createBasinView(root, { api, follow, theme, view, spec }) {
  const bar = find(root, '[data-part="basins"]', HTMLElement);
  const stageHost = find(root, '[data-part="stage"]', HTMLElement);
  const layer = createLayer(stageHost);
  stageHost.prepend(layer.canvas);
  layer.canvas.hidden = true;
  const runs = h("select", { "aria-label": "Run of the map", onchange: () => wish() });
  const sides = h(
    "select",
    { "aria-label": "Starts of the map", onchange: () => wish() },
    ...SIDES.map((side) => new Option(`${side} × ${side}`, String(side), side === USUAL, side === USUAL)),
  );
  const colors = h(
    "select",
    { "aria-label": "Color of the map", onchange: () => (stale = true) },
    new Option("by where it ends", "place"),
    new Option("by steps", "steps"),
  );
  const bars = h("progress", { max: 1, value: 0, "aria-label": "Progress of the map" });
  const cancel = h("button", { type: "button", class: "link", onclick: () => abort() }, "Cancel");
  const words = h("span", { class: "words", role: "status" });
  const tip = h("span", { class: "tip" });
  const key = h("ul", { class: "plain key" });
  bar.replaceChildren(runs, sides, colors, bars, cancel, words, tip, key);
  const picture = document.createElement("canvas");

  /** @type {BasinMap | null} */
  let map = null;
  let stale = false;
  let dark = false;
  let asked = "";
  let labels = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {unknown} */
  let placed = null;
  /** @type {Spec | null} */
  let wanted = null;

  const runner = createBasinRunner(
    { api, follow },
    {
      hello([ny, nx]) {
        const { view: box } = JSON.parse(asked);
        const surface = view.surface ?? { minima: [], local_minima: [], saddles: [] };
        map = new BasinMap(nx, ny, box, surface);
        stale = true;
      },
      frame(frame) {
        map?.append(frame);
        stale = true;
      },
      end(status) {
        busy(false);
        if (status !== "succeeded") words.textContent = `The map was ${status}.`;
        bar.dataset.status = status;
        stale = true;
      },
      problem(error) {
        busy(false);
        words.textContent = error.message;
        bar.dataset.status = "failed";
      },
    },
  );

  /** @param {boolean} on */
  const busy = (on) => {
    bars.hidden = cancel.hidden = !on;
    if (on) words.textContent = tip.textContent = "";
  };

  const ask = () => {
    const run = Math.min(Number(runs.value) || 0, spec().runs.length - 1);
    const body = basinSpec(spec(), run, Number(sides.value), view.stage.view);
    const text = JSON.stringify(body);
    if (text === asked) return;
    asked = text;
    busy(true);
    bars.value = 0;
    bar.dataset.status = "running";
    void runner.start(body);
  };
  const wish = (pause = 0) => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  const abort = () => {
    clearTimeout(timer);
    runner.stop();
    busy(false);
    asked = "";
    bar.dataset.status = "cancelled";
    words.textContent = "Cancelled.";
  };

  const offer = () => {
    const next = spec().runs.map(({ label }) => label);
    if (next.join("\n") === labels) return;
    labels = next.join("\n");
    const kept = runs.value;
    runs.replaceChildren(...next.map((label, run) => new Option(label, String(run))));
    runs.value = Number(kept) < next.length ? kept : "";
    if (runs.selectedIndex < 0) runs.selectedIndex = Math.max(0, next.length - 1);
  };

  const drawKey = () => {
    if (!map) return;
    const total = map.rows * map.nx || 1;
    const share = (/** @type {number} */ count) =>
      count < total / 100 ? "< 1 %" : `${Math.round((100 * count) / total)} %`;
    /** @type {(color: import("./basin-colors.js").Color, text: string, count: number) => HTMLElement} */
    const item = (color, text, count) =>
      h("li", {}, h("i", { style: `background: ${css(color)}` }), `${text} ${share(count)}`);
    const seen = map.attractors
      .map((attractor, place) => ({ ...attractor, place }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const rest = seen.slice(NAMED).reduce((sum, { count }) => sum + count, 0);
    const { unsettled, diverged } = map.counts;
    const steps = colors.value === "steps";
    const ramp = [0, 1 / 3, 2 / 3, 1].map((at) => css(stepColor(at, dark)));
    key.replaceChildren(
      ...(steps
        ? [
            h(
              "li",
              {},
              String(map.most ? map.least : 0),
              h("i", {
                class: "ramp",
                style: `background: linear-gradient(to right, ${ramp.join(", ")})`,
              }),
              counted(map.most, "step"),
            ),
          ]
        : seen
            .slice(0, NAMED)
            .map(({ kind, at, count, place }) =>
              item(placeColor(place, dark), kind === "place" ? point(at, 2) : `${kind} ${point(at, 2)}`, count),
            )),
      ...(rest && !steps ? [h("li", {}, `${seen.length - NAMED} more ${share(rest)}`)] : []),
      ...(unsettled ? [item(placeColor(UNSETTLED, dark), "not settled", unsettled)] : []),
      ...(diverged ? [item(placeColor(DIVERGED, dark), "diverged", diverged)] : []),
    );
  };

  const repaint = () => {
    layer.clear();
    if (!map) return;
    const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
    if (picture.width !== map.nx || picture.height !== map.ny)
      [picture.width, picture.height] = [map.nx, map.ny];
    const image = context.createImageData(map.nx, map.ny);
    paint(map, image, { coloring: /** @type {Coloring} */ (colors.value), dark });
    context.putImageData(image, 0, 0);
    drawKey();
    bars.value = map.rows / map.ny;
  };

  /** The samples lie at the middles of their pixels, so the picture reaches half a pixel further. */
  const lay = () => {
    const { area, view: box, width, height } = view.stage.frame;
    layer.resize(width, height);
    if (!map) return;
    const [[x0, x1], [y0, y1]] = map.view;
    const [dx, dy] = [(x1 - x0) / (map.nx - 1) / 2, (y1 - y0) / (map.ny - 1) / 2];
    const [left, top] = toPixel(area, box, x0 - dx, y1 + dy);
    const [right, bottom] = toPixel(area, box, x1 + dx, y0 - dy);
    const { context } = layer;
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.width, area.height);
    context.clip();
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, left, top, right - left, bottom - top);
    context.restore();
  };

  /** @param {PointerEvent} event */
  const onHover = (event) => {
    if (bar.hidden || !map) return;
    const { point: at, within } = view.stage.dataAt(event.clientX, event.clientY);
    const found = within ? map.at(...at) : null;
    tip.textContent = found ? told(found, map) : "";
  };
  stageHost.addEventListener("pointermove", onHover);
  busy(false);

  return {
    /** @param {boolean} on */
    show(on) {
      layer.canvas.hidden = !on;
      view.stage.strip(on);
      if (!on) {
        clearTimeout(timer);
        runner.stop();
        if (map && !map.complete) asked = "";
        busy(false);
        wanted = null;
        return;
      }
      offer();
      stale = true;
    },
    frame() {
      if (bar.hidden) return;
      if (wanted !== spec() || placed !== view.stage.frame) {
        const first = wanted === null;
        if (wanted !== spec()) offer();
        [wanted, placed] = [spec(), view.stage.frame];
        lay();
        wish(first ? 0 : SETTLE);
      }
      if (dark !== theme.dark()) [dark, stale] = [theme.dark(), true];
      if (!stale) return;
      stale = false;
      repaint();
      lay();
      runner.ack();
    },
    destroy() {
      clearTimeout(timer);
      runner.stop();
      stageHost.removeEventListener("pointermove", onHover);
      layer.canvas.remove();
    },
  };
}

/**
 * What becomes of a start, in words.
 * @param {import("./basins.js").Ending} ending
 * @param {BasinMap} map
 */
export function told({ x, y, end, steps, reached }, map) {
  const from = `From ${point([x, y], 3)}`;
  if (reached === DIVERGED) return `${from}: diverges.`;
  if (reached === UNSETTLED) return `${from}: ends at ${point(end, 3)}, not settled.`;
  const { kind, at } = map.attractors[reached];
  const when = Number.isNaN(steps) ? "but still moves about it" : `after ${counted(steps, "step")}`;
  return `${from}: ${kind === "place" ? "settles at" : `reaches the ${kind}`} ${point(at, 3)} ${when}.`;
}
