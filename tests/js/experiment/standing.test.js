import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnnouncer } from "../../../static/js/ui/announcer.js";
import { readFile } from "node:fs/promises";
import { endWords, endings } from "../../../static/js/runs/endings.js";
import { standing, summary } from "../../../static/js/runs/standing.js";
import { trend } from "../../../static/js/runs/trends.js";
import { Player, SPEEDS, nearestSpeed, speedsFor } from "../../../static/js/experiment/player.js";
import { commandFor } from "../../../static/js/ui/shell/shortcuts.js";

const entry = (run, label, cost, status = "running", at = null) => ({
  run,
  start: 0,
  label,
  standing: { row: 40, x: 0, y: 0, cost, gradNorm: 0, distance: null, status, at },
});

test("the race is told best first, with those that are out at the end", () => {
  const told = summary(42, 1200, [
    entry(0, "GD", 3e38, "diverged", 12),
    entry(1, "Adam", 0.25),
    entry(2, "Momentum", 0.125),
    entry(3, "RMSprop", 7),
  ]);
  assert.equal(
    told,
    "Step 42 of 1,200 steps: Momentum leads with cost 0.125, " +
      "before Adam with cost 0.25 and RMSprop with cost 7. GD diverged at step 12.",
  );
});

test("at the end it says so, of one run it makes no race", () => {
  assert.equal(summary(9, 9, [entry(0, "GD", 2)]), "After 9 steps: GD has cost 2.");
  const lost = summary(9, 9, [entry(0, "GD", 9e37, "diverged", 3)]);
  assert.equal(lost, "After 9 steps: nobody is left. GD diverged at step 3.");
  assert.equal(summary(0, 9, [{ ...entry(0, "GD", 2), standing: { row: -1 } }]), "");
});

test("who is level with somebody leads nobody", () => {
  const all = [entry(0, "GD", 2), entry(1, "Adam", 2), entry(2, "Momentum", 2)];
  assert.equal(summary(9, 9, all), "After 9 steps: GD, Adam and Momentum are level with cost 2.");
  assert.equal(
    summary(9, 9, [all[0], entry(1, "Adam", 2.0000001), entry(2, "Momentum", 3)]),
    "After 9 steps: GD and Adam are level with cost 2, before Momentum with cost 3.",
  );
});

test("who left the domain or met a singular Hessian is out, too, and who grows is told", () => {
  const left = entry(0, "GD", -7, "left_domain", 3);
  left.standing.tried = [-1.25, 0];
  assert.equal(
    summary(9, 9, [
      left,
      entry(1, "Newton", -9, "singular", 1),
      entry(2, "Momentum", 3e10, "growing"),
      entry(3, "Adam", 2, "finished"),
    ]),
    "After 9 steps: Adam leads with cost 2, before Momentum with cost 3e10. " +
      "GD left the domain at step 3 (tried (−1.25, 0)). " +
      "Newton stopped at step 1: singular Hessian. Momentum is growing.",
  );
  const starts = [entry(0, "GD", 1), left, entry(0, "GD", 2, "singular", 1)];
  starts.push(entry(0, "GD", 900, "growing"));
  assert.equal(
    summary(9, 9, [...starts, entry(1, "Adam", 7)]),
    "After 9 steps: Adam leads with median cost 7, before GD with median cost 900. " +
      "GD left the domain from 1 of 4 starts. GD met a singular Hessian from 1 of 4 starts. " +
      "GD is growing from 1 of 4 starts.",
  );
});

test("the trends that the engine tells, the page tells, too", async () => {
  const cases = JSON.parse(await readFile(new URL("../../trends.json", import.meta.url), "utf8"));
  assert.ok(cases.length > 9);
  for (const { name, costs, trend: expected } of cases)
    assert.equal(trend(costs.map((cost) => cost ?? NaN)), expected, name);
});

test("a run's standing has its end from the step on at which it ended", () => {
  const track = { end: 3, x: [1, 2, 3], y: [0, 0, 0], cost: [9, 5, 2], grad_norm: [1, 1, 1] };
  const events = [{ entry: 0, run: 0, start: 0, status: "left_domain", step: 3, tried: [-1, 0] }];
  const end = endings(events).get(0);
  assert.deepEqual(end, { status: "left_domain", at: 3, tried: [-1, 0] });
  const seen = (step) => standing(track, step, 9, end, []);
  assert.deepEqual([seen(2).status, seen(2).tried], ["running", null]);
  assert.deepEqual([seen(3).status, seen(3).at, seen(3).tried], ["left_domain", 3, [-1, 0]]);
  assert.equal(endWords(seen(9)), "left the domain at step 3 (tried (−1, 0))");
  assert.equal(endWords(seen(0)), "running");
  assert.equal(endWords({ status: "singular", at: 1, tried: null }), "singular Hessian at step 1");
  assert.equal(endWords({ status: "diverged", at: 1200 }), "diverged at step 1,200");
});

test("a run that used its budget is finished, or growing, and only at its end", () => {
  const row = Float32Array.of(1, 4, 16, 64);
  const track = { end: 4, x: row, y: row, cost: row, grad_norm: row };
  const status = (step) => standing(track, step, 3, undefined, []).status;
  assert.deepEqual([status(2), status(3)], ["running", "growing"]);
  assert.equal(standing({ ...track, end: 3 }, 3, 3, undefined, []).status, "finished");
  assert.equal(
    standing({ ...track, cost: row.slice().reverse() }, 3, 3, undefined, []).status,
    "finished",
  );
});

test("of several starts the median counts", () => {
  const starts = [3, 1, 2].map((cost) => entry(0, "GD", cost));
  const others = [entry(1, "Adam", 5), entry(1, "Adam", 9e37, "diverged", 4), entry(1, "Adam", 4)];
  assert.equal(
    summary(5, 9, [...starts, ...others]),
    "Step 5 of 9 steps: GD leads with median cost 2, before Adam with median cost 5. " +
      "Adam diverged from 1 of 3 starts.",
  );
});

test("nothing is said while it moves, and the last word once it rests", async () => {
  const host = { textContent: "" };
  let now = "old";
  const announcer = createAnnouncer(host, () => now, 5);
  announcer.rest();
  announcer.hush();
  await new Promise((resolve) => setTimeout(resolve, 15));
  assert.equal(host.textContent, "");
  announcer.rest();
  now = "new";
  await new Promise((resolve) => setTimeout(resolve, 15));
  assert.equal(host.textContent, "new");
});

const ready = (speed) => {
  const player = new Player({ speed });
  player.load(120);
  player.arrive(120);
  return player;
};

test("a looping race rests at its end and starts over", () => {
  const player = ready(300);
  player.repeat(true);
  player.play();
  let now = 0;
  const until = (condition) => {
    for (let i = 0; i < 500 && !condition(); i += 1) {
      now += 20;
      player.tick(now);
    }
    return now;
  };
  const ended = until(() => player.moment.step === 120);
  assert.ok(player.moment.playing);
  const again = until(() => player.moment.step < 120);
  assert.ok(again - ended > 1000 && again - ended < 2000);
  until(() => player.moment.step === 60);
  assert.equal(player.moment.step, 60);
  player.repeat(false);
  until(() => !player.moment.playing);
  assert.equal(player.moment.step, 120);
});

test("turning the loop off while it rests ends it", () => {
  const player = ready(Infinity);
  player.repeat(true);
  player.play();
  for (let now = 0; now < 200; now += 20) player.tick(now);
  player.repeat(false);
  player.tick(220);
  assert.deepEqual([player.moment.step, player.moment.playing], [120, false]);
});

test("faster and slower go through the list and stop at its ends", () => {
  const player = ready(30);
  for (const _ of SPEEDS) player.shift(1);
  assert.equal(player.moment.speed, Infinity);
  for (const _ of SPEEDS) player.shift(-1);
  assert.equal(player.moment.speed, 1);
  player.accelerate(40);
  player.shift(1);
  assert.equal(player.moment.speed, 60);
});

test("a slider keeps the keys it needs and leaves the others to the race", () => {
  const commands = Object.fromEntries(
    ["play", "nudge", "first", "last", "toggle", "speed", "loop", "help"].map((name) => [
      name,
      () => name,
    ]),
  );
  const press = (key, control) =>
    commandFor(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
      control,
      commands,
    )?.();
  for (const key of ["ArrowRight", "ArrowLeft", "Home", "End"])
    assert.equal(press(key, "RANGE"), undefined);
  assert.deepEqual(
    ["l", "+", "-", " ", "?", "3"].map((key) => press(key, "RANGE")),
    ["loop", "speed", "speed", "play", "help", "toggle"],
  );
  for (const key of ["l", "+", " ", "?"]) assert.equal(press(key, "INPUT"), undefined);
});

test("speeds are round in what time counts, and the nearest is taken", () => {
  assert.equal(speedsFor(1), SPEEDS);
  assert.equal(speedsFor(25), SPEEDS);
  const eighths = speedsFor(1 / 128);
  for (const speed of eighths.slice(0, -1)) {
    const units = Number((speed / 128).toPrecision(9));
    assert.match(units.toExponential(), /^[125]e/, `${units} a second`);
    assert.ok(speed >= 1 && speed <= 1000);
  }
  assert.equal(eighths.at(-1), Infinity);
  assert.equal(nearestSpeed(eighths, 60), 64);
  assert.equal(nearestSpeed([1, 10, Infinity], 4), 10);
});
