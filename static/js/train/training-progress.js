/**
 * The progress of a training: everything that has come of it, and how things stand after so many
 * epochs.
 *
 * @import {StreamEvent, Hello} from "../client/stream.js"
 * @import {History} from "../client/history.js"
 * @import {TrainingSpec} from "./training-spec.js"
 * @typedef {object} Training
 * @property {History} history
 * @property {Hello} hello
 * @property {TrainingSpec & {evaluations: number}} spec  complete, as the server has it
 * @property {StreamEvent[]} events
 * @typedef {(id: string, what: string, query?: Record<string, string | number>) => Promise<any>}
 *   Seen  what the server tells of a training beside its stream
 * @typedef {"evaluations" | "snapshot"} News
 * @typedef {ReturnType<typeof createProgress>} Progress
 */

import { endings } from "../runs/endings.js";
import { createSnapshots } from "./boundaries/snapshots.js";
import { Epochs } from "./chart/epochs.js";
import { createEvaluations } from "./chart/evaluations.js";
import { upTo } from "./chart/search.js";
import { batchesOf } from "./training-spec.js";
import { standings } from "./readout/training-standing.js";

/** @param {Seen} seen */
export function createProgress(seen) {
  /** @type {Set<(news: News) => void>} */
  const listeners = new Set();
  const tell = (/** @type {News} */ news) => {
    for (const listener of listeners) listener(news);
  };
  const evaluations = createEvaluations({ onReport: () => tell("evaluations") });
  const snapshots = createSnapshots({ onSnapshot: () => tell("snapshot"), onProblem: () => {} });
  /** @type {Training | null} */
  let training = null;
  /** @type {Epochs | null} */
  let epochs = null;
  /** Where entries came to an end before the training did. */
  let ends = endings([]);
  /** Epochs done by each evaluation, of those there will be. @type {number[]} */
  let counts = [];
  let over = false;

  /** The evaluation that shows how things stand after so many epochs. @param {number} epoch */
  const evaluationAt = (epoch) => upTo(counts.length, (row) => counts[row], epoch) - 1;

  return {
    evaluations,
    snapshots,
    evaluationAt,
    get training() {
      return training;
    },
    get epochs() {
      return epochs;
    },
    /** Whether nothing more will come. */
    get over() {
      return over;
    },
    /** Call `listener` whenever more is known. @param {(news: News) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** How each run does after so many epochs. @param {number} epoch */
    standings(epoch) {
      if (!training || !epochs) return [];
      const { hello, spec } = training;
      const source = { entries: hello.entries, epochs, rated: evaluations.runs, endings: ends };
      return standings(source, epoch, evaluationAt(epoch), epoch * batchesOf(spec));
    },
    /** Another training. @param {Training} next */
    load(next) {
      const { spec, hello } = next;
      [training, over] = [next, false];
      epochs = new Epochs({
        ...{ samples: spec.dataset.samples, batch: spec.batch_size },
        ...{ epochs: spec.epochs, entries: hello.entries.length },
      });
      const last = (/** @type {number} */ k) =>
        Math.ceil((spec.epochs * (k + 1)) / spec.evaluations);
      counts = [0, ...Array.from({ length: spec.evaluations }, (_, k) => last(k))];
      ends = endings(next.events);
      snapshots.begin((index, start) => seen(hello.id, `snapshots/${index}`, { start }));
      evaluations.begin((since) => seen(hello.id, "evaluations", { since }));
    },
    /** More rows have come, or news of a run. */
    grew() {
      if (!training || !epochs) return;
      ends = endings(training.events);
      epochs.grow(training.history);
      evaluations.grew();
    },
    /** The training has ended, one way or another. */
    end() {
      over = true;
      snapshots.retry();
      evaluations.end();
    },
    destroy: evaluations.destroy,
  };
}
