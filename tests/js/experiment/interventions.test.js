import assert from "node:assert/strict";
import { test } from "node:test";
import {
  withAllTuned,
  withCopy,
  withEqualRates,
  withKnob,
  withTuned,
  withoutRun,
} from "../../../static/js/runs/edits.js";
import { fragmentOf, fromLink } from "../../../static/js/race/link.js";
import { Player } from "../../../static/js/experiment/player.js";
import { rateOf } from "../../../static/js/experiment/rates.js";
import { plain } from "../../../static/js/experiment/run-display.js";
import { PLAIN } from "../../../static/js/race/view-state.js";
import { complete } from "../../../static/js/experiment/spec.js";
import { InterventionMode } from "../../../static/js/experiment/intervention-mode.js";
import {
  knobsAt,
  standingAt,
  told,
  turned,
  within,
  withIntervention,
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

test("a knob holds from its turn to the next, and a link brings all turns back", () => {
  const next = random(9);
  let made = spec;
  /** @type {Map<string, number>} what was turned last at each step */
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
    const told = rateOf(made, run);
    let lr = spec.runs[run].hyperparameters.lr;
    for (let step = 0; step < 100; step += 1) {
      lr = rates.get(`${run} ${step}`) ?? lr;
      assert.equal(knobsAt(made, run, step).lr, lr);
      assert.equal(told(step), lr);
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

test("an edit of the runs as they stand turns numbers from there on and leaves the past alone", () => {
  const before = withIntervention(spec, 1, 20, { lr: 0.5 });
  const standing = standingAt(before, 40);
  assert.equal(standing.runs[1].hyperparameters.lr, 0.5);
  const cut = turned(before, withKnob(standing, 1, "beta", 0.7), 40);
  assert.deepEqual(cut.runs, before.runs);
  assert.deepEqual(cut.interventions, [
    ...before.interventions,
    { step: 40, run: 1, hyperparameters: { beta: 0.7 } },
  ]);
  const form = turned(before, withKnob(standing, 1, "form", "heavy_ball"), 40);
  assert.equal(
    form.runs[1].hyperparameters.form,
    "heavy_ball",
    "a choice cannot be turned on the way",
  );
  assert.deepEqual(form.interventions, before.interventions);
  const equal = turned(before, withEqualRates(standing), 40);
  for (const run of [0, 1, 2]) {
    assert.equal(knobsAt(equal, run, 40).lr, spec.runs[0].hyperparameters.lr);
    for (const step of [0, 19, 39])
      assert.deepEqual(knobsAt(equal, run, step), knobsAt(before, run, step));
  }
  const copied = turned(before, withCopy(standing, 1), 40);
  assert.deepEqual(copied.runs[1], before.runs[1], "the one that was there before is as it was");
  assert.deepEqual(
    copied.interventions.map(({ run }) => run),
    [1, 2],
  );
  assert.deepEqual(turned(before, withoutRun(standing, 1), 40).interventions, []);
});

test("turns go one by one, with the budget, and with what is tuned anew", () => {
  const made = withIntervention(withIntervention(spec, 1, 20, { lr: 0.5 }), 2, 60, { lr: 0.1 });
  assert.deepEqual(withoutIntervention(made, 0).interventions, made.interventions.slice(1));
  assert.deepEqual(within({ ...made, steps: 60 }).interventions, made.interventions.slice(0, 1));
  assert.equal(within(made), made);
  assert.deepEqual(withTuned(made, 2, catalogue).interventions, made.interventions.slice(0, 1));
  assert.deepEqual(withAllTuned(made, catalogue).interventions, []);
  assert.equal(
    told({ step: 1, run: 0, hyperparameters: { lr: 0.00012345, beta1: 0.5 } }),
    "lr 1.234e−4, β₁ 0.5",
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
  let led = false;
  const turning = new InterventionMode(player, () => led);
  const lead = (action) => {
    led = true;
    action();
    led = false;
  };
  lead(() => {
    player.load(100);
    player.arrive(100);
  });
  turning.set(true);
  assert.equal(turning.at, 0, "at the start nothing has been to turn");
  player.seek(42);
  assert.equal(turning.take(false), 42);
  lead(() => player.seek(100));
  assert.deepEqual(
    [turning.take(false), turning.state.step, turning.state.possible],
    [42, 42, true],
  );
  player.seek(50);
  assert.equal(turning.take(true), 42, "the slider is let go");
  assert.equal(turning.at, 50);
  player.seek(100);
  assert.deepEqual([turning.at, turning.state.possible], [0, false]);
  player.seek(30);
  turning.set(false);
  assert.equal(turning.at, 0);
  turning.set(true);
  turning.restart(60);
  assert.equal(turning.at, 60);
  turning.destroy();
  player.seek(10);
  assert.equal(turning.at, 60);
});
