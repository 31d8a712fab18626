/**
 * Playback: what a server computes goes to the player as it arrives. A new race plays from its
 * start; a preview, while a slider still moves, is shown whole and at once.
 *
 * @import {Hello, StreamEvent, Transport} from "../client/stream.js"
 * @import {History} from "../client/history.js"
 * @import {Player} from "./player.js"
 * @import {Job} from "./runner.js"
 * @import {Raced} from "./spec.js"
 */

import { throttle } from "../ui/dom.js";
import { createRunner } from "./runner.js";

/**
 * @typedef {{message: string, again: boolean}} Outcome  what there is to say about an end, and
 *   whether to ask for the same once more
 */

/**
 * @template {Raced} S
 * @typedef {object} Audience
 * @property {(history: History, hello: Hello, job: Job<S>, events: StreamEvent[]) => void} begin
 *   the first word of another race
 * @property {() => void} grew  more rows, or the end
 * @property {(error: Error, job: Job<S>) => void} refused
 * @property {(snapshot: any) => void} [snapshot]  how the networks of a training look now
 * @property {(status: string) => Outcome} [ended]  says itself how it came out, in the place of
 *   this module
 */

/**
 * What the player counts.
 * @template S
 * @typedef {{length: (history: History, spec: S) => number, available: (history: History, spec: S)
 *   => number}} Clock
 */

const DRAG_PAUSE = 110;
/** Steps. @type {Clock<any>} */
export const STEPS = { length: ({ steps }) => steps, available: ({ rows }) => rows - 1 };

/**
 * @template {Raced} S
 * @param {object} collaborators
 * @param {Parameters<typeof createRunner<S>>[0]["api"]} collaborators.api
 * @param {Parameters<typeof createRunner<S>>[0]["follow"]} collaborators.follow
 * @param {Player} collaborators.player
 * @param {ReturnType<typeof import("../ui/notices.js").createNotices>} collaborators.notices
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
    snapshot,
    ended = (status) => ({ message: outcome(status, noun), again: false }),
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
          begin(history, hello, job, current.events);
          if (!whole) player.play();
          notices.complain("", "");
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
      end(status) {
        grew();
        const { message, again } = ended(status);
        if (message) notices.complain("", message);
        if (again && current) submit(current.job.spec, true);
      },
      problem: refused,
      transport(transport) {
        if (transport !== "connecting") notices.tell("stream", transports[transport]);
      },
    },
  );
  const preview = throttle(DRAG_PAUSE, (/** @type {S} */ spec) =>
    runner.submit({ spec, preview: true }),
  );

  /**
   * Another spec; it is raced as soon as the server has it.
   * @param {S} spec
   * @param {boolean} settled whether this is it, or a slider still moves
   * @param {number} [step] where it goes on instead of at its start
   */
  function submit(spec, settled, step = 0) {
    if (!settled) return preview(spec);
    preview.cancel();
    runner.submit({ spec, preview: false, from: step });
  }

  return {
    submit,
    /** Tell the server how much has been drawn; called on every animation frame. */
    ack: runner.ack,
    destroy() {
      preview.cancel();
      runner.close();
    },
  };
}

/**
 * @param {string} status
 * @param {string} noun
 */
function outcome(status, noun) {
  if (status === "succeeded") return "";
  return `The ${noun} ${status === "cancelled" ? "was cancelled" : "failed on the server"}.`;
}
