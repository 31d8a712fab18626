/**
 * Samples: the points of a data set, drawn by the server as a training would draw them.
 *
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {DatasetSpec, Ends} from "./training-spec.js"
 * @typedef {{x: number[][], y: number[]}} Points  x by feature; y is a class's index or a number
 * @typedef {object} Sample
 * @property {"binary" | "classes" | "regression"} task
 * @property {string[]} features
 * @property {string[]} classes
 * @property {number} outputs
 * @property {Points} train
 * @property {Points | null} test
 */

const KEPT = 24;
/** Whole numbers that say how many points there are and which, but not what they are about. */
const PLAIN = new Set(["samples", "seed", "test_samples", "test_seed"]);

/**
 * @param {(dataset: DatasetSpec) => Promise<Sample>} ask
 * @param {Pick<TrainingCatalogue, "dataset">} catalogue
 */
export function createSamples(ask, catalogue) {
  /** The oldest first. @type {Map<string, Promise<Sample>>} */
  const kept = new Map();
  /** @type {Map<string, Ends>} */
  const ends = new Map();
  /** What features and classes depend on: choices, and numbers such as that of the classes. */
  const about = (/** @type {DatasetSpec} */ dataset) => {
    const { parameters } = catalogue.dataset(dataset.name);
    const deciding = parameters.filter(({ name, kind }) => kind !== "number" && !PLAIN.has(name));
    return JSON.stringify([dataset.name, ...deciding.map(({ name }) => dataset[name])]);
  };

  return {
    /**
     * @param {DatasetSpec} dataset
     * @returns {Promise<Sample>}
     */
    of(dataset) {
      const key = JSON.stringify(dataset);
      const found = kept.get(key);
      if (found) return found;
      const request = ask(dataset);
      kept.set(key, request);
      request.then(
        ({ features, outputs }) => ends.set(about(dataset), { features: features.length, outputs }),
        // A data set that could not be drawn may be drawn later, once the server answers again.
        () => kept.delete(key),
      );
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
      return request;
    },
    /**
     * What a data set asks of a network, where that is known from a similar one.
     * @param {DatasetSpec} dataset
     * @returns {Ends | null}
     */
    ends: (dataset) => ends.get(about(dataset)) ?? null,
  };
}
