import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../../static/js/experiment/player.js";

const ready = (options) => {
  const player = new Player(options);
  player.load(120);
  player.arrive(120);
  return player;
};
const run = (player, milliseconds, from = 0) => {
  for (let now = from; now <= from + milliseconds; now += 20) player.tick(now);
};

test("thirty steps take a second", () => {
  const player = ready({ speed: 30 });
  player.play();
  run(player, 1000);
  assert.equal(player.moment.step, 30);
});

test("it never shows what has not arrived, and waits for it", () => {
  const player = ready();
  player.load(120);
  player.arrive(5);
  player.play();
  run(player, 2000);
  assert.equal(player.moment.step, 5);
  assert.ok(player.moment.playing);
});

test("at the end it pauses, and playing again starts over", () => {
  const player = ready({ speed: 300 });
  player.play();
  run(player, 1000);
  assert.deepEqual([player.moment.step, player.moment.playing], [120, false]);
  player.play();
  assert.deepEqual([player.moment.step, player.moment.playing], [0, true]);
});

test("a stall does not make it jump", () => {
  const player = ready({ speed: 30 });
  player.play();
  player.tick(0);
  player.tick(60_000);
  assert.equal(player.moment.step, 3);
});

test("infinite speed shows everything at once", () => {
  const player = ready({ speed: Infinity });
  player.play();
  player.tick(0);
  assert.deepEqual([player.moment.step, player.moment.playing], [120, false]);
});

test("nudging pauses and stays within the race", () => {
  const player = ready();
  player.play();
  player.nudge(3);
  assert.deepEqual([player.moment.step, player.moment.playing], [3, false]);
  player.nudge(-Infinity);
  assert.equal(player.moment.step, 0);
  player.nudge(Infinity);
  assert.equal(player.moment.step, 120);
});

test("after scrubbing, the clock goes on from there", () => {
  const player = ready({ speed: 10 });
  player.play();
  run(player, 500);
  player.seek(50);
  run(player, 1000, 500);
  assert.equal(player.moment.step, 60);
});

test("listeners hear of changes only, until they leave", () => {
  const player = ready();
  const heard = [];
  const leave = player.subscribe(({ step }) => heard.push(step));
  player.seek(4);
  player.seek(4);
  leave();
  player.seek(5);
  assert.deepEqual(heard, [4]);
});

test("where nothing more will come, it pauses at what is here, and plays that again", () => {
  const player = new Player({ speed: 300 });
  player.load(120);
  player.arrive(40);
  player.play();
  run(player, 1000);
  assert.deepEqual([player.moment.step, player.moment.playing], [40, true]);
  player.close();
  run(player, 100, 2000);
  assert.equal(player.moment.playing, false);
  player.play();
  assert.deepEqual([player.moment.step, player.moment.playing], [0, true]);
  player.load(120);
  player.arrive(10);
  player.play();
  run(player, 1000);
  assert.equal(player.moment.playing, true, "of another more will come");
});
