/**
 * Sample settings, in the form in which pages carry them; other ranges than the engine's would do,
 * but the defaults are those that links leave out.
 */

const declared = (name, kind, more = {}) => ({
  ...{ name, kind, default: null, suggested: null, required: false, nullable: false, most: null },
  ...{ min: null, max: null, scale: null, slider: null, choices: [], rule: null, parts: [] },
  help: `About ${name}.`,
  ...more,
});
const structure = (name, more) => declared(name, "structure", more);
const number = (name, usual, [min, max], more) =>
  declared(name, "number", {
    ...{ default: usual, suggested: usual, min, max, scale: "linear", slider: [min, max] },
    ...more,
  });
const whole = (...given) => ({ ...number(...given), kind: "integer" });
const SEEDS = [0, 2 ** 32 - 1];

const shared = [whole("seed", 0, SEEDS), number("gradient_noise", 0, [0, 1e6])];

export const settings = {
  descent: [
    structure("surface"),
    structure("start"),
    whole("steps", 500, [1, 100_000], { slider: [10, 5000], reason: "each is drawn" }),
    ...shared,
    declared("tolerances", "object", { default: { grad_norm: null, cost: null } }),
    structure("runs", { most: 64 }),
    structure("interventions", { most: 1000 }),
  ],
  basin: [
    whole("nx", 128, [2, 256]),
    whole("ny", 128, [2, 256]),
    whole("steps", 300, [1, 20_000], { rule: { name: "work", help: "", limit: 250_000_000 } }),
    ...shared,
    number("tolerance", 1e-3, [0, 1e30]),
  ],
  training: [
    structure("dataset"),
    declared("normalize", "flag", { default: false }),
    structure("network", {
      parts: [
        whole("layers", null, [1, 256], { most: 12 }),
        declared("activation", "choice", { default: "relu", choices: ["relu", "tanh"] }),
        structure("initializer", { default: "he" }),
        whole("seed", 0, SEEDS, { most: 16, reason: "each is drawn" }),
      ],
    }),
    number("l2", 0, [0, 1e6], { slider: [0, 2] }),
    number("keep_prob", 1, [0.01, 1]),
    whole("dropout_seed", 0, SEEDS),
    number("clip_norm", null, [1e-12, 1e12], { nullable: true, suggested: 1 }),
    whole("batch_size", 64, [1, 10_000], { nullable: true }),
    whole("epochs", 1000, [1, 1e6]),
    whole("shuffle_seed", 0, SEEDS),
    whole("evaluations", 200, [1, 1000], { nullable: true }),
    structure("runs", { most: 64 }),
    structure("interventions", { most: 1000 }),
  ],
};
