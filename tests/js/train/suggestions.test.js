import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../../../static/js/experiment/run-display.js";
import { createReducer } from "../../../static/js/experiment/state/page-state.js";
import { changedParts, suggestionWords } from "../../../static/js/train/suggestions.js";
import { trainingKind } from "../../../static/js/train/training-kind.js";
import { withDataset } from "../../../static/js/train/training-spec.js";
import { PLAIN } from "../../../static/js/train/view-state.js";
import { catalogue, training } from "../training-samples.js";

const reduce = createReducer(catalogue, trainingKind(catalogue));
const course = (spec, ...actions) =>
  actions.reduce(reduce, {
    ...{ spec, display: plain(), viewState: PLAIN, story: "", pins: [], base: spec },
  });
const rates = ({ runs }) => runs.map(({ hyperparameters }) => hyperparameters.lr);

test("data bring a network, rates, epochs and test examples that suit them", () => {
  const { spec, base } = course(training(), { kind: "dataset", name: "blobs" });
  assert.deepEqual(spec.network, {
    ...{ layers: [2, 8, 4, 1], activation: "tanh" },
    ...{ initializer: { name: "normal", scale: 0.01 }, seed: 3 },
  });
  assert.deepEqual([spec.batch_size, spec.epochs, spec.dataset.test_samples], [32, 200, 100]);
  assert.deepEqual(rates(spec), [0.2, 0.02]);
  assert.deepEqual(base, spec);
  const iris = course(training(), { kind: "dataset", name: "iris" }).spec;
  assert.deepEqual([iris.dataset.samples, iris.dataset.test_samples], [120, 30]);
  assert.equal(iris.normalize, true);
});

test("what somebody has set since stays, part by part", () => {
  for (const [action, part, read] of [
    [{ kind: "hidden", units: [7] }, "network", ({ network }) => network.layers[1]],
    [
      { kind: "conditions", change: { batch_size: 10 } },
      "batch size",
      ({ batch_size }) => batch_size,
    ],
    [{ kind: "conditions", change: { epochs: 77 } }, "epochs", ({ epochs }) => epochs],
    [
      { kind: "dataset-knob", name: "test_samples", value: 41 },
      "test examples",
      ({ dataset }) => dataset.test_samples,
    ],
    [{ kind: "knob", run: 1, name: "lr", value: 0.5 }, "rates", (spec) => rates(spec)[1]],
  ]) {
    const there = course(training(), action, { kind: "dataset", name: "blobs" });
    assert.equal(read(there.spec), read(course(training(), action).spec), part);
    const kept = withDataset(course(training(), action).spec, "blobs", catalogue);
    if (part !== "rates") assert.ok(!changedParts(kept, there.spec).includes(part));
    const on = reduce(there, { kind: "dataset", name: "moons" }).spec;
    assert.equal(read(on), read(there.spec), `${part} stays set`);
    assert.deepEqual(rates(on)[0], 0.2, "the others go on to suit their data");
    if (part !== "epochs") assert.equal(on.epochs, 200);
  }
});

test("a story or a link that is loaded counts as given, not as set by somebody", () => {
  const own = training({ network: { layers: [2, 3, 1] }, epochs: 9 });
  const state = { spec: own, display: plain(), viewState: PLAIN, story: "", pins: [] };
  const loaded = course(training(), { kind: "load", state });
  assert.deepEqual(loaded.spec, own);
  const { spec } = reduce(loaded, { kind: "dataset", name: "blobs" });
  assert.deepEqual([spec.epochs, spec.network.layers.length], [200, 4]);
});

test("several runs of an optimizer keep their ratio, and names with a rate lose it", () => {
  const runs = [
    { optimizer: "gd", hyperparameters: { lr: 0.001 }, label: "Small" },
    { optimizer: "gd", hyperparameters: { lr: 0.01 }, label: "Large" },
    { optimizer: "adam", hyperparameters: { lr: 0.001 }, label: "Adam, lr 0.001" },
  ];
  const { spec } = course(training({ runs }), { kind: "dataset", name: "blobs" });
  assert.deepEqual(rates(spec), [0.2, 2, 0.02]);
  assert.deepEqual(
    spec.runs.map(({ label }) => label),
    ["Small", "Large", "Adam"],
  );
});

test("it is said what data have brought, and mine can be had back", () => {
  const before = training();
  const kept = withDataset(before, "blobs", catalogue);
  const there = course(before, { kind: "dataset", name: "blobs" });
  assert.equal(
    suggestionWords(kept, there.spec, "Blobs"),
    "Network, rates, batch size, epochs and test examples suited to Blobs.",
  );
  const mine = reduce(there, { kind: "conditions", change: kept });
  assert.deepEqual(mine.spec, kept);
  const on = reduce(mine, { kind: "dataset", name: "moons" });
  assert.deepEqual(on.spec.network.layers, kept.network.layers);
  assert.equal(suggestionWords(kept, kept, "Blobs"), "");
});

test("a new run starts at the rate for its data in the network it was tuned in", () => {
  const fits = course(training(), { kind: "dataset", name: "blobs" });
  const added = reduce(fits, { kind: "add", optimizer: "momentum" }).spec;
  assert.equal(rates(added)[2], 0.3);
  const other = reduce(reduce(fits, { kind: "hidden", units: [3] }), {
    ...{ kind: "add", optimizer: "momentum" },
  }).spec;
  assert.equal(rates(other)[2], 0.01);
});
