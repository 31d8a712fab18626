/**
 * The views: all the ways to see a race beside the contour, held together, for instance the
 * spotlight on one run and the look inside its step.
 *
 * @import {Api} from "../client/api.js"
 * @import {Player} from "../experiment/player.js"
 * @import {createRaceView} from "./view.js"
 * @import {ViewState} from "./view-state.js"
 * @import {Point} from "../plot/mapping.js"
 * @import {Spec} from "../experiment/spec.js"
 * @typedef {object} ViewCollaborators
 * @property {Api} api
 * @property {import("../experiment/catalogue.js").Catalogue} catalogue
 * @property {Player} player
 * @property {import("../ui/theme.js").Theme} theme
 * @property {ReturnType<typeof createRaceView>} view
 * @property {() => Spec} spec
 * @property {(points: Point[]) => void} onStarts
 * @property {(change: Partial<ViewState>) => void} onViewState  something else is looked at
 * @property {(id: string, listener: import("../client/stream.js").Listener) =>
 *   import("../client/stream.js").Following} follow
 * @property {() => Promise<any>} plotly
 * @property {(error: Error | null) => void} onProblem  with 3-D; null once it is solved
 */

import { createBasinView } from "./basins/view.js";
import { find } from "../ui/dom.js";
import { createInsideView } from "./inside/view.js";
import { inside as within, toPixel } from "../plot/mapping.js";
import { nearestPath } from "./nearest.js";
import { mountSurfaceTabs } from "./surface-tabs.js";
import { showPanel } from "../ui/shell/shell.js";
import { createSpaceView } from "./space/view.js";
import { starts } from "../experiment/spec.js";
import { mountSpotlight, placeOf } from "../experiment/spotlight.js";
import { grid, ring } from "./starts.js";

const REACH = 12;

/**
 * @param {HTMLElement} root
 * @param {ViewCollaborators} collaborators
 */
export function mountViews(
  root,
  { api, catalogue, follow, plotly, player, theme, view, spec, onStarts, onViewState, onProblem },
) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const { spotlight, stage } = view;
  const [legend, table, host] = [part("runs"), part("table"), part("stage")];
  const inside = createInsideView(root, { api, player, theme, view, onViewState });
  const space = createSpaceView(root, { plotly, player, theme, view, onViewState, onProblem });
  const basins = createBasinView(root, {
    ...{ api, catalogue, follow, theme, view, spec, onViewState },
  });

  const runOf = (/** @type {number} */ entry) => view.race?.hello.entries[entry]?.run ?? null;

  /** @param {PointerEvent | FocusEvent} event */
  const onStage = (event) => {
    const { race } = view;
    if (!race || !(event instanceof PointerEvent)) return null;
    const { pixel } = stage.dataAt(event.clientX, event.clientY);
    const { area, view: box } = stage.frame;
    const inSpace = tabs.shown === "space";
    if (!inSpace && !within(area, ...pixel)) return null;
    /**
     * @type {(track: import("../client/history.js").Track, row: number) =>
     *   import("../plot/mapping.js").Point}
     */
    const place = ({ x, y }, row) => toPixel(area, box, x[row], y[row]);
    const projection = inSpace ? space.drawn : { place, pieces: 1 };
    const visible = (/** @type {number} */ entry) => view.styles[entry]?.visible;
    return runOf(
      nearestPath(race.history.tracks, visible, player.moment.step, projection, pixel, REACH),
    );
  };
  const onLegend = (/** @type {Event} */ event) => {
    const run = placeOf(legend, ":scope > .run", event);
    return run < 0 ? null : run;
  };
  /** Whoever turns knobs in a drawer compares, and wants to see all the others. */
  const onHead = (/** @type {Event} */ event) =>
    event.target instanceof Element && event.target.closest(".drawer, .tuned")
      ? null
      : onLegend(event);
  const leaveSpotlight = mountSpotlight(spotlight, [
    { host: legend, run: onHead },
    { host: table, run: (event) => runOf(placeOf(table, "tbody tr", event)) },
    { host, run: onStage },
    {
      host: part("costs"),
      run: (event) =>
        event instanceof PointerEvent ? runOf(view.curveUnder(event.clientX, event.clientY)) : null,
    },
  ]);
  const leaveLight = spotlight.subscribe((run) => {
    const body = find(table, "tbody", HTMLElement);
    for (const [list, own] of /** @type {const} */ ([
      [legend, (/** @type {number} */ i) => i],
      [body, runOf],
    ])) {
      list.classList.toggle("receding", run !== null);
      for (const [i, row] of [...list.children].entries())
        row.classList.toggle("lit", run !== null && own(i) === run);
    }
  });

  const chooseRun = (/** @type {number} */ run) => {
    const entry = view.race?.hello.entries.findIndex((each) => each.run === run) ?? -1;
    if (entry >= 0) inside.choose(entry);
    return entry >= 0;
  };
  const abort = new AbortController();
  legend.addEventListener(
    "click",
    (event) => {
      const run = onLegend(event);
      if (run !== null) chooseRun(run);
    },
    { signal: abort.signal },
  );
  stage.onPick((at) => {
    const entry = inside.headAt(at);
    if (entry >= 0) inside.open(entry);
    return entry >= 0;
  });

  const tabs = mountSurfaceTabs(root, (plane) => {
    stage.wakePlot();
    basins.show(plane === "basins");
    onViewState({ plane });
  });

  const menu = find(root, '[data-part="starts"]', HTMLSelectElement);
  menu.addEventListener(
    "change",
    () => {
      const box = view.stage.view;
      const choices = {
        ring: () => ring(box),
        grid: () => grid(box),
        one: () => starts(spec()).slice(0, 1),
      };
      const pointsOf = choices[/** @type {keyof typeof choices} */ (menu.value)];
      if (pointsOf) onStarts(pointsOf());
      menu.value = "";
    },
    { signal: abort.signal },
  );
  /** @type {Spec | null} */
  let lastSpec = null;
  const showStarts = () => {
    if (lastSpec === spec()) return;
    lastSpec = spec();
    const count = starts(lastSpec).length;
    const first = menu.options[0];
    const text = count === 1 ? "1 start" : `${count} starts`;
    if (first && first.text !== text) first.text = text;
  };

  return {
    /** @param {ViewState} viewState */
    see(viewState) {
      view.choose(viewState.measure, viewState.log);
      inside.choose(viewState.entry);
      basins.see(viewState);
      if (viewState.box) stage.zoomTo(viewState.box);
      else stage.unzoom();
      space.see(viewState.eye);
      showPanel(root, viewState.panel);
      tabs.show(viewState.plane);
      view.refresh();
    },
    /**
     * The surface as it is seen now, as SVG.
     * @param {boolean} paths  whether the paths are in it
     */
    picture(paths) {
      if (tabs.shown === "space") return space.picture(paths);
      const beneath = tabs.shown === "basins" ? basins.picture() : "";
      return stage.picture(paths ? view.lines() : [], starts(spec()), { heads: paths, beneath });
    },
    /** What the colors of the picture's areas mean. */
    get areas() {
      return tabs.shown === "basins" ? basins.key : null;
    },
    /** The canvases whose drawings move over that picture. @returns {HTMLCanvasElement[]} */
    get moving() {
      const over = tabs.shown === "space" ? part("space") : host;
      return [
        .../** @type {NodeListOf<HTMLCanvasElement>} */ (
          over.querySelectorAll(":scope > canvas.layer:not(.map)")
        ),
      ];
    },
    /**
     * Look inside a run.
     * @param {number} run
     */
    openInside(run) {
      const entry = view.race?.hello.entries.findIndex((each) => each.run === run) ?? -1;
      if (entry >= 0) inside.open(entry);
    },
    /** @param {number} now */
    frame(now) {
      showStarts();
      inside.frame(now);
      space.frame();
      basins.frame();
    },
    destroy() {
      abort.abort();
      leaveSpotlight();
      leaveLight();
      inside.destroy();
      space.destroy();
      basins.destroy();
      tabs.destroy();
    },
  };
}
