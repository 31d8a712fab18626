import assert from "node:assert/strict";
import { test } from "node:test";
import { overlap, placeLabels } from "../../../static/js/plot/labels.js";
import { random } from "../samples.js";

const AREA = { left: 40, top: 10, width: 400, height: 300 };
const wish = (x, y, more = {}) => ({ x, y, width: 60, height: 18, first: "below", ...more });

test("labels never cover each other or a mark, and stay in the plot", () => {
  const next = random(11);
  let found = 0;
  for (let round = 0; round < 200; round += 1) {
    const wishes = Array.from({ length: 1 + Math.floor(9 * next()) }, () =>
      wish(40 + 400 * next(), 10 + 300 * next(), {
        width: Math.floor(90 * next()),
        first: next() < 0.5 ? "below" : "above",
      }),
    );
    const boxes = placeLabels(wishes, AREA);
    boxes.forEach((box, i) => {
      if (!box) return;
      found += 1;
      assert.ok(
        box.left >= 40 &&
          box.top >= 10 &&
          box.left + box.width <= 440 &&
          box.top + box.height <= 310,
      );
      for (const other of boxes.slice(i + 1)) assert.ok(!other || !overlap(box, other));
      wishes.forEach(({ x, y }, j) => {
        if (i !== j) assert.ok(!overlap(box, { left: x - 4, top: y - 4, width: 8, height: 8 }));
      });
    });
  }
  assert.ok(found > 500);
});

test("a label lies where it lies best, at the other side by the border, else nowhere", () => {
  const [alone] = placeLabels([wish(200, 100)], AREA);
  assert.deepEqual([alone.left > 200, alone.top > 100], [true, true]);
  const [above] = placeLabels([wish(200, 100, { first: "above" })], AREA);
  assert.ok(above.top + above.height < 100);
  const [right] = placeLabels([wish(430, 100)], AREA);
  assert.ok(right.left + right.width < 430);
  const [low] = placeLabels([wish(200, 305)], AREA);
  assert.ok(low.top + low.height < 305);
  assert.deepEqual(placeLabels([wish(200, 100, { width: 0 })], AREA), [null]);
  assert.deepEqual(placeLabels([wish(200, 100, { width: 390 })], AREA), [null]);
});
