/**
 * The runner: submits specs and follows the newest, for instance while a slider is dragged.
 *
 * At most one submission is on its way; of those that come meanwhile only the last is kept. The
 * race before it stays until the first word of the next.
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
 * @property {(history: History, hello: Hello, job: Job<S>) => void} race
 * @property {() => void} rows
 * @property {(event: StreamEvent) => void} event
 * @property {(snapshot: any) => void} [snapshot]
 * @property {(status: string) => void} end
 * @property {(error: Error, job: Job<S>) => void} problem
 * @property {(transport: Transport) => void} transport
 */

import { History } from "../client/history.js";

/**
 * @template {Raced} S
 * @param {{api: {create: (spec: S) => Promise<{id: string}>}, follow: (id: string, listener:
 *   Listener) => Following}} collaborators
 * @param {RaceListener<S>} listener
 */
export function createRunner({ api, follow }, listener) {
  /** @type {Job<S> | null} */
  let wanted = null;
  let busy = false;
  /** @type {Following | null} */
  let stream = null;
  /** @type {History | null} */
  let history = null;

  /**
   * @param {string} id
   * @param {Job<S>} job
   * @param {History | null} kept what is here already of this experiment
   */
  const open = (id, job, kept) => {
    stream?.close();
    /** @type {History | null} */
    let mine = kept;
    history = mine;
    stream = follow(id, {
      rows: () => mine?.rows ?? 0,
      hello(hello) {
        if (mine) return;
        mine = new History(hello.entries.length, hello.shape[0] - 1, hello.channels);
        history = mine;
        listener.race(mine, hello, job);
      },
      frame(frame) {
        mine?.append(frame);
        listener.rows();
      },
      event: listener.event,
      snapshot: listener.snapshot,
      end: listener.end,
      async lost() {
        // The server was restarted without its memory; the same spec is the same experiment, so the
        // rows here stay good.
        try {
          const again = await api.create(job.spec);
          if (mine === history) open(again.id, job, mine);
        } catch (error) {
          listener.problem(/** @type {Error} */ (error), job);
        }
      },
      transport: listener.transport,
    });
  };

  const pump = async () => {
    if (busy) return;
    busy = true;
    while (wanted) {
      const job = wanted;
      wanted = null;
      try {
        const { id } = await api.create(job.spec);
        // Where another spec came meanwhile, what this one gives would be gone in a moment.
        if (!wanted) open(id, job, null);
      } catch (error) {
        if (!wanted) listener.problem(/** @type {Error} */ (error), job);
      }
    }
    busy = false;
  };

  return {
    /** @param {Job<S>} job */
    submit(job) {
      wanted = job;
      void pump();
    },
    /** Tell the server how much has been drawn. */
    ack() {
      if (history) stream?.ack(history.rows);
    },
    close() {
      wanted = null;
      stream?.close();
    },
  };
}
