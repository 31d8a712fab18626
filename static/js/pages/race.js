/**
 * The race page: submits a spec, follows its runs, draws every lane.
 *
 * @import {Optimizer, Schedule, Surface} from "../experiment/catalogue.js"
 * @import {ExperimentData} from "./experiment-page.js"
 * @import {Collaborators} from "./page.js"
 * @typedef {ExperimentData & {surfaces: Surface[], optimizers: Optimizer[], schedules: Schedule[]}}
 *   PageData
 */

import { Catalogue } from "../experiment/catalogue.js";
import { createCore, mountExperiment } from "./experiment-page.js";
import { collaborators } from "./page.js";
import { Player } from "../experiment/player.js";
import { createContour } from "../plot/plotly.js";
import { raceKind } from "../race/race-kind.js";
import { raceSubject } from "../race/sharing.js";
import { createGlimpses } from "../race/story-glimpse.js";
import { createRaceView } from "../race/view.js";
import { mountPanels } from "../ui/shell/shell.js";
import { starts } from "../experiment/spec.js";
import { point } from "../ui/format.js";
import { createSurfacePanel } from "../race/surface/panel.js";
import { mountViews } from "../race/surface-views.js";

const LATEST_PLOT = 1500;

/**
 * @param {HTMLElement} root
 * @param {Partial<Collaborators<PageData>>} [overrides]
 * @returns {() => void} the undo
 */
export function mount(root, overrides) {
  const { data, api, follow, theme, plotly } = collaborators(overrides);
  const catalogue = new Catalogue(data);
  const player = new Player();
  const kind = raceKind(catalogue);
  const core = createCore(root, { data, catalogue, kind, player, sweeps: api });
  const { store, notices, panel, part } = core;
  const { dispatch } = store;
  const onProblem = (/** @type {Error | null} */ error) =>
    notices.tell("surface", error?.message ?? "");
  const onPlotProblem = (/** @type {Error | null} */ error) =>
    notices.tell("plot", error?.message ?? "");
  const onViewState = (/** @type {Partial<import("../race/view-state.js").ViewState>} */ change) =>
    dispatch({ kind: "view", change });

  const view = createRaceView(root, {
    ...{ catalogue, player, theme, onViewState },
    legend: panel.legend,
    stage: {
      key: part("key"),
      grid: (box, nx, ny, signal) =>
        api.grid(store.state.spec.surface, { nx, ny, view: box, signal }),
      contour: async (listener) => createContour(part("plane"), await plotly(), listener),
      onStart: (point, settled, which) => dispatch({ kind: "start", point, which, settled }),
      ...{ onProblem, onPlotProblem },
    },
  });
  const views = mountViews(root, {
    ...{ api, catalogue, follow, plotly, player, theme, view, onViewState },
    onProblem: onPlotProblem,
    spec: () => store.state.spec,
    onStarts: (points) => dispatch({ kind: "starts", points }),
  });
  const place = createSurfacePanel(root, {
    ...{ catalogue, api, dispatch },
    spec: () => store.state.spec,
  });
  /** What the stage shows. @type {{landscape: string, surface: Surface | null}} */
  let stage = { landscape: "", surface: null };

  const undos = mountExperiment(
    root,
    core,
    { api, follow, theme },
    {
      view,
      show({ spec }) {
        const surface = catalogue.surface(spec.surface);
        const landscape = JSON.stringify(spec.surface);
        if (landscape !== stage.landscape) view.stage.show(surface, stage.surface === surface);
        stage = { landscape, surface };
        view.stage.setStarts(starts(spec));
        place.show(spec.surface);
      },
      help: ({ surface }) => catalogue.surface(surface).help,
      subject: raceSubject({ catalogue, player, theme, view, views }),
      create: api.create,
      remedies: (spec, field) => {
        const { start } = catalogue.surface(spec.surface);
        const refused = starts(spec).some((at) => String(at) === String(start));
        if (!/^starts?\b/.test(field) || refused) return [];
        const act = () => dispatch({ kind: "starts", points: [start] });
        return [{ label: `Start at ${point(start)}`, act }];
      },
      begin: (race) => view.load(race, store.state.display),
      see: views.see,
      glimpse: createGlimpses({
        grid: (surface, wanted) => api.grid(surface, wanted),
        view: (surface) => catalogue.surface(surface).view,
        inks: theme.inks,
      }),
      frame(now) {
        view.frame();
        views.frame(now);
        if (player.moment.step > 0 && !player.moment.playing) view.stage.wakePlot();
      },
      commands: { inside: views.openInside },
    },
  );
  // The race moves first: reading Plotly keeps the page busy for most of a second. Whoever wants to
  // zoom or pan has it before the race is over.
  const abort = new AbortController();
  for (const type of ["wheel", "pointerdown"])
    part("plane").addEventListener(type, view.stage.wakePlot, {
      ...{ signal: abort.signal, passive: true, once: true },
    });
  const idle = () => {
    if (!player.moment.playing) view.stage.wakePlot();
  };
  const wake = setTimeout(idle, LATEST_PLOT);
  const leavePanels = mountPanels(root, (name) => {
    view.refresh();
    dispatch({ kind: "view", change: { panel: /** @type {"costs"} */ (name) } });
  });

  return () => {
    clearTimeout(wake);
    abort.abort();
    for (const undo of [...undos, leavePanels]) undo();
    for (const { destroy } of [place, views, view, theme]) destroy();
  };
}
