/**
 * Training specs: what is trained, for instance three optimizers on one network and two moons; the
 * JSON that page, API, command line and notebook share.
 *
 * All functions here are pure: they return a changed copy.
 *
 * @import {Intervention, Run} from "../experiment/spec.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @typedef {Record<string, any> & {name: string, samples: number, seed: number, test_samples:
 *   number}} DatasetSpec
 * @typedef {Record<string, any> & {name: string}} InitializerSpec
 * @typedef {{layers: number[], activation: string, output?: string, initializer: InitializerSpec,
 *   seed: number | number[]}} NetworkSpec
 * @typedef {{features: number, outputs: number}} Ends  what the data ask of a network's first and
 *   last layer
 * @typedef {object} TrainingSpec
 * @property {"training"} kind
 * @property {DatasetSpec} dataset
 * @property {boolean} normalize
 * @property {NetworkSpec} network
 * @property {number} l2
 * @property {"data" | "batch"} [l2_over]  whose size λ is divided by
 * @property {number} keep_prob
 * @property {number} dropout_seed
 * @property {number | null} clip_norm
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} shuffle_seed
 * @property {number} [evaluations]  how many epochs are looked at; the server's choice unless given
 * @property {Run[]} runs
 * @property {Intervention[]} interventions
 */

import { defaults } from "../experiment/catalogue.js";
import { freshLabel, scheduleOf } from "../experiment/spec.js";

/**
 * A complete spec from one with gaps, such as a link's. Throws RangeError or TypeError with what is
 * wrong; the server checks the rest.
 * @param {Record<string, any>} given
 * @param {TrainingCatalogue} catalogue
 * @returns {TrainingSpec}
 */
export function complete(given, catalogue) {
  const settings = catalogue.settings("training");
  for (const name of Object.keys(given))
    if (!settings.takes(name)) throw new RangeError(`there is no field “${name.slice(0, 40)}”`);
  if ((given.kind ?? "training") !== "training")
    throw new RangeError(
      `this page trains networks, and does no “${String(given.kind).slice(0, 40)}”`,
    );
  if (!Array.isArray(given.runs) || given.runs.length === 0)
    throw new TypeError("no runs are listed");
  const dataset = datasetOf(given.dataset, catalogue);
  // How many epochs are evaluated is left to the server, which knows what there is room for.
  const { evaluations: _, ...plain } = settings.complete(given, {
    batch_size: Math.min(settings.get("batch_size").default, dataset.samples),
  });
  /** @type {string[]} */
  const taken = given.runs.map((run) => run?.label).filter((label) => typeof label === "string");
  return /** @type {TrainingSpec} */ ({
    kind: "training",
    dataset,
    network: networkOf(given.network, catalogue),
    ...plain,
    ...(given.evaluations === undefined ? {} : { evaluations: given.evaluations }),
    runs: given.runs.map((run) => {
      const optimizer = catalogue.optimizer(run?.optimizer);
      const label = typeof run.label === "string" ? run.label : freshLabel(optimizer, taken);
      taken.push(label);
      return {
        optimizer: optimizer.name,
        hyperparameters: { ...defaults(optimizer.hyperparameters), ...run.hyperparameters },
        schedule: scheduleOf(run.schedule),
        label,
      };
    }),
    interventions: given.interventions ?? [],
  });
}

/**
 * @param {any} given
 * @param {TrainingCatalogue} catalogue
 * @returns {DatasetSpec}
 */
function datasetOf(given, catalogue) {
  const { name, ...knobs } = typeof given === "string" ? { name: given } : (given ?? {});
  if (typeof name !== "string") throw new TypeError("no data set is named");
  const { parameters } = catalogue.dataset(name);
  const usual = defaults(parameters);
  const seeds = "test_seed" in usual ? { test_seed: (knobs.seed ?? usual.seed) + 1 } : {};
  return /** @type {DatasetSpec} */ ({ name, ...usual, ...seeds, ...knobs });
}

/**
 * @param {any} given
 * @param {TrainingCatalogue} catalogue
 * @returns {NetworkSpec}
 */
function networkOf(given, catalogue) {
  if (!Array.isArray(given?.layers) || given.layers.length < 2)
    throw new TypeError("network.layers lists no layers");
  const usual = (/** @type {string} */ name) =>
    catalogue.settings("training").get(`network.${name}`).default;
  const {
    activation = usual("activation"),
    initializer = usual("initializer"),
    seed = usual("seed"),
    ...rest
  } = given;
  const { name, ...knobs } = typeof initializer === "string" ? { name: initializer } : initializer;
  return {
    ...rest,
    activation: catalogue.activation(activation).name,
    initializer: { name, ...defaults(catalogue.initializer(name).parameters), ...knobs },
    seed,
  };
}

/** @param {TrainingSpec} spec */
export const seedsOf = ({ network: { seed } }) => (Array.isArray(seed) ? seed : [seed]);

/**
 * How many mini-batches an epoch has. @param {Pick<TrainingSpec, "dataset" | "batch_size">} spec
 */
export const batchesOf = ({ dataset, batch_size }) => Math.ceil(dataset.samples / batch_size);

/** How many updates a run takes. @param {TrainingSpec} spec */
export const stepsOf = (spec) => spec.epochs * batchesOf(spec);

/** Weights and biases. @param {readonly number[]} layers */
export const parametersOf = (layers) =>
  layers.slice(1).reduce((sum, units, i) => sum + units * (layers[i] + 1), 0);

/**
 * Another data set with its usual knobs; seeds and the wish for test data stay.
 * @param {TrainingSpec} spec
 * @param {string} name
 * @param {TrainingCatalogue} catalogue
 * @returns {TrainingSpec}
 */
export function withDataset(spec, name, catalogue) {
  const { seed, samples, test_samples } = spec.dataset;
  const { total } = catalogue.dataset(name);
  const tested = total === null ? test_samples : test_samples && Math.round(total / 5);
  const count =
    total === null
      ? catalogue.dataset(spec.dataset.name).total
        ? {}
        : { samples }
      : { samples: total - tested };
  const { output: _, ...network } = spec.network;
  return fitting(spec, {
    dataset: datasetOf({ name, seed, ...count, test_samples: tested }, catalogue),
    network,
  });
}

/**
 * @param {TrainingSpec} spec
 * @param {string} name
 * @param {any} value
 * @returns {TrainingSpec}
 */
export const withDatasetKnob = (spec, name, value) => {
  const { output: _, ...network } = spec.network;
  return fitting(spec, { dataset: { ...spec.dataset, [name]: value }, network });
};

/**
 * A change of what all runs share, with everything else made to fit: a batch holds at most all
 * examples, and was all before where it is all now; nobody turns knobs after the end.
 * @param {TrainingSpec} spec
 * @param {Partial<TrainingSpec>} change
 * @returns {TrainingSpec}
 */
export function fitting(spec, change) {
  const next = { ...spec, ...change };
  const { samples } = next.dataset;
  const whole = spec.batch_size === spec.dataset.samples && change.batch_size === undefined;
  next.batch_size = whole ? samples : Math.min(next.batch_size, samples);
  if (next.evaluations !== undefined) next.evaluations = Math.min(next.evaluations, next.epochs);
  const last = stepsOf(next);
  next.interventions = next.interventions.filter(({ step }) => step < last);
  return next;
}

/**
 * The network with the units of its hidden layers.
 * @param {TrainingSpec} spec
 * @param {number[]} hidden
 * @returns {TrainingSpec}
 */
export const withHidden = (spec, hidden) => {
  const { layers } = spec.network;
  return withNetwork(spec, { layers: [layers[0], ...hidden, layers[layers.length - 1]] });
};

/**
 * @param {TrainingSpec} spec
 * @param {Partial<NetworkSpec>} change
 * @returns {TrainingSpec}
 */
export const withNetwork = (spec, change) => ({ ...spec, network: { ...spec.network, ...change } });

/**
 * The network with the first and last layer that the data ask for.
 * @param {TrainingSpec} spec
 * @param {Ends} ends
 * @returns {TrainingSpec}
 */
export function withEnds(spec, { features, outputs }) {
  const { layers } = spec.network;
  if (layers[0] === features && layers[layers.length - 1] === outputs) return spec;
  return withNetwork(spec, { layers: [features, ...layers.slice(1, -1), outputs] });
}

/**
 * So many seeds, counted up from the first.
 * @param {TrainingSpec} spec
 * @param {number} count
 * @returns {TrainingSpec}
 */
export function withSeeds(spec, count) {
  const [first] = seedsOf(spec);
  return withNetwork(spec, {
    seed: count > 1 ? Array.from({ length: count }, (_, i) => first + i) : first,
  });
}

/**
 * Another first seed, as many as before.
 * @param {TrainingSpec} spec
 * @param {number} first
 * @returns {TrainingSpec}
 */
export const withFirstSeed = (spec, first) =>
  withSeeds(withNetwork(spec, { seed: first }), seedsOf(spec).length);
