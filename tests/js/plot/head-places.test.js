import assert from "node:assert/strict";
import { test } from "node:test";
import { headPlaces } from "../../../static/js/plot/head-places.js";

const GAP = 12;

/** The same numbers in every run of the tests (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const far = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);

/** Heads of up to eight runs that stand in up to three groups, each as wide as chance will have. */
function scene(seed) {
  const next = numbers(seed);
  const groups = Array.from({ length: 1 + Math.floor(3 * next()) }, (_, i) => ({
    at: [60 + 150 * i + 40 * next(), 100 + 40 * next()],
    wide: [0, 1e-3, 3, 9, 20][Math.floor(5 * next())],
  }));
  return Array.from({ length: 2 + Math.floor(7 * next()) }, () => {
    const { at, wide } = groups[Math.floor(groups.length * next())];
    return [at[0] + wide * (next() - 0.5), at[1] + wide * (next() - 0.5)];
  });
}

test("true places are kept, marks stand apart, and it is always the same", () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const points = scene(seed);
    const { heads, crowds } = headPlaces(points, GAP);
    assert.deepEqual(
      heads.map(({ from }) => from),
      points,
    );
    assert.deepEqual(crowds, []);
    for (const [i, one] of heads.entries()) {
      for (const other of heads.slice(i + 1))
        assert.ok(far(one.at, other.at) > 0.99 * GAP, `${seed}: ${one.at} and ${other.at}`);
      const alone = points.every((other, j) => j === i || far(other, points[i]) >= GAP);
      if (alone) assert.deepEqual(one.at, points[i]);
      assert.ok(far(one.at, one.from) < 5 * GAP, `${seed}: ${one.at} from ${one.from}`);
    }
    assert.deepEqual(headPlaces(points, GAP), { heads, crowds });
  }
});

test("heads at one place fan out above it in the order of the runs, each on a hairline", () => {
  const { heads } = headPlaces(
    Array.from({ length: 4 }, () => [100, 100]),
    GAP,
  );
  const across = heads.map(({ at }) => at[0]);
  assert.deepEqual(
    across,
    across.toSorted((a, b) => a - b),
  );
  for (const { at } of heads) {
    assert.ok(at[1] < 100);
    assert.ok(Math.abs(far(at, [100, 100]) - 2 * GAP) < 1e-9);
  }
});

test("no head jumps while two of them meet", () => {
  let before = null;
  for (let away = 2 * GAP; away >= 0; away -= 0.1) {
    const points = [
      [100, 100],
      [100 + away, 100],
    ];
    const places = headPlaces(points, GAP).heads.map(({ at }) => at);
    if (before)
      for (const [i, at] of places.entries()) assert.ok(far(at, before[i]) < 1.5, `${away}`);
    before = places;
  }
});

test("a fan stays in its box and turns down where there is no room above", () => {
  const box = [0, 0, 300, 200];
  for (const corner of [
    [0, 0],
    [150, 2],
    [300, 0],
    [0, 200],
  ]) {
    const points = Array.from({ length: 3 }, () => corner);
    for (const { at } of headPlaces(points, GAP, box).heads) {
      assert.ok(at[0] > -GAP && at[0] < 300 + GAP, `${at}`);
      assert.ok(at[1] > -GAP && at[1] < 200 + GAP, `${at}`);
    }
  }
});

test("a crowd is counted, a cloud is left alone", () => {
  const crowd = Array.from({ length: 32 }, (_, i) => [100 + 0.1 * (i % 4), 100]);
  const { heads, crowds } = headPlaces([...crowd, [200, 100]], GAP);
  assert.deepEqual(
    heads.map(({ at }) => at),
    [...crowd, [200, 100]],
  );
  assert.equal(crowds.length, 1);
  assert.equal(crowds[0].count, 32);
  const cloud = Array.from({ length: 40 }, (_, i) => [100 + 8 * i, 100]);
  assert.deepEqual(headPlaces(cloud, GAP).crowds, []);
  assert.deepEqual(
    headPlaces(cloud, GAP).heads.map(({ at }) => at),
    cloud,
  );
});
