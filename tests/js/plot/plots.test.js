import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../../static/js/client/frames.js";
import { History } from "../../../static/js/client/history.js";
import { levels } from "../../../static/js/plot/levels.js";
import { corners, svgPath } from "../../../static/js/plot/marks.js";
import { STYLES, TINTS, assign, tint } from "../../../static/js/plot/palette.js";
import { scaleOf, share } from "../../../static/js/plot/scales.js";
import { decades, linearTicks, powerOfTen } from "../../../static/js/plot/ticks.js";
import { ruleOf } from "../../../static/js/race/chart/race-plot.js";
import { frameBytes } from "../samples.js";

const sampled = (f, n = 41, half = 2) =>
  Array.from({ length: n }, (_, j) =>
    Array.from({ length: n }, (_, i) =>
      f(half * ((2 * i) / (n - 1) - 1), half * ((2 * j) / (n - 1) - 1)),
    ),
  );
const history = (costs) => {
  const made = new History(costs.length, costs[0].length - 1);
  made.append(
    decode(
      frameBytes(0, costs[0].length, costs.length, 4, (step, entry, channel) =>
        channel === 2 ? costs[entry][step] : 0,
      ),
    ),
  );
  return made.tracks;
};
/** The scale of a race's costs. */
const costScale = (tracks, lowest) =>
  scaleOf(
    tracks.map(({ cost, end }) => ({ count: () => end, read: (row) => cost[row] })),
    ruleOf(lowest, true),
  );

test("levels of a wide range are spaced in the logarithm, of a narrow one evenly", () => {
  const rosenbrock = sampled((x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2);
  assert.equal(levels(rosenbrock).shape, "log");
  assert.equal(levels(sampled((x, y) => Math.sin(x) + Math.cos(y))).shape, "linear");
  assert.equal(levels(sampled((x, y) => x - y)).shape, "linear");
});

test("levels divide the surface into parts that can all be seen", () => {
  for (const f of [
    (x, y) => x * x + 18 * y * y,
    (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    (x, y) => x * x - y * y,
    (x, y) => -Math.exp(-9 * (x * x + y * y)),
  ]) {
    const { z, start, end, size } = levels(sampled(f));
    const flat = z.flatMap((row) => [...row]);
    const filled = [];
    for (let level = start; level <= end + 1e-9; level += size)
      filled.push(flat.filter((value) => value < level).length / flat.length);
    assert.ok(filled.length >= 10 && filled.length <= 16, `${filled.length} levels`);
    assert.ok(
      filled.filter((part) => part > 0.005 && part < 0.995).length >= 5,
      filled.map((part) => part.toFixed(2)).join(" "),
    );
  }
});

test("a surface that is flat or has holes still has levels", () => {
  for (const rows of [sampled(() => 3), sampled((x) => (x > 0 ? null : x)), [[null]]]) {
    const { start, end, size } = levels(rows);
    assert.ok([start, end, size].every(Number.isFinite) && size > 0);
  }
});

test("costs above zero lie on a log axis that reaches from start to end", () => {
  const scale = costScale(
    history([
      [100, 10, 1, 0.02],
      [100, 300, 50, 40],
    ]),
    0,
  );
  assert.deepEqual([scale.log, scale.offset, scale.low], [true, 0, 0.01]);
  assert.ok(scale.high >= 300);
  assert.ok(
    share(scale, 300) < 1 && share(scale, 300) > share(scale, 100) && share(scale, 0.02) > 0,
  );
});

test("a log axis does not follow a cost down to zero, nor a divergence to the skies", () => {
  const scale = costScale(
    history([
      [10, 1e-12, 0],
      [10, 1e20, 1e30],
    ]),
    0,
  );
  assert.ok(scale.low >= 1e-10 && scale.high <= 2e4);
  assert.ok(share(scale, 0) < 0);
  assert.ok(Number.isNaN(share(scale, NaN)), "what is no number has no place");
});

test("where the lowest cost is known, the height above it is shown", () => {
  const scale = costScale(history([[-10, -70, -78]]), -78.3);
  assert.deepEqual([scale.log, scale.offset], [true, -78.3]);
});

test("costs without a lowest one lie on a linear axis", () => {
  const scale = costScale(history([[1, -1, -500, -1e30]]), null);
  assert.equal(scale.log, false);
  assert.ok(scale.low > -100 && share(scale, 1) > share(scale, -1));
});

test("ticks are round, ordered and inside", () => {
  assert.deepEqual(linearTicks(0, 120), [0, 50, 100]);
  assert.deepEqual(linearTicks(-0.3, 0.3, 3), [-0.2, 0, 0.2]);
  assert.deepEqual(decades(1e-6, 100, 5), [-6, -4, -2, 0, 2]);
  assert.deepEqual([-12, 0, 1, 3].map(powerOfTen), ["10⁻¹²", "1", "10", "10³"]);
});

test("the four classic runs look the same in any company, and no two of eight alike", () => {
  const four = ["gd", "momentum", "rmsprop", "adam"];
  assert.deepEqual(assign(["lion", ...four.toReversed()]).slice(1), assign(four).toReversed());
  const eight = assign(["adam", "adam", "lion", "newton", "gd", "nadam", "momentum", "rmsprop"]);
  assert.equal(new Set(eight.map(({ marker }) => marker)).size, 8);
  assert.equal(new Set(eight.map(({ light }) => light)).size, 8);
  assert.equal(assign(Array(20).fill("adam")).length, 20);
});

const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

test("every line stands out from its background by 3 to 1", () => {
  for (const { light, dark } of STYLES) {
    assert.ok(contrast(light, "#fbfaf7") >= 3, `${light} on paper`);
    assert.ok(contrast(dark, "#16181b") >= 3, `${dark} on dark`);
  }
});

test("every marker has an outline", () => {
  for (const { marker } of STYLES) {
    assert.match(svgPath(marker, 0, 0, 4), /^M.*Z$/);
    assert.ok(marker === "circle" || corners(marker).length >= 3);
  }
});

test("a tint lies between its stops and stays at the ends beyond them", () => {
  for (const theme of ["light", "dark"]) {
    const hex = (rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    for (const [at, color] of TINTS[theme]) assert.equal(hex(tint(theme, at)), color);
    assert.deepEqual([tint(theme, -1), tint(theme, 2)], [tint(theme, 0), tint(theme, 1)]);
  }
});
