/**
 * The stage: the surface seen from above with everything that lies on it: contour, paths, heads,
 * minima and the start one can drag.
 *
 * The canvas and the landmarks need no Plotly; axes and contour appear beneath them when it has
 * come.
 *
 * @import {Surface} from "../../experiment/catalogue.js"
 * @import {Grid} from "../../client/api.js"
 * @import {Track} from "../../client/history.js"
 * @import {Point, View} from "../../plot/mapping.js"
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Contour, Field, Line, OnView} from "../../plot/plotly.js"
 * @import {Inks} from "../../ui/theme.js"
 * @typedef {ReturnType<typeof createStage>} Stage
 * @typedef {"surface" | "view" | "zoom" | "plot"} News
 *   surface: its landmarks are where its parameters place them; view: another one, so that paths
 *   may have left or entered it; zoom: somebody has chosen that; plot: one that can take the paths
 *   over
 */

import { boldness, scaleFactor } from "../../plot/scale-factor.js";
import { landmarksAsSvg, levelsAsSvg } from "../../plot/landmarks-svg.js";
import { nested } from "../../plot/picture.js";
import { createContourHost } from "./contour-host.js";
import { createGridLoader } from "./grid-loader.js";
import { levels } from "../../plot/levels.js";
import { createLandmarks } from "./landmarks.js";
import { createSurfaceKey } from "./surface-key.js";
import { levelLabels } from "../../plot/surface/level-labels.js";
import { h } from "../../ui/dom.js";
import { MARGIN, areaOf, enlarged, rounded, squared } from "../../plot/mapping.js";
import { createOverlay } from "../../plot/overlay.js";
import { createPointing } from "./pointing.js";

const GRID_PAUSE = 160;

/**
 * @param {HTMLElement} host
 * @param {object} collaborators
 * @param {HTMLElement} collaborators.key  where the meaning of the tints is told
 * @param {(view: View, nx: number, ny: number, signal: AbortSignal) => Promise<Grid>}
 *   collaborators.grid  of the current surface
 * @param {(listener: {onView: OnView}) => Promise<Contour>} collaborators.contour
 * @param {(point: Point, settled: boolean, which: import("../starts.js").Which) => void}
 *   collaborators.onStart
 * @param {(error: Error | null) => void} collaborators.onProblem  null once it is solved
 * @param {(error: Error | null) => void} collaborators.onPlotProblem  the same of axes and contour
 */
export function createStage(
  host,
  { key: keyHost, grid, contour, onStart, onProblem, onPlotProblem },
) {
  /** @type {Set<(news: News) => void>} */
  const listeners = new Set();
  const tell = (/** @type {News} */ news) => {
    for (const listener of listeners) listener(news);
  };
  /** @type {Surface | null} */
  let surface = null;
  /** The same once its landmarks are where its parameters put them. @type {Surface | null} */
  let places = null;
  /** @type {View} */
  let view = [
    [-1, 1],
    [-1, 1],
  ];
  /** The surface's own view or the fitted one; null after somebody has zoomed. */
  let home = /** @type {View | null} */ (view);
  /** @type {Inks | null} */
  let inks = null;
  /** @type {Field | null} */
  let field = null;
  let area = areaOf(1, 1);
  const coarse = window.matchMedia("(pointer: coarse)");
  let frame = { width: 0, height: 0, area, view, unit: 1, bold: 1 };
  /** Whether the contour's lines lie over something else than its own fill. */
  let bare = false;

  const contourHost = createContourHost(host, { contour, onProblem: onPlotProblem });
  const values = h("div", { class: "levels", "aria-hidden": "true" });
  host.append(values);
  const key = createSurfaceKey(keyHost);
  const landmarks = createLandmarks(host);
  const clicks = /** @type {HTMLElement} */ (host.querySelector(".plane"));
  const pointing = createPointing(host, clicks, {
    frame: () => ({ area, view }),
    start: (which) => landmarks.start(which),
    onStart: (point, settled, which) => onStart(rounded(view, point), settled, which),
  });
  landmarks.listen(pointing);
  const overlay = createOverlay(host);

  const size = () => ({
    width: host.clientWidth,
    height: host.clientHeight,
    unit: scaleFactor(),
    bold: boldness(),
  });

  const redraw = () => {
    const now = size();
    if (inks && now.width)
      contourHost.draw({ ...now, area, view, inks, field, bare, pan: !coarse.matches });
  };

  const label = () => {
    const found = field && !bare ? levelLabels(field, frame, landmarks.labels) : [];
    while (values.children.length > found.length) values.lastElementChild?.remove();
    while (values.children.length < found.length) values.append(h("span"));
    for (const [i, { at, text }] of found.entries()) {
      const element = /** @type {HTMLElement} */ (values.children[i]);
      element.textContent = text;
      element.style.transform = `translate(${at[0]}px, ${at[1]}px) translate(-50%, -50%)`;
    }
  };

  const replace = () => {
    frame = { ...size(), area, view };
    overlay.place(frame);
    landmarks.place(area, view);
    label();
    tell("view");
  };

  const gridLoader = createGridLoader({
    where: () => (surface && area.width >= 2 ? { view, area } : null),
    grid,
    onGrid({ x, y, z, minima, local_minima, saddles, lowest }) {
      if (!surface) return;
      places = surface = { ...surface, minima, local_minima, saddles, lowest };
      landmarks.show(surface);
      field = { x, y, levels: levels(z) };
      key.show({ x, y, z }, field.levels);
      label();
      redraw();
      tell("surface");
    },
    onProblem,
  });
  contourHost.listen({
    onPlot: () => tell("plot"),
    onView(next, settled) {
      [view, home] = [next, null];
      replace();
      if (!settled) return;
      gridLoader.wish(GRID_PAUSE);
      tell("zoom");
    },
  });

  const resize = () => {
    const { width, height, unit } = size();
    if (!width || !height) return;
    area = areaOf(width, height, enlarged(MARGIN, unit));
    // A view of one's own keeps its edges; the surface's is fitted to every size anew.
    if (home) view = squared(home, area);
    replace();
    redraw();
    gridLoader.wish(field ? GRID_PAUSE : 0);
  };
  const observer = new ResizeObserver(resize);
  observer.observe(host);

  const abort = new AbortController();
  let held = false;
  clicks.addEventListener("pointerdown", () => (held = true), { signal: abort.signal });
  for (const type of ["pointerup", "pointercancel"])
    window.addEventListener(type, () => (held = false), { signal: abort.signal });
  const onPointer = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "touch") return;
    const { point, within } = pointing.dataAt(event.clientX, event.clientY);
    key.point(within ? rounded(view, point) : null);
  };
  host.addEventListener("pointermove", onPointer, { signal: abort.signal });
  host.addEventListener("pointerleave", () => key.point(null), { signal: abort.signal });

  return {
    overlay,
    /** Call `listener` when something has changed. @param {(news: News) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wakePlot: () => void contourHost.wake(),
    commit: contourHost.commit,
    /** Whether somebody holds the surface with the pointer. */
    held: () => held,
    get view() {
      return view;
    },
    get home() {
      return home;
    },
    get size() {
      return size();
    },
    /** Where everything lies; another object after every change. */
    get frame() {
      return frame;
    },
    /** Where names are written, so that others can be written beside them. */
    get labels() {
      return landmarks.labels;
    },
    /** The heights of the surface, once they are here. */
    get field() {
      return field;
    },
    /** What has a name on the surface; null until the server has told where it lies. */
    get places() {
      return places;
    },
    /** When heights and landmarks of what is shown are here, or cannot be had now. */
    settled: gridLoader.settled,
    dataAt: pointing.dataAt,
    onPick: pointing.onPick,
    /** @param {boolean} next whether only the contour's lines are drawn, over something else */
    strip(next) {
      bare = next;
      label();
      redraw();
    },
    /**
     * Show a surface; the view stays when only its parameters have changed.
     * @param {Surface} next
     * @param {boolean} keepView
     */
    show(next, keepView) {
      [surface, places] = [next, null];
      if (!keepView) {
        [field, home] = [null, next.view];
        key.clear();
        view = squared(next.view, area);
        landmarks.show(next);
      }
      replace();
      redraw();
      void gridLoader.fetch();
    },
    /**
     * Another view, squared to the stage.
     * @param {View} next
     */
    zoomTo(next) {
      home = next;
      resize();
      void gridLoader.fetch();
      tell("zoom");
    },
    /**
     * The view that somebody has chosen; null while it is the surface's own. @returns {View | null}
     */
    get zoomed() {
      if (!surface || home === surface.view) return null;
      const box = home ?? view;
      const [low, high] = [0, 1].map((end) => rounded(box, [box[0][end], box[1][end]]));
      return [
        [low[0], high[0]],
        [low[1], high[1]],
      ];
    },
    /** The surface's own view again. */
    unzoom() {
      if (surface && home !== surface.view) this.zoomTo(surface.view);
    },
    setStarts: landmarks.setStarts,
    /**
     * @param {LineStyle[]} styles
     * @param {Inks} next
     */
    dress(styles, next) {
      overlay.dress(styles, next);
      // Drawing the contour anew takes longer than a whole race, and it is the same in the same
      // theme.
      const same = inks !== null && JSON.stringify(inks) === JSON.stringify(next);
      inks = next;
      key.dress(inks.dark);
      if (!same) redraw();
    },
    /** Show the race at a step. @param {Track[]} tracks @param {number} step */
    draw: (tracks, step) => overlay.draw(tracks, step),
    /**
     * The stage as SVG: contour, axes, these paths and everything that has a name.
     * @param {Line[]} lines
     * @param {Point[]} starts
     * @param {{heads?: boolean, beneath?: string}} [options]  heads: whether the runs are shown
     *   where they stand;
     *   beneath: SVG below the contour's lines
     */
    async picture(lines, starts, { heads = true, beneath = "" } = {}) {
      const svg = await contourHost.picture(lines);
      if (!surface || !inks) throw new Error("There is nothing to picture yet.");
      const marks = landmarksAsSvg(area, view, { ...surface, starts }, heads ? lines : [], inks);
      const texts = field && !bare ? levelLabels(field, { area, view }, landmarks.labels) : [];
      return beneath + nested(svg) + levelsAsSvg(texts, inks) + marks;
    },
    destroy() {
      abort.abort();
      values.remove();
      gridLoader.destroy();
      observer.disconnect();
      pointing.destroy();
      contourHost.destroy();
      overlay.destroy();
      landmarks.destroy();
    },
  };
}
