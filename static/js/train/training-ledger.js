/**
 * The ledger of a training: the conditions all runs share, in words, for instance "Same first
 * weights (He, seed 3) · mini-batches of 64".
 *
 * Everything is said from the spec itself, so that it cannot promise what was not run.
 *
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {TrainingSpec} from "./training-spec.js"
 */

import { counted, number, symbol } from "../ui/format.js";
import { grouped } from "../experiment/ledger.js";
import { batchesOf, parametersOf, seedsOf, stepsOf } from "./training-spec.js";

/** @param {number} value */
const whole = (value) => value.toLocaleString("en-US");

/** @param {TrainingSpec} spec */
const batch = ({ batch_size, dataset: { samples } }) =>
  batch_size === samples
    ? `one batch of all ${whole(samples)}`
    : batch_size === 1
      ? "one example at a time"
      : `mini-batches of ${whole(batch_size)}`;

/**
 * @param {TrainingSpec} spec
 * @param {TrainingCatalogue} catalogue
 */
const weights = (spec, catalogue) => {
  const { name, ...knobs } = spec.network.initializer;
  const settings = Object.entries(knobs).map(([knob, value]) => `${symbol(knob)} ${value}`);
  const seeds = seedsOf(spec);
  const [first] = seeds;
  const seedWords = seeds.length > 1 ? `${seeds.length} seeds from ${first}` : `seed ${first}`;
  return [catalogue.initializer(name).title, ...settings, seedWords].join(", ");
};

/**
 * What L2 is divided by, and what it does to a weight in a step of plain descent.
 * @param {TrainingSpec} spec
 */
const penalty = ({ l2, l2_over, batch_size, dataset: { samples }, runs }) => {
  const m = l2_over === "batch" ? batch_size : samples;
  const decays = runs
    .filter(({ optimizer }) => optimizer === "gd")
    .map(
      ({ label, hyperparameters: { lr } }) =>
        `; alone it multiplies a weight of ${label} by ` +
        `1 − η λ/m = ${number(1 - (Number(lr) * l2) / m, 8)} a step`,
    );
  return [
    `m = ${whole(m)}, ${l2_over === "batch" ? "each mini-batch" : "all training data"}: `,
    `λ/m = ${number(l2 / m)} of every weight joins its slope`,
    ...decays,
  ].join("");
};

/**
 * The conditions all runs share, and where their forms differ, as short phrases.
 * @param {TrainingSpec} spec
 * @param {TrainingCatalogue} catalogue
 */
export function conditions(spec, catalogue) {
  const forms = spec.runs.filter((run) => run.hyperparameters.form !== undefined);
  const timed = spec.runs.filter(({ schedule }) => schedule.name !== "constant");
  return [
    `Same first weights (${weights(spec, catalogue)})`,
    `same ${batch(spec)}`,
    `${counted(spec.epochs, "epoch")}, ${counted(stepsOf(spec), "step")}`,
    "1 gradient a step",
    spec.normalize ? "inputs normalized" : "raw inputs",
    ...(spec.l2 > 0
      ? [`L2 λ ${number(spec.l2)}${spec.l2_over === "batch" ? " over each mini-batch" : ""}`]
      : []),
    ...(spec.keep_prob < 1
      ? [`dropout of ${number(100 * (1 - spec.keep_prob))} %, same masks`]
      : []),
    spec.clip_norm === null ? "no clipping" : `gradients clipped at norm ${number(spec.clip_norm)}`,
    ...grouped(
      forms,
      ({ hyperparameters: { form } }) => `in ${String(form).replaceAll("_", "-")} form`,
    ),
    ...grouped(
      timed,
      ({ schedule }) => `with ${String(schedule.name).replaceAll("_", " ")} schedule`,
    ),
    ...(spec.interventions.length ? [counted(spec.interventions.length, "intervention")] : []),
  ];
}

/**
 * What is the same for every run, and what it costs, as pairs of a name and a sentence.
 * @param {TrainingSpec} spec
 * @param {TrainingCatalogue} catalogue
 * @returns {[string, string][]}
 */
export function known(spec, catalogue) {
  const { dataset, network } = spec;
  const { name, samples, test_samples: tests, ...knobs } = dataset;
  const settings = Object.entries(knobs).map(([knob, value]) => `${symbol(knob)} ${value}`);
  const steps = stepsOf(spec);
  const seeds = seedsOf(spec);
  return [
    [
      "Data",
      [
        catalogue.dataset(name).title,
        `${counted(samples, "example")}`,
        tests ? `${whole(tests)} for test` : "none for test",
        ...settings,
      ].join(", "),
    ],
    [
      "Inputs",
      spec.normalize ? "normalized by mean and spread of the training data alone" : "as they are",
    ],
    [
      "Network",
      [
        network.layers.join(" – "),
        catalogue.activation(network.activation).title,
        `${counted(parametersOf(network.layers), "weight")} and biases`,
      ].join(", "),
    ],
    ["First weights", `${weights(spec, catalogue)}; the same for every run`],
    [
      "Mini-batches",
      `${batch(spec)}, shuffled anew each epoch from seed ${spec.shuffle_seed}; ` +
        `${counted(batchesOf(spec), "step")} an epoch`,
    ],
    [
      "Gradient evaluations",
      `${whole(steps)} for each run${seeds.length > 1 ? " and seed" : ""}, ` +
        `${whole(samples * spec.epochs)} examples seen`,
    ],
    [
      "Cost",
      `before the update, mean over the mini-batch${
        spec.l2 > 0 ? `, with λ/(2m) Σ‖W‖², λ ${number(spec.l2)}` : ""
      }`,
    ],
    ...(spec.l2 > 0 ? [/** @type {[string, string]} */ (["L2", penalty(spec)])] : []),
    [
      "Dropout",
      spec.keep_prob < 1
        ? `keeps ${number(spec.keep_prob)} of the hidden units, masks drawn anew each step ` +
          `from seed ${spec.dropout_seed}; off when evaluating`
        : "none",
    ],
    [
      "Clipping",
      spec.clip_norm === null
        ? "none"
        : `each run’s whole gradient, at norm ${number(spec.clip_norm)}`,
    ],
    ...spec.interventions.map(
      ({ step, run, hyperparameters }) =>
        /** @type {[string, string]} */ ([
          "Intervention",
          `${spec.runs[run]?.label}: ${Object.entries(hyperparameters)
            .map(([knob, value]) => `${symbol(knob)} ${value}`)
            .join(", ")} from step ${whole(step)} on`,
        ]),
    ),
    ["Memory", "every run begins with zeros, and counts its steps from 1"],
    ["Numbers", "computed in double precision, streamed to this page in single"],
  ];
}
