import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createChanges } from "../../../static/js/experiment/state/changes.js";
import {
  PLAYING,
  linkedMoment,
  readMoment,
  speedOf,
} from "../../../static/js/experiment/state/moment.js";
import { createReducer } from "../../../static/js/experiment/state/page-state.js";
import { createStore } from "../../../static/js/experiment/state/store.js";
import { MOST, TOGETHER, alike } from "../../../static/js/experiment/state/undo.js";
import * as races from "../../../static/js/race/link.js";
import { raceKind } from "../../../static/js/race/race-kind.js";
import * as trainings from "../../../static/js/train/link.js";
import { trainingKind } from "../../../static/js/train/training-kind.js";
import { catalogue, random } from "../samples.js";
import { catalogue as trained } from "../training-samples.js";

const race = raceKind(catalogue);
const training = trainingKind(trained);
const runs = [{ optimizer: "gd" }, { optimizer: "momentum" }, { optimizer: "adam" }];

/** A page without a page: its store, what can be undone, and a clock turned by hand. */
function page(kind = race, lists = catalogue, given = { surface: "ravine", steps: 100, runs }) {
  const initial = {
    spec: kind.complete(given, lists),
    display: { hidden: [], inks: [] },
    viewState: kind.viewState,
    story: "",
    pins: [],
  };
  const store = createStore(initial, createReducer(lists, kind));
  const clock = { now: 0 };
  const changes = createChanges(store, kind.words, () => clock.now);
  /** Each a while after the one before. */
  const act = (...actions) => {
    for (const action of actions) {
      clock.now += 2 * TOGETHER;
      store.dispatch(action);
    }
  };
  return { store, clock, changes, act, initial };
}
const rate = (value, more = {}) => ({ kind: "knob", run: 0, name: "lr", value, ...more });
const rateOf = ({ store }) => store.state.spec.runs[0].hyperparameters.lr;

test("the last change is taken back first, and done again last", () => {
  const here = page();
  here.act(rate(0.5), { kind: "remove", run: 2 }, { kind: "surface", name: "saddle" });
  const states = [here.store.state];
  assert.equal(here.changes.undoable, "surface Saddle");
  assert.equal(here.changes.redoable, null);
  for (const words of ["surface Saddle", "Adam removed", "learning rate of GD 0.5"]) {
    assert.equal(here.changes.undo(), words);
    states.push(here.store.state);
  }
  assert.ok(alike(here.store.state, here.initial));
  assert.equal(here.changes.undo(), null);
  for (const state of states.slice(0, 3).reverse()) {
    assert.ok(here.changes.redo());
    assert.ok(alike(here.store.state, state));
  }
  assert.equal(here.changes.redo(), null);
});

test("a change after undoing ends what could be redone", () => {
  const here = page();
  here.act(rate(0.5), rate(0.6));
  here.changes.undo();
  here.act(rate(0.7));
  assert.equal(here.changes.redo(), null);
  here.changes.undo();
  assert.equal(rateOf(here), 0.5);
});

test("one knob in quick succession is one change, another knob or a while later another", () => {
  const here = page();
  here.act(rate(0.2));
  for (const value of [0.3, 0.4, 0.5]) {
    here.clock.now += TOGETHER - 1;
    here.store.dispatch(rate(value));
  }
  assert.equal(here.changes.number, 1);
  here.store.dispatch({ kind: "knob", run: 1, name: "lr", value: 0.07 });
  assert.equal(here.changes.number, 2);
  here.act(rate(0.6));
  here.changes.undo();
  assert.equal(rateOf(here), 0.5);
  assert.equal(here.changes.undo(), "learning rate of Momentum 0.07");
  assert.equal(here.changes.undo(), "learning rate of GD 0.5");
  assert.ok(alike(here.store.state, here.initial));
  assert.equal(here.changes.undo(), null);
});

test("runs that are added in quick succession are each a change", () => {
  const here = page();
  for (let i = 0; i < 3; i += 1) here.store.dispatch({ kind: "add", optimizer: "gd" });
  here.changes.undo();
  assert.equal(here.store.state.spec.runs.length, 5);
});

test("previews are no changes, and nothing is left of them", () => {
  const here = page();
  here.act(rate(0.2, { settled: false }), rate(0.3, { settled: false }), rate(0.4));
  assert.equal(here.changes.undo(), "learning rate of GD 0.4");
  assert.ok(alike(here.store.state, here.initial));
  here.act(rate(0.2, { settled: false }));
  assert.equal(here.changes.undoable, null);
});

test("a slider that comes back to where it was has changed nothing", () => {
  const here = page();
  const before = rateOf(here);
  here.act(rate(0.2, { settled: false }), rate(before));
  assert.equal(here.changes.undoable, null);
  here.store.dispatch(rate(0.3));
  here.store.dispatch(rate(before));
  assert.equal(here.changes.undoable, null);
  assert.ok(!here.changes.take() || alike(here.store.state, here.initial));
});

test("how it is looked at is no change, and stays when another is undone", () => {
  const here = page();
  here.act(rate(0.2), { kind: "view", change: { plane: "space" } });
  assert.equal(here.changes.undo(), "learning rate of GD 0.2");
  assert.equal(here.store.state.viewState.plane, "space");
  assert.equal(here.changes.undo(), null);
  here.act({ kind: "view", change: { panel: "table" } }, rate(0.2));
  here.changes.undo();
  assert.equal(here.store.state.viewState.panel, "table");
});

test("what a change has moved of the view comes back with it", () => {
  const here = page();
  const box = [
    [0, 1],
    [0, 1],
  ];
  here.act({ kind: "view", change: { box } }, { kind: "surface", name: "saddle" });
  here.act({ kind: "view", change: { plane: "space" } });
  assert.equal(here.store.state.viewState.box, null);
  here.changes.undo();
  assert.deepEqual(here.store.state.viewState.box, box);
  assert.equal(here.store.state.viewState.plane, "space");
});

test("what follows by itself belongs to the change it follows from", () => {
  const given = { dataset: "moons", network: { layers: [2, 3, 1] }, runs };
  const here = page(training, trained, given);
  here.act({ kind: "dataset", name: "blobs" });
  here.store.dispatch({ kind: "learned", ends: { features: 2, outputs: 3 } });
  const { layers } = here.store.state.spec.network;
  assert.deepEqual([layers.at(0), layers.at(-1)], [2, 3]);
  const after = here.store.state;
  assert.match(here.changes.undo(), /^data set/);
  assert.ok(alike(here.store.state, here.initial));
  here.changes.redo();
  assert.ok(alike(here.store.state, after));
});

test("an intervention is undone as one, from its step on", () => {
  const here = page();
  const heard = [];
  here.act(rate(0.2, { step: 40 }));
  here.store.subscribe((action) => heard.push([action.kind, action.step]));
  assert.equal(here.changes.undo(), "learning rate of GD 0.2 from step 40 on");
  assert.deepEqual(here.store.state.spec.interventions, []);
  assert.deepEqual(heard, [["restore", 40]]);
});

test("what a page opens with is no change; what somebody loads is", () => {
  const here = page();
  const other = { ...here.initial, spec: { ...here.initial.spec, steps: 7 } };
  here.act({ kind: "load", state: other });
  assert.equal(here.changes.undo(), null);
  here.act({ kind: "load", state: here.initial, words: "preset “Four ways”" });
  assert.equal(here.changes.undo(), "preset “Four ways”");
  assert.equal(here.store.state.spec.steps, 7);
});

test("going back in the browser is undoing where it leads to the same", () => {
  const here = page();
  here.act(rate(0.2), rate(0.3));
  assert.ok(here.changes.take());
  assert.ok(!here.changes.take());
  const [, first] = [here.initial, { ...here.initial }];
  const between = structuredClone(here.store.state);
  between.spec.runs[0].hyperparameters.lr = 0.2;
  here.changes.visit(between);
  assert.equal(here.changes.redoable, "learning rate of GD 0.3");
  assert.ok(!here.changes.take(), "the browser has that place");
  here.changes.visit(first);
  assert.equal(here.changes.undoable, null);
  here.changes.visit(between);
  assert.equal(here.changes.undoable, "learning rate of GD 0.2");
  const elsewhere = { ...here.initial, spec: { ...here.initial.spec, steps: 7 } };
  here.changes.visit(elsewhere);
  assert.equal(here.changes.undo(), "another link");
  assert.equal(rateOf(here), 0.2);
});

test("every action of a page can be told", () => {
  for (const kind of [race, training])
    assert.deepEqual(
      Object.keys(kind.reducers).filter((name) => name !== "learned" && !(name in kind.words)),
      [],
    );
});

test("the oldest of very many changes are forgotten", () => {
  const here = page();
  for (let i = 1; i <= MOST + 20; i += 1) here.act(rate(i / 1000));
  let count = 0;
  while (here.changes.undo()) count += 1;
  assert.equal(count, MOST);
  assert.equal(rateOf(here), 0.02);
});

test("undoing all of any course leads to its start, redoing all to its end", () => {
  const next = random(7);
  const actions = [
    ...[0.1, 0.2, 0.3].map((value) => rate(value)),
    rate(0.9, { settled: false }),
    { kind: "add", optimizer: "momentum" },
    { kind: "duplicate", run: 0 },
    { kind: "display", run: 0, change: { hidden: true } },
    { kind: "display", run: 0, change: { ink: "purple" } },
    { kind: "surface", name: "saddle" },
    { kind: "surface", name: "ravine" },
    { kind: "start", point: [1, 2], which: 0 },
    { kind: "conditions", change: { steps: 30 } },
    { kind: "equal-rates" },
    { kind: "view", change: { plane: "basins" } },
  ];
  for (let round = 0; round < 40; round += 1) {
    const here = page();
    for (let turn = 0; turn < 12; turn += 1) {
      here.clock.now += next() * 2 * TOGETHER;
      here.store.dispatch(actions[Math.floor(next() * actions.length)]);
    }
    // A preview that nobody has settled is nothing to come back to.
    here.act({ kind: "conditions", change: { seed: 3 } });
    const end = here.store.state;
    const words = [];
    for (let said = here.changes.undo(); said !== null; said = here.changes.undo())
      words.push(said);
    assert.ok(alike(here.store.state, here.initial));
    for (const said of words.reverse()) assert.equal(here.changes.redo(), said);
    assert.ok(alike(here.store.state, end));
  }
});

const { moments } = JSON.parse(
  readFileSync(new URL("../golden-links.json", import.meta.url), "utf8"),
);
const PAGES = { race: [races, catalogue], train: [trainings, trained] };
for (const { about, page: name, link, canonical, moment } of moments)
  test(`a link of the page ${name} stays good: ${about}`, () => {
    const [{ fragmentOf, fromLink }, lists] = PAGES[name];
    const read = fromLink(`#${link}`, lists);
    assert.deepEqual(read.moment ?? null, moment);
    assert.equal(fragmentOf(read, lists), canonical);
    assert.deepEqual(fromLink(`#${canonical}`, lists), read);
  });

test("any moment comes back from its link", () => {
  const next = random(3);
  const state = races.fromLink("#surface=ravine&runs=!((optimizer:gd))", catalogue);
  for (let round = 0; round < 200; round += 1) {
    const length = Math.floor(next() * 1000);
    const step = Math.floor(next() * (length + 1));
    const speed = [1, 30, 0.5, 1000, Infinity][Math.floor(next() * 5)];
    const [playing, loop] = [next() < 0.5, next() < 0.5];
    const moment = linkedMoment({ step, length, available: length, playing, speed, loop }, 30);
    const read = races.fromLink(`#${races.fragmentOf({ ...state, moment }, catalogue)}`, catalogue);
    assert.deepEqual(read.moment ?? PLAYING, moment);
    assert.equal(read.moment?.at ?? null, playing || step === length ? null : step);
    assert.equal(speedOf(read.moment ?? PLAYING) ?? 30, speed);
  }
});

test("what makes no sense as a moment is left out", () => {
  for (const at of [-1, 1.5, "7", null, NaN]) assert.equal(readMoment({ at }).at, null);
  for (const speed of [0, -3, "fast", 1e9, NaN]) assert.equal(readMoment({ speed }).speed, null);
  assert.deepEqual(readMoment("!"), PLAYING);
  assert.deepEqual(readMoment({ at: 7, loop: 3, more: 1 }), { ...PLAYING, at: 7 });
});

test("an experiment that a server knows is opened as it is, a map as its race", () => {
  const given = { kind: "descent", surface: "saddle", steps: 7, runs: [{ optimizer: "gd" }] };
  assert.equal(races.fromSpec(given, catalogue).spec.steps, 7);
  const view = [
    [-1, 2],
    [-1, 1],
  ];
  const map = {
    ...{ kind: "basin", surface: { name: "saddle", parameters: {} }, view, nx: 64, ny: 64 },
    ...{ steps: 300, seed: 0, gradient_noise: 0, tolerance: 1e-6 },
    run: { optimizer: "gd", hyperparameters: { lr: 0.2 }, schedule: { name: "constant" } },
  };
  const { spec, viewState } = races.fromSpec(map, catalogue);
  assert.deepEqual([viewState.plane, viewState.side, viewState.map], ["basins", 64, 0]);
  assert.deepEqual(viewState.box, view);
  assert.equal(spec.runs[0].hyperparameters.lr, 0.2);
  assert.throws(() => races.fromSpec({ kind: "training", runs: [] }, catalogue));
});
