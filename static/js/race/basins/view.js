/**
 * The basin view: a map of where a run ends from every point of the plane, beneath the contour's
 * lines, recomputed when the run's knobs or the view change.
 *
 * @import {Coloring} from "./colors.js"
 * @import {Spec} from "../../experiment/spec.js"
 * @import {createRaceView} from "../view.js"
 */

import { endingWords, keyOf } from "./key.js";
import { createBasinPicture } from "./picture.js";
import { createBasinRunner } from "./runner.js";
import { BasinMap } from "./basins.js";
import { find, h } from "../../ui/dom.js";
import { PLAIN, SIDES } from "../view-state.js";

const SETTLE = 350;
const USUAL = "minimum ";
/** The server's bounds for starts × steps and for steps. */
const WORK = 250_000_000;
const LONGEST = 20_000;
/** A short race would leave most starts on their way. */
const LEAST = 300;
const TOLERANCE = 1e-3;
/** @type {import("./basins.js").Landmarks} */
const UNKNOWN = { minima: [], local_minima: [], saddles: [] };

/**
 * The specification of a map.
 * @param {Spec} spec
 * @param {number} run
 * @param {number} side
 * @param {import("../../plot/mapping.js").View} view
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
 * @param {Parameters<typeof createBasinRunner>[0] & {theme: import("../../ui/theme.js").Theme,
 *   view: ReturnType<typeof createRaceView>, spec: () => Spec, onViewState: () => void}}
 *   collaborators
 */
export function createBasinView(root, { api, follow, theme, view, spec, onViewState }) {
  const bar = find(root, '[data-part="basins"]', HTMLElement);
  const stageHost = find(root, '[data-part="stage"]', HTMLElement);
  const picture = createBasinPicture(stageHost, () => view.stage.frame);
  const onMenu = () => {
    stale = true;
    wish();
    onViewState();
  };
  const onRun = () => {
    chosenRun = Number(runs.value);
    onMenu();
  };
  const runs = h("select", { "aria-label": "Run of the map", onchange: onRun });
  const sides = h(
    "select",
    { "aria-label": "Starts of the map", onchange: onMenu },
    ...SIDES.map((side) => new Option(`${side} × ${side}`, String(side))),
  );
  const colors = h(
    "select",
    { "aria-label": "Color of the map", onchange: onMenu },
    new Option("by where it ends", "place"),
    new Option("by steps", "steps"),
  );
  const bars = h("progress", { max: 1, value: 0, "aria-label": "Progress of the map" });
  const cancel = h("button", { type: "button", class: "link", onclick: () => abort() }, "Cancel");
  const words = h("span", { class: "words", role: "status" });
  const tip = h("span", { class: "tip" });
  const key = h("ul", { class: "plain key" });
  bar.replaceChildren(runs, sides, colors, bars, cancel, words, tip, key);

  /** @type {BasinMap | null} */
  let map = null;
  /** Those that the map knows. @type {import("./basins.js").Landmarks} */
  let landmarks = UNKNOWN;
  /** The run that somebody has chosen; the last one before. @type {number | null} */
  let chosenRun = PLAIN.map;
  let stale = false;
  let dark = false;
  let request = "";
  let labels = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {unknown} */
  let drawnFrame = null;
  /** @type {Spec | null} */
  let requestSpec = null;

  const runner = createBasinRunner(
    { api, follow },
    {
      hello([ny, nx]) {
        const { view: box } = JSON.parse(request);
        [map, landmarks] = [new BasinMap(nx, ny, box, UNKNOWN), UNKNOWN];
        recognize();
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

  /** The map may come before the landmarks of its surface: its places get their names then. */
  const recognize = () => {
    const { places } = view.stage;
    if (!map || !places || places === landmarks) return;
    // An old map is still laid under a new surface for a moment; it keeps its own names.
    if (!request || JSON.stringify(JSON.parse(request).surface) !== JSON.stringify(spec().surface))
      return;
    landmarks = places;
    map.recognize(places);
    stale = true;
  };

  /** @param {boolean} on */
  const busy = (on) => {
    bars.hidden = cancel.hidden = !on;
    if (on) words.textContent = tip.textContent = "";
  };

  const ask = () => {
    const run = Math.max(0, runs.selectedIndex);
    const body = basinSpec(spec(), run, Number(sides.value), view.stage.view);
    const text = JSON.stringify(body);
    if (text === request) return;
    request = text;
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
    request = "";
    bar.dataset.status = "cancelled";
    words.textContent = "Cancelled.";
  };

  const offer = () => {
    const next = spec().runs.map(({ label }) => label);
    if (next.join("\n") === labels) return;
    labels = next.join("\n");
    runs.replaceChildren(...next.map((label, run) => new Option(label, String(run))));
    choose();
  };
  const choose = () => {
    runs.selectedIndex =
      chosenRun !== null && chosenRun < runs.length ? chosenRun : runs.length - 1;
  };
  const coloring = () => /** @type {Coloring} */ (colors.value);

  const drawKey = () => {
    if (!map) return;
    const { items, ramp } = keyOf(map, { coloring: coloring(), dark });
    // A phone has no room for the word that most places have.
    const worded = (/** @type {string} */ text) =>
      text.startsWith(USUAL)
        ? [h("span", { class: "usual" }, USUAL), text.slice(USUAL.length)]
        : [text];
    const swatch = (/** @type {string} */ color) =>
      color ? h("i", { style: `background: ${color}` }) : null;
    const scale = ramp && [
      ramp.low,
      h("i", {
        class: "ramp",
        style: `background: linear-gradient(to right, ${ramp.colors.join(", ")})`,
      }),
      ramp.high,
    ];
    key.replaceChildren(
      ...(scale ? [h("li", {}, ...scale)] : []),
      ...items.map(({ text, color }) => h("li", {}, swatch(color), ...worded(text))),
    );
  };

  const repaint = () => {
    if (!map) return;
    picture.paint(map, { coloring: coloring(), dark });
    drawKey();
    bars.value = map.rows / map.ny;
  };

  /** @param {PointerEvent} event */
  const onHover = (event) => {
    if (bar.hidden || !map) return;
    const { point: at, within } = view.stage.dataAt(event.clientX, event.clientY);
    const found = within ? map.at(...at) : null;
    tip.textContent = found ? endingWords(found, map) : "";
  };
  stageHost.addEventListener("pointermove", onHover);
  busy(false);
  sides.value = String(PLAIN.side);

  return {
    get viewState() {
      return { map: chosenRun, side: Number(sides.value), color: coloring() };
    },
    /** @param {Pick<import("../view-state.js").ViewState, "map" | "side" | "color">} viewState */
    see(viewState) {
      chosenRun = viewState.map;
      [sides.value, colors.value] = [String(viewState.side), viewState.color];
      choose();
      stale = true;
      if (!bar.hidden) wish();
    },
    /** What the colors mean, for a picture. */
    get key() {
      recognize();
      return (
        map && {
          run: runs.selectedOptions[0]?.text ?? "",
          ...keyOf(map, { coloring: coloring(), dark }),
        }
      );
    },
    /** The map as SVG, beneath the contour's lines. */
    picture() {
      recognize();
      if (stale) repaint();
      return map ? picture.asSvg(map) : "";
    },
    /** @param {boolean} on */
    show(on) {
      picture.canvas.hidden = !on;
      view.stage.strip(on);
      if (!on) {
        clearTimeout(timer);
        runner.stop();
        if (map && !map.complete) request = "";
        busy(false);
        requestSpec = null;
        return;
      }
      offer();
      stale = true;
    },
    frame() {
      if (bar.hidden) return;
      if (requestSpec !== spec() || drawnFrame !== view.stage.frame) {
        const first = requestSpec === null;
        if (requestSpec !== spec()) offer();
        [requestSpec, drawnFrame] = [spec(), view.stage.frame];
        picture.lay(map);
        wish(first ? 0 : SETTLE);
      }
      recognize();
      if (dark !== theme.dark()) [dark, stale] = [theme.dark(), true];
      if (!stale) return;
      stale = false;
      repaint();
      picture.lay(map);
      runner.ack();
    },
    destroy() {
      clearTimeout(timer);
      runner.stop();
      stageHost.removeEventListener("pointermove", onHover);
      picture.canvas.remove();
    },
  };
}
