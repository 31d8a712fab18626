import assert from "node:assert/strict";
import { test } from "node:test";
import { knobsAt } from "../../../static/js/experiment/interventions.js";
import { stepAt, timeOf } from "../../../static/js/experiment/state/kind.js";
import {
  changesRuns,
  createReducer,
  isSettled,
} from "../../../static/js/experiment/state/page-state.js";
import { createStore } from "../../../static/js/experiment/state/store.js";
import { raceKind } from "../../../static/js/race/race-kind.js";
import { MOST } from "../../../static/js/train/pins.js";
import { trainingKind } from "../../../static/js/train/training-kind.js";
import { catalogue, random } from "../samples.js";
import { catalogue as trained } from "../training-samples.js";

const state = (kind, given) => ({
  spec: kind.complete(given, kind === race ? catalogue : trained),
  display: { hidden: [], inks: [] },
  viewState: kind.viewState,
  story: "",
  pins: [],
});
const race = raceKind(catalogue);
const training = trainingKind(trained);
const runs = [{ optimizer: "gd" }, { optimizer: "momentum" }, { optimizer: "adam" }];
const first = state(race, { surface: "ravine", steps: 100, runs });
const learner = state(training, { dataset: "moons", network: { layers: [2, 3, 1] }, runs });
const reduce = createReducer(catalogue, race);
const train = createReducer(trained, training);

/** One action of each kind that a page dispatches, for a state of three runs. */
const COMMON = [
  { kind: "knob", run: 1, name: "beta", value: 0.5, settled: false },
  { kind: "knob", run: 1, name: "form", value: "heavy_ball" },
  { kind: "knob", run: 0, name: "lr", value: 0.03, step: 40 },
  { kind: "schedule", run: 2, schedule: { name: "cosine", total: 100 }, settled: true },
  { kind: "add", optimizer: "momentum" },
  { kind: "remove", run: 1 },
  { kind: "duplicate", run: 0 },
  { kind: "reset", run: 0 },
  { kind: "rename", run: 2, label: "Mine" },
  { kind: "rates", rates: [[0, 0.02]] },
  { kind: "equal-rates" },
  { kind: "all-tuned" },
  { kind: "display", run: 2, change: { hidden: true } },
  { kind: "display", run: 1, change: { ink: "purple" } },
  { kind: "view", change: { measure: "rate" } },
];
const RACE = [
  { kind: "surface", name: "saddle" },
  { kind: "parameter", name: "kappa", value: 7, settled: false },
  { kind: "start", point: [1, 2], which: 0, settled: false },
  { kind: "start", point: [1, 2], which: "more" },
  { kind: "starts", points: [[1, 2]] },
  { kind: "conditions", change: { steps: 30 } },
  { kind: "load", state: first },
  { kind: "learned" },
];
const TRAIN = [
  { kind: "dataset", name: "blobs" },
  { kind: "dataset-knob", name: "noise", value: 0.3, settled: false },
  { kind: "network", change: { activation: "tanh" } },
  { kind: "hidden", units: [5, 5] },
  { kind: "seeds", count: 3 },
  { kind: "first-seed", seed: 9 },
  { kind: "conditions", change: { batch_size: 1 } },
  { kind: "pin" },
  { kind: "unpin", index: 0 },
  { kind: "learned", ends: { features: 2, outputs: 4 } },
  { kind: "load", state: learner },
];

test("any course of actions is plain data, played again from JSON and pure", () => {
  const next = random(5);
  const pick = (list) => list[Math.floor(list.length * next())];
  for (const [start, step, actions] of [
    [first, reduce, [...COMMON, ...RACE]],
    [learner, train, [...COMMON, ...TRAIN]],
  ])
    for (let round = 0; round < 60; round += 1) {
      const course = [];
      let now = start;
      for (let turn = 0; turn < 8; turn += 1) {
        const action = pick(actions);
        // The last action of a run may have taken it away.
        if (changesRuns(action) && now.spec.runs.length < 3) continue;
        if (action.name && action.run === 1 && now.spec.runs[1].optimizer !== "momentum") continue;
        const before = JSON.stringify(now);
        const after = step(now, action);
        assert.equal(JSON.stringify(now), before, `${action.kind} leaves the state before alone`);
        course.push(action);
        now = after;
      }
      const again = JSON.parse(JSON.stringify(course)).reduce(
        step,
        JSON.parse(JSON.stringify(start)),
      );
      assert.deepEqual(again, now);
    }
});

test("every action of a page is in the list above", () => {
  const seen = (actions) => new Set(actions.map(({ kind }) => kind));
  const own = (kind) => Object.keys(kind.reducers);
  assert.deepEqual(
    [...own(race)].filter((kind) => !seen(RACE).has(kind)),
    ["formula"],
  );
  assert.deepEqual(
    [...own(training)].filter((kind) => !seen(TRAIN).has(kind)),
    [],
  );
  assert.throws(() => reduce(first, { kind: "constructor" }), /no action “constructor”/);
  assert.throws(() => reduce(first, { kind: "pin" }), /no action “pin”/);
});

test("the same knob is an intervention where it comes with a step", () => {
  const whole = reduce(first, { kind: "knob", run: 0, name: "lr", value: 0.5 });
  assert.equal(whole.spec.runs[0].hyperparameters.lr, 0.5);
  assert.deepEqual(whole.spec.interventions, []);
  const later = reduce(first, { kind: "knob", run: 0, name: "lr", value: 0.5, step: 42 });
  assert.deepEqual(later.spec.runs, first.spec.runs);
  assert.deepEqual(later.spec.interventions, [{ step: 42, run: 0, hyperparameters: { lr: 0.5 } }]);
  const back = reduce(later, { kind: "unintervene", index: 0 });
  assert.deepEqual(back.spec, first.spec);
});

test("what has no numbers holds for the whole race, at whatever step it is done", () => {
  const before = reduce(first, { kind: "knob", run: 1, name: "lr", value: 0.5, step: 20 });
  const named = reduce(before, { kind: "rename", run: 1, label: "Mine", step: 40 });
  assert.deepEqual(named.spec.runs[1].hyperparameters, first.spec.runs[1].hyperparameters);
  const twice = reduce(before, { kind: "duplicate", run: 1, step: 40 });
  const [original, copy] = twice.spec.runs.slice(1, 3);
  assert.deepEqual(copy.hyperparameters, original.hyperparameters);
  for (const step of [0, 19, 20, 99])
    assert.deepEqual(knobsAt(twice.spec, 2, step), knobsAt(before.spec, 1, step));
});

test("the display follows its runs, and a run that is added is shown", () => {
  const colored = [
    { kind: "display", run: 2, change: { hidden: true, ink: "sky" } },
    { kind: "duplicate", run: 0 },
    { kind: "remove", run: 2 },
    { kind: "add", optimizer: "gd" },
  ].reduce(reduce, first);
  assert.deepEqual(
    colored.spec.runs.map(({ optimizer }) => optimizer),
    ["gd", "gd", "adam", "gd"],
  );
  assert.deepEqual(colored.display, { hidden: [2], inks: [null, null, "sky"] });
});

test("the box belongs to the surface, and interventions to the budget", () => {
  const box = [
    [0, 1],
    [0, 1],
  ];
  const zoomed = reduce(first, { kind: "view", change: { box, plane: "space" } });
  const steeper = reduce(zoomed, { kind: "parameter", name: "kappa", value: 3 });
  assert.deepEqual(steeper.viewState, zoomed.viewState);
  const moved = reduce(zoomed, { kind: "surface", name: "saddle" });
  assert.deepEqual(moved.viewState, { ...zoomed.viewState, box: null });
  const late = reduce(first, { kind: "knob", run: 0, name: "lr", value: 1, step: 60 });
  assert.equal(
    reduce(late, { kind: "conditions", change: { steps: 50 } }).spec.interventions.length,
    0,
  );
});

test("pins are the trainings as they were, four at most", () => {
  let now = learner;
  for (let epochs = 1; epochs <= MOST + 2; epochs += 1)
    now = [{ kind: "conditions", change: { epochs } }, { kind: "pin" }].reduce(train, now);
  const epochs = ({ pins }) => pins.map((pin) => pin.epochs);
  assert.deepEqual(epochs(now), [3, 4, 5, 6]);
  assert.deepEqual(epochs(train(now, { kind: "unpin", index: 1 })), [3, 5, 6]);
});

test("a time is the step at which its epoch begins, the last one at most", () => {
  const { spec } = train(learner, { kind: "conditions", change: { epochs: 10, batch_size: 100 } });
  const batches = training.batches(spec);
  assert.ok(batches > 1);
  for (const epoch of [0, 1, 9]) {
    assert.equal(stepAt(training, spec, epoch), epoch * batches);
    assert.equal(timeOf(training, spec, epoch * batches), epoch);
  }
  assert.equal(stepAt(training, spec, 99), 10 * batches - 1);
  assert.deepEqual([stepAt(race, first.spec, 42), timeOf(race, first.spec, 42)], [42, 42]);
  assert.equal(stepAt(race, first.spec, 500), 99);
});

test("everybody hears of every action in its order, with what came before and after", () => {
  const store = createStore(0, (sum, { add }) => sum + add);
  const heard = [];
  store.subscribe((action) => {
    // A view that is brought somewhere says so while others still hear of what brought it there.
    if (action.add === 1) store.dispatch({ add: 10 });
  });
  const leave = store.subscribe(({ add }, after, before) => heard.push([add, before, after]));
  store.dispatch({ add: 1 });
  assert.deepEqual(heard, [
    [1, 0, 1],
    [10, 1, 11],
  ]);
  assert.equal(store.state, 11);
  leave();
  store.dispatch({ add: 5 });
  assert.equal(heard.length, 2);
});

test("what follows from an action is done before anybody hears, and errors change nothing", () => {
  const even = createStore(
    0,
    (sum, { add }) => {
      if (Number.isNaN(add)) throw new RangeError("no number");
      return sum + add;
    },
    (sum) => (sum % 2 ? { add: 1 } : null),
  );
  const heard = [];
  even.subscribe((action, after) => heard.push([action.add, after]));
  even.dispatch({ add: 3 });
  assert.throws(() => even.dispatch({ add: NaN }), RangeError);
  even.dispatch({ add: 2 });
  assert.deepEqual(heard, [
    [3, 4],
    [2, 6],
  ]);
});

test("a slider that still moves makes previews", () => {
  assert.ok(isSettled({ kind: "knob" }));
  assert.ok(!isSettled({ kind: "knob", settled: false }));
  assert.ok(changesRuns({ kind: "knob" }) && !changesRuns({ kind: "display" }));
});
