/**
 * The basin runner: asks for one map after the other and follows it; a newer wish cancels the
 * older.
 *
 * @import {Following, Listener} from "../../client/stream.js"
 * @import {Frame} from "../../client/frames.js"
 * @typedef {object} BasinListener
 * @property {(shape: number[]) => void} hello
 * @property {(frame: Frame) => void} frame
 * @property {(status: string) => void} end
 * @property {(error: Error) => void} problem
 */

import { persist } from "../../client/retry.js";

/**
 * @param {{api: {create: (spec: any) => Promise<{id: string}>, experiment: (id: string) =>
 *   Promise<{status: string}>, cancel: (id: string) => Promise<unknown>}, follow: (id: string,
 *   listener: Listener) => Following}} collaborators
 * @param {BasinListener} listener
 */
export function createBasinRunner({ api, follow }, listener) {
  let turn = 0;
  let wish = new AbortController();
  /** @type {{id: string, stream: Following, rows: number, over: boolean} | null} */
  let current = null;

  /** @param {string} id */
  const cancel = async (id) => {
    try {
      const { status } = await api.experiment(id);
      if (status === "queued" || status === "running") await api.cancel(id);
    } catch {
      // It has ended meanwhile, or the server is away: nothing is left to cancel.
    }
  };

  const stop = () => {
    turn += 1;
    wish.abort();
    if (!current) return;
    current.stream.close();
    if (!current.over) void cancel(current.id);
    current = null;
  };

  return {
    stop,
    /** @param {Record<string, unknown>} spec */
    async start(spec) {
      stop();
      const mine = turn;
      wish = new AbortController();
      const { signal } = wish;
      try {
        const { id } = await persist(() => api.create(spec), { signal, onPause: listener.problem });
        if (mine !== turn) {
          void cancel(id);
          return;
        }
        /** @type {NonNullable<typeof current>} */
        const job = { id, rows: 0, over: false, stream: { ack() {}, close() {} } };
        current = job;
        job.stream = follow(id, {
          rows: () => job.rows,
          hello: (message) => {
            if (job.rows === 0) listener.hello(message.shape);
          },
          frame(frame) {
            job.rows = Math.max(job.rows, frame.first + frame.steps);
            listener.frame(frame);
          },
          event() {},
          end(status) {
            job.over = true;
            listener.end(status);
          },
          lost() {
            job.over = true;
            listener.problem(new Error("The server no longer knows this map."));
          },
          transport() {},
        });
      } catch (error) {
        if (mine === turn) listener.problem(/** @type {Error} */ (error));
      }
    },
    /** Tell the server how much has been drawn. */
    ack() {
      if (current) current.stream.ack(current.rows);
    },
  };
}
