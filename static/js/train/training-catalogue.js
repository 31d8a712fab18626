/**
 * The catalogue of trainings: beside optimizers and schedules, what networks learn from and are
 * made of, for instance the data set "moons" or the initializer "he".
 *
 * @import {Knob, Optimizer, Schedule} from "../experiment/catalogue.js"
 * @import {Setting} from "../experiment/settings.js"
 * @typedef {object} Dataset
 * @property {string} name
 * @property {string} title
 * @property {string} help
 * @property {"binary" | "classes" | "regression"} task
 * @property {Knob[]} parameters
 * @property {number | null} total  how many examples there are; null where they are drawn at will
 * @property {string | null} cite
 * @property {Suggestion} suggested
 *
 * @typedef {object} Suggestion  a training that suits a data set; its fields are those of a spec
 * @property {{layers: number[], activation: string, initializer: string}} network
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} test_samples
 * @property {boolean} normalize
 * @property {Rates} rates
 *
 * @typedef {{name: string, title: string, help: string, parameters: Knob[], mathml: string}}
 *   Initializer
 * @typedef {{name: string, title: string, help: string, mathml: string}} Activation
 * @typedef {Record<string, Record<string, any>>} Rates  where new runs start, by optimizer
 */

import { Catalogue, defaults, known } from "../experiment/catalogue.js";

export class TrainingCatalogue extends Catalogue {
  /**
   * @param {{optimizers: Optimizer[], schedules: Schedule[], datasets: Dataset[], initializers:
   *   Initializer[], activations: Activation[], rates: Rates, settings: Record<string,
   *   Setting[]>}} lists
   *   optimizers without rates need what networks do not have, such as the Hessian
   */
  constructor({ optimizers, schedules, datasets, initializers, activations, rates, settings }) {
    const trained = optimizers.filter(({ name }) => name in rates);
    super({ surfaces: [], optimizers: trained, schedules, settings });
    this.datasets = new Map(datasets.map((dataset) => [dataset.name, dataset]));
    this.initializers = new Map(initializers.map((initializer) => [initializer.name, initializer]));
    this.activations = new Map(activations.map((activation) => [activation.name, activation]));
    this.rates = rates;
  }

  /** @param {string} name */
  dataset(name) {
    return known(this.datasets, name, "data set");
  }

  /** @param {string} name */
  initializer(name) {
    return known(this.initializers, name, "initializer");
  }

  /** @param {string} name */
  activation(name) {
    return known(this.activations, name, "activation");
  }

  /**
   * Where a run of an optimizer starts: at the rate tuned for the data, where the network is the
   * one that it was tuned in.
   * @param {string} name
   * @param {{surface?: any, dataset?: {name: string}, network?: {layers: number[], activation:
   *   string}}} [spec]
   * @returns {Record<string, any>}
   */
  tuned(name, { dataset, network } = {}) {
    const known = dataset && this.dataset(dataset.name).suggested;
    const [own, suited] = [network, known?.network].map(
      (one) => one && JSON.stringify([one.layers.slice(1, -1), one.activation]),
    );
    const rates = known && own === suited ? known.rates : this.rates;
    return {
      ...defaults(this.optimizer(name).hyperparameters),
      ...this.rates[name],
      ...rates[name],
    };
  }
}
