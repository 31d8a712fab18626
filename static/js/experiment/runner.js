/**
 * The runner: submits specs and follows the newest, for instance while a slider is dragged.
 *
 * At most one submission is on its way; of those that come meanwhile only the last is kept. The
 * race before it stays until the first word of the next.
 *
 * @import {Api} from "../client/api.js"
 * @import {Spec} from "./spec.js"
 * @import {Following, Hello, Listener, StreamEvent, Transport} from "../client/stream.js"
 * @typedef {{spec: Spec, preview: boolean, from?: number}} Job  a preview is shown as a whole, at
 *   once; `from`: the
 *   step at which another race goes on instead of at its start
 * @typedef {object} RaceListener
 * @property {(history: History, hello: Hello, job: Job) => void} race
 * @property {() => void} rows
 * @property {(event: StreamEvent) => void} event
 * @property {(snapshot: any) => void} [snapshot]
 * @property {(status: string) => void} end
 * @property {(error: Error, job: Job) => void} problem
 * @property {(transport: Transport) => void} transport
 */

import { History } from "../client/history.js";

/**
 * @param {{api: Pick<Api, "create">, follow: (id: string, listener: Listener) => Following}}
 *   collaborators
 * @param {RaceListener} listener
 */
export function createRunner({ api, follow }, listener) {
  /** @type {Job | null} */
  let wanted = null;
  let busy = false;
  /** @type {Following | null} */
  let stream = null;
  /** @type {History | null} */
  let history = null;

  /**
   * @param {string} id
   * @param {Job} job
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
        // rows
        // here stay good.
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
        if (!wanted) open(id, job, null);
      } catch (error) {
        if (!wanted) listener.problem(/** @type {Error} */ (error), job);
      }
    }
    busy = false;
  };

  return {
    /** @param {Job} job */
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
