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
import { planeQuery } from "./boundaries/data-plane.js";
import { createSnapshots } from "./boundaries/snapshots.js";
import { Epochs } from "./chart/epochs.js";
import { createEvaluations } from "./chart/evaluations.js";
import { upTo } from "./chart/search.js";
import { batchesOf } from "./training-spec.js";
import { standings } from "./readout/training-standing.js";

/**
 * @param {Seen} seen
 * @param {() => string} plane  what wide data are looked at in
 */
export function createProgress(seen, plane) {
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
  /** The plane that snapshots are asked for in. */
  let query = "";

  /** @param {Training} of */
  const beginSnapshots = ({ hello, spec }) => {
    const own = planeQuery(plane(), spec.network.layers[0]);
    query = JSON.stringify(own);
    snapshots.begin((index, start) => seen(hello.id, `snapshots/${index}`, { start, ...own }));
  };

  /**
   * How good an entry is after an evaluation: what boundaries, legend and table show, from one
   * source. Null where it has diverged, undefined as long as nothing is known.
   * @param {number} entry
   * @param {"train_accuracy" | "test_accuracy"} name
   * @param {number} evaluation
   * @returns {number | null | undefined}
   */
  const scoreOf = (entry, name, evaluation) => {
    const { counts: known, runs } = evaluations;
    if (evaluation < known.length) return runs[entry]?.[name][evaluation] ?? null;
    const { run, start } = training?.hello.entries[entry] ?? { run: 0, start: 0 };
    const state = snapshots.state(evaluation, run, start);
    if (state) return state[name];
    return known.length ? (runs[entry]?.[name][known.length - 1] ?? null) : undefined;
  };

  /** The evaluation that shows how things stand after so many epochs. @param {number} epoch */
  const evaluationAt = (epoch) => upTo(counts.length, (row) => counts[row], epoch) - 1;

  return {
    evaluations,
    snapshots,
    evaluationAt,
    scoreOf,
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
      const evaluation = evaluationAt(epoch);
      const scores = (/** @type {number} */ entry) => ({
        train: scoreOf(entry, "train_accuracy", evaluation),
        test: scoreOf(entry, "test_accuracy", evaluation),
      });
      return standings({ ...source, scores }, epoch, evaluation, epoch * batchesOf(spec));
    },
    /**
     * What is wrong with a run after so many epochs, in a sentence; empty where nothing is.
     * @param {number} run
     * @param {number} epoch
     * @param {number} start  the seed that is looked at
     */
    finding(run, epoch, start) {
      const snapshot = snapshots.at(evaluationAt(epoch), start);
      const own = snapshot?.runs.find((each) => each.run === run && each.start === start);
      return own?.diagnosis?.[0]?.text ?? "";
    },
    /** A snapshot that came by itself, of the plane that nobody has to ask for. */
    keep(/** @type {import("./boundaries/snapshots.js").Snapshot} */ snapshot) {
      if (query === "{}") snapshots.keep(snapshot);
    },
    /** Another plane may be looked at: then what was seen in the old one is forgotten. */
    look() {
      if (!training) return;
      const { layers } = training.spec.network;
      if (JSON.stringify(planeQuery(plane(), layers[0])) !== query) beginSnapshots(training);
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
      beginSnapshots(next);
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
