import assert from "node:assert/strict";
import { test } from "node:test";
import {
  withAllTuned,
  withEqualRates,
  withKnobs,
  withRates,
  withTuned,
} from "../../../static/js/experiment/state/edits.js";
import { fragmentOf, fromLink } from "../../../static/js/race/link.js";
import { Player } from "../../../static/js/experiment/player.js";
import { rateOf } from "../../../static/js/experiment/rates.js";
import { plain } from "../../../static/js/experiment/run-display.js";
import { PLAIN } from "../../../static/js/race/view-state.js";
import { complete } from "../../../static/js/experiment/spec.js";
import { InterventionMode } from "../../../static/js/experiment/intervention-mode.js";
import {
  describe,
  knobsAt,
  specAt,
  withIntervention,
  withinBudget,
  withoutIntervention,
} from "../../../static/js/experiment/interventions.js";
import { catalogue, random } from "../samples.js";

const spec = complete(
  {
    surface: "ravine",
    steps: 100,
    runs: [{ optimizer: "gd" }, { optimizer: "momentum" }, { optimizer: "adam" }],
  },
  catalogue,
);

test("a knob holds from one intervention to the next, and a link brings all of them back", () => {
  const next = random(9);
  let made = spec;
  /** @type {Map<string, number>} the last rate at each step */
  const rates = new Map();
  for (let round = 0; round < 60; round += 1) {
    const [run, step, lr] = [
      Math.floor(3 * next()),
      1 + Math.floor(99 * next()),
      Number(next().toFixed(3)),
    ];
    made = withIntervention(made, run, step, { lr });
    rates.set(`${run} ${step}`, lr);
  }
  for (const run of [0, 1, 2]) {
    const rate = rateOf(made, run);
    let lr = spec.runs[run].hyperparameters.lr;
    for (let step = 0; step < 100; step += 1) {
      lr = rates.get(`${run} ${step}`) ?? lr;
      assert.equal(knobsAt(made, run, step).lr, lr);
      assert.equal(rate(step), lr);
    }
  }
  const steps = made.interventions.map(({ step }) => step);
  assert.deepEqual(
    steps,
    steps.toSorted((a, b) => a - b),
  );
  const linked = { spec: made, display: plain(), viewState: PLAIN, story: "" };
  assert.deepEqual(fromLink(`#${fragmentOf(linked)}`, catalogue).spec, made);
  assert.deepEqual(rates.size, made.interventions.length);
});

test("an edit at a step changes numbers from there on and leaves the past alone", () => {
  const before = withIntervention(spec, 1, 20, { lr: 0.5 });
  assert.equal(specAt(before, 40).runs[1].hyperparameters.lr, 0.5);
  const cut = withKnobs(before, 1, { beta: 0.7 }, 40);
  assert.deepEqual(cut.runs, before.runs);
  assert.deepEqual(cut.interventions, [
    ...before.interventions,
    { step: 40, run: 1, hyperparameters: { beta: 0.7 } },
  ]);
  const form = withKnobs(before, 1, { form: "heavy_ball" }, 40);
  assert.equal(
    form.runs[1].hyperparameters.form,
    "heavy_ball",
    "a choice holds for the whole race",
  );
  assert.deepEqual(form.interventions, before.interventions);
  const same = withKnobs(before, 1, { lr: 0.5 }, 40);
  assert.deepEqual(same.interventions, before.interventions, "a knob at its value stays as it is");
  const equal = withEqualRates(before, 40);
  for (const run of [0, 1, 2]) {
    assert.equal(knobsAt(equal, run, 40).lr, spec.runs[0].hyperparameters.lr);
    for (const step of [0, 19, 39])
      assert.deepEqual(knobsAt(equal, run, step), knobsAt(before, run, step));
  }
  const found = withRates(before, [[2, 0.03]], 40);
  assert.deepEqual(found.runs, before.runs);
  assert.equal(knobsAt(found, 2, 40).lr, 0.03);
  const tuned = withAllTuned(before, catalogue, 40);
  for (const [run, { optimizer }] of spec.runs.entries()) {
    assert.deepEqual(knobsAt(tuned, run, 40), catalogue.tuned(optimizer, spec));
    assert.deepEqual(knobsAt(tuned, run, 39), knobsAt(before, run, 39));
  }
});

test("interventions go one by one, with the budget, and with what is tuned anew", () => {
  const made = withIntervention(withIntervention(spec, 1, 20, { lr: 0.5 }), 2, 60, { lr: 0.1 });
  assert.deepEqual(withoutIntervention(made, 0).interventions, made.interventions.slice(1));
  assert.deepEqual(
    withinBudget({ ...made, steps: 60 }).interventions,
    made.interventions.slice(0, 1),
  );
  assert.equal(withinBudget(made), made);
  assert.deepEqual(withTuned(made, 2, catalogue).interventions, made.interventions.slice(0, 1));
  assert.deepEqual(withAllTuned(made, catalogue).interventions, []);
  assert.equal(
    describe({ step: 1, run: 0, hyperparameters: { lr: 0.00012345, beta1: 0.5 } }),
    "η 1.234e−4, β₁ 0.5",
  );
});

test("links with interventions that make no sense are refused", () => {
  for (const interventions of [
    "7",
    "!(7)",
    "!((step:1,run:3,hyperparameters:(lr:1)))",
    "!((step:-1,run:0,hyperparameters:(lr:1)))",
    "!((step:1,run:0))",
  ])
    assert.throws(
      () =>
        fromLink(
          `#surface=ravine&runs=!((optimizer:gd))&interventions=${interventions}`,
          catalogue,
        ),
      /interventions must be/,
    );
});

test("knobs turn from the step that somebody went to, which stays while a slider moves", () => {
  const player = new Player();
  const mode = new InterventionMode(player);
  player.lead(() => {
    player.load(100);
    player.arrive(100);
  });
  mode.set(true);
  assert.equal(mode.at, 0, "at the start nothing has been to turn");
  player.seek(42);
  assert.equal(mode.take(false), 42);
  player.lead(() => player.seek(100));
  assert.deepEqual([mode.take(false), mode.state.step, mode.state.possible], [42, 42, true]);
  player.seek(50);
  assert.equal(mode.take(true), 42, "the slider is let go");
  assert.equal(mode.at, 50);
  player.seek(100);
  assert.deepEqual([mode.at, mode.state.possible], [0, false]);
  player.seek(30);
  mode.set(false);
  assert.equal(mode.at, 0);
  mode.set(true);
  mode.restart(60);
  assert.equal(mode.at, 60);
  mode.destroy();
  player.seek(10);
  assert.equal(mode.at, 60);
});
