/**
 * The curves of a training: for each run its cost, its accuracies, its learning rate or the norms
 * of its layers; of several seeds the band between the quartiles about the median.
 *
 * @import {Curve} from "../../plot/chart/curve.js"
 * @import {Source} from "./training-measures.js"
 */

import { rateOf } from "../../experiment/rates.js";
import { curveStyle } from "../../plot/chart/curve.js";
import { batchesOf, stepsOf } from "../training-spec.js";
import { quartiles } from "./epochs.js";
import { upTo } from "./search.js";

const FAINT = 0.3;
const BAND = 0.22;
const PALE = 0.7;
const RATES = 800;

/**
 * The entries of each run that is shown.
 * @param {Source} source
 * @returns {number[][]}
 */
const groups = ({ spec, entries, styles }) =>
  spec.runs
    .map((_, run) =>
      [...entries.keys()].filter((entry) => entries[entry].run === run && styles[entry]?.visible),
    )
    .filter((group) => group.length > 0);

/** The main curve of an entry. @param {Source} source @param {number} entry */
const mainStyle = ({ entries, styles }, entry) => ({
  ...curveStyle(styles[entry]),
  label: entries[entry].label,
});

/**
 * @param {Source} source
 * @returns {Curve[]}
 */
export function costs(source) {
  const { spec, styles, history, epochs, last } = source;
  const batches = batchesOf(spec);
  const byEpoch = last ? epochs.last : epochs.mean;
  const whole = (/** @type {number} */ entry) => (/** @type {number} */ epoch) =>
    Math.min(Math.floor(epoch + 1e-9), epochs.ends[entry]);
  return groups(source).flatMap((group) => {
    const [entry] = group;
    const style = styles[entry];
    const own = {
      ...mainStyle(source, entry),
      at: (/** @type {number} */ row) => row + 1,
    };
    if (group.length > 1) {
      const alive = (/** @type {number} */ each, /** @type {number} */ row) =>
        row < epochs.ends[each] ? byEpoch[each][row] : NaN;
      return banded(own, group, alive, Infinity, () => epochs.whole);
    }
    const track = history.tracks[entry];
    const line = {
      ...own,
      count: whole(entry),
      read: (/** @type {number} */ row) => byEpoch[entry][row],
    };
    if (batches === 1) return [line];
    if (last) return [{ ...line, width: 1.2, dash: [] }];
    /** @type {Curve} */
    const each = {
      ...{ label: "", color: style.color, dash: [], alpha: FAINT * line.alpha, dense: true },
      unscaled: true,
      count: (epoch) => Math.min(Math.floor(epoch * batches + 1e-9), track.end),
      at: (row) => row / batches,
      read: (row) => track.cost[row],
    };
    return [each, line];
  });
}

/**
 * The median and quartiles over the entries of a run; what has been worked out is kept.
 * @param {Omit<Curve, "count" | "read">} own
 * @param {number[]} group
 * @param {(entry: number, row: number) => number} read
 * @param {number} lost  what a seed counts that has diverged
 * @param {() => number} whole  how many points there are
 * @returns {Curve[]}
 */
function banded(own, group, read, lost, whole) {
  /** @type {[number, number, number][]} */
  const kept = [];
  const at = (/** @type {number} */ row) => {
    while (kept.length <= row)
      kept.push(
        quartiles(
          group.map((entry) => read(entry, kept.length)),
          lost,
        ),
      );
    return kept[row];
  };
  const count = (/** @type {number} */ epoch) => upTo(whole(), own.at, epoch);
  return [
    {
      ...{
        label: "",
        color: own.color,
        dash: [],
        alpha: BAND * (own.alpha ?? 1),
        at: own.at,
        count,
      },
      read: (row) => at(row)[1],
      spread: { low: (row) => at(row)[0], high: (row) => at(row)[2] },
    },
    { ...own, count, read: (row) => at(row)[1] },
  ];
}

/**
 * @param {Source} source
 * @returns {Curve[]}
 */
export function accuracies(source) {
  const { spec, evaluations } = source;
  const at = (/** @type {number} */ row) => evaluations.counts[row];
  const tested = spec.dataset.test_samples > 0;
  const read =
    (/** @type {"train_accuracy" | "test_accuracy"} */ name) =>
    (/** @type {number} */ entry, /** @type {number} */ row) =>
      evaluations.runs[entry]?.[name][row] ?? NaN;
  const main = read(tested ? "test_accuracy" : "train_accuracy");
  return groups(source).flatMap((group) => {
    const [entry] = group;
    const own = { ...mainStyle(source, entry), at };
    if (group.length > 1)
      return banded(own, group, main, -Infinity, () => evaluations.counts.length);
    const count = passed(evaluations, () => evaluations.runs[entry]?.train_accuracy.length ?? 0);
    const line = { ...own, count, read: (/** @type {number} */ row) => main(entry, row) };
    if (!tested) return [line];
    const train = read("train_accuracy");
    return [
      {
        ...line,
        ...{ label: "", marker: undefined, width: 1.2, alpha: 0.55 * line.alpha },
        read: (row) => train(entry, row),
      },
      line,
    ];
  });
}

/**
 * How many evaluations had been after so many epochs, of those that an entry has.
 * @param {{counts: readonly number[]}} evaluations
 * @param {() => number} length
 */
const passed = (evaluations, length) => (/** @type {number} */ epoch) => {
  const { counts } = evaluations;
  return upTo(Math.min(counts.length, length()), (row) => counts[row], epoch);
};

/**
 * @param {Source} source
 * @returns {Curve[]}
 */
export function rates(source) {
  const { spec, entries } = source;
  const [batches, steps] = [batchesOf(spec), stepsOf(spec)];
  const points = Math.min(RATES, steps);
  const stepAt = (/** @type {number} */ row) => Math.floor((row / points) * steps);
  return groups(source).map(([entry]) => {
    const rate = rateOf(spec, entries[entry].run, batches);
    return {
      ...mainStyle(source, entry),
      count: (epoch) =>
        epoch === Infinity
          ? points
          : Math.min(points, 1 + Math.floor((epoch / spec.epochs) * points + 1e-9)),
      at: (row) => stepAt(row) / batches,
      read: (row) => rate(stepAt(row)),
    };
  });
}

/**
 * A curve for each layer, the first the faintest; of several seeds those of the chosen one.
 * @param {Source} source
 * @param {"gradient_norms" | "weight_norms"} name
 * @returns {Curve[]}
 */
export function norms(source, name) {
  const { spec, entries, evaluations, start } = source;
  const layers = spec.network.layers.length - 1;
  return groups(source).flatMap((group) => {
    const entry = group.find((each) => entries[each].start === start) ?? group[0];
    const own = mainStyle(source, entry);
    const count = passed(evaluations, () => evaluations.runs[entry]?.[name][0]?.length ?? 0);
    return Array.from({ length: layers }, (_, layer) => ({
      ...own,
      label: `${own.label}, layer ${layer + 1}`,
      tag: String(layer + 1),
      alpha: own.alpha * (0.4 + (0.6 * (layer + 1)) / layers),
      count,
      at: (/** @type {number} */ row) => evaluations.counts[row],
      read: (/** @type {number} */ row) => evaluations.runs[entry]?.[name][layer]?.[row] ?? NaN,
    }));
  });
}

/**
 * The curves of a pinned training: whole, thin and pale, over an axis of its own, with its letter
 * at the end.
 * @param {Curve[]} curves
 * @param {(epoch: number) => number} across
 * @param {string} tag
 * @returns {Curve[]}
 */
export const ghosts = (curves, across, tag) =>
  curves
    .filter(({ dense, spread }) => !dense && !spread)
    .map((curve) => ({
      ...curve,
      ...{
        across,
        tag,
        label: "",
        marker: undefined,
        width: 1.4,
        alpha: PALE * (curve.alpha ?? 1),
        dash: [2, 2],
      },
      count: () => curve.count(Infinity),
    }));
