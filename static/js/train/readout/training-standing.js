/**
 * Standings: how each run does after an epoch, for instance "Adam, cost 0.14, 94.3 %"; of several
 * seeds the median.
 *
 * @import {Epochs} from "../chart/epochs.js"
 * @import {Rated} from "../chart/evaluations.js"
 * @typedef {object} Standing
 * @property {number} run
 * @property {string} label
 * @property {number} cost  mean over the last whole epoch
 * @property {number} last  of its last mini-batch
 * @property {number | null} train
 * @property {number | null} test
 * @property {number} gradient  norm over all layers
 * @property {number} lost  how many seeds have diverged
 * @property {number} seeds
 * @property {number | null} at  the step at which the first diverged
 */

import { counted, number } from "../../ui/format.js";
import { quartiles } from "../chart/epochs.js";
import { score, scoreName } from "../../ui/units.js";

/**
 * @param {object} source
 * @param {{run: number, label: string}[]} source.entries
 * @param {Epochs} source.epochs
 * @param {readonly Rated[]} source.rated
 * @param {(entry: number) => {train: number | null | undefined, test: number | null | undefined}}
 *   [source.scores]  as boundaries show them; by default those that are rated
 * @param {ReadonlyMap<number, {at: number}>} source.endings  by entry
 * @param {number} epoch  how many are done
 * @param {number} evaluation
 * @param {number} step
 * @returns {Standing[]} by run
 */
export function standings({ entries, epochs, rated, endings, scores }, epoch, evaluation, step) {
  const scoresOf =
    scores ??
    ((/** @type {number} */ entry) => ({
      train: rated[entry]?.train_accuracy[evaluation],
      test: rated[entry]?.test_accuracy[evaluation],
    }));
  return [...new Set(entries.map(({ run }) => run))].map((run) => {
    const own = [...entries.keys()].filter((entry) => entries[entry].run === run);
    const ends = own.flatMap((entry) => {
      const ending = endings.get(entry);
      return ending && step >= ending.at ? [ending.at] : [];
    });
    const row = (/** @type {number} */ entry) =>
      Math.min(epoch, epochs.whole) - 1 < epochs.ends[entry]
        ? Math.min(epoch, epochs.whole) - 1
        : -1;
    const middle = (
      /** @type {(entry: number) => number | null | undefined} */ read,
      /** @type {number} */ worst,
    ) => {
      const [, median] = quartiles(
        own.map((entry) => read(entry) ?? NaN),
        worst,
      );
      return median;
    };
    const share = (/** @type {"train" | "test"} */ name) => {
      const median = middle((entry) => scoresOf(entry)[name], -Infinity);
      return median === -Infinity ? null : median;
    };
    return {
      ...{ run, label: entries[own[0]].label, seeds: own.length, lost: ends.length },
      cost: middle((entry) => (row(entry) < 0 ? NaN : epochs.mean[entry][row(entry)]), Infinity),
      last: middle((entry) => (row(entry) < 0 ? NaN : epochs.last[entry][row(entry)]), Infinity),
      train: share("train"),
      test: share("test"),
      gradient: middle(
        (entry) => length(rated[entry]?.gradient_norms.map((norms) => norms[evaluation] ?? NaN)),
        Infinity,
      ),
      at: ends.length ? Math.min(...ends) : null,
    };
  });
}

/** @param {readonly number[] | undefined} parts */
const length = (parts) => (parts ? Math.hypot(...parts) : NaN);

/**
 * Whether nothing of a run is left.
 * @param {Standing} standing
 */
export const isLost = ({ lost, seeds }) => lost === seeds;

/**
 * The training in a sentence or two, best first, for those who listen to it.
 * @param {number} epoch
 * @param {number} epochs
 * @param {Standing[]} all
 * @param {string} task
 */
export function summary(epoch, epochs, all, task) {
  if (epoch === 0 || all.length === 0) return "";
  const when =
    epoch >= epochs
      ? `After ${counted(epochs, "epoch")}`
      : `Epoch ${epoch.toLocaleString("en-US")} of ${counted(epochs, "epoch")}`;
  const alive = all.filter((each) => !isLost(each)).sort((a, b) => a.cost - b.cost);
  const sentences = alive.map(({ label, cost, train, test, seeds }) => {
    const scores = [
      train === null ? "" : `${scoreName(task)} ${score(task, train)}`,
      test === null ? "" : `${score(task, test)} on test data`,
    ];
    const name = seeds > 1 ? "median cost" : "cost";
    return [`${label} has ${name} ${number(cost)}`, ...scores.filter(Boolean)].join(", ");
  });
  const fates = all
    .filter(({ lost }) => lost > 0)
    .map(({ label, lost, seeds, at }) =>
      seeds > 1
        ? `${label} diverged from ${lost} of ${seeds} seeds.`
        : `${label} diverged at step ${(at ?? 0).toLocaleString("en-US")}.`,
    );
  return [
    sentences.length ? `${when}: ${sentences.join("; ")}.` : `${when} nobody is left.`,
    ...fates,
  ].join(" ");
}
