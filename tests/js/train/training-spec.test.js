import assert from "node:assert/strict";
import { test } from "node:test";
import { rateOf } from "../../../static/js/experiment/rates.js";
import { plain } from "../../../static/js/experiment/run-display.js";
import { conditions, known } from "../../../static/js/train/training-ledger.js";
import { fragmentOf, fromLink, isLink } from "../../../static/js/train/link.js";
import { describe, difference } from "../../../static/js/train/pins.js";
import { createSamples } from "../../../static/js/train/samples.js";
import { PLAIN, readViewState, writeViewState } from "../../../static/js/train/view-state.js";
import * as spec from "../../../static/js/train/training-spec.js";
import { knobsAt, withIntervention } from "../../../static/js/experiment/interventions.js";
import { catalogue, training } from "../training-samples.js";

test("gaps are filled from the catalogue, the seed of the test data after the other", () => {
  assert.deepEqual(training(), {
    kind: "training",
    dataset: { name: "moons", samples: 300, noise: 0.2, seed: 3, test_samples: 0, test_seed: 4 },
    network: { layers: [2, 5, 2, 1], activation: "relu", initializer: { name: "he" }, seed: 3 },
    normalize: false,
    l2: 0,
    keep_prob: 1,
    dropout_seed: 0,
    clip_norm: null,
    batch_size: 64,
    epochs: 1000,
    shuffle_seed: 0,
    runs: [
      {
        optimizer: "gd",
        hyperparameters: { lr: 0.1 },
        schedule: { name: "constant" },
        label: "GD",
      },
      {
        optimizer: "adam",
        hyperparameters: { lr: 0.1 },
        schedule: { name: "constant" },
        label: "Adam",
      },
    ],
    interventions: [],
  });
  const small = training({
    dataset: { name: "moons", samples: 20 },
    network: { layers: [2, 1], initializer: "normal" },
  });
  assert.equal(small.batch_size, 20);
  assert.deepEqual(small.network.initializer, { name: "normal", scale: 0.01 });
});

test("what makes no sense is refused in words", () => {
  for (const [given, words] of [
    [{ kind: "descent" }, /trains networks/],
    [{ surface: "bowl" }, /no field “surface”/],
    [{ runs: [] }, /no runs/],
    [{ dataset: "suns" }, /no data set “suns”/],
    [{ network: { layers: [2] } }, /network.layers/],
    [{ network: { layers: [2, 1], activation: "sine" } }, /no activation “sine”/],
    [{ runs: [{ optimizer: "newton" }] }, /no optimizer “newton”/],
  ])
    assert.throws(() => training(given), words);
});

test("another data set keeps seeds and the wish for test data, and fits the batch", () => {
  const before = training({
    dataset: { name: "moons", seed: 3, samples: 400, test_samples: 100 },
    batch_size: 200,
  });
  const there = spec.withDataset(before, "iris", catalogue);
  assert.deepEqual(there.dataset, { name: "iris", samples: 120, seed: 3, test_samples: 30 });
  assert.equal(there.batch_size, 120);
  const again = spec.withDataset(there, "moons", catalogue);
  assert.deepEqual(
    [again.dataset.samples, again.dataset.seed, again.dataset.test_seed],
    [300, 3, 4],
  );
});

test("a batch of everything stays one when there are more examples", () => {
  const whole = training({ batch_size: 300 });
  assert.equal(spec.withDatasetKnob(whole, "samples", 500).batch_size, 500);
  assert.equal(spec.withDatasetKnob(training(), "samples", 500).batch_size, 64);
  assert.equal(spec.withDatasetKnob(training(), "samples", 40).batch_size, 40);
  assert.equal(spec.fitting(whole, { batch_size: 1 }).batch_size, 1);
});

test("steps, batches and parameters are counted as the engine counts them", () => {
  assert.deepEqual([spec.batchesOf(training()), spec.stepsOf(training())], [5, 5000]);
  assert.equal(spec.parametersOf([2, 5, 2, 1]), 30);
});

test("layers follow the data and the editor, seeds count up from the first", () => {
  const wide = spec.withEnds(training(), { features: 4, outputs: 3 });
  assert.deepEqual(wide.network.layers, [4, 5, 2, 3]);
  assert.equal(spec.withEnds(wide, { features: 4, outputs: 3 }), wide);
  assert.deepEqual(spec.withHidden(wide, []).network.layers, [4, 3]);
  const many = spec.withSeeds(training(), 4);
  assert.deepEqual(spec.seedsOf(many), [3, 4, 5, 6]);
  assert.deepEqual(spec.seedsOf(spec.withFirstSeed(many, 10)), [10, 11, 12, 13]);
  assert.equal(spec.withSeeds(many, 1).network.seed, 3);
});

test("nobody turns knobs after the end, and schedules may count epochs", () => {
  const turn = withIntervention(training(), 1, 500, { lr: 0.01 });
  assert.equal(knobsAt(turn, 1, 500).lr, 0.01);
  assert.equal(spec.fitting(turn, { epochs: 101 }).interventions.length, 1);
  assert.deepEqual(spec.fitting(turn, { epochs: 100 }).interventions, []);
  const runs = [
    turn.runs[0],
    { ...turn.runs[1], schedule: { name: "inverse_time", rate: 1, per: "epoch" } },
  ];
  assert.deepEqual([0, 4, 5].map(rateOf({ ...turn, runs }, 1, 5)), [0.1, 0.1, 0.05]);
});

test("a link brings spec, looks and viewState back", () => {
  const odd = training({
    dataset: { name: "blobs", centers: 4, test_samples: 50 },
    network: { layers: [2, 3, 4], seed: [3, 4], initializer: { name: "normal", scale: 10 } },
    ...{ l2: 0.1, clip_norm: 2, normalize: true, keep_prob: 0.8, evaluations: 50 },
    interventions: [{ step: 10, run: 0, hyperparameters: { lr: 1e-7 } }],
  });
  for (const given of [training(), odd]) {
    const linked = {
      spec: given,
      display: { ...plain(), hidden: [1] },
      viewState: { ...PLAIN, measure: "accuracy", axis: "seconds", log: false, start: 1 },
      story: "",
      pins: [spec.fitting(given, { batch_size: 1, epochs: 7 })],
    };
    const fragment = `#${fragmentOf(linked, catalogue)}`;
    assert.ok(isLink(fragment));
    assert.deepEqual(fromLink(fragment, catalogue), linked);
  }
  assert.equal(fromLink("#train", catalogue), null);
  assert.equal(writeViewState(PLAIN), undefined);
  assert.deepEqual(readViewState({ axis: "miles", start: -1, pane: 3, measure: "rate" }), {
    ...PLAIN,
    measure: "rate",
  });
});

test("a pin is described by what it has of its own", () => {
  const pin = training({ batch_size: 1, network: { layers: [2, 5, 2, 1], seed: 4 } });
  assert.deepEqual(Object.keys(difference(pin, training())).sort(), ["batch_size", "network"]);
  assert.equal(describe(pin, training()), "seed 4, batch 1");
  assert.equal(describe(training(), training()), "the same");
  assert.equal(
    describe(training({ dataset: "blobs", network: { layers: [2, 3] } }), training()),
    "blobs, 2–3, seed 0",
  );
});

test("the ledger says what was run", () => {
  const told = conditions(
    training({ clip_norm: 2, keep_prob: 0.8, batch_size: 300 }),
    catalogue,
  ).join(" · ");
  for (const words of [
    "He, seed 3",
    "one batch of all 300",
    "1,000 epochs, 1,000 steps",
    "dropout of 20 %",
    "clipped at norm 2",
  ])
    assert.ok(told.includes(words), words);
  const facts = new Map(known(withIntervention(training(), 1, 5, { lr: 1 }), catalogue));
  assert.match(facts.get("Gradient evaluations"), /5,000 for each run, 300,000 examples/);
  assert.match(facts.get("Intervention"), /Adam: η 1 from step 5 on/);
});

test("the ledger says what L2 is divided by, and how much it takes from a weight", () => {
  const facts = (/** @type {Record<string, any>} */ change) => {
    const spec = training({ runs: [{ optimizer: "gd" }, { optimizer: "adam" }], ...change });
    return [conditions(spec, catalogue).join(" · "), new Map(known(spec, catalogue)).get("L2")];
  };
  assert.deepEqual(facts({}).slice(1), [undefined]);
  const [told, all] = facts({ l2: 3 });
  assert.match(told, /L2 λ 3 ·/);
  assert.match(all, /^m = 300, all training data: λ\/m = 0\.01 of every weight joins its slope/);
  assert.match(all, /a weight of GD by 1 − η λ\/m = 0\.999 a step$/);
  const { l2, ...spec } = training({ runs: [{ optimizer: "gd" }] });
  const over = /** @type {const} */ ({ ...spec, l2: 3, l2_over: "batch", batch_size: 30 });
  assert.match(conditions(over, catalogue).join(" · "), /L2 λ 3 over each mini-batch/);
  assert.match(
    new Map(known(over, catalogue)).get("L2"),
    /^m = 30, each .* = 0\.1 of .* = 0\.99 a/,
  );
});

test("what a data set asks of a network is learned once for all that are alike", async () => {
  let asked = 0;
  const sample = { features: ["x1", "x2"], outputs: 3 };
  const samples = createSamples(async () => {
    asked += 1;
    return sample;
  }, catalogue);
  const { dataset } = training({ dataset: { name: "blobs", centers: 3 } });
  assert.equal(samples.ends(dataset), null);
  await Promise.all([samples.of(dataset), samples.of(dataset)]);
  assert.equal(asked, 1);
  assert.deepEqual(samples.ends({ ...dataset, noise: 2, samples: 10 }), {
    features: 2,
    outputs: 3,
  });
  assert.equal(samples.ends({ ...dataset, centers: 4 }), null);
});
