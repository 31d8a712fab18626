/**
 * The experiment page: what the pages of races and of trainings have in common, from the runs panel
 * to the address.
 *
 * A page is made in two steps: `createCore` gives the state and what acts on it, the page builds
 * its views on that, and `mountExperiment` brings all of it to life. Nothing uses what is made
 * later: parts dispatch actions, and only the last step listens.
 *
 * @import {Hello, StreamEvent} from "../client/stream.js"
 * @import {History} from "../client/history.js"
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Outcome} from "../experiment/playback.js"
 * @import {Player} from "../experiment/player.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {Setting} from "../experiment/settings.js"
 * @import {Raced} from "../experiment/spec.js"
 * @import {Kind} from "../experiment/state/kind.js"
 * @import {Remedy} from "../ui/banner.js"
 * @import {StageStatus} from "../experiment/state/stage-status.js"
 * @import {AnyAction, CommonAction, PageState, Timing} from "../experiment/state/page-state.js"
 * @import {Store} from "../experiment/state/store.js"
 * @import {Story} from "../experiment/stories.js"
 * @import {Field} from "../runs/panel.js"
 * @import {Sweep} from "../runs/sweeps.js"
 * @import {Subject} from "../share/sharing.js"
 * @import {Basics, Collaborators} from "./page.js"
 * @typedef {Basics & {spec: Record<string, any>, settings: Record<string, Setting[]>, story:
 *   Story, ideas?: Record<string, string>, opened?: Record<string, any>, unknown?: string}}
 *   ExperimentData  opened: an experiment that was asked for by its id; unknown: why there is none
 */

import { mountAddress } from "../ui/address.js";
import { createConditions } from "../experiment/conditions.js";
import { find, throttle } from "../ui/dom.js";
import { createInterventionMarks } from "../experiment/intervention-marks.js";
import { InterventionMode, mountInterventionSwitch } from "../experiment/intervention-mode.js";
import { specAt } from "../experiment/interventions.js";
import { createNotices } from "../ui/notices.js";
import { styled } from "../plot/palette.js";
import { createPlayback, outcomeOf } from "../experiment/playback.js";
import { plain } from "../experiment/run-display.js";
import { createRunsPanel } from "../runs/panel.js";
import { isEmbedded } from "../share/embed.js";
import { mountDrawer } from "../share/recents/drawer.js";
import { createRecorder } from "../share/recents/recorder.js";
import { createRecents } from "../share/recents/store.js";
import { mountSharing } from "../share/sharing.js";
import { mountIntroduction } from "../ui/shell/introduction.js";
import { mountPresenting } from "../ui/shell/presenting.js";
import { mountShell } from "../ui/shell/shell.js";
import { createChanges } from "../experiment/state/changes.js";
import { stepAt, timeOf } from "../experiment/state/kind.js";
import { PLAYING, linkedMoment, speedOf } from "../experiment/state/moment.js";
import { changesRuns, createReducer, isSettled } from "../experiment/state/page-state.js";
import { createStore } from "../experiment/state/store.js";
import { createStoriesMenu } from "../experiment/stories-menu.js";
import { keepPage } from "../ui/tab-memory.js";
import { mountUndoButtons } from "./undo-buttons.js";
import { createHold } from "./hold.js";
import { animate } from "./page.js";
import { createStatusView } from "./status-view.js";

const NOTE_PAUSE = 350;

/**
 * The state of a page and what acts on it.
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @template {Catalogue} C
 * @typedef {object} Core
 * @property {ExperimentData} data
 * @property {C} catalogue
 * @property {Kind<S, V, A, C>} kind
 * @property {Player} player
 * @property {PageState<S, V>} standard  what the page opens with
 * @property {Store<PageState<S, V>, CommonAction<S, V> | A>} store
 * @property {ReturnType<typeof createChanges<S, V, A>>} changes  to be undone
 * @property {InterventionMode} mode
 * @property {() => Field<S>} field  runs as their controls show them
 * @property {ReturnType<typeof createRunsPanel<S>>} panel
 * @property {ReturnType<typeof createNotices>} notices
 * @property {(name: string) => HTMLElement} part  of the page
 */

/**
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @template {Catalogue} C
 * @param {HTMLElement} root
 * @param {object} options
 * @param {ExperimentData} options.data
 * @param {C} options.catalogue
 * @param {Kind<S, V, A, C>} options.kind
 * @param {Player} options.player
 * @param {{tune?: (spec: S, run: number) => Promise<Sweep>}} options.sweeps
 * @param {NoInfer<(state: PageState<S, V>, action: CommonAction<S, V> | A) => CommonAction<S, V>
 *   | A | null>} [options.follow]  what follows from an action by itself
 * @returns {Core<S, V, A, C>}
 */
export function createCore(root, { data, catalogue, kind, player, sweeps, follow }) {
  /** @type {PageState<S, V>} */
  const standard = {
    spec: kind.complete(data.spec, catalogue),
    display: plain(),
    viewState: kind.viewState,
    story: data.story.name,
    pins: [],
  };
  const store = createStore(standard, createReducer(catalogue, kind), follow);
  const changes = createChanges(store, kind.words);
  const mode = new InterventionMode(player);

  /** Runs as their controls show them: from the start or, in intervention mode, at that step. */
  const field = () => {
    const { spec, display } = store.state;
    return {
      spec: mode.at ? specAt(spec, stepAt(kind, spec, mode.at)) : spec,
      display,
      steps: kind.steps(spec),
      batches: kind.batches?.(spec),
    };
  };
  const panel = createRunsPanel(root, {
    ...{ catalogue, field, api: sweeps },
    dispatch(action) {
      if (!changesRuns(action)) return store.dispatch(action);
      const at = mode.take(isSettled(action));
      const step = at ? { step: stepAt(kind, store.state.spec, at) } : {};
      store.dispatch({ ...action, ...step });
    },
    onMidway: (midway) => mode.set(midway),
  });
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const notices = createNotices(part("notice"), panel.legend);
  return {
    ...{ data, catalogue, kind, player, standard, store, changes },
    ...{ mode, field, panel, notices, part },
  };
}

/**
 * What a page gives of its own.
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @template {Catalogue} C
 * @typedef {object} Parts
 * @property {{grew: () => void, hide: (display: RunDisplay) => void, dress: () => void, judge:
 *   (status: StageStatus<S>) => void}} view  judge: whether what it draws is what is wanted
 * @property {(state: PageState<S, V>) => void} show  in its own controls
 * @property {(spec: S) => string} help  what to say where no story is told
 * @property {Subject} subject  what is shared
 * @property {Parameters<typeof createConditions<S, C>>[4]} [ledger]
 * @property {(spec: S) => Promise<{id: string}>} create
 * @property {(experiment: {history: History, hello: Hello, spec: S, events: StreamEvent[]}) =>
 *   void} begin  the first word of another experiment
 * @property {(path: string, text: string) => boolean} [complain]  says what is wrong with a field
 *   where it is, if there is such a place
 * @property {(spec: S, field: string) => Remedy[]} [remedies]  what helps where a field is refused
 * @property {(snapshot: any) => void} [snapshot]
 * @property {(status: string) => Outcome} [ended]
 * @property {(status: string) => Outcome} [stillborn]
 * @property {(status: StageStatus<S>) => void} [judge]  whose the stage is
 * @property {(action: CommonAction<S, V> | A, submit: (timing?: Timing) => void, report: Report<S>)
 *   => void} [run]  has another spec computed; at once unless a page has to wait
 * @property {(spec: Record<string, any>) => HTMLElement} [glimpse]  a small picture of a story
 * @property {(viewState: V) => void} [see]  brings the views to where a link wants them
 * @property {() => number} [usualSpeed]  where nobody has chosen one
 * @property {(now: number) => void} frame  draws
 * @property {Partial<import("../ui/shell/shortcuts.js").Commands>} [commands]  of keys
 */

/**
 * What becomes of a spec before it can be submitted.
 * @template {Raced} S
 * @typedef {object} Report
 * @property {(spec: S) => void} want
 * @property {(error: Error, until: number) => void} delay
 * @property {(error: Error) => void} refuse
 */

/**
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @template {Catalogue} C
 * @param {HTMLElement} root
 * @param {Core<S, V, A, C>} core
 * @param {Pick<Collaborators<ExperimentData>, "api" | "follow" | "theme">} collaborators
 * @param {Parts<S, V, A, C>} parts
 * @returns {(() => void)[]} the undos
 */
export function mountExperiment(root, core, { api, follow, theme }, parts) {
  const { data, catalogue, kind, player, standard, store, changes } = core;
  const { mode, field, panel, notices, part } = core;
  const { view, complain = notices.complain, run = (action, submit) => submit(action) } = parts;
  /** Whether there is anything on stage yet; the address of a page without it stays as it is. */
  let begun = false;
  /** What is on stage, with how it was shown. @type {PageState<S, V> | null} */
  let staged = null;
  /** Runs as their controls show them; whoever types in one is not disturbed while time goes on. */
  let rendered = "";

  const stories = createStoriesMenu(
    {
      button: part("presets"),
      popover: find(document, "#presets", HTMLElement),
      caption: part("caption"),
    },
    {
      ...{ catalogue, api, kind, first: data.story, ideas: data.ideas, glimpse: parts.glimpse },
      onChoose(story, spec) {
        player.accelerate(story.speed);
        const viewState = kind.storyView(story, store.state.viewState);
        const pins = kind.storyPins?.(story, spec) ?? [];
        const state = { spec, display: plain(), viewState, story: story.name, pins };
        store.dispatch({ kind: "load", state, words: `preset “${story.title}”` });
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
    (/** @type {Partial<S>} */ change, settled) =>
      store.dispatch({ kind: "conditions", change, settled }),
    api.code,
    parts.ledger,
  );

  /** @param {string} why */
  const fallBack = (why) => {
    store.dispatch({ kind: "load", state: standard });
    notices.tell("link", `${why}. This is the standard ${kind.noun} instead.`);
  };
  const statusView = createStatusView(root, {
    ...{ kind, player, notices, legend: panel.legend, ledger, complain },
    remedies: parts.remedies,
    onStatus(status) {
      view.judge(status);
      parts.judge?.(status);
    },
    onRetry: () => playback.retry(),
    onAgain: (spec) => playback.submit(spec, true),
    back: () => {
      const state = staged;
      return state && (() => store.dispatch({ kind: "load", state }));
    },
  });
  const sharing = mountSharing(
    root,
    {
      ...{ api, player, root: data.root, ancestors: data.ancestors, toggle: panel.toggle },
      ...{ missing: statusView.missing, unnumbered: statusView.unnumbered },
    },
    parts.subject,
  );
  const hold = createHold(player, mode);
  const firstSpeed = player.moment.speed;
  /** Where the time stands, as links hold it. */
  const momentNow = () => {
    const moment = linkedMoment(player.moment, parts.usualSpeed?.() ?? firstSpeed);
    // What has just come stands at its start until it plays.
    return player.led ? { ...moment, at: hold.step } : moment;
  };
  function fragmentNow() {
    const own = { story: stories.name, moment: momentNow() };
    return kind.link.fragmentOf({ ...store.state, ...own }, catalogue);
  }
  /** An experiment from its start, looked at as now. @param {S} spec */
  function fragmentOf(spec) {
    const story = spec === store.state.spec ? stories.name : "";
    return kind.link.fragmentOf({ ...store.state, spec, story }, catalogue);
  }
  const address = mountAddress({
    asks: kind.link.isLink,
    open(fragment) {
      /** @type {import("../experiment/state/link.js").Linked<S, V>} */
      const linked = kind.link.fromLink(fragment, catalogue) ?? firstState();
      const { moment = PLAYING, ...state } = linked;
      const speed = speedOf(moment);
      if (speed !== null) player.accelerate(speed);
      if (moment.loop) player.repeat(true);
      if (begun) changes.visit(state);
      else store.dispatch({ kind: "load", state });
      hold.at(moment.at);
    },
    damaged: (error) => fallBack(`The link is damaged: ${error.message}`),
    fragment: fragmentNow,
    home: data.opened || data.unknown ? HOMES[kind.name](data.root) : "",
  });
  const recents = createRecents();
  const recorder = isEmbedded()
    ? null
    : createRecorder({ recents, kind: kind.name, subject: parts.subject, link: fragmentOf });
  const leaveDrawer = mountDrawer({
    ...{ recents, root: data.root, kind: kind.name },
    current: () => parts.subject.current()?.hello.id ?? "",
  });
  /** What the page opens with where its address says nothing. */
  function firstState() {
    return data.opened ? kind.link.fromSpec(data.opened, catalogue) : standard;
  }
  const remember = () => {
    // What the server has refused is nothing to link to.
    if (!begun || statusView.refused) return;
    writeDown();
    sharing.show();
  };
  const writeDown = () => {
    address.write({ push: changes.take() });
    keepPage(window.location.pathname, window.location.hash.slice(1));
  };
  const noteMoment = throttle(NOTE_PAUSE, writeDown);
  /** Browsers let a page change its address only so often. */
  const note = throttle(NOTE_PAUSE, remember);

  const playback = createPlayback(
    {
      ...{ api: { create: parts.create }, follow, player, noun: kind.noun, clock: kind.clock },
      notices,
    },
    {
      begin(history, hello, { spec, preview, from = 0 }, events) {
        begun = true;
        statusView.begin();
        staged = { ...store.state, spec };
        if (!preview) mode.restart(from);
        recorder?.leave();
        parts.begin({ history, hello, spec, events });
        if (!preview) recorder?.begin({ id: hello.id, history, spec }, changes.number);
        if (!preview) remember();
      },
      grew() {
        view.grew();
        hold.arrive();
        recorder?.grew();
      },
      refused(error, job) {
        hold.release();
        const { status: answer } = /** @type {{status?: number}} */ (error);
        if (!begun && job.spec !== standard.spec && answer === 422)
          fallBack(`The link cannot be ${kind.verb} (${error.message})`);
      },
      status: statusView.judge,
      snapshot: parts.snapshot,
      ended(how) {
        hold.release();
        recorder?.ended();
        statusView.end(how);
        return parts.ended?.(how) ?? outcomeOf(how, kind.noun);
      },
      stillborn: parts.stillborn,
    },
  );
  /** @type {Report<S>} */
  const report = {
    want: (spec) => playback.report({ kind: "wanted", spec }),
    delay: (error, until) => playback.report({ kind: "delayed", error, until }),
    refuse: playback.refuse,
  };
  const submit = (/** @type {Timing} */ { settled = true, step = 0 } = {}) => {
    const { spec } = store.state;
    playback.submit(spec, settled, timeOf(kind, spec, step));
  };

  const undoButtons = mountUndoButtons(changes);
  const marks = createInterventionMarks(part("time"));
  const showMode = () => panel.legend.midway({ ...mode.state, unit: kind.unit });
  const renderRuns = () => {
    const now = field();
    rendered = JSON.stringify(now.spec.runs);
    panel.render(now);
    statusView.showRows();
    showMode();
  };
  const interventionSwitch = mountInterventionSwitch(part("time"), mode, () => {
    showMode();
    if (JSON.stringify(field().spec.runs) !== rendered) renderRuns();
  });
  const render = () => {
    const { spec, display } = store.state;
    parts.show(store.state);
    renderRuns();
    marks.show({ ...spec, steps: kind.steps(spec) }, styled(spec.runs, display.inks));
    ledger.show(spec);
    stories.show(spec, parts.help(spec));
  };

  const leave = store.subscribe((action, after, before) => {
    const { display, viewState, story } = after;
    if (action.kind === "learned") return render();
    if (action.kind === "view") return note();
    if (action.kind === "display" || action.kind === "restore") renderRuns();
    if (action.kind === "restore") void stories.recall(story);
    const stays = after.spec === before.spec && action.kind !== "load";
    // A change of runs moves their display, too; what is on stage keeps its own until the next
    // experiment begins.
    const waits = changesRuns(action) || (action.kind === "restore" && !stays);
    if (after.display !== before.display && !waits) view.hide(display);
    if (stays) return remember();
    render();
    hold.release();
    notices.tell("link", "");
    run(action, submit, report);
    if (action.kind === "restore" && !sameView(before.viewState, viewState)) parts.see?.(viewState);
    if (action.kind !== "load") return;
    parts.see?.(viewState);
    void stories.recall(story).then(remember);
  });
  // Where it is paused belongs to the address; where it plays does not.
  let linked = "";
  const leaveMoment = player.subscribe(({ length }) => {
    const now = JSON.stringify(momentNow());
    if (now !== linked && begun && length > 0) noteMoment();
    linked = now;
  });

  const presenting = mountPresenting();

  view.dress();
  address.read();
  if (data.unknown) notices.tell("link", `${data.unknown}. This is the standard ${kind.noun}.`);

  return [
    animate((now) => {
      if (!hold.waits) player.tick(now);
      parts.frame(now);
      playback.ack();
    }),
    mountShell(root, {
      ...{ theme, player, unit: kind.unit },
      commands: {
        ...{ toggle: panel.toggle, turn: interventionSwitch.toggle, present: presenting.toggle },
        ...{ undo: undoButtons.undo, redo: undoButtons.redo },
        answer: () => find(part("caption"), "[aria-expanded]", HTMLButtonElement).click(),
        ...parts.commands,
      },
    }),
    mountIntroduction(root),
    presenting.destroy,
    leave,
    leaveMoment,
    note.cancel,
    noteMoment.cancel,
    leaveDrawer,
    ...[address, sharing, mode, interventionSwitch, marks, playback, panel, stories, ledger],
    ...[changes, undoButtons, hold, statusView, ...(recorder ? [recorder] : [])],
  ].map((each) => (typeof each === "function" ? each : each.destroy));
}

/** Where each kind of experiment has its page. @type {Record<string, (root: string) => string>} */
const HOMES = { descent: (root) => `${root}/`, training: (root) => `${root}/train` };

/** @param {unknown} one @param {unknown} other */
const sameView = (one, other) => JSON.stringify(one) === JSON.stringify(other);
