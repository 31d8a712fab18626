/**
 * The race page: submits a spec, follows its runs, draws every lane.
 *
 * @import {Optimizer, Schedule, Surface} from "../catalogue.js"
 * @import {Story} from "../stories.js"
 * @import {Api} from "../api.js"
 * @import {Race} from "../race-view.js"
 * @import {Transport} from "../stream.js"
 * @typedef {{root: string, plotly: string, ancestors?: string, spec: Record<string, any>, surfaces: Surface[], optimizers: Optimizer[], schedules: Schedule[], story: Story}} PageData
 */

import { Problem, createApi } from "../api.js";
import { Catalogue } from "../catalogue.js";
import { createConditions } from "../conditions.js";
import { find, throttle } from "../dom.js";
import { mountKeys } from "../keys.js";
import { fragmentOf, fromLink, isLink } from "../link.js";
import { rounded } from "../mapping.js";
import { createNotices } from "../notices.js";
import { createPresets } from "../presets.js";
import { Player } from "../player.js";
import { createContour, loadPlotly } from "../plots.js";
import { createRaceView } from "../race-view.js";
import { plain } from "../roster.js";
import { createRunner } from "../runner.js";
import { createRunsPanel } from "../runs-panel.js";
import { mountSharing } from "../sharing.js";
import { mountPanels, mountShell } from "../shell.js";
import { complete, starts } from "../spec.js";
import { started } from "../starts.js";
import { createFollower } from "../stream.js";
import { createSurfacePanel } from "../surface-panel.js";
import { createTheme } from "../theme.js";
import { mountTimeline } from "../timeline.js";
import { mountViews } from "../views.js";

const DRAG_PAUSE = 110;
const LATEST_PLOT = 1500;
/** @type {Record<Exclude<Transport, "connecting">, string>} */
const TRANSPORTS = {
  websocket: "",
  events: "Websockets are blocked on the way here; the race comes as server-sent events, with the same numbers.",
  retrying: "The server does not answer. What has arrived plays on; the rest follows once it is back.",
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
  const standard = { spec: preset, roster: plain(), story: data.story.name };
  const player = new Player();
  let spec = preset;
  let roster = plain();
  /** @type {Race | null} */
  let race = null;
  /** @type {{landscape: string, surface: Surface | null}} */
  let shown = { landscape: "", surface: null };
  /** Whether the race on its way is shown whole and at once. */
  let whole = false;

  const panel = createRunsPanel(root, {
    catalogue,
    api,
    field: () => ({ spec, roster }),
    onEdit: edit,
    onRoster(next) {
      roster = next;
      panel.render({ spec, roster });
      view.hide(roster);
      remember();
    },
  });
  const presets = createPresets(
    { button: part("presets"), sheet: find(document, "#presets", HTMLElement), caption: part("caption") },
    {
      catalogue,
      api,
      first: data.story,
      onChoose(story, next) {
        player.accelerate(story.speed);
        view.measure(story.chart === "lr" ? "rate" : story.chart);
        load({ spec: next, roster: plain(), story: story.name });
      },
    },
  );
  const notices = createNotices(part("notice"), panel.legend);
  const view = createRaceView(root, {
    catalogue,
    player,
    theme,
    legend: panel.legend,
    stage: {
      grid: (box, nx, ny, signal) => api.grid(spec.surface, { nx, ny, view: box, signal }),
      contour: async (listener) => createContour(part("plane"), await plotly(), listener),
      onStart: (point, settled, which) => edit(started(spec, rounded(view.stage.view, point), which), settled),
      onProblem: (error) => notices.tell("surface", error?.message ?? ""),
    },
  });
  const views = mountViews(root, {
    ...{ api, follow, plotly, player, theme, view },
    spec: () => spec,
    edit: (next) => edit(next, true),
    onProblem: (error) => notices.tell("surface", error.message),
  });
  const place = createSurfacePanel(root, {
    catalogue,
    api,
    spec: () => spec,
    onEdit: edit,
    onLearned: () => render(),
  });
  const ledger = createConditions(
    {
      sentence: part("ledger"),
      dialog: find(document, "#conditions", HTMLDialogElement),
      button: find(root, '[data-act="conditions"]', HTMLElement),
    },
    catalogue,
    (change, settled) => edit({ ...spec, ...change }, settled),
    api.code,
  );
  const runner = createRunner(
    { api, follow },
    {
      race(history, hello, job) {
        race = { history, hello, spec: job.spec, events: [] };
        whole = job.preview || still.matches;
        player.pause();
        player.load(history.steps);
        view.load(race, roster);
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
          load(standard);
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
  function edit(next, settled, looks = roster) {
    [spec, roster] = [next, looks];
    render();
    notices.tell("link", "");
    if (settled) {
      preview.cancel();
      runner.submit({ spec, preview: false });
    } else preview();
  }

  /** @param {import("../link.js").Linked} linked */
  function load(linked) {
    roster = linked.roster;
    view.hide(roster);
    edit(linked.spec, true);
    void presets.recall(linked.story).then(() => race && remember());
  }

  function render() {
    const surface = catalogue.surface(spec.surface);
    const landscape = JSON.stringify(spec.surface);
    if (landscape !== shown.landscape) view.stage.show(surface, shown.surface === surface);
    shown = { landscape, surface };
    view.stage.setStarts(starts(spec));
    place.show(spec.surface);
    panel.render({ spec, roster });
    ledger.show(spec);
    presets.show(spec, surface.help);
  }

  const remember = () => {
    window.history.replaceState(null, "", `#${fragmentOf({ spec, roster, story: presets.name })}`);
    sharing.show();
  };

  function openLink() {
    try {
      const linked = fromLink(window.location.hash, catalogue);
      load(linked ?? standard);
    } catch (error) {
      load(standard);
      notices.tell(
        "link",
        `The link is damaged: ${/** @type {Error} */ (error).message}. This is the standard race instead.`,
      );
    }
  }

  const shell = mountShell(theme);
  const sharing = mountSharing(root, { api, ancestors: data.ancestors, catalogue, player, theme, view, toggle: panel.toggle });
  on(window, "hashchange", () => {
    if (isLink(window.location.hash)) openLink();
    else remember();
  });
  const undos = [
    shell.destroy,
    sharing.destroy,
    mountTimeline(part("time"), player),
    mountPanels(root, view.refresh),
    mountKeys({
      play: () => player.toggle(),
      nudge: (steps) => player.nudge(steps),
      first: () => player.nudge(-Infinity),
      last: () => player.nudge(Infinity),
      speed: (direction) => player.shift(direction),
      loop: () => player.repeat(!player.moment.loop),
      toggle: panel.toggle,
      inside: views.look,
      help: shell.showHelp,
    }),
  ];

  // The race moves first: reading Plotly keeps the page busy for a while.
  const wake = setTimeout(view.stage.wakePlot, LATEST_PLOT);
  let frame = requestAnimationFrame(function draw(now) {
    player.tick(now);
    view.frame();
    views.frame(now);
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
    place.destroy();
    panel.destroy();
    presets.destroy();
    ledger.destroy();
    views.destroy();
    view.destroy();
    theme.destroy();
  };
}

/** What the server put into the page. @returns {PageData} */
const readData = () => JSON.parse(find(document, "#page-data", HTMLScriptElement).text);
