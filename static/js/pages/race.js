/**
 * The race page: submits a spec, follows its runs, draws every lane.
 *
 * @import {Optimizer, Schedule, Surface} from "../experiment/catalogue.js"
 * @import {Linked} from "../race/link.js"
 * @import {Basics, Collaborators} from "./page.js"
 * @import {Race} from "../race/view.js"
 * @import {Setting} from "../experiment/settings.js"
 * @import {Story} from "../experiment/stories.js"
 * @typedef {Basics & {spec: Record<string, any>, surfaces: Surface[], optimizers: Optimizer[],
 *   schedules: Schedule[], settings: Record<string, Setting[]>, story: Story}} PageData
 */

import { mountAddress } from "../ui/address.js";
import { Problem } from "../client/api.js";
import { Catalogue } from "../experiment/catalogue.js";
import { createConditions } from "../experiment/conditions.js";
import { find, throttle } from "../ui/dom.js";
import { fragmentOf, fromLink, isLink } from "../race/link.js";
import { rounded } from "../plot/mapping.js";
import { createNotices } from "../ui/notices.js";
import { animate, collaborators } from "./page.js";
import { styled } from "../plot/palette.js";
import { createPlayback } from "../experiment/playback.js";
import { Player } from "../experiment/player.js";
import { createContour } from "../plot/plotly.js";
import { createPresets } from "../experiment/stories-menu.js";
import { createRaceView } from "../race/view.js";
import { plain } from "../experiment/run-display.js";
import { createRunsPanel } from "../runs/panel.js";
import { mountSharing } from "../race/sharing.js";
import { mountPanels, mountShell } from "../ui/shell.js";
import { PLAIN } from "../race/view-state.js";
import { complete, starts } from "../experiment/spec.js";
import { started } from "../race/starts.js";
import { createInterventionMarks } from "../experiment/intervention-marks.js";
import { InterventionMode, mountInterventionSwitch } from "../experiment/intervention-mode.js";
import { standingAt, turned, within, withoutIntervention } from "../experiment/interventions.js";
import { createSurfacePanel } from "../race/surface/panel.js";
import { mountViews } from "../race/surface-views.js";

const LATEST_PLOT = 1500;
const NOTE_PAUSE = 350;

/**
 * @param {HTMLElement} root
 * @param {Partial<Collaborators<PageData>>} [given]
 * @returns {() => void} the undo
 */
export function mount(root, given) {
  const { data, api, follow, theme, plotly } = collaborators(given);
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);

  const catalogue = new Catalogue(data);
  const preset = complete(data.spec, catalogue);
  const standard = { spec: preset, display: plain(), viewState: PLAIN, story: data.story.name };
  const player = new Player();
  let spec = preset;
  let display = plain();
  /** @type {Race | null} */
  let race = null;
  /** @type {{landscape: string, surface: Surface | null}} */
  let shown = { landscape: "", surface: null };
  /**
   * The runs as their controls show them; whoever types in one is not disturbed while time goes on.
   */
  let rendered = "";

  /**
   * The runs as their controls show them: from the start or, while knobs are turned on the way, at
   * that step.
   */
  const field = () => ({ spec: turning.at ? standingAt(spec, turning.at) : spec, display });
  const panel = createRunsPanel(root, {
    catalogue,
    api,
    field,
    onEdit(next, settled, changed) {
      const at = turning.take(settled);
      edit(at ? turned(spec, next, at) : next, settled, changed, at);
    },
    turns: {
      midway: (midway) => turning.set(midway),
      unturn: (place) => edit(withoutIntervention(spec, place), true),
    },
    onDisplay(next) {
      display = next;
      renderRuns();
      view.hide(display);
      remember();
    },
  });
  const presets = createPresets(
    {
      button: part("presets"),
      sheet: find(document, "#presets", HTMLElement),
      caption: part("caption"),
    },
    {
      catalogue,
      api,
      first: data.story,
      onChoose(story, next) {
        player.accelerate(story.speed);
        const measure = story.chart === "lr" ? "rate" : story.chart;
        load({
          spec: next,
          display: plain(),
          viewState: { ...views.viewState, measure, log: null, box: null, eye: null },
          story: story.name,
        });
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
      onStart: (point, settled, which) =>
        edit(started(spec, rounded(view.stage.view, point), which), settled),
      onProblem: (error) => notices.tell("surface", error?.message ?? ""),
    },
    onViewState: () => noted(),
  });
  const views = mountViews(root, {
    ...{ api, catalogue, follow, plotly, player, theme, view },
    spec: () => spec,
    edit: (next) => edit(next, true),
    onViewState: () => noted(),
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
    (change, settled) => edit(within({ ...spec, ...change }), settled),
    api.code,
  );
  const playback = createPlayback(
    { api, follow, player, notices },
    {
      begin(history, hello, job, events) {
        race = { history, hello, spec: job.spec, events };
        if (!job.preview) turning.restart(job.from ?? 0);
        view.load(race, display);
        if (!job.preview) remember();
      },
      grew: view.grew,
      refused(error, job) {
        const { status, field } = error instanceof Problem ? error : { status: 0, field: "" };
        if (race || job.spec === preset || status !== 422) notices.complain(field, error.message);
        else fallBack(`The link cannot be raced (${error.message})`);
      },
    },
  );

  const turning = new InterventionMode(player, () => playback.leading);
  const marks = createInterventionMarks(part("time"));
  const interventionSwitch = mountInterventionSwitch(part("time"), turning, () => {
    panel.legend.midway(turning.state);
    if (JSON.stringify(field().spec.runs) !== rendered) renderRuns();
  });

  /**
   * Another spec: shown in all controls at once, raced as soon as the server has it.
   * @param {any} next
   * @param {boolean} settled whether this is it, or a slider still moves
   * @param {number} [from] the step from which it differs, and at which it goes on
   */
  function edit(next, settled, changed = display, from = 0) {
    [spec, display] = [next, changed];
    render();
    notices.tell("link", "");
    playback.submit(spec, settled, from);
  }

  /** @param {Linked} linked */
  function load(linked) {
    display = linked.display;
    view.hide(display);
    edit(linked.spec, true);
    views.see(linked.viewState);
    void presets.recall(linked.story).then(remember);
  }

  function fallBack(/** @type {string} */ why) {
    load(standard);
    notices.tell("link", `${why}. This is the standard race instead.`);
  }

  function render() {
    const surface = catalogue.surface(spec.surface);
    const landscape = JSON.stringify(spec.surface);
    if (landscape !== shown.landscape) view.stage.show(surface, shown.surface === surface);
    shown = { landscape, surface };
    view.stage.setStarts(starts(spec));
    place.show(spec.surface);
    renderRuns();
    marks.show(spec, styled(spec.runs, display.inks));
    ledger.show(spec);
    presets.show(spec, surface.help);
  }

  function renderRuns() {
    const now = field();
    rendered = JSON.stringify(now.spec.runs);
    panel.render(now);
    panel.legend.midway(turning.state);
  }

  /** Browsers let a page change its address only so often. */
  const noted = throttle(NOTE_PAUSE, () => remember());

  function remember() {
    if (!race) return;
    address.write();
    sharing.show();
  }

  const { ancestors } = data;
  const sharing = mountSharing(root, {
    api,
    ancestors,
    catalogue,
    player,
    theme,
    view,
    views,
    toggle: panel.toggle,
  });
  const address = mountAddress({
    asks: isLink,
    open: (fragment) => load(fromLink(fragment, catalogue) ?? standard),
    damaged: (error) => fallBack(`The link is damaged: ${error.message}`),
    fragment: () => fragmentOf({ spec, display, viewState: views.viewState, story: presets.name }),
  });

  view.dress();
  address.read();

  // The race moves first: reading Plotly keeps the page busy for a while.
  const wake = setTimeout(view.stage.wakePlot, LATEST_PLOT);
  const undos = [
    () => clearTimeout(wake),
    noted.cancel,
    animate((now) => {
      player.tick(now);
      view.frame();
      views.frame(now);
      playback.ack();
      if (player.moment.step > 0) view.stage.wakePlot();
    }),
    mountShell(root, {
      theme,
      player,
      commands: { toggle: panel.toggle, inside: views.openInside, turn: interventionSwitch.toggle },
    }),
    mountPanels(root, () => {
      view.refresh();
      remember();
    }),
    ...[
      address,
      sharing,
      turning,
      interventionSwitch,
      marks,
      playback,
      place,
      panel,
      presets,
      ledger,
      views,
      view,
      theme,
    ].map(({ destroy }) => destroy),
  ];
  return () => undos.forEach((undo) => undo());
}
