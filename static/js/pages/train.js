/**
 * The train page: submits a training, follows it, and shows what its networks have learned.
 *
 * @import {Optimizer, Schedule} from "../experiment/catalogue.js"
 * @import {Basics, Collaborators} from "./page.js"
 * @import {Activation, Dataset, Initializer, Rates} from "../train/training-catalogue.js"
 * @import {Linked} from "../train/link.js"
 * @import {ViewState} from "../train/view-state.js"
 * @import {TrainingSpec} from "../train/training-spec.js"
 * @import {Setting} from "../experiment/settings.js"
 * @import {Story} from "../experiment/stories.js"
 * @typedef {Basics & {spec: Record<string, any>, story: Story, optimizers: Optimizer[], schedules:
 *   Schedule[], datasets: Dataset[], initializers: Initializer[], activations: Activation[], rates:
 *   Rates, settings: Record<string, Setting[]>}} PageData
 */

import { mountAddress } from "../ui/address.js";
import { Problem } from "../client/api.js";
import { createConditions } from "../experiment/conditions.js";
import { find, throttle } from "../ui/dom.js";
import { createNotices } from "../ui/notices.js";
import { animate, collaborators } from "./page.js";
import { createPlayback } from "../experiment/playback.js";
import { Player } from "../experiment/player.js";
import { createPresets } from "../experiment/stories-menu.js";
import { styled } from "../plot/palette.js";
import { plain } from "../experiment/run-display.js";
import { createRunsPanel } from "../runs/panel.js";
import { mountShell } from "../ui/shell.js";
import { mountSpotlight, placeOf } from "../experiment/spotlight.js";
import { TrainingCatalogue } from "../train/training-catalogue.js";
import { createControls } from "../train/panels/controls.js";
import { createErrand } from "../train/job-status.js";
import { conditions, known } from "../train/training-ledger.js";
import { fragmentOf, fromLink, isLink } from "../train/link.js";
import { SPEEDS, createPace } from "../train/pace.js";
import { createPinBoard } from "../train/panels/pin-board.js";
import { createPins } from "../train/pins.js";
import { createSamples } from "../train/samples.js";
import { PLAIN, readViewState } from "../train/view-state.js";
import { createViewPanel } from "../train/panels/view-panel.js";
import {
  batchesOf,
  complete,
  fitting,
  seedsOf,
  stepsOf,
  withEnds,
} from "../train/training-spec.js";
import { ELSEWHERE } from "../train/panels/settings.js";
import { mountSharing } from "../train/sharing.js";
import { createTrainingView } from "../train/view.js";
import { createInterventionMarks } from "../experiment/intervention-marks.js";
import { InterventionMode, mountInterventionSwitch } from "../experiment/intervention-mode.js";
import { standingAt, turned, withoutIntervention } from "../experiment/interventions.js";

const DRAG_PAUSE = 110;
const PINS_PAUSE = 150;

/**
 * @param {HTMLElement} root
 * @param {Partial<Collaborators<PageData>>} [given]
 * @returns {() => void} the undo
 */
export function mount(root, given) {
  const { data, api, follow, theme } = collaborators(given);
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);

  const catalogue = new TrainingCatalogue(data);
  const preset = complete(data.spec, catalogue);
  /** @type {Linked} */
  const standard = {
    spec: preset,
    display: plain(),
    viewState: PLAIN,
    story: data.story.name,
    pins: [],
  };
  const player = new Player({ speed: SPEEDS[0], speeds: SPEEDS });
  const pace = createPace(player);
  const samples = createSamples((dataset) => api.sample(dataset), catalogue);
  let { spec, display } = standard;
  /** @type {ViewState} */
  let viewState = PLAIN;

  /** The step from which knobs are turned while that is at an epoch. @param {number} epoch */
  const stepOf = (epoch) => Math.min(epoch * batchesOf(spec), stepsOf(spec) - 1);
  /**
   * The runs as their controls show them: from the start or, while knobs are turned on the way, at
   * that epoch.
   */
  const field = () =>
    /** @type {any} */ ({
      spec: {
        ...(turning.at ? standingAt(spec, stepOf(turning.at)) : spec),
        ...{ steps: stepsOf(spec), batches: batchesOf(spec) },
      },
      display,
    });

  const panel = createRunsPanel(root, {
    ...{ catalogue, api: {} },
    field,
    onEdit(/** @type {any} */ { steps: _, batches: __, ...next }, settled, changed) {
      const at = turning.take(settled);
      edit(at ? turned(spec, next, stepOf(at)) : next, settled, changed, at);
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
  const notices = createNotices(part("notice"), panel.legend);
  const complain = (/** @type {string} */ path, /** @type {string} */ text) => {
    const placed = controls.complain(path, text);
    notices.complain(placed ? "" : path, placed ? "" : text);
  };
  const controls = createControls(root, {
    catalogue,
    spec: () => spec,
    onEdit: (next, settled) => edit(next, settled),
  });
  const view = createTrainingView(root, {
    ...{ player, theme, seen: api.seen },
    legend: panel.legend,
    viewState: () => viewState,
    pins: () => pins.all,
  });
  const pins = createPins({ api, follow }, throttle(PINS_PAUSE, view.plot), (error) =>
    notices.tell("surface", error.message),
  );
  const pinBoard = createPinBoard(root, {
    spec: () => spec,
    onPins(next) {
      pins.set(next);
      pinBoard.show(spec, next);
      remember();
    },
  });
  const viewPanel = createViewPanel(root, {
    viewState: () => viewState,
    scale: () => view.chart.scale,
    onViewState(change) {
      viewState = { ...viewState, ...change };
      viewPanel.show(spec, view.task());
      view.applyState();
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
      ...{ catalogue, first: data.story },
      api: { stories: () => api.stories("training") },
      kind: { complete, place: ({ dataset }) => dataset.name },
      onChoose(story, next) {
        player.accelerate(story.speed);
        const wanted = readViewState(/** @type {any} */ (story).sight);
        const { pins: own = [] } = /** @type {{pins?: Record<string, any>[]}} */ (
          /** @type {unknown} */ (story)
        );
        const pinned = own.map((fields) => complete({ ...next, ...fields }, catalogue));
        load({ spec: next, display: plain(), viewState: wanted, story: story.name, pins: pinned });
      },
    },
  );
  const ledger = createConditions(
    {
      sentence: part("ledger"),
      dialog: find(document, "#conditions", HTMLDialogElement),
      button: find(root, '[data-act="conditions"]', HTMLElement),
    },
    catalogue,
    (/** @type {Partial<TrainingSpec>} */ change, settled) => edit(fitting(spec, change), settled),
    api.code,
    { kind: "training", elsewhere: ELSEWHERE, conditions, known },
  );
  const errand = createErrand(part("working"), { api, onLost: () => playback.submit(spec, true) });
  const playback = createPlayback(
    {
      ...{ follow, player, noun: "training" },
      api: { create: errand.create },
      notices: { tell: notices.tell, complain },
      clock: {
        length: (_, job) => /** @type {any} */ (job.spec).epochs,
        available: ({ rows }) =>
          Math.floor(rows / (view.training ? batchesOf(view.training.spec) : 1)),
      },
    },
    {
      begin(history, hello, job, events) {
        pace.fit(player.moment.length);
        turning.restart(job.from ?? 0);
        view.load({ history, hello, spec: errand.completed(hello.id), events }, display);
        errand.begin(hello.id);
        remember();
      },
      grew() {
        view.grew();
        errand.progress(view.training?.history);
      },
      snapshot: view.keep,
      ended(status) {
        view.end();
        const told = errand.end(status);
        if (told) notices.complain("", told);
      },
      refused(error, job) {
        const { status, field: at } = error instanceof Problem ? error : { status: 0, field: "" };
        if (view.training || /** @type {any} */ (job.spec) === preset || status !== 422)
          complain(at, error.message);
        else fallBack(`The link cannot be trained (${error.message})`);
      },
    },
  );

  const turning = new InterventionMode(player, () => playback.leading);
  const marks = createInterventionMarks(part("time"));
  const interventionSwitch = mountInterventionSwitch(part("time"), turning, () => renderRuns());

  /**
   * Another spec: shown in all controls at once, trained as soon as it has settled.
   * @param {TrainingSpec} next
   * @param {boolean} settled whether this is it, or a slider still moves
   * @param {number} [from] the epoch from which it differs, and at which it goes on
   */
  function edit(next, settled, changed = display, from = 0) {
    const ends = samples.ends(next.dataset);
    [spec, display] = [ends ? withEnds(next, ends) : next, changed];
    render();
    notices.tell("link", "");
    if (settled && ends) submit(from);
    if (settled) void learn(!ends);
    else learnSoon();
  }

  function submit(from = 0) {
    viewState = { ...viewState, start: Math.min(viewState.start, seedsOf(spec).length - 1) };
    playback.submit(spec, true, from);
  }

  /**
   * Show the data and, where the network had to wait for what they are about, train. @param
   * {boolean} train
   */
  async function learn(train) {
    const { dataset } = spec;
    try {
      const sample = await samples.of(dataset);
      if (spec.dataset !== dataset) return;
      spec = withEnds(spec, { features: sample.features.length, outputs: sample.outputs });
      view.learnFrom(sample, dataset.name);
      render();
      if (train) submit();
    } catch (error) {
      if (spec.dataset === dataset)
        complain(error instanceof Problem ? error.field : "", /** @type {Error} */ (error).message);
    }
  }
  const learnSoon = throttle(DRAG_PAUSE, () => void learn(false));

  /** @param {Linked} linked */
  function load(linked) {
    [spec, display, viewState] = [linked.spec, linked.display, linked.viewState];
    pins.set(linked.pins);
    render();
    submit();
    void learn(false);
    void presets.recall(linked.story).then(remember);
  }

  function fallBack(/** @type {string} */ why) {
    load(standard);
    notices.tell("link", `${why}. This is the standard training instead.`);
  }

  function render() {
    controls.show(spec);
    renderRuns();
    marks.show({ ...spec, steps: stepsOf(spec) }, styled(spec.runs, display.inks));
    ledger.show(spec);
    viewPanel.show(spec, view.task());
    pinBoard.show(
      spec,
      pins.all.map((pin) => pin.spec),
    );
    presets.show(spec, catalogue.dataset(spec.dataset.name).help);
  }

  function renderRuns() {
    panel.render(field());
    panel.legend.midway({ ...turning.state, unit: "epoch" });
  }

  const sharing = mountSharing(root, {
    ...{ api, catalogue, player, theme, view },
    ancestors: data.ancestors,
    viewState: () => viewState,
    toggle: panel.toggle,
  });
  function remember() {
    address.write();
    sharing.show();
  }
  const address = mountAddress({
    asks: isLink,
    open: (fragment) => load(fromLink(fragment, catalogue) ?? standard),
    damaged: (error) => fallBack(`The link is damaged: ${error.message}`),
    fragment: () =>
      fragmentOf(
        {
          spec,
          display,
          viewState,
          story: presets.name,
          pins: pins.all.map((pin) => pin.spec),
        },
        catalogue,
      ),
  });
  view.dress();
  address.read();

  const undos = [
    animate((time) => {
      player.tick(time);
      view.frame();
      viewPanel.tell();
      playback.ack();
      pins.ack();
    }),
    mountShell(root, {
      theme,
      player,
      unit: "epoch",
      commands: { toggle: panel.toggle, turn: interventionSwitch.toggle },
    }),
    mountSpotlight(view.spotlight, [
      { host: part("runs"), run: (event) => positive(placeOf(part("runs"), ".run", event)) },
      { host: part("tiles"), run: (event) => shownRun(placeOf(part("tiles"), ".tile", event)) },
    ]),
    learnSoon.cancel,
    ...[
      address,
      sharing,
      turning,
      interventionSwitch,
      marks,
      playback,
      panel,
      presets,
      pins,
      pinBoard,
      controls,
      viewPanel,
      ledger,
      errand,
      view,
      theme,
    ].map(({ destroy }) => destroy),
  ];
  return () => undos.forEach((undo) => undo());

  /** @param {number} tile @returns {number | null} */
  function shownRun(tile) {
    return spec.runs.map((_, run) => run).filter((run) => !display.hidden.has(run))[tile] ?? null;
  }
}

/** @param {number} place */
const positive = (place) => (place < 0 ? null : place);
