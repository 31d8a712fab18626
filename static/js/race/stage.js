/**
 * The stage: the surface seen from above with everything that lies on it: contour, paths, heads,
 * minima and the start one can drag.
 *
 * The canvas and the landmarks need no Plotly; axes and contour appear beneath them when it has
 * come.
 *
 * @import {Surface} from "../experiment/catalogue.js"
 * @import {Grid} from "../client/api.js"
 * @import {Track} from "../client/history.js"
 * @import {Point, View} from "../plot/mapping.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Contour, Line, OnView} from "../plot/plotly.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {ReturnType<typeof createStage>} Stage
 */

import { scaleFactor } from "../plot/scale-factor.js";
import { landmarks as named, nested } from "../plot/picture.js";
import { createGridLoader } from "./grid-loader.js";
import { levels } from "../plot/levels.js";
import { createLandmarks } from "./landmarks.js";
import { MARGIN, areaOf, enlarged, rounded, squared } from "../plot/mapping.js";
import { createOverlay } from "../plot/overlay.js";
import { createPointing } from "./pointing.js";
import { createHeatmap } from "../plot/heatmap.js";

const GRID_PAUSE = 160;

/**
 * @param {HTMLElement} host
 * @param {object} collaborators
 * @param {(view: View, nx: number, ny: number, signal: AbortSignal) => Promise<Grid>}
 *   collaborators.grid  of the current surface
 * @param {(listener: {onView: OnView}) => Promise<Contour>} collaborators.contour
 * @param {(point: Point, settled: boolean, which: import("./starts.js").Which) => void}
 *   collaborators.onStart
 * @param {(error: Error | null) => void} collaborators.onProblem  null once it is solved
 * @param {(surface: Surface) => void} collaborators.onSurface  its landmarks as the parameters
 *   place them
 * @param {() => void} collaborators.onView  the view has changed, so that paths may have left or
 *   entered it
 * @param {() => void} collaborators.onZoom  somebody has chosen another view
 * @param {() => void} collaborators.onPlot  there is a plot that can take the paths over
 */
export function createStage(
  host,
  { grid, contour, onStart, onProblem, onSurface, onView, onZoom, onPlot },
) {
  const plane = /** @type {HTMLElement} */ (host.querySelector(".plane"));
  /** @type {ReturnType<typeof createHeatmap> | null} until Plotly draws */
  let heatmap = createHeatmap(host);
  /** @type {ReturnType<typeof createLandmarks>} */
  const landmarks = createLandmarks(host, {
    drag: (...press) => pointing.drag(...press),
    nudge: (...way) => pointing.nudge(...way),
  });
  const pointing = createPointing(host, plane, {
    frame: () => ({ area, view }),
    start: (which) => landmarks.start(which),
    onStart,
  });
  const overlay = createOverlay(host);
  /** @type {Surface | null} */
  let surface = null;
  /** The same once its landmarks are where its parameters put them. @type {Surface | null} */
  let places = null;
  /** @type {View} */
  let view = [
    [-1, 1],
    [-1, 1],
  ];
  /**
   * @type {View | null} the surface's own view or the fitted one; null after the user has zoomed
   */
  let home = view;
  /** @type {Inks | null} */
  let inks = null;
  /** @type {import("../plot/plotly.js").Field | null} */
  let field = null;
  /** @type {Contour | null} */
  let plot = null;
  let gone = false;
  let area = areaOf(1, 1);
  const coarse = window.matchMedia("(pointer: coarse)");
  let frame = { width: 0, height: 0, area, view, em: 1 };
  /** Whether the contour's lines lie over something else than its own fill. */
  let bare = false;

  const size = () => ({ width: host.clientWidth, height: host.clientHeight, em: scaleFactor() });

  const scene = () =>
    inks && size().width ? { ...size(), view, inks, field, bare, pan: !coarse.matches } : null;

  const redraw = () => {
    const next = scene();
    if (!next) return;
    if (plot) void plot.draw(next).then(retire);
    else if (field && !bare) heatmap?.draw(field, { ...size(), area, dark: next.inks.dark });
  };

  const retire = () => {
    heatmap?.destroy();
    heatmap = null;
  };

  const replace = () => {
    frame = { ...size(), area, view };
    overlay.place(frame);
    landmarks.place(area, view);
    onView();
  };

  const gridLoader = createGridLoader({
    where: () => (surface && area.width >= 2 ? { view, area } : null),
    grid,
    onGrid({ x, y, z, minima, local_minima, saddles, lowest }) {
      if (!surface) return;
      surface = { ...surface, minima, local_minima, saddles, lowest };
      places = surface;
      landmarks.show(surface);
      onSurface(surface);
      field = { x, y, levels: levels(z) };
      redraw();
    },
    onProblem,
  });

  const resize = () => {
    const { width, height } = size();
    if (!width || !height) return;
    area = areaOf(width, height, enlarged(MARGIN, scaleFactor()));
    if (home) view = squared(home, area);
    replace();
    redraw();
    gridLoader.wish(field ? GRID_PAUSE : 0);
  };
  const observer = new ResizeObserver(resize);

  /** @type {OnView} */
  const onPlotView = (next, settled) => {
    [view, home] = [next, null];
    replace();
    if (!settled) return;
    gridLoader.wish(GRID_PAUSE);
    onZoom();
  };

  observer.observe(host);

  const makePlot = async () => {
    try {
      const made = await contour({ onView: onPlotView });
      if (gone) made.destroy();
      else {
        plot = made;
        redraw();
        onPlot();
      }
    } catch (error) {
      onProblem(/** @type {Error} */ (error));
    }
  };
  /** @type {Promise<void> | null} */
  let making = null;

  return {
    overlay,
    /** Load the axes and the contour; until then the race runs on blank paper. */
    wakePlot() {
      making ??= makePlot();
    },
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
    settled: () => gridLoader.settled(),
    dataAt: pointing.dataAt,
    onPick: pointing.onPick,
    /** @param {boolean} next whether only the contour's lines are drawn, over something else */
    strip(next) {
      bare = next;
      redraw();
    },
    /**
     * Show a surface; the view stays when only its parameters have changed.
     * @param {Surface} next
     * @param {boolean} keepView
     */
    show(next, keepView) {
      surface = next;
      places = null;
      field = keepView ? field : null;
      if (!keepView) {
        home = next.view;
        view = squared(home, area);
      }
      if (!keepView) landmarks.show(next);
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
      onZoom();
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
    /** @param {Point[]} points */
    setStarts(points) {
      landmarks.setStarts(points);
    },
    /**
     * @param {LineStyle[]} styles
     * @param {Inks} next
     */
    dress(styles, next) {
      overlay.dress(styles, next.paper);
      // Drawing the contour anew takes longer than a whole race, and it is the same in the same
      // theme.
      const same = inks !== null && JSON.stringify(inks) === JSON.stringify(next);
      inks = next;
      if (!same) redraw();
    },
    /**
     * @param {Track[]} tracks
     * @param {number} step
     */
    draw(tracks, step) {
      overlay.draw(tracks, step);
    },
    /**
     * Hand the paths to Plotly while the race rests, or take them back with an empty list.
     * @param {Line[]} lines
     * @returns {Promise<boolean>} whether Plotly shows them
     */
    async commit(lines) {
      if (!plot) return false;
      await plot.commit(lines);
      return lines.length > 0;
    },
    /**
     * The stage as SVG: contour, axes, these paths and everything that has a name.
     * @param {Line[]} lines
     * @param {Point[]} starts
     * @param {{heads?: boolean, beneath?: string}} [options]  heads: whether the runs are shown
     *   where they stand;
     *   beneath: SVG below the contour's lines
     */
    async picture(lines, starts, { heads = true, beneath = "" } = {}) {
      await (making ??= makePlot());
      if (!plot || !surface || !inks) throw new Error("The contour is not there yet.");
      const svg = await plot.picture(lines);
      const places = { ...surface, starts };
      return beneath + nested(svg) + named(area, view, places, heads ? lines : [], inks);
    },
    destroy() {
      gone = true;
      gridLoader.destroy();
      observer.disconnect();
      pointing.destroy();
      heatmap?.destroy();
      overlay.destroy();
      landmarks.destroy();
      plot?.destroy();
    },
  };
}
