import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "../../../static/js/experiment/catalogue.js";
import {
  firstRate,
  nameComplaint,
  withAllTuned,
  withCopy,
  withEqualRates,
  withLabel,
  withRates,
  withSchedule,
} from "../../../static/js/experiment/state/edits.js";
import { styled } from "../../../static/js/plot/palette.js";
import {
  displayed,
  fromFields,
  inserted,
  plain,
  removed,
  toFields,
} from "../../../static/js/experiment/run-display.js";
import { fresh, readTable, writeTable } from "../../../static/js/runs/schedules.js";
import { complete, onTyped } from "../../../static/js/experiment/spec.js";
import { basisOf, stripOf } from "../../../static/js/runs/sweeps.js";
import { createTuner } from "../../../static/js/runs/tuner.js";
import { catalogue } from "../samples.js";

const spec = complete(
  {
    surface: "ravine",
    runs: [
      { optimizer: "gd", hyperparameters: { lr: 0.05 } },
      { optimizer: "adam", hyperparameters: { lr: 0.2 } },
    ],
    interventions: [{ step: 5, run: 1, hyperparameters: { lr: 0.01 } }],
  },
  catalogue,
);
const labels = ({ runs }) => runs.map(({ label }) => label);
const rates = ({ runs }) => runs.map(({ hyperparameters }) => hyperparameters.lr);

test("a copy stands beside its run, is called otherwise and has its interventions", () => {
  const [first] = labels(spec);
  const twice = withCopy(withCopy(spec, 0), 0);
  assert.deepEqual(labels(twice), [first, `${first} 3`, `${first} 2`, spec.runs[1].label]);
  assert.deepEqual(
    twice.interventions.map(({ run }) => run),
    [3],
  );
  assert.deepEqual(
    withCopy(spec, 1).interventions.map(({ run }) => run),
    [1, 2],
  );
  assert.equal(spec.runs.length, 2, "the spec itself stays");
});

test("a name is refused when it is none, too long or another run's", () => {
  const [, other] = labels(spec);
  assert.match(nameComplaint(spec, 0, ""), /needs a name/);
  assert.match(nameComplaint(spec, 0, "x".repeat(61)), /At most 60/);
  assert.match(nameComplaint(spec, 0, other), /Another run/);
  assert.equal(nameComplaint(spec, 0, "<b>Mine</b>"), "");
  assert.equal(withLabel(spec, 0, "Mine").runs[0].label, "Mine");
});

test("rates become equal, the tuned ones, or those that were found", () => {
  assert.equal(firstRate(spec), spec.runs[0]);
  assert.deepEqual(rates(withEqualRates(spec)), [0.05, 0.05]);
  assert.deepEqual(rates(withAllTuned(spec, catalogue)), [0.08, 0.4]);
  assert.deepEqual(rates(withRates(spec, [[1, 0.3]])), [0.05, 0.3]);
});

test("the display follows its runs", () => {
  let display = displayed(plain(), 2, { ink: "purple", hidden: true });
  display = displayed(display, 0, { ink: "sky" });
  assert.deepEqual(display, { hidden: [2], inks: ["sky", null, "purple"] });
  assert.deepEqual(displayed(display, 0, { hidden: true }).hidden, [0, 2]);
  assert.deepEqual(displayed(display, 2, { hidden: false, ink: null }), {
    hidden: [],
    inks: ["sky", null, null],
  });
  display = inserted(display, 1);
  assert.deepEqual(display, { hidden: [3], inks: ["sky", null, null, "purple"] });
  display = removed(display, 0);
  assert.deepEqual(display, { hidden: [2], inks: [null, null, "purple"] });
  assert.deepEqual(fromFields(toFields(display).hide, toFields(display).inks, 3), display);
  assert.deepEqual(fromFields([0, 9, "1"], ["beige", "constructor", "blue", "red"], 3), {
    hidden: [0],
    inks: [null, null, "blue"],
  });
  assert.deepEqual(toFields(plain()), { hide: undefined, inks: undefined });
});

test("a chosen ink changes the color, not the dash nor the marker", () => {
  const usual = styled(spec.runs, []);
  const [, adam] = styled(spec.runs, [null, "purple"]);
  assert.equal(adam.light, "#b0568a");
  assert.deepEqual([adam.dash, adam.marker], [usual[1].dash, usual[1].marker]);
  assert.deepEqual(styled(spec.runs, [null, "constructor"])[1], usual[1]);
});

const schedules = [
  { name: "constant", parameters: [] },
  {
    name: "cosine",
    parameters: [
      { name: "total", suggested: 500 },
      { name: "final", default: 0 },
    ],
  },
  {
    name: "warmup",
    parameters: [
      { name: "steps", suggested: 50 },
      { name: "then", suggested: { name: "constant" } },
    ],
  },
];
const timed = new Catalogue({ surfaces: [], optimizers: [], schedules });

test("a schedule is chosen so that one sees it within the race", () => {
  assert.deepEqual(fresh("constant", timed, 120), { name: "constant" });
  assert.deepEqual(fresh("cosine", timed, 120), { name: "cosine", total: 120, final: 0 });
  assert.deepEqual(fresh("warmup", timed, 120), {
    name: "warmup",
    steps: 20,
    then: { name: "constant" },
  });
  assert.equal(withSchedule(spec, 1, { name: "cosine", total: 9 }).runs[1].schedule.total, 9);
});

test("a table of rates is typed in rows, and refused in words", () => {
  const rows = [
    [0, 1],
    [60, 0.3],
  ];
  assert.deepEqual(readTable("0: 1, 60 0.3"), rows);
  assert.deepEqual(readTable(writeTable(rows)), rows);
  for (const [text, pattern] of [
    ["", /for instance/],
    ["60: 0.3, 20: 0.1", /Row 2 must come after step 60/],
    ["1.5: 2", /Row 1/],
    ["10: -1", /Row 1/],
    ["10: a", /Row 1/],
  ])
    assert.throws(() => readTable(text), pattern);
});

const sweep = {
  run: 0,
  steps: 120,
  rates: [0.001, 0.01, 0.1, 1, 10],
  costs: [8, 4, 1e-9, null, null],
  best: 0.1,
  best_cost: 1e-9,
  good: [0.05, 0.2],
  width: 4,
};

test("a strip spans the rates by their logarithm and hatches what diverges", () => {
  const strip = stripOf(sweep, 0);
  assert.equal(strip.lines.length, 1);
  assert.deepEqual(
    strip.lines[0].map(({ x }) => Number(x.toFixed(9))),
    [0, 0.25, 0.5],
  );
  assert.deepEqual([strip.lines[0][0].y, strip.lines[0][2].y], [1, 0]);
  assert.equal(strip.lost.length, 1);
  assert.ok(Math.abs(strip.lost[0][0] - 0.625) < 1e-9 && strip.lost[0][1] === 1);
  assert.equal(strip.best?.y, 0);
  assert.equal(strip.rateAt(strip.at(0.237)), 0.237);
  assert.equal(strip.rateAt(-1), 0.001);
  assert.equal(strip.rateAt(2), 10);
});

test("a strip stays within bounds whatever the costs are", () => {
  for (const costs of [
    [null, null, null, null, null],
    [1, 1, 1, 1, 1],
    [0, 0, 0, 0, 0],
    [-1, -2, -5, 1e300, null],
    [1e300, 1, 0, null, 2],
  ])
    for (const lowest of [null, 0, -5]) {
      const { lines } = stripOf(
        { ...sweep, costs, best: null, best_cost: null, good: null },
        lowest,
      );
      for (const { x, y } of lines.flat())
        assert.ok(x >= 0 && x <= 1 && y >= -0.01 && y <= 1.2, `${y}`);
    }
});

test("a sweep stays true while nothing but the rate and the names change", () => {
  const ground = basisOf(spec, 0);
  assert.equal(basisOf(withLabel(withEqualRates(spec), 0, "Mine"), 0), ground);
  assert.notEqual(basisOf({ ...spec, steps: 7 }, 0), ground);
  assert.notEqual(basisOf(withSchedule(spec, 0, { name: "cosine", total: 9 }), 0), ground);
  assert.equal(basisOf(withSchedule(spec, 1, { name: "cosine", total: 9 }), 0), ground);
});

test("the tuner asks for one run after the other and drops what is no longer true", async () => {
  let now = spec;
  const asked = [];
  const problems = [];
  const tuner = createTuner({
    sweep: async (_, run) => {
      asked.push(run);
      if (run === 1) now = { ...now, steps: now.steps + 1 };
      return { ...sweep, run, best: 0.1 * (run + 1) };
    },
    current: () => now,
    onChange: () => {},
    onProblem: (run, error) => problems.push([run, error.message]),
  });
  assert.deepEqual(await tuner.tune([0]), [[0, 0.1]]);
  assert.equal(tuner.of(now, 0).sweep?.best, 0.1);
  assert.deepEqual(await tuner.tune([0, 1]), [], "the budget has changed meanwhile");
  assert.deepEqual(asked, [0, 0, 1]);
  assert.equal(tuner.of(now, 0).sweep, null);
  assert.deepEqual(problems, []);
});

test("another formula keeps the start while it is in viewState and brings its own rates", () => {
  const typed = { expression: "x^2 + y^4", view: catalogue.surface("ravine").view, parameters: {} };
  catalogue.learn(typed, { rates: { gd: { lr: 0.003 } }, start: [1, 1], steps: 200 });
  const next = onTyped(spec, typed, catalogue);
  assert.deepEqual(next.start, spec.start);
  assert.equal(next.runs[0].hyperparameters.lr, 0.003);
  assert.equal(next.steps, spec.steps);
  const near = {
    ...typed,
    view: [
      [-2, 2],
      [-2, 2],
    ],
  }; // prettier-ignore
  const closer = onTyped(next, near, catalogue);
  assert.equal(closer.runs[0].hyperparameters.lr, 0.003, "the same formula keeps the rates");
  assert.ok(Math.abs(closer.start[0]) <= 2);
});
