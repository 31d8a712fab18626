import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { decode } from "../../../static/js/client/frames.js";
import { createHandover } from "../../../static/js/race/handover.js";
import { History } from "../../../static/js/client/history.js";
import { areaOf } from "../../../static/js/plot/mapping.js";
import { createOverlay } from "../../../static/js/plot/overlay.js";
import { BEHIND, Pen } from "../../../static/js/plot/pen.js";
import { frameBytes } from "../samples.js";

/** A canvas context that keeps the strokes made on it, each as its points. */
function recorder() {
  const strokes = [];
  let path = [];
  const context = {
    strokes,
    beginPath: () => (path = []),
    moveTo: (x, y) => path.push([x, y]),
    lineTo: (x, y) => path.push([x, y]),
    stroke: () =>
      strokes.push({
        points: path,
        offset: context.lineDashOffset ?? 0,
        style: context.strokeStyle,
        alpha: context.globalAlpha,
      }),
  };
  return new Proxy(context, {
    get: (target, name) => target[name] ?? (() => {}),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
}

const BOX = [0, 0, 1000, 1000];
const zigzag = (row) => [5 * row, row % 2 ? 20 : 0];

test("a line drawn piece by piece is the line drawn at once", () => {
  const [whole, pieces] = [recorder(), recorder()];
  new Pen().draw(whole, BOX, [], zigzag, 40);
  const pen = new Pen();
  for (const row of [0, 1, 7, 8, 23, 40]) pen.draw(pieces, BOX, [], zigzag, row);
  const points = ({ strokes }) =>
    strokes.flatMap(({ points: made }, i) => (i ? made.slice(1) : made));
  assert.deepEqual(points(pieces), points(whole));
  assert.equal(points(whole).length, 41);
});

test("each piece costs its own segments only", () => {
  const pen = new Pen();
  assert.equal(pen.draw(recorder(), BOX, [], zigzag, 100), 100);
  assert.equal(pen.draw(recorder(), BOX, [], zigzag, 103), 3);
  assert.equal(pen.draw(recorder(), BOX, [], zigzag, 103), 0);
});

test("a dash goes on where it stopped", () => {
  const [context, pen] = [recorder(), new Pen()];
  pen.draw(context, BOX, [4, 2], (row) => [10 * row, 0], 3);
  pen.draw(context, BOX, [4, 2], (row) => [10 * row, 0], 4);
  assert.deepEqual(
    context.strokes.map(({ offset }) => offset),
    [0, 30],
  );
});

test("what is behind something is faint, and drawn on from where it was last seen", () => {
  const [context, pen] = [recorder(), new Pen()];
  context.globalAlpha = 0.5;
  const project = (row) => [10 * row, 0, row > 2 && row < 6];
  for (const row of [1, 4, 9]) pen.draw(context, BOX, [], project, row);
  const drawn = context.strokes.map(({ points, alpha }) => [points[0][0], points.at(-1)[0], alpha]);
  assert.deepEqual(drawn, [
    [0, 10, 0.5],
    [10, 20, 0.5],
    [20, 40, 0.5 * BEHIND],
    [40, 50, 0.5 * BEHIND],
    [50, 90, 0.5],
  ]);
  assert.equal(context.globalAlpha, 0.5);
});

test("what lies outside is cut off, what lies too close is left out", () => {
  const context = recorder();
  const spots = [
    [500, 500],
    [500.1, 500],
    [1e9, 500],
    [1e9, 1e9],
    [500, 700],
  ];
  new Pen().draw(context, BOX, [], (row) => spots[row], 4);
  assert.ok(
    context.strokes
      .flatMap(({ points }) => points)
      .flat()
      .every((at) => at >= 0 && at <= 1000),
  );
  assert.deepEqual(context.strokes[0].points, [
    [500, 500],
    [1000, 500],
  ]);
});

test("the overlay redraws everything only when the view changes or the race goes back", () => {
  const contexts = [];
  const element = () => {
    const context = recorder();
    contexts.push(context);
    return { setAttribute() {}, getContext: () => context, remove() {} };
  };
  globalThis.document = { createElement: element };
  globalThis.window = { devicePixelRatio: 1 };
  const overlay = createOverlay({ append() {} });
  const history = new History(2, 500);
  history.append(
    decode(
      frameBytes(0, 501, 2, 4, (step, entry, channel) =>
        channel === 1 ? entry + (step % 2) : step,
      ),
    ),
  );
  const place = (x1) =>
    overlay.place({
      width: 1000,
      height: 600,
      area: areaOf(1000, 600),
      view: [
        [0, x1],
        [-1, 3],
      ],
    });
  place(500);
  overlay.dress(
    [
      { color: "grey", dash: [], marker: "circle", visible: true },
      { color: "blue", dash: [], marker: "star", visible: true },
    ],
    "white",
  );
  for (let step = 0; step <= 400; step += 1) overlay.draw(history.tracks, step);
  assert.deepEqual(overlay.stats, { segments: 800, redraws: 1 });
  overlay.draw(history.tracks, 400);
  assert.deepEqual(overlay.stats, { segments: 800, redraws: 1 });
  overlay.draw(history.tracks, 100);
  assert.deepEqual(overlay.stats, { segments: 1000, redraws: 2 });
  place(250);
  overlay.draw(history.tracks, 100);
  assert.deepEqual(overlay.stats, { segments: 1200, redraws: 3 });
  assert.ok(contexts[0].strokes.some(({ style }) => style === "blue"));
  const heads = contexts[1];
  const strokes = () => {
    heads.strokes.length = 0;
    overlay.draw(history.tracks, 100);
    return heads.strokes.filter(({ style }) => style === "blue").length;
  };
  overlay.fail(new Map());
  const before = strokes();
  overlay.fail(new Map([[1, { at: 100, tried: [200, 0] }]]));
  assert.equal(strokes(), before + 2, "a line to the point that was tried, and a ring there");
  overlay.fail(new Map([[1, { at: 100, tried: [900, 0] }]]));
  assert.equal(strokes(), before + 2, "or an open arrow where that is out of view");
  overlay.fail(new Map([[1, { at: 101, tried: [200, 0] }]]));
  assert.equal(strokes(), before, "only from the step on at which it was tried");
  overlay.fail(new Map([[1, { at: 100, tried: null }]]));
  assert.equal(strokes(), before);
  assert.equal(overlay.stats.redraws, 3, "the paths stay as they are");
});

test("the paths are handed over when the race rests, and come back at once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  let taken = Promise.resolve(true);
  const stage = {
    commit(lines) {
      told.push(`commit ${lines.length}`);
      return taken;
    },
    reveal: (visible) => told.push(visible ? "canvas" : "plot"),
  };
  const handover = createHandover(stage, () => ["a line"], 250);
  handover.rest();
  mock.timers.tick(200);
  assert.deepEqual(told.splice(0), []);
  mock.timers.tick(50);
  await taken;
  assert.deepEqual(told.splice(0), ["commit 1", "plot"]);
  handover.stir();
  assert.deepEqual(told.splice(0), ["canvas", "commit 0"]);

  let finish;
  taken = new Promise((resolve) => (finish = resolve));
  handover.rest();
  mock.timers.tick(250);
  handover.stir();
  finish(true);
  await taken;
  assert.deepEqual(
    told,
    ["commit 1", "canvas", "commit 0"],
    "a late answer does not hide the canvas of a race that moves",
  );
  mock.timers.reset();
});
