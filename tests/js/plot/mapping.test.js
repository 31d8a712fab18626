import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MARGIN,
  areaOf,
  clip,
  inside,
  rounded,
  squared,
  toData,
  toPixel,
} from "../../../static/js/plot/mapping.js";
import { viewOf } from "../../../static/js/plot/contour-figure.js";
import { random } from "../samples.js";

const close = (a, b) => {
  for (const [i, value] of a.entries())
    assert.ok(Math.abs(value - b[i]) < 1e-9 * (1 + Math.abs(b[i])), `${a} ≠ ${b}`);
};

test("the corners of the view are the corners of the area", () => {
  const area = areaOf(800, 500);
  const view = [
    [-2, 3],
    [10, 20],
  ];
  close(toPixel(area, view, -2, 20), [MARGIN.l, MARGIN.t]);
  close(toPixel(area, view, 3, 10), [800 - MARGIN.r, 500 - MARGIN.b]);
});

test("pixels and data are inverse to each other", () => {
  const next = random(1);
  for (let i = 0; i < 200; i += 1) {
    const area = areaOf(200 + 2000 * next(), 200 + 900 * next());
    const [x0, y0] = [200 * next() - 100, 200 * next() - 100];
    const view = [
      [x0, x0 + 1e-3 + 50 * next()],
      [y0, y0 + 1e-3 + 50 * next()],
    ];
    const point = [400 * next() - 200, 400 * next() - 200];
    close(toData(area, view, ...toPixel(area, view, ...point)), point);
  }
});

test("a squared view has one scale on both axes and loses nothing", () => {
  for (const view of [
    [
      [-5, 5],
      [-4, 4],
    ],
    [
      [0, 1.2],
      [0, 2],
    ],
    [
      [-3, 3],
      [-1.5, 1.5],
    ],
  ]) {
    const area = areaOf(1000, 700);
    const [[x0, x1], [y0, y1]] = squared(view, area);
    close([(x1 - x0) / area.width], [(y1 - y0) / area.height]);
    assert.ok(x0 <= view[0][0] && x1 >= view[0][1] && y0 <= view[1][0] && y1 >= view[1][1]);
  }
});

test("a view much longer than the area keeps its shape", () => {
  const view = [
    [-50, 50],
    [-1, 1],
  ];
  assert.deepEqual(squared(view, areaOf(600, 600)), view);
});

test("a clipped segment lies in the box and on the segment", () => {
  const next = random(2);
  const box = [0, 0, 100, 60];
  const area = { left: 0, top: 0, width: 100, height: 60 };
  for (let i = 0; i < 500; i += 1) {
    const [ax, ay, bx, by] = Array.from({ length: 4 }, () => 400 * next() - 150);
    const part = clip(box, ax, ay, bx, by);
    if (inside(area, ax, ay) || inside(area, bx, by)) assert.ok(part);
    if (!part) continue;
    const [px, py, qx, qy] = part;
    for (const [x, y] of [
      [px, py],
      [qx, qy],
    ]) {
      assert.ok(x > -1e-6 && x < 100 + 1e-6 && y > -1e-6 && y < 60 + 1e-6);
      assert.ok(Math.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) < 1e-6 * 400 * 400);
    }
  }
});

test("far-away ends are cut to the box, and what misses it is not drawn", () => {
  close(clip([0, 0, 100, 60], 50, 30, 1e30, 30), [50, 30, 100, 30]);
  assert.equal(clip([0, 0, 100, 60], -10, -10, -20, 100), null);
  assert.equal(clip([0, 0, 100, 60], 0, 70, 100, 70), null);
});

test("Plotly's zoom and pan are read in both of their forms", () => {
  const before = [
    [0, 1],
    [2, 3],
  ];
  assert.deepEqual(viewOf({ "xaxis.range[0]": 5, "xaxis.range[1]": 6 }, before), [
    [5, 6],
    [2, 3],
  ]);
  assert.deepEqual(viewOf({ "xaxis.range": [5, 6], "yaxis.range": [7, 8] }, before), [
    [5, 6],
    [7, 8],
  ]);
  assert.equal(viewOf({ dragmode: "pan" }, before), null);
});

test("a rounded point is short and less than a tenth of a pixel away", () => {
  const next = random(4);
  for (const size of [1e-4, 1, 10, 2000]) {
    for (let i = 0; i < 100; i += 1) {
      const point = [size * next(), -size * next()];
      const near = rounded(
        [
          [0, size],
          [-size, 0],
        ],
        point,
      );
      for (const [axis, value] of near.entries())
        assert.ok(Math.abs(value - point[axis]) < (0.1 * size) / 1000);
      assert.ok(
        near.every((value) => String(value).length <= 12),
        String(near),
      );
    }
  }
});
