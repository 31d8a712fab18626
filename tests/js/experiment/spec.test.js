import assert from "node:assert/strict";
import { test } from "node:test";
import { withKnobs, withRun, withoutRun } from "../../../static/js/experiment/state/edits.js";
import { conditions, settings } from "../../../static/js/experiment/ledger.js";
import {
  complete,
  starts,
  withParameter,
  withSurface,
} from "../../../static/js/experiment/spec.js";
import { catalogue } from "../samples.js";

const race = (more = {}) =>
  complete(
    {
      surface: "ravine",
      runs: [{ optimizer: "gd", hyperparameters: { lr: 0.08 } }, { optimizer: "momentum" }],
      ...more,
    },
    catalogue,
  );

test("gaps are filled from the catalogue", () => {
  assert.deepEqual(race(), {
    kind: "descent",
    surface: { name: "ravine", parameters: { kappa: 20 } },
    start: [-4.2, 1.6],
    steps: 120,
    seed: 0,
    gradient_noise: 0,
    tolerances: { grad_norm: null, cost: null },
    runs: [
      {
        optimizer: "gd",
        hyperparameters: { lr: 0.08 },
        schedule: { name: "constant" },
        label: "GD",
      },
      {
        optimizer: "momentum",
        hyperparameters: { lr: 0.1, beta: 0.9, form: "averaging" },
        schedule: { name: "constant" },
        label: "Momentum",
      },
    ],
    interventions: [],
  });
});

test("changes leave the spec they start from alone", () => {
  const spec = Object.freeze(race());
  assert.equal(withKnobs(spec, 1, { beta: 0.5 }).runs[1].hyperparameters.beta, 0.5);
  assert.equal(withParameter(spec, "kappa", 3).surface.parameters.kappa, 3);
  assert.deepEqual(spec, race());
});

test("another surface brings its own start, budget and tuned rates", () => {
  const there = withSurface(race(), "saddle", catalogue);
  assert.deepEqual(
    [there.start, there.steps, there.runs[0].hyperparameters.lr],
    [[-1.8, 0.01], 60, 0.1],
  );
  const back = withSurface(there, "ravine", catalogue);
  assert.deepEqual(
    [back.start, back.steps, back.runs[0].hyperparameters.lr],
    [[-4.2, 1.6], 120, 0.08],
  );
});

test("a run that is added is tuned and has a label of its own", () => {
  const spec = withRun(race(), "gd", catalogue);
  assert.deepEqual([spec.runs[2].label, spec.runs[2].hyperparameters], ["GD 2", { lr: 0.08 }]);
  assert.deepEqual(catalogue.tuned("adam", { surface: "ravine" }), { lr: 0.4 });
});

test("interventions follow their run when another is removed", () => {
  const turns = [0, 1].map((run) => ({ step: 5, run, hyperparameters: { lr: 0.01 } }));
  assert.deepEqual(withoutRun(race({ interventions: turns }), 0).interventions, [
    { ...turns[1], run: 0 },
  ]);
});

test("one start or several", () => {
  assert.deepEqual(starts(race()), [[-4.2, 1.6]]);
  assert.deepEqual(
    starts(
      race({
        start: [
          [0, 1],
          [2, 3],
        ],
      }),
    ),
    [
      [0, 1],
      [2, 3],
    ],
  );
});

test("the ledger tells the conditions of this very spec", () => {
  assert.equal(
    conditions(race(), catalogue).join(" · "),
    "Same start (−4.2, 1.6) · 120 steps · 1 gradient a step · no noise · " +
      "Momentum in averaging form",
  );
  const told = conditions(
    race({
      start: [
        [0, 1],
        [2, 3],
      ],
      steps: 1,
      gradient_noise: 0.5,
      seed: 7,
      tolerances: { grad_norm: 1e-6, step: 1e-3 },
      runs: [
        { optimizer: "newton" },
        {
          optimizer: "momentum",
          hyperparameters: { form: "heavy_ball" },
          schedule: { name: "inverse_sqrt" },
        },
      ],
    }),
    catalogue,
  );
  assert.deepEqual(told, [
    "Same 2 starts",
    "1 step",
    "1 gradient a step, and 1 Hessian for Newton",
    "same gradient noise σ 0.5, seed 7",
    "stops at gradient norm 1e−6",
    "stops at steps of length 0.001",
    "Momentum in heavy-ball form",
    "Momentum with inverse sqrt schedule",
  ]);
});

test("a run names what differs from the defaults", () => {
  const spec = withKnobs(race(), 1, { beta: 0.5, form: "heavy_ball" });
  assert.equal(settings(spec.runs[0], catalogue), "");
  assert.equal(settings(spec.runs[1], catalogue), "β 0.5 · form heavy ball");
});
