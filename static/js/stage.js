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
import { landmarks as named, nested } from "./figures.js";
import { createLandmarks } from "./landmarks.js";
import { areaOf, inside, squared, toData } from "./mapping.js";
import { createOverlay } from "./overlay.js";
import { createRelief } from "./relief.js";

/** A press that moves less is a click, not a pan. */
const STILL = 5;
const GRID_PAUSE = 160;
/** The status of a request that reached no server, and when to try again. */
const AWAY = 0;
const AWAY_PAUSE = 2000;
const CELL = 7;

/**
 * @param {HTMLElement} host
 * @param {object} collaborators
 * @param {(view: View, nx: number, ny: number, signal: AbortSignal) => Promise<Grid>} collaborators.grid  of the current surface
 * @param {(listener: {onView: OnView}) => Promise<Contour>} collaborators.contour
 * @param {(point: Point, settled: boolean, which: import("./starts.js").Which) => void} collaborators.onStart
 * @param {(error: Error | null) => void} collaborators.onProblem  null once it is solved
 * @param {(surface: Surface) => void} collaborators.onSurface  its landmarks as the parameters place them
 * @param {() => void} collaborators.onView  the view has changed, so that paths may have left or entered it
 */
export function createStage(host, { grid, contour, onStart, onProblem, onSurface, onView }) {
  const plane = /** @type {HTMLElement} */ (host.querySelector(".plane"));
  /** @type {ReturnType<typeof createRelief> | null} until Plotly draws */
  let relief = createRelief(host);
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
  let frame = { width: 0, height: 0, area, view };
  /** Whether the contour's lines lie over something else than its own fill. */
  let bare = false;
  /** @type {(at: Point) => boolean} whether a click in these pixels means something else than a start */
  let pick = () => false;

  const size = () => ({ width: host.clientWidth, height: host.clientHeight });

  const scene = () => (inks && size().width ? { ...size(), view, inks, field, bare, pan: !coarse.matches } : null);

  const redraw = () => {
    const next = scene();
    if (!next) return;
    if (plot) void plot.draw(next).then(retire);
    else if (field && !bare) relief?.draw(field, { ...size(), area, dark: next.inks.dark });
  };

  const retire = () => {
    relief?.destroy();
    relief = null;
  };

  const replace = () => {
    frame = { ...size(), area, view };
    overlay.place(frame);
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
      onProblem(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      onProblem(/** @type {Error} */ (error));
      if (/** @type {{status?: number}} */ (error).status === AWAY) timer = setTimeout(fetchGrid, AWAY_PAUSE);
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
    /** @type {Point} */
    const pixel = [px, py];
    return { point: toData(area, view, px, py), within: inside(area, px, py), pixel };
  };

  /**
   * @param {number} clientX
   * @param {number} clientY
   * @param {boolean} settled
   * @param {number} which
   */
  function drag(clientX, clientY, settled, which) {
    const { point, within } = dataAt(clientX, clientY);
    if (within || settled) onStart(clamped(point), settled, which);
  }

  /** @param {Point} point */
  const clamped = ([x, y]) =>
    /** @type {Point} */ ([
      Math.min(Math.max(x, view[0][0]), view[0][1]),
      Math.min(Math.max(y, view[1][0]), view[1][1]),
    ]);

  /**
   * Move a start by some pixels, for the keyboard.
   * @param {number} right
   * @param {number} up
   * @param {number} which
   */
  function nudge(right, up, which) {
    const [x, y] = landmarks.start(which);
    onStart(
      clamped([
        x + (right * (view[0][1] - view[0][0])) / area.width,
        y + (up * (view[1][1] - view[1][0])) / area.height,
      ]),
      true,
      which,
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
      const { point, within, pixel } = dataAt(up.clientX, up.clientY);
      if (!within || (!up.shiftKey && pick(pixel))) return;
      onStart(point, true, up.shiftKey ? "more" : "only");
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
    get size() {
      return size();
    },
    /** Where everything lies; another object after every change. */
    get frame() {
      return frame;
    },
    /** The heights of the surface, once they are here. */
    get field() {
      return field;
    },
    dataAt,
    /** @param {(at: Point) => boolean} wish asked at every click whether it means something else than a start */
    onPick(wish) {
      pick = wish;
    },
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
    /**
     * The stage as SVG: contour, axes, these paths and everything that has a name.
     * @param {Line[]} lines
     * @param {Point[]} starts
     * @param {boolean} heads whether the runs are shown where they stand
     */
    async picture(lines, starts, heads = true) {
      await (making ??= makePlot());
      if (!plot || !surface || !inks) throw new Error("The contour is not there yet.");
      const svg = await plot.picture(lines);
      const places = { ...surface, starts };
      return nested(svg) + named(area, view, places, heads ? lines : [], inks);
    },
    destroy() {
      gone = true;
      asking?.abort();
      clearTimeout(timer);
      observer.disconnect();
      host.removeEventListener("pointerdown", press, true);
      relief?.destroy();
      overlay.destroy();
      landmarks.destroy();
      plot?.destroy();
    },
  };
}
