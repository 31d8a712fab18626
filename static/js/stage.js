/**
 * The stage: the surface seen from above with everything that lies on it: contour, paths, heads, minima
 * and the start one can drag.
 *
 * The canvas and the landmarks need no Plotly; axes and contour appear beneath them when it has come.
 *
 * @import {Surface} from "./catalogue.js"
 * @import {Grid} from "./api.js"
 * @import {Track} from "./history.js"
 * @import {Point, View} from "./mapping.js"
 * @import {Look} from "./overlay.js"
 * @import {Contour, Line, OnView} from "./plots.js"
 * @import {Inks} from "./theme.js"
 * @typedef {ReturnType<typeof createStage>} Stage
 */

import { levels } from "./levels.js";
import { createLandmarks } from "./landmarks.js";
import { areaOf, inside, squared, toData } from "./mapping.js";
import { createOverlay } from "./overlay.js";

/** A press that moves less is a click, not a pan. */
const STILL = 5;
const GRID_PAUSE = 160;
const CELL = 7;

/**
 * @param {HTMLElement} host
 * @param {object} collaborators
 * @param {(view: View, nx: number, ny: number, signal: AbortSignal) => Promise<Grid>} collaborators.grid  of the current surface
 * @param {(listener: {onView: OnView}) => Promise<Contour>} collaborators.contour
 * @param {(point: Point, settled: boolean) => void} collaborators.onStart
 * @param {(error: Error) => void} collaborators.onProblem
 * @param {(surface: Surface) => void} collaborators.onSurface  its landmarks as the parameters place them
 * @param {() => void} collaborators.onView  the view has changed, so that paths may have left or entered it
 */
export function createStage(host, { grid, contour, onStart, onProblem, onSurface, onView }) {
  const plane = /** @type {HTMLElement} */ (host.querySelector(".plane"));
  const landmarks = createLandmarks(host, { drag, nudge });
  const overlay = createOverlay(host);
  /** @type {Surface | null} */
  let surface = null;
  /** @type {View} */
  let view = [
    [-1, 1],
    [-1, 1],
  ];
  /** @type {View | null} the surface's own view or the fitted one; null after the user has zoomed */
  let home = view;
  /** @type {Inks | null} */
  let inks = null;
  /** @type {import("./plots.js").Field | null} */
  let field = null;
  /** @type {Contour | null} */
  let plot = null;
  let gone = false;
  let area = areaOf(1, 1);
  /** @type {AbortController | null} */
  let asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const coarse = window.matchMedia("(pointer: coarse)");

  const size = () => ({ width: host.clientWidth, height: host.clientHeight });

  const scene = () => (inks && size().width ? { ...size(), view, inks, field, pan: !coarse.matches } : null);

  const redraw = () => {
    const next = scene();
    if (next) void plot?.draw(next);
  };

  const replace = () => {
    overlay.place({ ...size(), area, view });
    landmarks.place(area, view);
    onView();
  };

  const fetchGrid = async () => {
    clearTimeout(timer);
    asking?.abort();
    if (!surface || area.width < 2) return;
    const mine = new AbortController();
    asking = mine;
    const [nx, ny] = [area.width, area.height].map((length) =>
      Math.max(40, Math.min(160, Math.round(length / CELL))),
    );
    try {
      const { x, y, z, minima, local_minima, saddles, lowest } = await grid(view, nx, ny, mine.signal);
      if (asking !== mine) return;
      surface = { ...surface, minima, local_minima, saddles, lowest };
      landmarks.show(surface);
      onSurface(surface);
      field = { x, y, levels: levels(z) };
      redraw();
    } catch (error) {
      if (!mine.signal.aborted) onProblem(/** @type {Error} */ (error));
    }
  };

  const resize = () => {
    const { width, height } = size();
    if (!width || !height) return;
    area = areaOf(width, height);
    if (home) view = squared(home, area);
    replace();
    redraw();
    clearTimeout(timer);
    timer = setTimeout(fetchGrid, field ? GRID_PAUSE : 0);
  };
  const observer = new ResizeObserver(resize);

  /** @type {OnView} */
  const onPlotView = (next, settled) => {
    [view, home] = [next, null];
    replace();
    if (settled) {
      clearTimeout(timer);
      timer = setTimeout(fetchGrid, GRID_PAUSE);
    }
  };

  /**
   * @param {number} clientX
   * @param {number} clientY
   */
  const dataAt = (clientX, clientY) => {
    const edge = host.getBoundingClientRect();
    const [px, py] = [clientX - edge.left - host.clientLeft, clientY - edge.top - host.clientTop];
    return { point: toData(area, view, px, py), within: inside(area, px, py) };
  };

  /**
   * @param {number} clientX
   * @param {number} clientY
   * @param {boolean} settled
   */
  function drag(clientX, clientY, settled) {
    const { point, within } = dataAt(clientX, clientY);
    if (within || settled) onStart(clamped(point), settled);
  }

  /** @param {Point} point */
  const clamped = ([x, y]) =>
    /** @type {Point} */ ([
      Math.min(Math.max(x, view[0][0]), view[0][1]),
      Math.min(Math.max(y, view[1][0]), view[1][1]),
    ]);

  /**
   * Move the start by some pixels, for the keyboard.
   * @param {number} right
   * @param {number} up
   */
  function nudge(right, up) {
    const [x, y] = landmarks.start();
    onStart(
      clamped([
        x + (right * (view[0][1] - view[0][0])) / area.width,
        y + (up * (view[1][1] - view[1][0])) / area.height,
      ]),
      true,
    );
  }

  /** @param {PointerEvent} down */
  const press = (down) => {
    if (
      down.button !== 0 ||
      !down.isPrimary ||
      !(down.target instanceof Node) ||
      !plane.contains(down.target)
    )
      return;
    const release = (/** @type {PointerEvent} */ up) => {
      if (up.pointerId !== down.pointerId) return;
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
      if (
        up.type === "pointercancel" ||
        Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > STILL
      )
        return;
      const { point, within } = dataAt(up.clientX, up.clientY);
      if (within) onStart(point, true);
    };
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
  };
  host.addEventListener("pointerdown", press, true);
  observer.observe(host);

  const makePlot = async () => {
    try {
      const made = await contour({ onView: onPlotView });
      if (gone) made.destroy();
      else {
        plot = made;
        redraw();
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
    /**
     * Show a surface; the view stays when only its parameters have changed.
     * @param {Surface} next
     * @param {boolean} keepView
     */
    show(next, keepView) {
      surface = next;
      field = keepView ? field : null;
      if (!keepView) {
        home = next.view;
        view = squared(home, area);
      }
      if (!keepView) landmarks.show(next);
      replace();
      redraw();
      void fetchGrid();
    },
    /**
     * Another view, squared to the stage.
     * @param {View} next
     */
    look(next) {
      home = next;
      resize();
      void fetchGrid();
    },
    /** @param {Point[]} points */
    setStarts(points) {
      landmarks.setStarts(points);
    },
    /**
     * @param {Look[]} looks
     * @param {Inks} next
     */
    dress(looks, next) {
      inks = next;
      overlay.dress(looks, next.paper);
      redraw();
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
    destroy() {
      gone = true;
      asking?.abort();
      clearTimeout(timer);
      observer.disconnect();
      host.removeEventListener("pointerdown", press, true);
      overlay.destroy();
      landmarks.destroy();
      plot?.destroy();
    },
  };
}
