/**
 * Sample trainings: a small catalogue and specs, for tests that need neither server nor browser.
 */

import { TrainingCatalogue } from "../../static/js/train/training-catalogue.js";
import { complete } from "../../static/js/train/training-spec.js";
import { settings } from "./sample-settings.js";
import { catalogue as races } from "./samples.js";

const whole = (name, suggested, min = 0) => ({
  name,
  kind: "integer",
  default: suggested,
  min,
  max: 10_000,
  scale: "linear",
  slider: [0, 500],
  help: "",
});
const drawn = [
  whole("samples", 300, 2),
  {
    name: "noise",
    kind: "number",
    default: 0.2,
    min: 0,
    max: 10,
    scale: "linear",
    slider: [0, 0.5],
    help: "",
  },
  whole("seed", 0),
  whole("test_samples", 0),
  whole("test_seed", 1),
];
const dataset = (name, task, parameters, total = null) => ({
  name,
  title: name,
  help: "",
  task,
  parameters,
  total,
  cite: null,
  suggested: {
    network: { layers: [2, 8, 4, 1], activation: "tanh", initializer: "normal" },
    batch_size: 32,
    epochs: 200,
    test_samples: total ? total / 5 : 100,
    normalize: total !== null,
    rates: { gd: { lr: 0.2 }, momentum: { lr: 0.3 }, adam: { lr: 0.02 } },
  },
});

export const catalogue = new TrainingCatalogue({
  settings,
  optimizers: [...races.optimizers.values()],
  schedules: [],
  datasets: [
    dataset("moons", "binary", drawn),
    dataset("blobs", "classes", [...drawn, whole("centers", 3, 2)]),
    dataset(
      "iris",
      "classes",
      [whole("samples", 150, 2), whole("seed", 0), whole("test_samples", 0)],
      150,
    ),
  ],
  initializers: [
    { name: "he", title: "He", help: "", parameters: [], mathml: "" },
    {
      ...{ name: "normal", title: "Normal", help: "", mathml: "" },
      parameters: [
        {
          name: "scale",
          kind: "number",
          default: 0.01,
          min: 0,
          max: 1e6,
          scale: "log",
          slider: [1e-3, 100],
          help: "",
        },
      ],
    },
  ],
  activations: [
    { name: "relu", title: "ReLU", help: "", mathml: "" },
    { name: "tanh", title: "tanh", help: "", mathml: "" },
  ],
  rates: { gd: { lr: 0.01 }, momentum: { lr: 0.01 }, adam: { lr: 0.001 } },
});

export const training = (more = {}) =>
  complete(
    {
      dataset: { name: "moons", seed: 3 },
      network: { layers: [2, 5, 2, 1], seed: 3 },
      epochs: 1000,
      runs: [{ optimizer: "gd", hyperparameters: { lr: 0.1 } }, { optimizer: "adam" }],
      ...more,
    },
    catalogue,
  );
