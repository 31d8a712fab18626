/**
 * The contour host: what lies beneath the moving paths, a heatmap until Plotly has come and its
 * contour with axes from then on.
 *
 * @import {Area} from "../../plot/mapping.js"
 * @import {Contour, Line, OnView, Scene} from "../../plot/plotly.js"
 */

import { persist } from "../../client/retry.js";
import { createHeatmap } from "../../plot/heatmap.js";
import { drawSketch } from "../../plot/surface/sketch.js";

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {(listener: {onView: OnView}) => Promise<Contour>} options.contour  loads Plotly
 * @param {(error: Error | null) => void} options.onProblem  null once it is solved
 */
export function createContourHost(host, { contour, onProblem }) {
  /** @type {ReturnType<typeof createHeatmap> | null} until Plotly draws */
  let heatmap = createHeatmap(host);
  /** @type {Contour | null} */
  let plot = null;
  /** What is drawn. @type {(Scene & {area: Area}) | null} */
  let scene = null;
  /** @type {{onView: OnView, onPlot: () => void}} */
  let listener = { onView() {}, onPlot() {} };
  const gone = new AbortController();
  /** @type {Promise<void> | null} */
  let making = null;

  const retire = () => {
    heatmap?.destroy();
    heatmap = null;
  };

  const redraw = () => {
    if (!scene) return;
    const { field, bare, inks, area, width, height } = scene;
    // The heatmap goes once Plotly has drawn, not before: the paper would show between them.
    if (plot) void plot.draw(scene).then(retire);
    else if (field && !bare && heatmap) {
      heatmap.draw(field, { width, height, area, dark: inks.dark });
      drawSketch(heatmap.context, field, scene);
    }
  };

  /** @param {Contour} made */
  const take = (made) => {
    if (gone.signal.aborted) return made.destroy();
    plot = made;
    onProblem(null);
    redraw();
    listener.onPlot();
  };
  /** Resolves when there is a plot or the first try has failed; others follow by themselves. */
  const make = () =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      const fail = (/** @type {Error} */ error) => {
        if (!gone.signal.aborted) onProblem(error);
        resolve();
      };
      const ask = () => contour({ onView: (...change) => listener.onView(...change) });
      persist(ask, { signal: gone.signal, onPause: fail }).then(take).then(resolve, fail);
    });
  const wake = () => (making ??= make());

  return {
    /**
     * @param {typeof listener} next  onView: somebody zooms or pans; onPlot: there is a plot that
     *   can take the paths over
     */
    listen(next) {
      listener = next;
    },
    /** Load the axes and the contour; until then the race runs on the heatmap. */
    wake,
    /** @param {Scene & {area: Area}} next */
    draw(next) {
      scene = next;
      redraw();
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
    /** Contour and axes with these paths as SVG. @param {Line[]} lines */
    async picture(lines) {
      await wake();
      if (!plot) throw new Error("The contour is not there yet.");
      return plot.picture(lines);
    },
    destroy() {
      gone.abort();
      heatmap?.destroy();
      plot?.destroy();
    },
  };
}
