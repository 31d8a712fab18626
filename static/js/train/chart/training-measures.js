/**
 * Measures of a training: what its chart can show, for instance the cost or the accuracy.
 *
 * @import {History} from "../../client/history.js"
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Curve} from "../../plot/chart/curve.js"
 * @import {ScaleRule} from "../../plot/scales.js"
 * @import {Epochs} from "./epochs.js"
 * @import {Rated} from "./evaluations.js"
 * @import {TrainingSpec} from "../training-spec.js"
 * @typedef {object} TrainingData  what has come of a training
 * @property {TrainingSpec} spec
 * @property {History} history
 * @property {Epochs} epochs
 * @property {{counts: readonly number[], elapsed: readonly number[], runs: readonly Rated[]}}
 *   evaluations  asked anew by every curve
 * @property {{run: number, start: number, label: string}[]} entries
 * @typedef {object} View  how it is looked at
 * @property {"binary" | "classes" | "regression"} task
 * @property {LineStyle[]} styles  one for each entry
 * @property {boolean} last  whether the last mini-batch stands for its epoch
 * @property {number} start  of whose seed is shown what cannot be shown of all
 * @typedef {TrainingData & View} Source
 * @typedef {object} Measure
 * @property {string} name
 * @property {(source: Pick<Source, "task" | "last" | "spec">) => string} title
 * @property {(source: Source) => ScaleRule} rule
 * @property {(value: number, source: Source) => string} format
 * @property {(source: Source) => Curve[]} curves
 */

import { number } from "../../ui/format.js";
import { accuracies, costs, norms, rates } from "./training-curves.js";

/** @type {Measure[]} */
export const MEASURES = [
  {
    name: "cost",
    title: ({ last }) => (last ? "Cost of the last mini-batch" : "Cost"),
    rule: () => ({ log: true, floor: 0 }),
    format: (value) => number(value),
    curves: costs,
  },
  {
    name: "accuracy",
    title: ({ task, spec }) =>
      (task === "regression" ? "R²" : "Accuracy") +
      (spec.dataset.test_samples ? ", test bold" : ""),
    rule: () => ({ log: false, ceiling: 1 }),
    format: (value, { task }) =>
      task === "regression" ? number(value) : `${Math.round(100 * value)} %`,
    curves: accuracies,
  },
  {
    name: "rate",
    title: () => "Learning rate",
    rule: () => ({ log: false, floor: 0 }),
    format: (value) => number(value),
    curves: rates,
  },
  {
    name: "gradient",
    title: () => "Gradient norm by layer",
    rule: () => ({ log: true, floor: 0 }),
    format: (value) => number(value),
    curves: (source) => norms(source, "gradient_norms"),
  },
  {
    name: "weights",
    title: () => "Weight norm by layer",
    rule: () => ({ log: false, floor: 0 }),
    format: (value) => number(value),
    curves: (source) => norms(source, "weight_norms"),
  },
];

/** @param {string} name */
export const measureOf = (name) => MEASURES.find((measure) => measure.name === name) ?? MEASURES[0];
