/**
 * Suggestions: with another data set come the network, the rates and all else that suit it, but for
 * what somebody has set since a training was loaded.
 *
 * @import {Run} from "../experiment/spec.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {TrainingSpec} from "./training-spec.js"
 */

import { defaults } from "../experiment/catalogue.js";
import { fitting } from "./training-spec.js";

/**
 * What the parts of a suggestion are called.
 * @type {[string, (spec: TrainingSpec) => unknown][]}
 */
const PARTS = [
  [
    "network",
    ({ network }) => [network.layers.slice(1, -1), network.activation, network.initializer],
  ],
  ["rates", ({ runs }) => runs.map(({ hyperparameters }) => hyperparameters.lr)],
  ["batch size", ({ batch_size }) => batch_size],
  ["epochs", ({ epochs }) => epochs],
  ["test examples", ({ dataset }) => dataset.test_samples],
  ["normalization", ({ normalize }) => normalize],
];

/** Story runs carry their rate in their name. */
const RATE = /, lr \S+$/;

/**
 * The spec on its new data, made to suit them.
 * @param {TrainingSpec} spec  on the new data, all else as it was
 * @param {TrainingSpec} before  on the old data
 * @param {TrainingSpec} base  what was last loaded or suggested
 * @param {TrainingCatalogue} catalogue
 * @returns {TrainingSpec}
 */
export function suited(spec, before, base, catalogue) {
  const { suggested, parameters, total } = catalogue.dataset(spec.dataset.name);
  const set = new Set(changedParts(base, before));
  const free = (/** @type {string} */ part) => !set.has(part);
  const { dataset, network } = spec;
  const tested = free("test examples") ? suggested.test_samples : dataset.test_samples;
  const usual = defaults(parameters).samples;
  const initializer = catalogue.initializer(suggested.network.initializer);
  // How many epochs are looked at is left to the server again, which knows what there is room for.
  const { evaluations: _, ...rest } = spec;
  return fitting(free("epochs") ? rest : spec, {
    dataset: {
      ...dataset,
      test_samples: tested,
      ...(total === null ? {} : { samples: Math.min(usual, total) - tested }),
    },
    ...(free("network")
      ? {
          network: {
            ...network,
            layers: [
              network.layers[0],
              ...suggested.network.layers.slice(1, -1),
              network.layers[network.layers.length - 1],
            ],
            activation: suggested.network.activation,
            initializer: { name: initializer.name, ...defaults(initializer.parameters) },
          },
        }
      : {}),
    ...(free("batch size") ? { batch_size: Math.min(suggested.batch_size, dataset.samples) } : {}),
    ...(free("epochs") ? { epochs: suggested.epochs } : {}),
    ...(free("normalization") ? { normalize: suggested.normalize } : {}),
    runs: withRates(spec.runs, before, base, catalogue, suggested.rates),
  });
}

/**
 * The runs at the rates for their data; those whose rate somebody has set keep it, and several of
 * one optimizer keep their ratio.
 * @param {Run[]} runs
 * @param {TrainingSpec} before
 * @param {TrainingSpec} base
 * @param {TrainingCatalogue} catalogue
 * @param {Record<string, Record<string, any>>} rates
 * @returns {Run[]}
 */
function withRates(runs, before, base, catalogue, rates) {
  /** @type {Map<string, number>} */
  const first = new Map();
  return runs.map((run) => {
    const { optimizer, label } = run;
    const { lr } = run.hyperparameters;
    const loaded = base.runs.find((other) => isSame(other, run));
    const given = (loaded?.hyperparameters ?? catalogue.tuned(optimizer, before)).lr;
    if (lr === undefined || lr !== given || !rates[optimizer]) return run;
    const lead = first.get(optimizer) ?? lr;
    first.set(optimizer, lead);
    const rate = Number(((rates[optimizer].lr * lr) / lead).toPrecision(3));
    const plain = label.replace(RATE, "");
    const taken = runs.some((other) => other !== run && other.label.replace(RATE, "") === plain);
    return {
      ...run,
      hyperparameters: { ...run.hyperparameters, lr: rate },
      label: taken ? label : plain,
    };
  });
}

/**
 * A base for the runs of a spec: those that were there already as they were then.
 * @param {TrainingSpec} base
 * @param {TrainingSpec} spec
 * @returns {TrainingSpec}
 */
export const withRunsOf = (base, { runs }) => ({
  ...base,
  runs: runs.map((run) => base.runs.find((other) => isSame(other, run)) ?? run),
});

/** @param {Run} one @param {Run} other */
const isSame = (one, other) => one.optimizer === other.optimizer && one.label === other.label;

/**
 * The parts in which two specs differ, by name; rates are compared run by run elsewhere.
 * @param {TrainingSpec} one
 * @param {TrainingSpec} other
 * @returns {string[]}
 */
export const changedParts = (one, other) =>
  PARTS.filter(([, read]) => JSON.stringify(read(one)) !== JSON.stringify(read(other))).map(
    ([name]) => name,
  );

/**
 * What a suggestion has changed, in words; nothing where it has changed nothing.
 * @param {TrainingSpec} kept  as the spec would be without
 * @param {TrainingSpec} now
 * @param {string} title of the data set
 */
export function suggestionWords(kept, now, title) {
  const parts = changedParts(kept, now);
  if (!parts.length) return "";
  const listed =
    parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `${listed[0].toUpperCase()}${listed.slice(1)} suited to ${title}.`;
}
