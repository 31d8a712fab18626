/**
 * Playback: what a server computes goes to the player as it arrives. A new race plays from its
 * start; a preview, while a slider still moves, is shown whole and at once.
 *
 * @import {Hello, StreamEvent, Transport} from "../client/stream.js"
 * @import {History} from "../client/history.js"
 * @import {Job} from "./runner.js"
 * @import {Player} from "./player.js"
 * @typedef {object} Audience
 * @property {(history: History, hello: Hello, job: Job, events: StreamEvent[]) => void} begin  the
 *   first word of another race
 * @property {() => void} grew  more rows, or the end
 * @property {(error: Error, job: Job) => void} refused
 * @property {(snapshot: any) => void} [snapshot]  how the networks of a training look now
 * @property {(status: string) => void} [ended]  says itself how it came out, in the place of this
 *   module
 * @typedef {{length: (history: History, job: Job) => number, available: (history: History) =>
 *   number}} Clock
 *   what the player counts
 */

import { throttle } from "../ui/dom.js";
import { createRunner } from "./runner.js";

const DRAG_PAUSE = 110;
/** Steps. @type {Clock} */
const STEPS = { length: ({ steps }) => steps, available: ({ rows }) => rows - 1 };

/**
 * @param {Parameters<typeof createRunner>[0] & {player: Player, notices: ReturnType<typeof
 *   import("../ui/notices.js").createNotices>, noun?: string, still?: {matches: boolean}, clock?:
 *   Clock}} collaborators
 *   noun: what the page calls an experiment; still: whether the visitor wants no motion
 * @param {Audience} audience
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
  { begin, grew, refused, snapshot, ended },
) {
  /** @type {Record<Exclude<Transport, "connecting">, string>} */
  const transports = {
    websocket: "",
    events: `Websockets are blocked on the way here; the ${noun} comes as server-sent events, with the same numbers.`,
    retrying:
      "The server does not answer. What has arrived plays on; the rest follows once it is back.",
  };
  /** @type {History | null} */
  let history = null;
  /** @type {StreamEvent[]} */
  let events = [];
  /** Whether the race on its way is shown whole and at once. */
  let whole = false;
  /** The step from which it differs from the one before, and at which it goes on. */
  let from = 0;
  /**
   * Whether the player moves because something has come, and not because time passes or somebody
   * wants it.
   */
  let leading = false;
  /** @param {() => void} action */
  const lead = (action) => {
    leading = true;
    try {
      action();
    } finally {
      leading = false;
    }
  };

  const runner = createRunner(
    { api, follow },
    {
      race: (next, hello, job) =>
        lead(() => {
          [history, events] = [next, []];
          whole = job.preview || still.matches;
          from = job.from ?? 0;
          player.pause();
          player.load(clock.length(next, job));
          begin(next, hello, job, events);
          if (!whole) player.play();
          notices.complain("", "");
        }),
      rows: () =>
        lead(() => {
          if (!history) return;
          player.arrive(clock.available(history));
          if (whole) player.seek(Infinity);
          else if (from > 0 && player.moment.available >= from) {
            player.seek(from);
            from = 0;
          }
          grew();
        }),
      event: (event) => events.push(event),
      snapshot,
      end(status) {
        grew();
        if (ended) ended(status);
        else if (status !== "succeeded")
          notices.complain(
            "",
            `The ${noun} ${status === "cancelled" ? "was cancelled" : "failed on the server"}.`,
          );
      },
      problem: refused,
      transport(transport) {
        if (transport !== "connecting") notices.tell("stream", transports[transport]);
      },
    },
  );
  const preview = throttle(DRAG_PAUSE, (/** @type {any} */ spec) =>
    runner.submit({ spec, preview: true }),
  );

  return {
    get leading() {
      return leading;
    },
    /**
     * Another spec; it is raced as soon as the server has it.
     * @param {any} spec
     * @param {boolean} settled whether this is it, or a slider still moves
     * @param {number} [step] where it goes on instead of at its start
     */
    submit(spec, settled, step = 0) {
      if (!settled) return preview(spec);
      preview.cancel();
      runner.submit({ spec, preview: false, from: step });
    },
    /** Tell the server how much has been drawn; called on every animation frame. */
    ack: runner.ack,
    destroy() {
      preview.cancel();
      runner.close();
    },
  };
}
