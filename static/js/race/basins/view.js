/**
 * The basin view: a map of where a run ends from every point of the plane, beneath the contour's
 * lines, recomputed when the run's knobs or the view change.
 *
 * @import {Catalogue} from "../../experiment/catalogue.js"
 * @import {Spec} from "../../experiment/spec.js"
 * @import {ViewState} from "../view-state.js"
 * @import {createRaceView} from "../view.js"
 * @import {Landmarks} from "./basins.js"
 * @typedef {Pick<ViewState, "map" | "side" | "color">} MapState
 */

import { createBasinBar } from "./bar.js";
import { basinSpec } from "./basin-spec.js";
import { BasinMap } from "./basins.js";
import { endingWords, keyOf } from "./key.js";
import { createBasinPicture } from "./picture.js";
import { createBasinRunner } from "./runner.js";
import { find } from "../../ui/dom.js";
import { PLAIN } from "../view-state.js";

const SETTLE = 350;
/** @type {Landmarks} */
const UNKNOWN = { minima: [], local_minima: [], saddles: [] };

/**
 * @param {HTMLElement} root
 * @param {Parameters<typeof createBasinRunner>[0] & {theme: import("../../ui/theme.js").Theme,
 *   catalogue: Catalogue, view: ReturnType<typeof createRaceView>, spec: () => Spec, onViewState:
 *   (change: MapState) => void}} collaborators
 */
export function createBasinView(root, { api, catalogue, follow, theme, view, spec, onViewState }) {
  const settings = catalogue.settings("basin");
  const host = find(root, '[data-part="basins"]', HTMLElement);
  const stageHost = find(root, '[data-part="stage"]', HTMLElement);
  /** @type {BasinMap | null} */
  let map = null;
  /** Those that the map knows. */
  let landmarks = UNKNOWN;
  /** The run that somebody has chosen; the last one before. @type {number | null} */
  let chosenRun = PLAIN.map;
  /** What the map was asked for with. @type {ReturnType<typeof basinSpec> | null} */
  let request = null;
  let [stale, dark] = [false, false];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What was looked at when a map was wished for last. @type {[Spec | null, unknown]} */
  let wished = [null, null];

  const picture = createBasinPicture(stageHost, () => view.stage.frame);
  const bar = createBasinBar(host, {
    onRun(run) {
      chosenRun = run;
      change();
    },
    onChoice: () => change(),
    onCancel() {
      stop();
      request = null;
      bar.report("cancelled", "Cancelled.");
    },
  });
  const style = () => ({ coloring: bar.coloring, dark });

  /** The map may come before the landmarks of its surface: its places get their names then. */
  const recognize = () => {
    const { places } = view.stage;
    if (!map || !request || !places || places === landmarks) return;
    // An old map is still laid under a new surface for a moment; it keeps its own names.
    if (JSON.stringify(request.surface) !== JSON.stringify(spec().surface)) return;
    landmarks = places;
    map.recognize(places);
    stale = true;
  };

  const repaint = () => {
    if (!map) return;
    picture.paint(map, style());
    bar.explain(keyOf(map, style()));
    bar.advance(map.rows / map.ny);
  };

  const runner = createBasinRunner(
    { api, follow },
    {
      hello([ny, nx]) {
        if (!request) return;
        [map, landmarks] = [new BasinMap(nx, ny, request.view, UNKNOWN), UNKNOWN];
        recognize();
        stale = true;
      },
      frame(frame) {
        map?.append(frame);
        stale = true;
      },
      end(status) {
        bar.report(status, status === "succeeded" ? "" : `The map was ${status}.`);
        stale = true;
      },
      problem: (error) => bar.report("failed", error.message),
    },
  );

  const ask = () => {
    const next = basinSpec(spec(), bar.run, bar.side, view.stage.view, settings);
    if (JSON.stringify(next) === JSON.stringify(request)) return;
    request = next;
    bar.report("running");
    void runner.start(next);
  };
  const wish = (pause = 0) => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  function stop() {
    clearTimeout(timer);
    runner.stop();
  }
  function change() {
    stale = true;
    wish();
    onViewState({ map: chosenRun, side: bar.side, color: bar.coloring });
  }

  const offer = () =>
    bar.offer(
      spec().runs.map(({ label }) => label),
      chosenRun,
    );

  /** @param {PointerEvent} event */
  const onHover = (event) => {
    if (host.hidden || !map) return;
    const { point, within } = view.stage.dataAt(event.clientX, event.clientY);
    const ending = within ? map.at(...point) : null;
    bar.point(ending ? endingWords(ending, map) : "");
  };
  stageHost.addEventListener("pointermove", onHover);

  return {
    /** @param {MapState} viewState */
    see(viewState) {
      chosenRun = viewState.map;
      bar.set(viewState.side, viewState.color);
      bar.choose(chosenRun);
      stale = true;
      if (!host.hidden) wish();
    },
    /** What the colors mean, for a picture. */
    get key() {
      recognize();
      return map && { run: bar.label, ...keyOf(map, style()) };
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
      if (on) {
        offer();
        stale = true;
        return;
      }
      stop();
      // Half a map is asked for again when somebody comes back.
      if (map && !map.complete) request = null;
      bar.rest();
      wished = [null, null];
    },
    frame() {
      if (host.hidden) return;
      const now = spec();
      if (wished[0] !== now || wished[1] !== view.stage.frame) {
        const first = wished[0] === null;
        if (wished[0] !== now) offer();
        wished = [now, view.stage.frame];
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
      stop();
      stageHost.removeEventListener("pointermove", onHover);
      picture.canvas.remove();
    },
  };
}
