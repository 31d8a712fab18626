/**
 * The race page: submits a spec, follows its runs, draws every lane.
 *
 * @import {Optimizer, Surface} from "../catalogue.js"
 * @import {Api} from "../api.js"
 * @import {Race} from "../race-view.js"
 * @import {Transport} from "../stream.js"
 * @typedef {{root: string, plotly: string, spec: Record<string, any>, surfaces: Surface[], optimizers: Optimizer[]}} PageData
 */

import { Problem, createApi } from "../api.js";
import { Catalogue } from "../catalogue.js";
import { createConditions } from "../conditions.js";
import { find, throttle } from "../dom.js";
import { mountKeys } from "../keys.js";
import { createLegend } from "../legend.js";
import { fragmentOf, fromLink, isLink } from "../link.js";
import { createNotices } from "../notices.js";
import { assign } from "../palette.js";
import { createPicker } from "../picker.js";
import { Player } from "../player.js";
import { createContour, loadPlotly } from "../plots.js";
import { createRaceView } from "../race-view.js";
import { createRunner } from "../runner.js";
import { mountPanels, mountShell } from "../shell.js";
import {
  complete,
  starts,
  withKnob,
  withParameter,
  withRun,
  withSurface,
  withTuned,
  withoutRun,
} from "../spec.js";
import { createFollower } from "../stream.js";
import { createTheme } from "../theme.js";
import { mountTimeline } from "../timeline.js";

const DRAG_PAUSE = 110;
const LATEST_PLOT = 1500;
/** @type {Record<Exclude<Transport, "connecting">, string>} */
const TRANSPORTS = {
  websocket: "",
  events: "Websockets are blocked here; the race comes as server-sent events.",
  retrying: "The connection is lost; trying again …",
};

/**
 * @param {HTMLElement} root
 * @param {object} [collaborators]
 * @param {PageData} [collaborators.data]
 * @param {Api} [collaborators.api]
 * @param {ReturnType<typeof createFollower>} [collaborators.follow]
 * @param {ReturnType<typeof createTheme>} [collaborators.theme]
 * @param {() => Promise<any>} [collaborators.plotly]
 * @returns {() => void} the undo
 */
export function mount(
  root,
  {
    data = readData(),
    api = createApi({ root: data.root }),
    follow = createFollower({
      base: api.base,
      known: (id) =>
        api.experiment(id).then(
          () => true,
          ({ status }) => status !== 404,
        ),
    }),
    theme = createTheme(),
    plotly = () => loadPlotly(data.plotly),
  } = {},
) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const abort = new AbortController();
  const on = (
    /** @type {EventTarget} */ target,
    /** @type {string} */ type,
    /** @type {(event: any) => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });

  const catalogue = new Catalogue(data);
  const preset = complete(data.spec, catalogue);
  const player = new Player();
  let spec = preset;
  /** @type {Set<number>} */
  let hidden = new Set();
  /** @type {Race | null} */
  let race = null;
  /** @type {{landscape: string, surface: Surface | null}} */
  let shown = { landscape: "", surface: null };
  /** Whether the race on its way is shown whole and at once. */
  let whole = false;

  const legend = createLegend(part("runs"), catalogue, {
    knob: (run, name, value, settled) => edit(withKnob(spec, run, name, value), settled),
    toggle,
    remove(run) {
      hidden = new Set(
        [...hidden].filter((other) => other !== run).map((other) => (other > run ? other - 1 : other)),
      );
      edit(withoutRun(spec, run), true);
    },
    reset: (run) => edit(withTuned(spec, run, catalogue), true),
  });
  const notices = createNotices(part("notice"), legend);
  const view = createRaceView(root, {
    catalogue,
    player,
    theme,
    legend,
    stage: {
      grid: (box, nx, ny, signal) => api.grid(spec.surface, { nx, ny, view: box, signal }),
      contour: async (listener) => createContour(part("plane"), await plotly(), listener),
      onStart: (point, settled) => edit({ ...spec, start: point.map(rounded(view.stage.view)) }, settled),
      onProblem: (error) => notices.tell("surface", error.message),
    },
  });
  const picker = createPicker(part("surface"), catalogue, {
    surface: (name) => edit(withSurface(spec, name, catalogue), true),
    parameter: (name, value, settled) => edit(withParameter(spec, name, value), settled),
  });
  const ledger = createConditions(
    {
      sentence: part("ledger"),
      dialog: find(document, "#conditions", HTMLDialogElement),
      button: find(root, '[data-act="conditions"]', HTMLElement),
    },
    catalogue,
    (change, settled) => edit({ ...spec, ...change }, settled),
  );
  const add = find(root, '[data-part="add"]', HTMLSelectElement);
  add.append(...data.optimizers.map(({ name, title }) => new Option(title, name)));
  on(add, "change", () => {
    const name = add.value;
    add.value = "";
    if (name) edit(withRun(spec, name, catalogue), true);
  });

  const runner = createRunner(
    { api, follow },
    {
      race(history, hello, job) {
        race = { history, hello, spec: job.spec, events: [] };
        whole = job.preview || still.matches;
        player.pause();
        player.load(history.steps);
        view.load(race, hidden);
        if (!whole) player.play();
        notices.complain("", "");
        if (!job.preview) remember();
      },
      rows() {
        if (!race) return;
        player.arrive(race.history.rows - 1);
        if (whole) player.seek(race.history.steps);
        view.grew();
      },
      event(event) {
        race?.events.push(event);
      },
      end(status) {
        view.grew();
        if (status !== "succeeded")
          notices.complain(
            "",
            `The race ${status === "cancelled" ? "was cancelled" : "failed on the server"}.`,
          );
      },
      problem(error, job) {
        const { status, field } = error instanceof Problem ? error : { status: 0, field: "" };
        if (race || job.spec === preset || status !== 422) notices.complain(field, error.message);
        else {
          load({ spec: preset, hidden: new Set() });
          notices.tell(
            "link",
            `The link cannot be raced (${error.message}); this is the standard race instead.`,
          );
        }
      },
      transport(transport) {
        if (transport !== "connecting") notices.tell("stream", TRANSPORTS[transport]);
      },
    },
  );
  const preview = throttle(DRAG_PAUSE, () => runner.submit({ spec, preview: true }));

  /**
   * Another spec: shown in all controls at once, raced as soon as the server has it.
   * @param {any} next
   * @param {boolean} settled whether this is it, or a slider still moves
   */
  function edit(next, settled) {
    spec = next;
    render();
    notices.tell("link", "");
    if (settled) {
      preview.cancel();
      runner.submit({ spec, preview: false });
    } else preview();
  }

  /** @param {import("../link.js").Linked} linked */
  function load(linked) {
    hidden = linked.hidden;
    view.hide(hidden);
    edit(linked.spec, true);
  }

  function render() {
    const surface = catalogue.surface(spec.surface.name);
    const landscape = JSON.stringify(spec.surface);
    if (landscape !== shown.landscape) view.stage.show(surface, shown.surface === surface);
    shown = { landscape, surface };
    view.stage.setStarts(starts(spec));
    picker.show(spec.surface);
    legend.render(spec, assign(spec.runs.map(({ optimizer }) => optimizer)), hidden);
    ledger.show(spec);
    part("caption").textContent = surface.help;
  }

  /** @param {number} run */
  function toggle(run) {
    if (run >= spec.runs.length) return;
    hidden = new Set(hidden);
    if (!hidden.delete(run)) hidden.add(run);
    legend.render(spec, assign(spec.runs.map(({ optimizer }) => optimizer)), hidden);
    view.hide(hidden);
    remember();
  }

  const remember = () => window.history.replaceState(null, "", `#${fragmentOf({ spec, hidden })}`);

  function openLink() {
    try {
      const linked = fromLink(window.location.hash, catalogue);
      load(linked ?? { spec: preset, hidden: new Set() });
    } catch (error) {
      load({ spec: preset, hidden: new Set() });
      notices.tell(
        "link",
        `The link is damaged: ${/** @type {Error} */ (error).message}. This is the standard race instead.`,
      );
    }
  }

  const shell = mountShell(theme);
  on(window, "hashchange", () => {
    if (isLink(window.location.hash)) openLink();
    else remember();
  });
  const undos = [
    shell.destroy,
    mountTimeline(part("time"), player),
    mountPanels(root, view.refresh),
    mountKeys({
      play: () => player.toggle(),
      nudge: (steps) => player.nudge(steps),
      first: () => player.nudge(-Infinity),
      last: () => player.nudge(Infinity),
      toggle,
      help: shell.showHelp,
    }),
  ];

  // The race moves first: reading Plotly keeps the page busy for a while.
  const wake = setTimeout(view.stage.wakePlot, LATEST_PLOT);
  let frame = requestAnimationFrame(function draw(now) {
    player.tick(now);
    view.frame();
    runner.ack();
    if (player.moment.step > 0) view.stage.wakePlot();
    frame = requestAnimationFrame(draw);
  });

  view.dress();
  openLink();

  return () => {
    clearTimeout(wake);
    cancelAnimationFrame(frame);
    abort.abort();
    preview.cancel();
    for (const undo of undos) undo();
    runner.close();
    picker.destroy();
    ledger.destroy();
    view.destroy();
    theme.destroy();
  };
}

/**
 * Coordinates to a tenth of a pixel, so that links stay short.
 * @param {import("../mapping.js").View} view
 * @returns {(value: number, axis: number) => number}
 */
const rounded = (view) => (value, axis) => {
  const span = view[axis][1] - view[axis][0];
  const digits = Math.max(0, Math.min(12, Math.ceil(4 - Math.log10(span))));
  return Number(value.toFixed(digits)) + 0;
};

/** What the server put into the page. @returns {PageData} */
const readData = () => JSON.parse(find(document, "#page-data", HTMLScriptElement).text);
