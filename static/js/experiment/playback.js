/**
 * Playback: what a server computes goes to the player as it arrives. A new race plays from its
 * start; a preview, while a slider still moves, is shown whole and at once. It also keeps whose the
 * stage is: see state/stage-status.js.
 *
 * @import {Hello, StreamEvent, Transport} from "../client/stream.js"
 * @import {History} from "../client/history.js"
 * @import {Player} from "./player.js"
 * @import {Job} from "./runner.js"
 * @import {Raced} from "./spec.js"
 * @import {StageNews, StageState} from "./state/stage-status.js"
 */

import { createNewest } from "../client/newest.js";
import { createRunner } from "./runner.js";
import { EMPTY, next } from "./state/stage-status.js";

/**
 * @typedef {{message: string, again: boolean}} Outcome  what there is to say about an end, and
 *   whether to ask for the same once more
 */

/**
 * @template {Raced} S
 * @typedef {object} Audience
 * @property {(history: History, hello: Hello, job: Job<S>, events: StreamEvent[]) => void} begin
 *   the first numbers of another race are about to come
 * @property {() => void} grew  more rows, or the end
 * @property {(error: Error, job: Job<S>) => void} refused
 * @property {(state: StageState<S>) => void} [status]  whose the stage is
 * @property {(snapshot: any) => void} [snapshot]  how the networks of a training look now
 * @property {(status: string) => Outcome} [ended]  says itself how it came out, in the place of
 *   this module
 * @property {(status: string) => Outcome} [stillborn]  the same of one that ended before it began
 */

/**
 * What the player counts.
 * @template S
 * @typedef {{length: (history: History, spec: S) => number, available: (history: History, spec: S)
 *   => number}} Clock
 */

/** Trainings that start anew while something is dragged, in milliseconds. */
const DRAG_PAUSE = 110;
/** Who waits longer than this wants to know why. */
const SLOW = 800;
/** Steps. @type {Clock<any>} */
export const STEPS = { length: ({ steps }) => steps, available: ({ rows }) => rows - 1 };

/**
 * @template {Raced} S
 * @param {object} collaborators
 * @param {Parameters<typeof createRunner<S>>[0]["api"]} collaborators.api
 * @param {Parameters<typeof createRunner<S>>[0]["follow"]} collaborators.follow
 * @param {Player} collaborators.player
 * @param {Pick<ReturnType<typeof import("../ui/notices.js").createNotices>, "tell">}
 *   collaborators.notices
 * @param {string} [collaborators.noun]  what the page calls an experiment
 * @param {{matches: boolean}} [collaborators.still]  whether the visitor wants no motion
 * @param {Clock<S>} [collaborators.clock]
 * @param {Audience<S>} audience
 */
export function createPlayback(
  {
    api,
    follow,
    player,
    notices,
    noun = "race",
    still = window.matchMedia("(prefers-reduced-motion: reduce)"),
    clock = STEPS,
  },
  {
    begin,
    grew,
    refused,
    status: onStatus = () => {},
    snapshot,
    ended = (status) => outcomeOf(status, noun),
    stillborn = (status) => outcomeOf(status, noun),
  },
) {
  /** @type {Record<Exclude<Transport, "connecting">, string>} */
  const transports = {
    websocket: "",
    events:
      "Websockets are blocked on the way here; " +
      `the ${noun} comes as server-sent events, with the same numbers.`,
    retrying:
      "The server does not answer. What has arrived plays on; the rest follows once it is back.",
  };
  /** @type {{history: History, job: Job<S>, events: StreamEvent[]} | null} */
  let current = null;
  /** Whether the race on its way is shown whole and at once. */
  let whole = false;
  /** The step from which it differs from the one before, and at which it goes on. */
  let from = 0;
  /** @type {StageState<S>} */
  let stage = EMPTY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {StageNews<S>} news */
  const report = (news) => {
    const before = stage;
    stage = next(stage, news);
    // Who drags on does not wait yet.
    if (stage.phase.name !== "asked" || news.kind === "wanted") {
      clearTimeout(timer);
      timer = undefined;
    }
    if (stage.phase.name === "asked" && !stage.phase.slow)
      timer ??= setTimeout(() => report({ kind: "slow" }), SLOW);
    if (stage !== before) onStatus(stage);
  };
  /** @param {Error} error */
  const refuse = (error) => {
    const { field = "" } = /** @type {{field?: string}} */ (error);
    report({ kind: "refused", reason: error.message, field });
  };

  /** What was asked for last while something was dragged. @type {S | null} */
  let asked = null;

  const runner = createRunner(
    { api, follow },
    {
      race: (history, hello, job) =>
        player.lead(() => {
          current = { history, job, events: [] };
          // Played from its start, a preview would begin anew at every notch of the slider.
          whole = job.preview || still.matches;
          from = job.from ?? 0;
          player.pause();
          player.load(clock.length(history, job.spec));
          report({ kind: "begun", spec: job.spec });
          begin(history, hello, job, current.events);
          if (!whole) player.play();
          notices.tell("race", "");
        }),
      rows: () =>
        player.lead(() => {
          if (!current) return;
          player.arrive(clock.available(current.history, current.job.spec));
          if (whole) player.seek(Infinity);
          // The step at which it goes on has to come first; then this is done, for good.
          else if (from > 0 && player.moment.available >= from) {
            player.seek(from);
            from = 0;
          }
          grew();
        }),
      event: (event) => {
        current?.events.push(event);
      },
      snapshot,
      end(status, { spec }) {
        player.close();
        grew();
        const { message, again } = ended(status);
        notices.tell("race", message);
        if (again) submit(spec, true);
      },
      stillborn(status, { spec }) {
        const { message, again } = stillborn(status);
        if (again) submit(spec, true);
        else if (message) refuse(new Error(message));
      },
      queued: () => report({ kind: "queued" }),
      resumed: ({ spec }) => report({ kind: "begun", spec }),
      delayed(error, until) {
        // A newer wish takes the place of one that waits.
        preview.answered();
        report({ kind: "delayed", error, until });
      },
      problem(error, job) {
        if (job.spec === asked) preview.answered();
        refuse(error);
        refused(error, job);
      },
      transport(transport) {
        if (transport !== "connecting") notices.tell("stream", transports[transport]);
      },
    },
  );
  const preview = createNewest(
    (/** @type {S} */ spec) => {
      asked = spec;
      report({ kind: "wanted", spec });
      runner.submit({ spec, preview: true });
    },
    { least: clock === STEPS ? 0 : DRAG_PAUSE },
  );

  /**
   * Another spec; it is raced as soon as the server has it.
   * @param {S} spec
   * @param {boolean} settled whether this is it, or a slider still moves
   * @param {number} [step] where it goes on instead of at its start
   */
  function submit(spec, settled, step = 0) {
    if (!settled) return preview.offer(spec);
    preview.cancel();
    report({ kind: "wanted", spec });
    runner.submit({ spec, preview: false, from: step });
  }

  return {
    submit,
    /** What is wanted, before it can be submitted, and what becomes of it meanwhile. */
    report,
    refuse,
    /** Send at once what waits for a server that was away. */
    retry: runner.retry,
    /** Tell the server how much has been drawn; called on every animation frame. */
    ack() {
      runner.ack();
      if (!current || current.job.spec !== asked) return;
      const { complete, rows } = current.history;
      // A training is answered by its first epochs: to wait for the last ones would take too long.
      if (complete || (clock !== STEPS && rows > 0)) preview.answered();
    },
    destroy() {
      clearTimeout(timer);
      preview.cancel();
      runner.close();
    },
  };
}

/**
 * @param {string} status
 * @param {string} noun
 * @returns {Outcome}
 */
export function outcomeOf(status, noun) {
  const how = status === "cancelled" ? "was cancelled" : "failed on the server";
  return { message: status === "succeeded" ? "" : `The ${noun} ${how}.`, again: false };
}
