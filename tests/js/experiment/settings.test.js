import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "../../../static/js/experiment/catalogue.js";
import { Settings } from "../../../static/js/experiment/settings.js";
import { complete } from "../../../static/js/experiment/spec.js";
import { plain } from "../../../static/js/experiment/run-display.js";
import { basinSpec } from "../../../static/js/race/basins/basin-spec.js";
import { fragmentOf } from "../../../static/js/train/link.js";
import { ELSEWHERE, rowsOf } from "../../../static/js/train/panels/settings.js";
import { TrainingCatalogue } from "../../../static/js/train/training-catalogue.js";
import { complete as completeTraining } from "../../../static/js/train/training-spec.js";
import { PLAIN } from "../../../static/js/train/view-state.js";
import { complaint, fromNotch, NOTCHES } from "../../../static/js/ui/knobs.js";
import { settings } from "../sample-settings.js";
import { catalogue } from "../samples.js";
import { catalogue as trained, training } from "../training-samples.js";

/** The sample settings with another declaration of one of them. */
const declaring = (kind, name, change) => ({
  ...settings,
  [kind]: settings[kind].map((setting) =>
    setting.name === name ? { ...setting, ...change } : setting,
  ),
});
const races = (declared) =>
  new Catalogue({
    surfaces: [...catalogue.surfaces.values()],
    optimizers: [...catalogue.optimizers.values()],
    settings: declared,
  });
const trainings = (declared) =>
  new TrainingCatalogue({
    optimizers: [...trained.optimizers.values()],
    schedules: [],
    datasets: [...trained.datasets.values()],
    initializers: [...trained.initializers.values()],
    activations: [...trained.activations.values()],
    rates: trained.rates,
    settings: declared,
  });
const RACE = { surface: "ravine", runs: [{ optimizer: "gd" }] };

test("the dialog turns what is declared, as it is declared, and nothing twice", () => {
  const { knobs } = catalogue.settings("descent");
  assert.deepEqual(
    knobs.map(({ name }) => name),
    ["steps", "seed", "gradient_noise"],
  );
  assert.deepEqual(
    trained
      .settings("training")
      .knobs.map(({ name }) => name)
      .filter((name) => !ELSEWHERE.has(name)),
    ["dropout_seed", "shuffle_seed"],
  );
  const more = races({ ...settings, descent: [...settings.descent, settings.training[3]] });
  assert.equal(more.settings("descent").knobs.at(-1).name, "l2");
});

test("the panel's ranges, sliders and help are the declared ones", () => {
  const rows = rowsOf(trained.settings("training"));
  assert.deepEqual(
    rows.map(({ path }) => path),
    ["batch_size", "epochs", "l2", "keep_prob", "network.seed"],
  );
  const changed = { min: 0.2, max: 0.9, slider: [0.4, 0.8], help: "Kept." };
  const other = new Settings(declaring("training", "keep_prob", changed).training);
  const { knob, read, act } = rowsOf(other).find(({ path }) => path === "keep_prob");
  // The setting is the share that is kept, the knob the share that is dropped.
  assert.deepEqual([fromNotch(knob, 0), fromNotch(knob, NOTCHES)], [0.2, 0.6]);
  assert.equal(complaint(knob, 0.85), "At most 0.8.");
  assert.equal(complaint(knob, 0.05), "At least 0.1.");
  assert.equal(read({ keep_prob: 0.7 }), 0.3);
  assert.deepEqual(act(0.3), { kind: "conditions", change: { keep_prob: 0.7 } });
  const batch = { min: 2, slider: [4, 8], help: "Batch." };
  const sized = new Settings(declaring("training", "batch_size", batch).training);
  const { knob: size } = rowsOf(sized)[0];
  assert.deepEqual([fromNotch(size, 0), fromNotch(size, NOTCHES), size.help], [4, 8, "Batch."]);
  const count = rows.at(-1).knob;
  assert.deepEqual([count.min, count.max, count.slider], [1, 16, [1, 16]]);
  assert.equal(complaint(count, 17), "At most 16: each is drawn.");
});

test("a cap of the page's own is told with its reason, in a form and for a link", () => {
  const steps = catalogue.settings("descent").get("steps");
  assert.equal(complaint(steps, 100_001), "At most 100,000: each is drawn.");
  assert.equal(complete({ ...RACE, steps: 100_000 }, catalogue).steps, 100_000);
  assert.throws(() => complete({ ...RACE, steps: 100_001 }, catalogue), {
    message: "steps must be a whole number from 1 to 100,000: each is drawn",
  });
  const lower = races(declaring("descent", "steps", { max: 50, reason: "they are many" }));
  assert.throws(() => complete({ ...RACE, steps: 51 }, lower), /1 to 50: they are many/);
});

test("gaps are filled with the declared defaults, and a field nobody declared is refused", () => {
  const noisy = races(declaring("descent", "gradient_noise", { default: 0.5 }));
  assert.equal(complete(RACE, noisy).gradient_noise, 0.5);
  assert.throws(() => complete({ ...RACE, batch_size: 3 }, catalogue), /no field “batch_size”/);
  const small = trainings(declaring("training", "batch_size", { default: 16 }));
  const given = { dataset: "moons", network: { layers: [2, 1] }, runs: [{ optimizer: "gd" }] };
  assert.equal(completeTraining(given, small).batch_size, 16);
});

test("what is as usual stays out of a training's link", () => {
  const link = (spec, among) =>
    fragmentOf({ spec, display: plain(), viewState: PLAIN, story: "", pins: [] }, among);
  assert.ok(!link(training(), trained).includes("keep_prob"));
  assert.ok(link(training({ keep_prob: 0.5 }), trained).includes("keep_prob=0.5"));
  const other = trainings(declaring("training", "keep_prob", { default: 0.5 }));
  assert.ok(!link(training({ keep_prob: 0.5 }), other).includes("keep_prob"));
  assert.ok(link(training({ keep_prob: 1 }), other).includes("keep_prob=1"));
});

test("a map's budget is bounded as it is declared", () => {
  const spec = complete({ ...RACE, steps: 9000 }, catalogue);
  const rule = { name: "work", help: "", limit: 64 * 64 * 500 };
  const maps = new Settings(declaring("basin", "steps", { rule }).basin);
  assert.equal(basinSpec(spec, 0, 64, [], catalogue.settings("basin")).steps, 9000);
  assert.equal(basinSpec(spec, 0, 64, [], maps).steps, 500);
});
