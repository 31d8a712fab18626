/**
 * Trainings as a kind of experiment: what tells them from races, for instance that they are counted
 * in epochs, and that the ends of their network follow from the data.
 *
 * @import {Kind} from "../experiment/state/kind.js"
 * @import {PageState, Timing} from "../experiment/state/page-state.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {Ends, NetworkSpec, TrainingSpec} from "./training-spec.js"
 * @import {ViewState} from "./view-state.js"
 * @typedef {(
 *   | {kind: "dataset", name: string}
 *   | {kind: "dataset-knob", name: string, value: any}
 *   | {kind: "network", change: Partial<NetworkSpec>}
 *   | {kind: "hidden", units: number[]}
 *   | {kind: "seeds", count: number}
 *   | {kind: "first-seed", seed: number}
 *   | {kind: "pin"}
 *   | {kind: "unpin", index: number}
 *   | {kind: "learned", ends: Ends}
 * ) & Timing} TrainingAction  learned: the server has said what the data are about
 */

import { changeWords, nameOf, valueWords } from "../experiment/state/words.js";
import { counted } from "../ui/format.js";
import { fragmentOf, fromLink, fromSpec, isLink } from "./link.js";
import { MOST } from "./pins.js";
import { suited, withRunsOf } from "./suggestions.js";
import {
  batchesOf,
  complete,
  fitting,
  stepsOf,
  withDataset,
  withDatasetKnob,
  withEnds,
  withFirstSeed,
  withHidden,
  withNetwork,
  withSeeds,
} from "./training-spec.js";
import { PLAIN, readViewState } from "./view-state.js";

/**
 * @param {TrainingCatalogue} catalogue
 * @returns {Kind<TrainingSpec, ViewState, TrainingAction, TrainingCatalogue>}
 */
export function trainingKind(catalogue) {
  /** @typedef {PageState<TrainingSpec, ViewState>} State */

  /** @type {(state: State, spec: TrainingSpec) => State} */
  const on = (state, spec) => ({ ...state, spec });

  return {
    ...{ name: "training", noun: "training", verb: "trained", unit: "epoch" },
    steps: stepsOf,
    batches: batchesOf,
    clock: {
      length: (_, { epochs }) => epochs,
      available: ({ rows }, spec) => Math.floor(rows / batchesOf(spec)),
    },
    complete,
    place: ({ dataset }) => dataset.name,
    site: ({ dataset }) => dataset.name,
    // Other points of the same data lie where these do.
    ground: ({ dataset }) => dataset.name,
    viewState: PLAIN,
    storyView: ({ sight }) => readViewState(sight),
    storyPins: ({ pins = [] }, spec) =>
      pins.map((fields) => complete({ ...spec, ...fields }, catalogue)),
    link: { fragmentOf, fromLink, fromSpec, isLink },
    fitting,
    reducers: {
      dataset: (state, { name }) => {
        const { spec, base = spec } = state;
        const move = (/** @type {TrainingSpec} */ before) =>
          suited(withDataset(before, name, catalogue), before, base, catalogue);
        // What somebody has set differs from the base, and goes on to do so with the next data.
        return { ...on(state, move(spec)), base: move(withRunsOf(base, spec)) };
      },
      "dataset-knob": (state, { name, value }) =>
        on(state, withDatasetKnob(state.spec, name, value)),
      network: (state, { change }) => on(state, withNetwork(state.spec, change)),
      hidden: (state, { units }) => on(state, withHidden(state.spec, units)),
      seeds: (state, { count }) => on(state, withSeeds(state.spec, count)),
      "first-seed": (state, { seed }) => on(state, withFirstSeed(state.spec, seed)),
      pin: (state) => ({
        ...state,
        pins: [...state.pins, structuredClone(state.spec)].slice(-MOST),
      }),
      unpin: (state, { index }) => ({ ...state, pins: state.pins.toSpliced(index, 1) }),
      learned: (state, { ends }) => on(state, withEnds(state.spec, ends)),
    },
    words: {
      dataset: ({ name }) => [`data set ${catalogue.dataset(name).title}`, ""],
      "dataset-knob": ({ name, value }) => [
        `${nameOf(name)} of the data ${valueWords(value)}`,
        name,
      ],
      network: ({ change }) =>
        change.initializer
          ? [`first weights ${catalogue.initializer(change.initializer.name).title}`, "initializer"]
          : changeWords(change),
      hidden: ({ units }) => [`hidden layers ${units.join(", ") || "none"}`, ""],
      seeds: ({ count }) => [counted(count, "seed")],
      "first-seed": ({ seed }) => [`seed ${seed}`, ""],
      pin: () => ["training pinned"],
      unpin: () => ["training unpinned"],
    },
  };
}
