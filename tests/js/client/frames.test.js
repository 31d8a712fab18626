import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, fromBase64 } from "../../../static/js/client/frames.js";
import { History, extent, rowAt } from "../../../static/js/client/history.js";
import { frameBytes } from "../samples.js";

const value = (step, entry, channel) => 100 * step + 10 * entry + channel;
const frame = (first, steps, entries = 2, of = value) =>
  decode(frameBytes(first, steps, entries, 4, of));

test("a frame holds [step][entry][channel] behind its header", () => {
  const { first, steps, entries, channels, values } = frame(7, 2, 3);
  assert.deepEqual([first, steps, entries, channels], [7, 2, 3, 4]);
  assert.equal(values[(1 * 3 + 2) * 4 + 3], value(8, 2, 3));
});

test("a frame whose size does not fit its header is refused", () => {
  assert.throws(() => decode(new ArrayBuffer(12)), RangeError);
  assert.throws(() => decode(frameBytes(0, 2, 2, 4, value).slice(0, -4)), RangeError);
});

test("a frame comes through base64 unchanged", () => {
  const bytes = frameBytes(3, 5, 2, 4, value);
  const text = Buffer.from(bytes).toString("base64");
  assert.deepEqual(decode(fromBase64(text)), decode(bytes));
});

test("a history is the same however it was cut into frames", () => {
  const [whole, pieces] = [new History(2, 2999), new History(2, 2999)];
  whole.append(frame(0, 3000));
  for (let first = 0, size = 1; first < 3000; first += size, size = 1 + ((size * 7) % 41)) {
    pieces.append(frame(first, Math.min(size, 3000 - first)));
  }
  assert.ok(whole.complete && pieces.complete);
  for (const [a, b] of whole.tracks.map((track, i) => [track, pieces.tracks[i]])) {
    assert.equal(a.end, b.end);
    assert.deepEqual(a.cost.slice(0, 3000), b.cost.slice(0, 3000));
  }
});

test("rows that came already are skipped, missing ones are an error", () => {
  const history = new History(2, 9);
  history.append(frame(0, 4));
  history.append(
    frame(2, 4, 2, (step, entry, channel) => (step < 4 ? -1 : value(step, entry, channel))),
  );
  assert.equal(history.rows, 6);
  assert.deepEqual(
    [...history.tracks[1].x.slice(0, 6)],
    [0, 1, 2, 3, 4, 5].map((step) => value(step, 1, 0)),
  );
  assert.throws(() => history.append(frame(8, 1)), /steps 6 to 7 are missing/);
});

test("a frame of another experiment is refused", () => {
  assert.throws(() => new History(3, 9).append(frame(0, 1, 2)), RangeError);
  assert.throws(() => new History(2, 9, ["cost"]).append(frame(0, 1, 2)), RangeError);
});

test("a history with the cost alone counts the rows by it", () => {
  const history = new History(2, 1999, ["cost"]);
  const cost = (step, entry) => (entry === 1 && step >= 1500 ? Infinity : step);
  for (const first of [0, 900]) history.append(decode(frameBytes(first, 1100, 2, 1, cost)));
  assert.ok(history.complete);
  assert.deepEqual(
    history.tracks.map(({ end, ...values }) => [end, Object.keys(values), values.cost[1400]]),
    [
      [2000, ["cost"], 1400],
      [1500, ["cost"], 1400],
    ],
  );
});

test("a trajectory that stopped stays where it was", () => {
  const history = new History(2, 9);
  history.append(
    frame(0, 10, 2, (step, entry, channel) =>
      entry === 1 && step >= 4 ? NaN : value(step, entry, channel),
    ),
  );
  assert.deepEqual(
    history.tracks.map(({ end }) => end),
    [10, 4],
  );
  assert.deepEqual(
    history.tracks.map((track) => rowAt(track, 7)),
    [7, 3],
  );
  assert.deepEqual(extent(history.tracks, 9), [
    [0, 900],
    [1, 901],
  ]);
  assert.deepEqual(extent(history.tracks.slice(1), 9), [
    [10, 310],
    [11, 311],
  ]);
  assert.equal(extent([], 9), null);
});
