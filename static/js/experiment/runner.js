/**
 * The runner: submits specs and follows the newest, for instance while a slider is dragged.
 *
 * At most one submission is on its way; of those that come meanwhile only the last is kept, and it
 * is sent until the server takes or refuses it. An experiment begins with its first numbers; until
 * then the one before it stays.
 *
 * @import {Raced} from "./spec.js"
 * @import {Following, Hello, Listener, StreamEvent, Transport} from "../client/stream.js"
 */

/**
 * @template {Raced} S
 * @typedef {{spec: S, preview: boolean, from?: number}} Job  a preview is shown as a whole, at
 *   once; `from`: the step at which another race goes on instead of at its start
 */

/**
 * @template {Raced} S
 * @typedef {object} RaceListener
 * @property {(history: History, hello: Hello, job: Job<S>) => void} race  its first numbers are
 *   about to come
 * @property {() => void} rows
 * @property {(event: StreamEvent) => void} event
 * @property {(snapshot: any) => void} [snapshot]
 * @property {(status: string, job: Job<S>) => void} end  of the race that has begun
 * @property {(status: string, job: Job<S>) => void} [stillborn]  the end of one that never has
 * @property {(job: Job<S>) => void} [queued]  the server has it
 * @property {(job: Job<S>) => void} [resumed]  the server has it once more
 * @property {(error: Error, job: Job<S>) => void} problem
 * @property {(error: Error, until: number, job: Job<S>) => void} [delayed]  it is sent again at
 *   that time, as Date.now() counts
 * @property {(transport: Transport) => void} transport
 */

/**
 * @template {Raced} S
 * @typedef {{job: Job<S>, history: History | null, hello: Hello | null, begun: boolean, events:
 *   StreamEvent[], stream: Following | null}} Follower  an experiment that is followed
 */

import { History } from "../client/history.js";
import { pause, pauseAfter, troubleOf } from "../client/retry.js";

/** Previews whose first numbers are on their way. */
const MOST_CANDIDATES = 3;

/**
 * @template {Raced} S
 * @param {{api: {create: (spec: S) => Promise<{id: string}>}, follow: (id: string, listener:
 *   Listener) => Following, wait?: typeof pause}} collaborators
 * @param {RaceListener<S>} listener
 */
export function createRunner({ api, follow, wait = pause }, listener) {
  /** What is to be sent, and what is here already of it. @type {{job: Job<S>, kept: Follower<S> |
   *   null} | null} */
  let wanted = null;
  let busy = false;
  /** A pause before the next try. @type {{error: Error, until: number, end: AbortController} |
   *   null} */
  let delay = null;
  /** What is on stage. @type {Follower<S> | null} */
  let current = null;
  /** What may get there, the oldest first. @type {Follower<S>[]} */
  let candidates = [];

  /** @param {Follower<S>[]} followers */
  const close = (followers) => {
    for (const { stream } of followers) stream?.close();
  };

  /** @param {Follower<S>} mine */
  const begin = (mine) => {
    const place = candidates.indexOf(mine);
    const before = current ? [current] : [];
    close([...before, ...candidates.slice(0, place)]);
    candidates = candidates.slice(place + 1);
    current = mine;
    mine.begun = true;
    if (mine.history && mine.hello) listener.race(mine.history, mine.hello, mine.job);
    for (const event of mine.events) listener.event(event);
    mine.events = [];
  };

  /**
   * @param {string} id
   * @param {Job<S>} job
   * @param {Follower<S> | null} kept
   */
  const open = (id, job, kept) => {
    /** @type {Follower<S>} */
    const mine = kept ?? {
      ...{ job, history: null, hello: null, begun: false, events: [], stream: null },
    };
    if (!kept) {
      // What a slider asks for replaces itself so often that on a slow line nothing would ever
      // begin; the streams of a few live on until a newer one begins.
      if (job.preview) close(candidates.splice(0, candidates.length - (MOST_CANDIDATES - 1)));
      else close([...candidates.splice(0), ...(current ? [current] : [])]);
      candidates.push(mine);
    }
    const followed = () => mine === current || candidates.includes(mine);
    mine.stream?.close();
    mine.stream = follow(id, {
      rows: () => mine.history?.rows ?? 0,
      hello(hello) {
        if (mine.history) return;
        mine.hello = hello;
        mine.history = new History(hello.entries.length, hello.shape[0] - 1, hello.channels);
      },
      frame(frame) {
        if (!followed()) return;
        if (!mine.begun) begin(mine);
        mine.history?.append(frame);
        listener.rows();
      },
      event(event) {
        if (mine.begun) listener.event(event);
        else mine.events.push(event);
      },
      snapshot(snapshot) {
        if (mine === current) listener.snapshot?.(snapshot);
      },
      end(status) {
        if (mine === current) listener.end(status, job);
        else if (mine === candidates.at(-1)) listener.stillborn?.(status, job);
      },
      lost() {
        // The server was restarted without its memory; the same spec is the same experiment, so the
        // rows here stay good.
        if (wanted || (mine !== candidates.at(-1) && (mine !== current || candidates.length)))
          return;
        send({ job, kept: mine });
      },
      transport(transport) {
        if (transport === "websocket" || transport === "events") retry();
        listener.transport(transport);
      },
    });
  };

  const pump = async () => {
    if (busy) return;
    busy = true;
    for (let failures = 0; wanted; ) {
      const mine = wanted;
      try {
        const { id } = await api.create(mine.job.spec);
        failures = 0;
        // Where another spec came meanwhile, what this one gives would be gone in a moment.
        if (wanted !== mine) continue;
        wanted = null;
        open(id, mine.job, mine.kept);
        if (mine.kept) listener.resumed?.(mine.job);
        else listener.queued?.(mine.job);
      } catch (error) {
        failures += 1;
        const milliseconds = pauseAfter(error, failures);
        if (milliseconds !== null && wanted)
          await hold(/** @type {Error} */ (error), milliseconds, wanted.job);
        else if (wanted === mine) {
          wanted = null;
          listener.problem(/** @type {Error} */ (error), mine.job);
        }
      }
    }
    busy = false;
  };

  /**
   * @param {Error} error
   * @param {number} milliseconds
   * @param {Job<S>} job
   */
  const hold = async (error, milliseconds, job) => {
    const end = new AbortController();
    delay = { error, until: Date.now() + milliseconds, end };
    listener.delayed?.(error, delay.until, job);
    await wait(milliseconds, end.signal);
    delay = null;
  };

  /** Send again at once what waits for a server that was away; one that is busy has said when. */
  const retry = () => {
    if (delay && troubleOf(delay.error) === "away") delay.end.abort();
  };

  /** @param {NonNullable<typeof wanted>} next */
  const send = (next) => {
    wanted = next;
    if (delay) listener.delayed?.(delay.error, delay.until, next.job);
    if (!next.job.preview) retry();
    void pump();
  };

  return {
    /** @param {Job<S>} job */
    submit(job) {
      send({ job, kept: null });
    },
    retry,
    /** Tell the server how much has been drawn. */
    ack() {
      if (current?.history) current.stream?.ack(current.history.rows);
    },
    close() {
      wanted = null;
      delay?.end.abort();
      close([...candidates, ...(current ? [current] : [])]);
    },
  };
}
