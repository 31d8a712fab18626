/**
 * Plots: the one module that touches Plotly, for the contour with its axes and for the surface in
 * space.
 *
 * @import {Levels} from "./levels.js"
 * @import {View} from "./mapping.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {{name: string, color: string, dash: number[], marker: import("./palette.js").Marker, x:
 *   Float32Array, y: Float32Array, cost: Float32Array}} Line
 * @typedef {{x: number[], y: number[], levels: Levels}} Field
 * @typedef {{width: number, height: number, unit?: number, bold?: number, view: View, inks: Inks,
 *   field: Field | null, bare?: boolean, pan: boolean}} Scene
 * @typedef {(view: View, settled: boolean) => void} OnView
 * @typedef {ReturnType<typeof createContour>} Contour
 */

import { Unreachable } from "../client/retry.js";
import { layout, traces, viewOf } from "./contour-figure.js";
import { figure, plotlyCamera } from "./space-figure.js";

const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
  responsive: false,
};

/** @type {Promise<any> | null} */
let loading = null;

/**
 * Plotly, fetched once and only when somebody asks; a failure is forgotten, so that one may ask
 * again.
 * @param {string} url
 * @returns {Promise<any>}
 */
export function loadPlotly(url) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Unreachable("The plotting library cannot be loaded; trying again."));
    };
    document.head.append(script);
  });
  return loading;
}

/**
 * A contour plot in `host`. Calls are cheap before Plotly is there; the latest scene is drawn when
 * it comes.
 * @param {HTMLElement} host
 * @param {any} Plotly
 * @param {{onView: OnView}} listener
 */
export function createContour(host, Plotly, { onView }) {
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Line[]} */
  let lines = [];
  let revision = 0;
  let working = false;
  let again = false;
  let gone = false;
  let listening = false;

  const redraw = async () => {
    // Plotly draws in its own time, and two drawings at once would mix: the latest comes next.
    if (working) {
      again = true;
      return;
    }
    working = true;
    do {
      again = false;
      if (scene && !gone) {
        revision += 1;
        await Plotly.react(host, traces(scene, lines), layout(scene, revision), {
          ...CONFIG,
          scrollZoom: scene.pan,
        });
        if (!listening) listen();
      }
    } while (again);
    working = false;
  };

  const listen = () => {
    listening = true;
    const graph = /** @type {any} */ (host);
    graph.on("plotly_relayouting", (/** @type {any} */ change) => report(change, false));
    graph.on("plotly_relayout", (/** @type {any} */ change) => report(change, true));
  };

  /**
   * @param {any} change
   * @param {boolean} settled
   */
  const report = (change, settled) => {
    const view = scene && viewOf(change, scene.view);
    if (!scene || !view) return;
    scene = { ...scene, view };
    onView(view, settled);
  };

  return {
    /** @param {Scene} next */
    draw(next) {
      scene = next;
      return redraw();
    },
    /**
     * Take the trajectories over from the canvas (for hover and export), or give them back with an
     * empty list.
     * @param {Line[]} next
     */
    commit(next) {
      if (lines.length === 0 && next.length === 0) return Promise.resolve();
      lines = next;
      return redraw();
    },
    /**
     * What is shown as SVG text, with these lines.
     * @param {Line[]} paths
     * @returns {Promise<string>}
     */
    async picture(paths) {
      if (!scene) throw new Error("There is nothing to picture yet.");
      const { width, height } = scene;
      const figure = {
        data: traces(scene, paths),
        layout: layout(scene, revision),
        config: CONFIG,
      };
      return Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
    },
    destroy() {
      gone = true;
      Plotly.purge(host);
    },
  };
}

/**
 * The surface in space. It changes only with the surface, the size and the theme: drawing it in
 * software stalls the page for a third of a second.
 * @param {HTMLElement} host
 * @param {any} Plotly
 * @param {{onCamera: (camera: import("./projection.js").Camera, settled: boolean) => void}}
 *   listener
 */
export function createSpacePlot(host, Plotly, { onCamera }) {
  let revision = 0;
  const report = (/** @type {any} */ change, /** @type {boolean} */ settled) => {
    const camera = change["scene.camera"];
    if (camera) onCamera({ eye: camera.eye, center: camera.center, up: camera.up }, settled);
  };
  return {
    /** @param {Parameters<typeof figure>[0]} scene */
    async draw(scene) {
      revision += 1;
      const { data, layout: shape } = figure(scene, revision);
      await Plotly.react(host, data, shape, { ...CONFIG, plotGlPixelRatio: 1, scrollZoom: true });
      if (revision > 1) return;
      const graph = /** @type {any} */ (host);
      graph.on("plotly_relayouting", (/** @type {any} */ change) => report(change, false));
      graph.on("plotly_relayout", (/** @type {any} */ change) => report(change, true));
    },
    /** @param {import("./projection.js").Camera} camera */
    setCamera: (camera) => Plotly.relayout(host, { "scene.camera": plotlyCamera(camera) }),
    /**
     * A scene as SVG text; the surface in it is a picture of pixels.
     * @param {Parameters<typeof figure>[0]} scene
     * @returns {Promise<string>}
     */
    picture(scene) {
      const { width, height } = scene;
      const { data, layout: shape } = figure(scene, revision);
      return Plotly.toImage(
        { data, layout: shape, config: CONFIG },
        { format: "svg", width, height, imageDataOnly: true },
      );
    },
    destroy: () => Plotly.purge(host),
  };
}
