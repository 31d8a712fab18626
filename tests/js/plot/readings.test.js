import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutOf } from "../../../static/js/plot/chart/layout.js";
import { sample } from "../../../static/js/plot/surface/interpolation.js";
import { levelLabels } from "../../../static/js/plot/surface/level-labels.js";
import { levels, rungs, valueAt } from "../../../static/js/plot/levels.js";
import { areaOf, toData } from "../../../static/js/plot/mapping.js";
import { overlap } from "../../../static/js/plot/labels.js";

const VIEW = [
  [-4, 4],
  [-3, 3],
];
const axis = ([low, high], count) =>
  Array.from({ length: count }, (_, i) => low + (i / (count - 1)) * (high - low));
const gridOf = (f, nx = 65, ny = 49) => {
  const [x, y] = [axis(VIEW[0], nx), axis(VIEW[1], ny)];
  return { x, y, z: y.map((py) => x.map((px) => f(px, py))) };
};
const near = (found, wanted, by) =>
  assert.ok(Math.abs(found - wanted) <= by * (1 + Math.abs(wanted)), `${found} ≠ ${wanted}`);

test("between the points of a grid a quadratic surface is read exactly, up to its edges", () => {
  const grid = gridOf((x, y) => 3 + 0.5 * x * x + 9 * y * y - x * y + y, 9, 11);
  for (const [x, y] of [
    [0.1, 0.2],
    [-4, -3],
    [4, 3],
    [-3.9, 2.95],
    [3.3, -1],
  ]) {
    const { value, gradient } = sample(grid, x, y);
    near(value, 3 + 0.5 * x * x + 9 * y * y - x * y + y, 1e-12);
    near(gradient[0], x - y, 1e-12);
    near(gradient[1], 18 * y - x + 1, 1e-12);
  }
});

test("where a surface has no value, or hardly a grid, nothing is read", () => {
  const hole = gridOf((x) => (x < 0 ? null : Math.sqrt(x)));
  assert.equal(sample(hole, -1, 0), null);
  near(sample(hole, 2, 0).value, Math.SQRT2, 1e-4);
  assert.equal(sample({ x: [0, 1], y: [0, 1], z: [] }, 0, 0), null);
});

test("heights in the shape of the levels give back the surface's values", () => {
  for (const f of [(x, y) => x * x + 30 * y * y - 7, (x, y) => Math.sin(x) + y]) {
    const { z } = gridOf(f);
    const found = levels(z);
    for (const [row, line] of found.z.entries())
      for (const [column, height] of line.entries())
        near(valueAt(found, height), z[row][column], 1e-9);
    for (const { height, value } of rungs(found)) near(valueAt(found, height), value, 1e-12);
  }
});

test("every label of a level lies on its contour, in the plot, and beside the others", () => {
  const area = areaOf(800, 600);
  for (const f of [
    (x, y) => 0.5 * x * x + 9 * y * y,
    (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    (x, y) => Math.sin(2 * x) * Math.cos(3 * y) + 0.05 * x * x,
  ]) {
    const grid = gridOf(f, 129, 97);
    const field = { x: grid.x, y: grid.y, levels: levels(grid.z) };
    const labels = levelLabels(field, { area, view: VIEW });
    assert.ok(labels.length >= 4, `${labels.length} labels`);
    const { shape, size, lowest, floor } = field.levels;
    const shaped = (value) => (shape === "log" ? Math.log10(value - lowest + floor) : value);
    const boxes = labels.map(({ at: [px, py], text }) => {
      const value = f(...toData(area, VIEW, px, py));
      const told = Number(text.replace("−", "-"));
      assert.ok(Math.abs(shaped(value) - shaped(told)) < 0.35 * size, `${value} reads ${text}`);
      return { left: px - 6, top: py - 6, width: 12, height: 12 };
    });
    for (const [i, box] of boxes.entries())
      assert.ok(boxes.every((other, j) => j <= i || !overlap(box, other)));
  }
});

test("what lies beyond the chart is told at its edge, with its value", () => {
  const curve = (values, more = {}) => ({
    ...{ label: "Momentum", color: "blue", dash: [], at: (row) => row, read: (row) => values[row] },
    count: (time) => Math.min(values.length, Math.floor(time) + 1),
    ...more,
  });
  const plot = {
    axis: { name: "step", across: (step) => step, format: String },
    format: (value) => value.toExponential(1),
    length: 2,
  };
  const axes = { scale: { log: true, offset: 0, low: 1e-12, high: 100 }, end: 2 };
  const layout = layoutOf(plot, axes, areaOf(400, 300));
  const curves = [
    curve([100, 1e-6, 7.9e-18]),
    curve([100, 10, 0]),
    curve([100, 1, 1e-11]),
    curve([100, 1e4, 1e9]),
    curve([100, 1, 1e-15], { hidden: true }),
    curve([100, 1, 1e-15], { label: "" }),
  ];
  assert.deepEqual(
    layout.beyond(curves, 2).map(({ edge, order, text }) => [edge, order, text]),
    [
      ["foot", 0, "7.9e-18"],
      ["foot", 1, "0.0e+0"],
      ["top", 0, "1.0e+9"],
    ],
  );
  assert.deepEqual(layout.beyond(curves.slice(0, 3), 1), []);
});
