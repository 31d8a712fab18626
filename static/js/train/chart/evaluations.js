/**
 * Evaluations: how good the networks are epoch by epoch, and how steep their cost; asked for while
 * the training runs, as far as it is.
 *
 * Evaluation 0 is the start, before any epoch. Lists of an entry end where it diverges.
 *
 * @typedef {object} Rated  one entry; of the norms there is a list for each layer
 * @property {number} run
 * @property {number} start
 * @property {number[]} train_accuracy
 * @property {number[]} test_accuracy  empty without test data
 * @property {(number | null)[][]} gradient_norms
 * @property {(number | null)[][]} weight_norms
 * @typedef {{complete: boolean, since: number, evaluated_epochs: (number | null)[], elapsed:
 *   number[], runs: Rated[]}} Report
 */

import { pauseAfter } from "../../client/retry.js";

const PAUSE = 600;
/** What the server refuses, such as evaluations before there are any, so many times in a row. */
const MOST_REFUSALS = 30;
const [NOT_YET, SLOWEST] = [409, 5];

/**
 * @param {{onReport: () => void, pause?: number}} listener
 */
export function createEvaluations({ onReport, pause = PAUSE }) {
  /** @type {((since: number) => Promise<Report>) | null} */
  let ask = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let [busy, begun, over] = [false, false, false];
  let failures = 0;
  /** Epochs done by each evaluation. @type {number[]} */
  let counts = [];
  /** @type {number[]} */
  let elapsed = [];
  /** @type {Rated[]} */
  let runs = [];

  /** @param {Report} report */
  const add = ({ since, evaluated_epochs, elapsed: seconds, runs: more }) => {
    if (since !== counts.length) return;
    counts = [...counts, ...evaluated_epochs.map((epoch) => (epoch === null ? 0 : epoch + 1))];
    elapsed = [...elapsed, ...seconds];
    runs = more.map((rated, entry) => {
      const before = since ? runs[entry] : null;
      const joined = (/** @type {"gradient_norms" | "weight_norms"} */ name) =>
        rated[name].map((norms, layer) => [...(before?.[name][layer] ?? []), ...norms]);
      return {
        ...rated,
        train_accuracy: [...(before?.train_accuracy ?? []), ...rated.train_accuracy],
        test_accuracy: [...(before?.test_accuracy ?? []), ...rated.test_accuracy],
        gradient_norms: joined("gradient_norms"),
        weight_norms: joined("weight_norms"),
      };
    });
  };

  const poll = async () => {
    clearTimeout(timer);
    if (!ask || busy) return;
    const mine = ask;
    // What is asked after the end tells all there is, also of a training that was cancelled.
    const last = over;
    busy = true;
    let done = false;
    let next = pause;
    try {
      const report = await mine(counts.length);
      if (mine === ask) {
        add(report);
        [done, failures] = [report.complete || last, 0];
        onReport();
      }
    } catch (error) {
      // What cannot be had now, such as right after the start or while the server is away, may come
      // later.
      failures += 1;
      const { status } = /** @type {{status?: number}} */ (error);
      const wait = pauseAfter(error, failures);
      next = wait ?? pause * 2 ** Math.min(failures, SLOWEST);
      // Of a training that has ended what is not there will never be.
      done = wait === null && (failures >= MOST_REFUSALS || (last && status === NOT_YET));
    }
    busy = false;
    if (mine !== ask) begun = false;
    else if (!done) timer = setTimeout(poll, next);
  };

  return {
    get counts() {
      return counts;
    },
    get elapsed() {
      return elapsed;
    },
    get runs() {
      return runs;
    },
    /**
     * Another training.
     * @param {(since: number) => Promise<Report>} next
     */
    begin(next) {
      ask = next;
      clearTimeout(timer);
      [over, begun, failures] = [false, false, 0];
      [counts, elapsed, runs] = [[], [], []];
    },
    /** There is something to evaluate. */
    grew() {
      if (!begun) void poll();
      begun = true;
    },
    /** The training has ended: once more, until there is an answer. */
    end() {
      over = true;
      void poll();
    },
    destroy() {
      clearTimeout(timer);
      ask = null;
    },
  };
}
