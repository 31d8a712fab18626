import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isPlane,
  planeQuery,
  planeWords,
  planesOf,
  projected,
} from "../../../static/js/train/boundaries/data-plane.js";
import { frameOf } from "../../../static/js/train/boundaries/frame.js";
import { PLAIN, readViewState, writeViewState } from "../../../static/js/train/view-state.js";

const NAMES = ["sepal length", "sepal width", "petal length", "petal width"];
const sample = {
  ...{ task: "classes", features: NAMES, classes: ["a", "b", "c"], outputs: 3 },
  train: {
    x: [
      [1, 2],
      [3, 5],
      [5, 6],
      [7, 9],
    ],
    y: [0, 2],
  },
  test: { x: [[0], [1], [2], [4]], y: [1] },
};

test("a plane is asked for where data are wide and have its features", () => {
  assert.deepEqual(planeQuery("pca", 4), {});
  assert.deepEqual(planeQuery("0,2", 4), { plane: "features", first: 0, second: 2 });
  assert.deepEqual(planeQuery("0,2", 2), {});
  assert.deepEqual(planeQuery("0,4", 4), {});
  assert.deepEqual(planeQuery("1,1", 4), {});
});

test("every two features make a plane, beside the principal components", () => {
  const planes = planesOf(NAMES);
  assert.equal(planes.length, 7);
  assert.deepEqual(planes[0], ["pca", "Principal components"]);
  assert.deepEqual(planes.at(-1), ["2,3", "petal length, petal width"]);
  assert.ok(planes.every(([name]) => isPlane(name)));
  for (const wrong of ["", "1", "a,b", "0,1,2", null, 3]) assert.ok(!isPlane(wrong));
});

test("points lie in a plane where the server says", () => {
  const view = {
    ...{ plane: "features", labels: ["petal width", "sepal length"], explained: null },
    ...{
      center: [0, 4, 5.5, 0],
      across: [
        [0, 0, 0, 1],
        [1, 0, 0, 0],
      ],
    },
  };
  const seen = projected(sample, view);
  assert.deepEqual(seen.train, {
    x: [
      [7, 9],
      [1, 2],
    ],
    y: [0, 2],
  });
  assert.deepEqual(seen.test.x, [[4], [0]]);
  assert.deepEqual(seen.features, view.labels);
  const { x, y } = frameOf(seen);
  assert.ok(x[0] < 4 && x[1] > 9 && y[0] < 0 && y[1] > 2);
  assert.equal(
    planeWords(view, 4),
    "Across petal width, up sepal length; the other features are at their means.",
  );
  const turned = {
    ...view,
    plane: "pca",
    across: [
      [0.6, 0.8, 0, 0],
      [0, 0, 1, 0],
    ],
  };
  assert.deepEqual(projected(sample, turned).test.x, [[0.6 * 0 + 0.8 * (1 - 4)], [2 - 5.5]]);
  const words = planeWords({ ...turned, explained: [0.92, 0.05] }, 4);
  assert.match(words, /4 features, .* two principal components, which hold 97 % of the variance/);
});

test("a link holds the plane of the data once it is chosen", () => {
  assert.equal(writeViewState(PLAIN), undefined);
  assert.deepEqual(writeViewState({ ...PLAIN, features: "0,2" }), { features: "0,2" });
  assert.equal(readViewState({ features: "0,2" }).features, "0,2");
  assert.equal(readViewState({ features: "<b>" }).features, undefined);
});
