/** Sample data: a small catalogue and frames, for tests that need neither server nor browser. */

import { Catalogue } from "../../static/js/experiment/catalogue.js";
import { settings } from "./sample-settings.js";

const lr = {
  name: "lr",
  kind: "number",
  default: 0.1,
  min: 1e-9,
  max: 1000,
  scale: "log",
  slider: [1e-5, 10],
  help: "",
};
const beta = {
  name: "beta",
  kind: "number",
  default: 0.9,
  min: 0,
  max: 0.999999999,
  scale: "decay",
  slider: [0, 0.9999],
  help: "",
};
const form = {
  name: "form",
  kind: "choice",
  default: "averaging",
  min: null,
  max: null,
  scale: null,
  choices: ["averaging", "heavy_ball"],
  help: "",
};
const kappa = {
  name: "kappa",
  kind: "number",
  default: 20,
  min: 1,
  max: 1000,
  scale: "log",
  slider: [1, 1000],
  help: "",
};

const optimizer = (name, title, hyperparameters, order = 1) => ({
  name,
  title,
  order,
  hyperparameters,
  formulas: [{ when: {}, mathml: [] }],
  cite: null,
  convention: "As everywhere.",
  help: null,
});

export const catalogue = new Catalogue({
  settings,
  surfaces: [
    {
      name: "ravine",
      title: "Ravine",
      mathml: "",
      parameters: [kappa],
      view: [
        [-5, 5],
        [-3, 3],
      ],
      start: [-4.2, 1.6],
      minima: [[0, 0]],
      local_minima: [],
      saddles: [],
      lowest: 0,
      rates: { gd: { lr: 0.08 }, adam: { lr: 0.4 } },
      steps: 120,
      help: "",
    },
    {
      name: "saddle",
      title: "Saddle",
      mathml: "",
      parameters: [],
      view: [
        [-2, 2],
        [-2, 2],
      ],
      start: [-1.8, 0.01],
      minima: [],
      local_minima: [],
      saddles: [[0, 0]],
      lowest: null,
      rates: {},
      steps: 60,
      help: "",
    },
  ],
  optimizers: [
    optimizer("gd", "GD", [lr]),
    optimizer("momentum", "Momentum", [lr, beta, form]),
    optimizer("adam", "Adam", [lr]),
    optimizer("newton", "Newton", [lr], 2),
  ],
});

/** A frame as the server sends it: value(step, entry, channel). */
export function frameBytes(first, steps, entries, channels, value) {
  const buffer = new ArrayBuffer(16 + 4 * steps * entries * channels);
  const view = new DataView(buffer);
  for (const [i, number] of [first, steps, entries, channels].entries())
    view.setUint32(4 * i, number, true);
  let at = 16;
  for (let step = first; step < first + steps; step += 1) {
    for (let entry = 0; entry < entries; entry += 1) {
      for (let channel = 0; channel < channels; channel += 1, at += 4)
        view.setFloat32(at, value(step, entry, channel), true);
    }
  }
  return buffer;
}

/** A seeded stream of numbers in [0, 1), for property tests (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
