/**
 * The train page: submits a training, follows it, and shows what its networks have learned.
 *
 * @import {Optimizer, Schedule} from "../experiment/catalogue.js"
 * @import {CommonAction, PageState} from "../experiment/state/page-state.js"
 * @import {ExperimentData} from "./experiment-page.js"
 * @import {Collaborators} from "./page.js"
 * @import {Activation, Dataset, Initializer, Rates} from "../train/training-catalogue.js"
 * @import {TrainingAction} from "../train/training-kind.js"
 * @import {TrainingSpec} from "../train/training-spec.js"
 * @import {ViewState} from "../train/view-state.js"
 * @typedef {ExperimentData & {optimizers: Optimizer[], schedules: Schedule[], datasets: Dataset[],
 *   initializers: Initializer[], activations: Activation[], rates: Rates}} PageData
 * @typedef {TrainingAction | CommonAction<TrainingSpec, ViewState>} Action
 */

import { persist } from "../client/retry.js";
import { throttle } from "../ui/dom.js";
import { createCore, mountExperiment } from "./experiment-page.js";
import { collaborators } from "./page.js";
import { Player } from "../experiment/player.js";
import { mountSpotlight, placeOf } from "../experiment/spotlight.js";
import { isSettled } from "../experiment/state/page-state.js";
import { GLANCE, SPEEDS, createPace } from "../train/pace.js";
import { ELSEWHERE } from "../train/panels/settings.js";
import { createControls } from "../train/panels/controls.js";
import { createPinBoard } from "../train/panels/pin-board.js";
import { createViewPanel } from "../train/panels/view-panel.js";
import { createJobStatus } from "../train/job-status.js";
import { createPins } from "../train/pins.js";
import { createSamples } from "../train/samples.js";
import { trainingSubject } from "../train/sharing.js";
import { TrainingCatalogue } from "../train/training-catalogue.js";
import { trainingKind } from "../train/training-kind.js";
import { conditions, known } from "../train/training-ledger.js";
import { seedsOf, withDataset, withEnds } from "../train/training-spec.js";
import { createTrainingView } from "../train/view.js";

const DRAG_PAUSE = 110;
const PINS_PAUSE = 150;
/** How many rates are tried at once; costs of mini-batches scatter, so that more tell no more. */
const RATES = 25;
/** What happens beside the training leaves the note of what its data have brought with them. */
const BESIDE = new Set(["view", "learned", "display", "pin", "unpin"]);

/**
 * @param {HTMLElement} root
 * @param {Partial<Collaborators<PageData>>} [overrides]
 * @returns {() => void} the undo
 */
export function mount(root, overrides) {
  const { data, api, follow, theme } = collaborators(overrides);
  const catalogue = new TrainingCatalogue(data);
  const player = new Player({ speed: SPEEDS[0], speeds: SPEEDS });
  const pace = createPace(player);
  const samples = createSamples((dataset) => api.sample(dataset), catalogue);

  /**
   * What follows from an action: the ends of the network, as soon as it is known what the data are
   * about, and another start to look at where there are fewer.
   * @param {PageState<TrainingSpec, ViewState>} state
   * @param {Action} action
   * @returns {Action | null}
   */
  const followUp = ({ spec, viewState }, action) => {
    const ends = samples.ends(spec.dataset);
    // What a link asks for is raced as it stands; if it cannot be, the server says why.
    if (ends && !asItStands(action) && withEnds(spec, ends) !== spec)
      return { kind: "learned", ends };
    const start = seedsOf(spec).length - 1;
    if (isSettled(action) && viewState.start > start) return { kind: "view", change: { start } };
    return null;
  };
  const core = createCore(root, {
    ...{ data, catalogue, player, kind: trainingKind(catalogue), follow: followUp },
    sweeps: { tune: (spec, run) => api.tune(spec, run, RATES) },
  });
  const { store, notices, panel, part } = core;
  const { dispatch } = store;
  const viewState = () => store.state.viewState;

  const controls = createControls(root, { catalogue, dispatch, spec: () => store.state.spec });
  const complain = (/** @type {string} */ path, /** @type {string} */ text) => {
    const placed = controls.complain(path, text);
    return notices.complain(placed ? "" : path, placed ? "" : text) || placed;
  };
  const pins = createPins({ api, follow }, (error) => notices.tell("pins", error?.message ?? ""));
  const view = createTrainingView(root, {
    ...{ player, theme, viewState, seen: api.seen, legend: panel.legend },
    pins: () => pins.all,
  });
  const plot = throttle(PINS_PAUSE, view.plot);
  pins.subscribe(plot);
  const pinBoard = createPinBoard(root, dispatch);
  const viewPanel = createViewPanel(root, {
    viewState,
    scale: () => view.chart.scale,
    onViewState: (change) => dispatch({ kind: "view", change }),
  });
  const jobStatus = createJobStatus(part("working"), api);
  /** What is being learned about the data. @type {AbortController | null} */
  let learning = null;

  /**
   * Show the data and, where the network had to wait for what they are about, train.
   * @param {(() => void) | null} train
   * @param {import("./experiment-page.js").Report<TrainingSpec> | null} report
   */
  const learn = async (train, report) => {
    const { dataset } = store.state.spec;
    learning?.abort();
    const mine = new AbortController();
    learning = mine;
    const waits = (/** @type {Error} */ error, /** @type {number} */ until) => {
      if (mine.signal.aborted) return;
      if (train) report?.delay(error, until);
      else notices.tell("surface", error.message);
    };
    try {
      const sample = await persist(() => samples.of(dataset), {
        signal: mine.signal,
        onPause: waits,
      });
      if (mine.signal.aborted) return;
      notices.tell("surface", "");
      view.learnFrom(sample, dataset.name);
      viewPanel.offer(sample.features);
      const ends = { features: sample.features.length, outputs: sample.outputs };
      dispatch({ kind: "learned", ends });
      train?.();
    } catch (error) {
      const { field = "", message } = /** @type {Error & {field?: string}} */ (error);
      if (mine.signal.aborted) return;
      if (train) report?.refuse(/** @type {Error} */ (error));
      else if (!complain(field, message)) notices.tell("surface", message);
    }
  };
  const learnSoon = throttle(DRAG_PAUSE, () => void learn(null, null));

  const leavePins = store.subscribe((action, after, before) => {
    if (after.pins !== before.pins) {
      pins.set(after.pins);
      pinBoard.show(after.spec, after.pins);
    }
    if (action.kind === "dataset") {
      pace.renew(GLANCE);
      const kept = withDataset(before.spec, after.spec.dataset.name, catalogue);
      controls.suggest(kept, after.spec);
    } else if (!BESIDE.has(action.kind) && isSettled(action))
      controls.suggest(after.spec, after.spec);
    if (action.kind !== "view") return;
    viewPanel.show(after.spec, view.task());
    view.applyState();
  });

  const undos = mountExperiment(
    root,
    core,
    { api, follow, theme },
    {
      ...{ view, complain },
      show({ spec, pins: pinned }) {
        controls.show(spec);
        viewPanel.show(spec, view.task());
        pinBoard.show(spec, pinned);
      },
      help: ({ dataset }) => catalogue.dataset(dataset.name).help,
      subject: trainingSubject({ catalogue, player, theme, view, viewState }),
      ledger: { kind: "training", elsewhere: ELSEWHERE, conditions, known },
      create: jobStatus.create,
      begin(experiment) {
        const { id } = experiment.hello;
        pace.fit(player.moment.length);
        view.load({ ...experiment, spec: jobStatus.completed(id) }, store.state.display);
        jobStatus.begin(id);
      },
      snapshot: view.keep,
      usualSpeed: () => pace.usual,
      ended(status) {
        view.end();
        return jobStatus.end(status);
      },
      stillborn: jobStatus.stillborn,
      judge: jobStatus.judge,
      run(action, submit, report) {
        if (!isSettled(action)) return learnSoon();
        const { spec } = store.state;
        const ready = asItStands(action) || samples.ends(spec.dataset) !== null;
        if (ready) submit(action);
        else report.want(spec);
        void learn(ready ? null : submit, report);
      },
      frame() {
        view.frame();
        viewPanel.tell();
        jobStatus.progress(view.training?.history);
        pins.ack();
      },
    },
  );
  const leaveSpotlight = mountSpotlight(view.spotlight, [
    { host: part("runs"), run: (event) => positive(placeOf(part("runs"), ".run", event)) },
    { host: part("tiles"), run: (event) => tileRun(placeOf(part("tiles"), ".tile", event)) },
  ]);

  /** @param {number} tile @returns {number | null} */
  function tileRun(tile) {
    const { spec, display } = store.state;
    return [...spec.runs.keys()].filter((run) => !display.hidden.includes(run))[tile] ?? null;
  }

  return () => {
    learning?.abort();
    for (const undo of [...undos, leavePins, leaveSpotlight]) undo();
    for (const { cancel } of [learnSoon, plot]) cancel();
    for (const { destroy } of [pins, pinBoard, controls, viewPanel, jobStatus, view, theme])
      destroy();
  };
}

/** Whether an action brings a whole state, as a link does. @param {Action} action */
const asItStands = ({ kind }) => kind === "load" || kind === "restore";

/** @param {number} place */
const positive = (place) => (place < 0 ? null : place);
