/**
 * Plots: the one module that touches Plotly; here the contour with its axes and, once a race rests, its
 * trajectories.
 *
 * Margins are fixed and ranges explicit, so that mapping.js says where everything lies without asking.
 *
 * @import {Levels} from "./levels.js"
 * @import {View} from "./mapping.js"
 * @import {Inks} from "./theme.js"
 * @typedef {{name: string, color: string, dash: number[], marker: import("./palette.js").Marker, x: Float32Array, y: Float32Array, cost: Float32Array}} Line
 * @typedef {{x: number[], y: number[], levels: Levels}} Field
 * @typedef {{width: number, height: number, em?: number, view: View, inks: Inks, field: Field | null, bare?: boolean, pan: boolean}} Scene
 * @typedef {(view: View, settled: boolean) => void} OnView
 * @typedef {ReturnType<typeof createContour>} Contour
 */

import { MARGIN, enlarged } from "./mapping.js";
import { TINTS } from "./palette.js";
import { figure, lookOf } from "./space-figure.js";

const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  doubleClick: false,
  responsive: false,
};

const RIDGE = { light: "rgba(36, 62, 84, 0.28)", dark: "rgba(190, 214, 232, 0.24)" };

/** @type {Promise<any> | null} */
let loading = null;

/**
 * Plotly, fetched once and only when somebody asks.
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
      reject(new Error("The plotting library cannot be loaded."));
    };
    document.head.append(script);
  });
  return loading;
}

/**
 * A contour plot in `host`. Calls are cheap before Plotly is there; the latest scene is drawn when it comes.
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
     * Take the trajectories over from the canvas (for hover and export), or give them back with an empty
     * list.
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
      const figure = { data: traces(scene, paths), layout: layout(scene, revision), config: CONFIG };
      return Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
    },
    destroy() {
      gone = true;
      Plotly.purge(host);
    },
  };
}

/**
 * The surface in space. It changes only with the surface, the size and the theme: drawing it in software
 * stalls the page for a third of a second.
 * @param {HTMLElement} host
 * @param {any} Plotly
 * @param {{onCamera: (camera: import("./projection.js").Camera, settled: boolean) => void}} listener
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
    look: (camera) => Plotly.relayout(host, { "scene.camera": lookOf(camera) }),
    /**
     * A scene as SVG text; the surface in it is a picture of pixels.
     * @param {Parameters<typeof figure>[0]} scene
     * @returns {Promise<string>}
     */
    picture(scene) {
      const { width, height } = scene;
      const { data, layout: shape } = figure(scene, revision);
      return Plotly.toImage({ data, layout: shape, config: CONFIG }, { format: "svg", width, height, imageDataOnly: true });
    },
    destroy: () => Plotly.purge(host),
  };
}

/**
 * The view after Plotly's own zoom or pan; null when the change is about something else.
 * @param {Record<string, any>} change
 * @param {View} before
 * @returns {View | null}
 */
export function viewOf(change, before) {
  const range = (/** @type {string} */ axis, /** @type {[number, number]} */ kept) => {
    const whole = change[`${axis}.range`];
    if (whole) return /** @type {[number, number]} */ ([...whole]);
    const [low, high] = [change[`${axis}.range[0]`], change[`${axis}.range[1]`]];
    return low === undefined && high === undefined
      ? null
      : /** @type {[number, number]} */ ([low ?? kept[0], high ?? kept[1]]);
  };
  const [x, y] = [range("xaxis", before[0]), range("yaxis", before[1])];
  return x || y ? [x ?? before[0], y ?? before[1]] : null;
}

/**
 * @param {Scene} scene
 * @param {Line[]} lines
 */
function traces({ field, inks, bare, em = 1 }, lines) {
  const theme = inks.dark ? "dark" : "light";
  const contour = field && {
    type: "contour",
    x: field.x,
    y: field.y,
    z: field.levels.z,
    autocontour: false,
    contours: {
      start: field.levels.start,
      end: field.levels.end,
      size: field.levels.size,
      coloring: bare ? "none" : "fill",
    },
    zmin: field.levels.low,
    zmax: field.levels.high,
    zauto: false,
    colorscale: TINTS[theme],
    line: { width: 0.8 * em, color: RIDGE[theme], smoothing: 1 },
    showscale: false,
    hoverinfo: "skip",
  };
  const paths = lines.map((line) => ({
    type: "scatter",
    mode: "lines",
    name: line.name,
    x: line.x,
    y: line.y,
    customdata: line.cost,
    line: {
      color: line.color,
      width: 2.2 * em,
      dash: line.dash.length ? line.dash.map((part) => `${part * em}px`).join(",") : "solid",
      simplify: true,
    },
    hovertemplate: `<b>${escape(line.name)}</b> step %{pointNumber}<br>cost %{customdata:.4~g}<br>(%{x:.4~g}, %{y:.4~g})<extra></extra>`,
    showlegend: false,
  }));
  return [...(contour ? [contour] : []), ...paths];
}

/** Plotly reads a little HTML in its texts. @param {string} text */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * @param {Scene} scene
 * @param {number} revision
 */
function layout({ width, height, em = 1, view, inks, pan }, revision) {
  const axis = {
    automargin: false,
    showgrid: false,
    zeroline: false,
    ticks: "outside",
    ticklen: 5 * em,
    tickcolor: inks.line,
    tickfont: { size: 12 * em, color: inks.muted },
    minallowed: undefined,
    fixedrange: !pan,
  };
  return {
    width,
    height,
    datarevision: revision,
    autosize: false,
    margin: { ...enlarged(MARGIN, em), autoexpand: false },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    font: { family: "system-ui, sans-serif", size: 12 * em, color: inks.muted },
    xaxis: { ...axis, range: [...view[0]], autorange: false },
    yaxis: { ...axis, range: [...view[1]], autorange: false },
    dragmode: pan ? "pan" : false,
    hovermode: "closest",
    hoverlabel: { bgcolor: inks.paper, bordercolor: inks.line, font: { color: inks.ink, size: 12 * em } },
    showlegend: false,
  };
}
