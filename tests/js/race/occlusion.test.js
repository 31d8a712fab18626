import assert from "node:assert/strict";
import { test } from "node:test";
import { projector } from "../../../static/js/plot/projection.js";
import { eyeOf, hider } from "../../../static/js/race/space/occlusion.js";

const RANGES = [
  [-2, 2],
  [-1, 1],
  [0, 10],
];
const SCENE = {
  camera: {
    eye: { x: -1, y: -1.2, z: 0.9 },
    center: { x: 0, y: 0, z: 0 },
    up: { x: 0, y: 0, z: 1 },
  },
  aspect: { x: 1.4, y: 0.7, z: 0.6 },
  ranges: RANGES,
  width: 800,
  height: 600,
};

test("points on a line to the camera fall on one pixel", () => {
  const eye = eyeOf(SCENE);
  const project = projector(SCENE);
  const from = [0.5, 0.3, 4];
  const [px, py] = project(...from);
  for (const t of [0.1, 0.4, 0.8]) {
    const [qx, qy] = project(...from.map((value, axis) => value + t * (eye[axis] - value)));
    assert.ok(Math.hypot(qx - px, qy - py) < 1e-6);
  }
});

test("a wall hides what is low behind it, and nothing before it or above it", () => {
  const wall = (x) => (Math.abs(x) < 0.15 ? 6 : 0);
  const behind = hider([-3, 0, 20], RANGES, wall);
  assert.equal(behind(0.5, 0, 0), true);
  assert.equal(behind(-0.5, 0, 0), false, "it is before the wall");
  assert.equal(behind(0.5, 0, 7), false, "it is above the wall");
  assert.equal(behind(2, 0, 0), false, "far behind, the camera looks over the wall");
  assert.equal(behind(0, 0, 6), false, "it lies on the wall");
});

test("on a bowl seen from above nothing is hidden, from the side its far outside is", () => {
  const bowl = (x, y) => 2.5 * x * x + 5 * y * y;
  const above = hider([0, -1, 60], RANGES, bowl);
  for (let x = -1; x <= 1; x += 0.25)
    for (let y = -0.9; y <= 0.9; y += 0.3)
      assert.equal(above(x, y, bowl(x, y)), false, `${x}, ${y}`);
  const side = hider([-40, 0, 40], RANGES, bowl);
  assert.equal(side(0, 0, 0), true, "the near rim stands before the floor");
  assert.equal(side(1.9, 0, bowl(1.9, 0)), false, "the far rim rises above the near one");
});
