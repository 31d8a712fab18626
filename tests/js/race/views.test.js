import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arrowsOf } from "../../../static/js/race/inside/arrows.js";
import { paint, placeColor, shareOf, stepColor } from "../../../static/js/race/basins/colors.js";
import { endingWords, keyOf } from "../../../static/js/race/basins/key.js";
import { basinSpec } from "../../../static/js/race/basins/basin-spec.js";
import {
  BasinMap,
  FAILED,
  MISSING,
  UNSETTLED,
  rowOrder,
} from "../../../static/js/race/basins/basins.js";
import { decode } from "../../../static/js/client/frames.js";
import { History } from "../../../static/js/client/history.js";
import { barOf, unstable } from "../../../static/js/race/inside/panel.js";
import { commandFor } from "../../../static/js/ui/shell/shortcuts.js";
import { createUpdates } from "../../../static/js/race/inside/cache.js";
import { MEASURES, distance } from "../../../static/js/race/chart/race-measures.js";
import { nearestHead, nearestPath, toSegment } from "../../../static/js/race/nearest.js";
import { ruleOf } from "../../../static/js/race/chart/race-plot.js";
import { drawingOrder } from "../../../static/js/plot/overlay.js";
import { lowered, orbit, projector } from "../../../static/js/plot/projection.js";
import { multiplier, rateOf } from "../../../static/js/experiment/rates.js";
import { scaleOf } from "../../../static/js/plot/scales.js";
import { pathsIn } from "../../../static/js/plot/space-figure.js";
import { marksAsSvg, marksOf } from "../../../static/js/race/space/marks.js";
import { heightsOf } from "../../../static/js/race/space/paths.js";
import { complete, starts } from "../../../static/js/experiment/spec.js";
import { Spotlight } from "../../../static/js/experiment/spotlight.js";
import { together } from "../../../static/js/runs/standing.js";
import { MOST, grid, ring, withStartAt } from "../../../static/js/race/starts.js";
import { catalogue, frameBytes, random } from "../samples.js";

const near = (found, wanted, by = 1e-9) =>
  assert.ok(Math.abs(found - wanted) <= by * (1 + Math.abs(wanted)), `${found} ≠ ${wanted}`);
const tracks = (rows, entries, value) => {
  const made = new History(entries, rows - 1);
  made.append(decode(frameBytes(0, rows, entries, 4, value)));
  return made.tracks;
};
const VIEW = [
  [0, 10],
  [0, 10],
];
const spec = complete(
  { surface: "ravine", runs: [{ optimizer: "gd" }, { optimizer: "adam" }] },
  catalogue,
);

test("rates are the engine's, schedules and interventions included", () => {
  const oracle = new URL("../../engine/oracles/schedules.json", import.meta.url);
  const { schedules } = JSON.parse(readFileSync(oracle, "utf8"));
  assert.ok(schedules.length > 5);
  for (const { spec: schedule, rates } of schedules)
    for (const [k, rate] of rates.entries())
      assert.ok(Math.abs(multiplier(schedule, k) - rate) <= 1e-9 * rate + 1e-15);
  const warm = { name: "warmup", steps: 4, then: { name: "table", table: [[2, 0.5]] } };
  assert.deepEqual(
    [0, 3, 4, 5, 6].map((k) => multiplier(warm, k)),
    [0.25, 1, 1, 1, 0.5],
  );
  const turnedKnob = {
    runs: [{ hyperparameters: { lr: 2 }, schedule: { name: "step", factor: 0.5, every: 10 } }],
    interventions: [
      { step: 12, run: 0, hyperparameters: { lr: 4 } },
      { step: 5, run: 1, hyperparameters: { lr: 9 } },
    ],
  };
  assert.deepEqual([0, 9, 10, 12].map(rateOf(turnedKnob, 0)), [2, 2, 1, 2]);
});

test("each measure reads its own numbers", () => {
  const made = tracks(3, 2, (step, entry, channel) => 10 * entry + step + channel / 10);
  const source = {
    tracks: made,
    entries: [
      { run: 0, start: 0, label: "a" },
      { run: 1, start: 0, label: "b" },
    ],
    minima: [
      [3, 4],
      [100, 100],
    ],
    lowest: -2,
    spec,
  };
  const read = (name, entry, row) =>
    MEASURES.find((measure) => measure.name === name).reader(source)(entry, row);
  near(read("cost", 1, 2), 12.2, 1e-6);
  near(read("gradient", 1, 2), 12.3, 1e-6);
  near(read("distance", 0, 0), Math.hypot(3, 3.9), 1e-6);
  assert.equal(read("rate", 1, 2), spec.runs[1].hyperparameters.lr);
  assert.equal(new Set(MEASURES.map(({ name }) => name)).size, MEASURES.length);
  assert.ok(Number.isNaN(distance([], 1, 2)));
});

test("an axis is linear when somebody wants it so, and logarithmic only where it can be", () => {
  const made = tracks(4, 1, (step, _, channel) => (channel === 2 ? [100, 10, 1, 0.1][step] : 0));
  const scale = (read, lowest, log) =>
    scaleOf([{ count: () => made[0].end, read }], ruleOf(lowest, log));
  const read = (row) => made[0].cost[row];
  assert.equal(scale(read, 0, true).log, true);
  const linear = scale(read, 0, false);
  assert.equal(linear.log, false);
  assert.equal(linear.low, 0);
  assert.ok(linear.high >= 100 && linear.high < 120);
  assert.equal(scale(read, null, true).log, true, "costs that are never negative have logarithms");
  assert.equal(scale(() => -1, null, true).log, false);
  const wild = scale((row) => [1, 1e6, 1e9, 1][row], 0, false);
  assert.ok(wild.high < 5, "one run that climbs does not flatten the others");
});

test("the pointer finds the path and the head next to it", () => {
  const made = tracks(3, 2, (step, entry, channel) =>
    channel === 0 ? 10 * step : channel === 1 ? 10 * entry : 0,
  );
  const project = (x, y) => [x, y];
  const all = () => true;
  const drawn = { place: ({ x, y }, row) => project(x[row], y[row]), pieces: 1 };
  assert.equal(nearestPath(made, all, 2, drawn, [5, 1], 3), 0);
  assert.equal(nearestPath(made, all, 2, drawn, [15, 9], 3), 1);
  assert.equal(
    nearestPath(made, all, 1, drawn, [18, 9], 3),
    -1,
    "what has not been run yet is not there",
  );
  assert.equal(
    nearestPath(made, (entry) => entry === 0, 2, drawn, [15, 9], 3),
    -1,
  );
  assert.equal(nearestHead(made, all, 2, project, [19, 11], 3), 1);
  assert.equal(nearestHead(made, all, 2, project, [10, 10], 3), -1);
  assert.equal(toSegment(0, 5, 0, 0, 0, 0), 5);
});

test("the spotlight tells every change once, and its run is drawn last", () => {
  const told = [];
  const spotlight = new Spotlight();
  const leave = spotlight.subscribe((run) => told.push(run));
  for (const run of [1, 1, null, null, 0]) spotlight.set(run);
  leave();
  spotlight.set(3);
  assert.deepEqual(told, [1, null, 0]);
  assert.deepEqual(
    drawingOrder([{ weight: "faded" }, { weight: "spotlit" }, { weight: "faded" }], 3),
    [0, 2, 1],
  );
});

test("starts move alone, are added, and come as ring and grid within the view", () => {
  const one = withStartAt(spec, [1, 2], "only");
  assert.deepEqual(one.start, [1, 2]);
  const two = withStartAt(one, [3, 4], "more");
  assert.deepEqual(two.start, [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(starts(withStartAt(two, [5, 6], 1)), [
    [1, 2],
    [5, 6],
  ]);
  assert.deepEqual(withStartAt(two, [7, 8], "only").start, [7, 8]);
  let many = one;
  for (let i = 0; i < MOST + 5; i += 1) many = withStartAt(many, [i, i], "more");
  assert.equal(starts(many).length, MOST);
  for (const [points, count] of [
    [ring(VIEW), 8],
    [grid(VIEW), 9],
  ]) {
    assert.equal(new Set(points.map(String)).size, count);
    assert.ok(points.flat().every((value) => value > 0 && value < 10));
  }
});

test("a run from several starts shows their median and how many have arrived", () => {
  const one = (run, cost, gradNorm, status) => ({
    run,
    standing: { row: 1, cost, gradNorm, status, at: null },
  });
  const found = together([
    one(0, 2, 1, "running"),
    one(0, 4, 1e-6, "running"),
    one(0, NaN, NaN, "diverged"),
    one(1, 7, 1, "running"),
  ]);
  // Whoever diverged counts as the worst: without it the middle would be the lower one.
  assert.equal(found.get(0).cost, 4);
  assert.equal(found.get(0).of, 3);
  const lost = together([one(0, 2, 1, "running"), ...Array(2).fill(one(0, NaN, NaN, "diverged"))]);
  assert.equal(lost.get(0).cost, Infinity);
  assert.equal(found.get(0).status, "1/3 arrived");
  const more = together(
    [1, 2, 4, 9].map((cost) => one(0, cost, 1, cost > 3 ? "diverged" : "running")),
  );
  assert.equal(more.get(0).cost, 2, "losing starts does not make a run better");
  const most = together(
    [1, 2, 4].map((cost) => one(0, cost, 1, cost > 1 ? "diverged" : "running")),
  );
  assert.equal(most.get(0).cost, Infinity);
  assert.deepEqual([found.get(1).cost, found.get(1).status], [7, "running"]);
});

test("Shift and a digit look inside, wherever the layout puts the sign", () => {
  let looked = -1;
  const commands = { inside: (run) => (looked = run), toggle: () => assert.fail() };
  const press = {
    key: "!",
    code: "Digit3",
    shiftKey: true,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
  };
  commandFor(press, "BODY", commands)();
  assert.equal(looked, 2);
});

test("updates come in windows, once each, the latest wish first", async () => {
  const asked = [];
  let news = 0;
  const looks = createUpdates(
    async ({ entry, first, count }) => {
      asked.push([entry, first]);
      return { looks: Array.from({ length: count }, (_, i) => ({ step: first + i })) };
    },
    { onUpdates: () => (news += 1), onProblem: assert.fail },
  );
  assert.equal(looks.at(spec, 0, 40), null);
  looks.at(spec, 0, 70);
  looks.at(spec, 1, 100);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, [
    [0, 32],
    [1, 96],
  ]);
  assert.equal(news, 2);
  assert.equal(looks.at(spec, 0, 63).step, 63);
  assert.equal(looks.at(spec, 1, 127).step, 127);
  assert.equal(asked.length, 2, "what is here is not asked for again");
  looks.at({ ...spec, steps: 7 }, 0, 40);
  assert.equal(asked.length, 3, "another spec has other updates");
});

test("a window that is refused is not asked for for ever", async () => {
  let [asked, problems] = [0, 0];
  const looks = createUpdates(
    async () => {
      asked += 1;
      throw new Error("no");
    },
    { onUpdates: assert.fail, onProblem: () => (problems += 1) },
  );
  for (let i = 0; i < 4; i += 1) {
    looks.at(spec, 0, 3);
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.deepEqual([asked, problems], [1, 1]);
});

test("arrows are to scale, shares lie end to end, and short ones are magnified together", () => {
  const vector = (key, numbers, share = false) => ({
    key,
    label: key,
    kind: "vector",
    numbers,
    share,
  });
  const look = (size) => ({
    theta: [5, 5],
    quantities: [
      vector("downhill", [0, -2 * size]),
      vector("fresh", [size, 0], true),
      vector("past", [0, size], true),
      vector("step", [size, size]),
      { key: "m", kind: "value", numbers: [9, 9] },
    ],
  });
  const area = { left: 0, top: 0, width: 1000, height: 500 };
  const { arrows, zoom } = arrowsOf(look(1), area, VIEW);
  assert.equal(zoom, 1);
  const [downhill, fresh, past, step] = arrows;
  assert.deepEqual(
    [downhill.from, downhill.to],
    [
      [500, 250],
      [500, 350],
    ],
  );
  assert.deepEqual(fresh.to, [600, 250]);
  assert.deepEqual(past.from, fresh.to);
  assert.deepEqual(past.to, step.to);
  const small = arrowsOf(look(1e-5), area, VIEW);
  assert.ok(small.zoom >= 1e4);
  for (const [i, { to, from }] of small.arrows.entries())
    near((to[1] - from[1]) * 1e5, (arrows[i].to[1] - arrows[i].from[1]) * small.zoom, 1e-6);
});

test("bars grow from the middle", () => {
  assert.deepEqual(barOf(2, 4), [50, 25]);
  assert.deepEqual(barOf(-4, 4), [0, 50]);
  assert.deepEqual(barOf(0, 0), [50, 0]);
  assert.deepEqual(barOf(null, 3), [50, 0]);
});

test("the middle of the scene is where the camera looks, near things look larger", () => {
  const scene = {
    camera: { eye: { x: 0, y: -2, z: 0 }, center: { x: 0, y: 0, z: 0 }, up: { x: 0, y: 0, z: 1 } },
    aspect: { x: 1, y: 1, z: 1 },
    ranges: [
      [-1, 1],
      [-1, 1],
      [0, 4],
    ],
    width: 800,
    height: 600,
  };
  const project = projector(scene);
  assert.deepEqual(project(0, 0, 2), [400, 300]);
  const [close, far] = [project(1, -1, 2)[0] - 400, project(1, 1, 2)[0] - 400];
  near(close / far, 2.5 / 1.5);
  assert.ok(project(0, 0, 4)[1] < 300, "up is up");
  const half = 2 * Math.tan(Math.PI / 8);
  near(project(0, 0, 2 + 4 * half)[1], 0, 1e-6);
  assert.ok(
    Number.isNaN(
      projector({ ...scene, camera: { ...scene.camera, eye: { x: 0, y: -0.2, z: 0 } } })(
        0,
        -1,
        2,
      )[0],
    ),
  );
});

test("turning keeps the distance and never tips over", () => {
  const camera = {
    eye: { x: 1, y: 1, z: 1 },
    center: { x: 0, y: 0, z: 0 },
    up: { x: 0, y: 0, z: 1 },
  };
  const { eye } = orbit(camera, 0.3, 0.2);
  near(Math.hypot(eye.x, eye.y, eye.z), Math.sqrt(3));
  assert.ok(eye.z > 1);
  assert.ok(Math.hypot(orbit(camera, 0, 9).eye.x, orbit(camera, 0, 9).eye.y) > 0.05);
});

test("paths lie on the drawn surface", () => {
  const field = {
    x: [0, 1, 2],
    y: [10, 20],
    levels: { z: [Float64Array.of(0, 1, 4), Float64Array.of(2, 3, 6)] },
  };
  const height = heightsOf(field);
  assert.equal(height(1, 20), 3);
  assert.equal(height(1.5, 15), 3.5);
  assert.equal(height(2, 20), 6);
});

const PLACES = {
  minima: [
    [0, 0],
    [10, 10],
  ],
  local_minima: [],
  saddles: [[5, 5]],
};
const mapFrame = (first, rows, nx, value) => decode(frameBytes(first, rows, nx, 4, value));

test("rows come in reversed binary order, each once", () => {
  assert.deepEqual(rowOrder(8), [0, 4, 2, 6, 1, 5, 3, 7]);
  assert.deepEqual(rowOrder(6), [0, 4, 2, 1, 5, 3]);
  for (const count of [2, 100, 128, 255, 256])
    assert.deepEqual(
      [...rowOrder(count)].sort((a, b) => a - b),
      [...Array(count).keys()],
    );
});

test("ends belong to what they are close to, the rest open new places or stay unsettled", () => {
  const map = new BasinMap(5, 2, VIEW, PLACES);
  const ends = [
    [0.01, 0, 0, 7],
    [10, 9.9, 0, NaN],
    [3, 3, 1, 9],
    [3.01, 3, 1, 4],
    [7, 1, 1, NaN],
  ];
  map.append(mapFrame(0, 1, 5, (_, column, channel) => ends[column][channel]));
  assert.deepEqual([...map.reached.slice(0, 5)], [0, 1, 3, 3, UNSETTLED]);
  assert.equal(map.reached[5], MISSING);
  assert.deepEqual(map.attractors[3].kind, "place");
  assert.equal(map.most, 9);
  assert.equal(map.complete, false);
  map.append(mapFrame(0, 2, 5, () => NaN));
  assert.deepEqual([...map.reached], [0, 1, 3, 3, UNSETTLED, ...Array(5).fill(FAILED)]);
  assert.equal(map.counts.failed, 5);
  assert.throws(
    () => new BasinMap(5, 4, VIEW, PLACES).append(mapFrame(2, 1, 5, () => 0)),
    RangeError,
  );
  assert.throws(() => map.append(mapFrame(0, 2, 4, () => 0)), RangeError);
});

test("a map that came before the landmarks is the same as one that came after them", () => {
  const next = random(5);
  const ends = Array.from({ length: 600 }, () => {
    const [x, y] = next() < 0.5 ? [10, 10] : next() < 0.5 ? [0, 0] : [3, 7];
    const end = [x + 0.1 * next(), y + 0.1 * next(), 1, next() < 0.2 ? NaN : 100 * next()];
    return next() < 0.1 ? [NaN, NaN, NaN, NaN] : end;
  });
  const value = (row, column, channel) => ends[60 * row + column][channel];
  const nothing = { minima: [], local_minima: [], saddles: [] };
  for (const rows of [4, 10]) {
    const [early, late] = [nothing, PLACES].map((places) => new BasinMap(60, 10, VIEW, places));
    for (const map of [early, late]) map.append(mapFrame(0, rows, 60, value));
    assert.equal(early.attractors[0].kind, "place");
    early.recognize(PLACES);
    assert.equal(early.attractors[0].kind, "minimum");
    for (const name of ["reached", "attractors", "counts", "least", "most"])
      assert.deepEqual(early[name], late[name], `${name} after ${rows} rows`);
  }
});

test("a place that hardly any start ends at is none once the map is complete", () => {
  const map = new BasinMap(250, 2, VIEW, PLACES);
  const end = (/** @type {number} */ column) =>
    column === 9 ? [3, 3, 1, 9] : column < 5 ? [7, 1, 1, 4] : [0, 0, 0, 7];
  map.append(mapFrame(0, 1, 250, (_, column, channel) => end(column)[channel]));
  assert.deepEqual(
    map.attractors.slice(3).map(({ count }) => count),
    [5, 1],
  );
  map.append(mapFrame(1, 1, 250, () => 0));
  assert.deepEqual(
    map.attractors.slice(3).map(({ count }) => count),
    [5, 0],
  );
  assert.equal(map.reached[9], UNSETTLED);
  assert.equal(map.counts.unsettled, 1);
});

test("a map answers for the start next to a point, in words", () => {
  const map = new BasinMap(3, 2, VIEW, PLACES);
  map.append(mapFrame(0, 1, 3, (_, __, channel) => [10, 10, 0, 12][channel]));
  const ending = map.at(4.9, 1);
  assert.deepEqual([ending.x, ending.y, ending.reached, ending.steps], [5, 0, 1, 12]);
  assert.equal(
    endingWords(ending, map),
    "From (5, 0): reaches the minimum (10, 10) after 12 steps.",
  );
  assert.equal(map.at(5, 10), null, "this row has not come");
  assert.equal(map.at(-9, 0), null);
});

test("the key of a map counts every start once, the most frequent place first", () => {
  const map = new BasinMap(8, 2, VIEW, PLACES);
  const ends = [
    [0, 0],
    [0, 0],
    [0, 0],
    [10, 10],
    [7, 1],
    [NaN, NaN],
    [3, 9],
    [10, 10],
  ];
  map.append(
    mapFrame(
      0,
      2,
      8,
      (_, column, channel) => [...ends[column], 0, column === 6 ? NaN : column][channel],
    ),
  );
  const { items, ramp } = keyOf(map, { coloring: "place", dark: false });
  assert.equal(ramp, null);
  assert.deepEqual(
    items.map(({ text }) => text),
    [
      "minimum (0, 0) 38 %",
      "minimum (10, 10) 25 %",
      "(7, 1) 13 %",
      "not settled 13 %",
      "no finite end 13 %",
    ],
  );
  assert.equal(new Set(items.map(({ color }) => color)).size, items.length);
  const steps = keyOf(map, { coloring: "steps", dark: false });
  assert.deepEqual([steps.ramp.low, steps.ramp.high], ["0", "7 steps"]);
  assert.deepEqual(steps.items, items.slice(-2));
});

test("a picture in space draws what is seen of each path, and its head where it stands", () => {
  const made = tracks(6, 2, (step, entry) => step + 10 * entry);
  const looks = [
    { color: "#123456", dash: [2, 3], marker: "circle", visible: true },
    { color: "#654321", dash: [], marker: "square", visible: true },
  ];
  const project = (track, row) => {
    const from = Math.floor(row);
    const x = track.x[from] + (row - from);
    return x > 2 && x < 3 ? [NaN, NaN] : [10 * x, 5, x > 12];
  };
  const drawn = pathsIn(made, looks, 4, { project, pieces: 2 }, { paper: "#fff" });
  const lines = [...drawn.matchAll(/<path d="([^"]*)" fill="none" stroke="([^"]*)"/g)].map(
    ([, d, color]) => [color, d],
  );
  assert.deepEqual(lines[0], ["#123456", "M0 5L5 5L10 5L15 5L20 5M30 5L35 5L40 5"]);
  assert.equal(lines[1][1], "M100 5L105 5L110 5L115 5L120 5");
  assert.equal(lines[2][1], "M120 5L125 5L130 5L135 5L140 5", "what is behind goes on from there");
  assert.match(drawn, /stroke="#654321" stroke-opacity="0.22"/);
  const heads = [...drawn.matchAll(/<path d="[^"]*" fill="(#[^"]*)"/g)].map(([, color]) => color);
  assert.deepEqual(heads, ["#123456", "#654321"]);
  const hidden = pathsIn(
    made,
    [looks[0], { ...looks[1], visible: false }],
    4,
    { project, pieces: 2 },
    { paper: "#fff" },
  );
  assert.ok(!hidden.includes("#654321"));
});

test("marks in space lie on the surface, and have names where those say something", () => {
  const surface = { minima: [[0, 0]], local_minima: Array(5).fill([1, 1]), saddles: [[9, 9]] };
  const place = (x, y) => (x > 5 ? null : { at: [100 + 10 * x, 100 + 10 * y], behind: x === 1 });
  const marks = marksOf(surface, [[3, 2]], place, { width: 400, height: 300 });
  assert.deepEqual(
    marks.map(({ kind }) => kind),
    ["start", "minimum", ...Array(5).fill("local minimum")],
  );
  assert.deepEqual(
    marks.map(({ box }) => box !== null),
    [true, true, ...Array(5).fill(false)],
  );
  assert.deepEqual(marks[0].at, [130, 120]);
  assert.deepEqual([marks[1].faint, marks[2].faint], [false, true]);
  const drawn = marksAsSvg(marks, { ink: "#000", muted: "#777" });
  assert.equal(drawn.match(/<path/g).length, 7);
  assert.equal(drawn.match(/>minimum</g).length, 1);
});

test("a camera above everything is lowered towards where it came from, no other", () => {
  const [center, up] = [
    { x: 0.1, y: 0, z: -0.2 },
    { x: 0, y: 0, z: 1 },
  ];
  const before = { center, up, eye: { x: -0.9, y: -1, z: 0.8 } };
  assert.equal(lowered(before, before), before);
  for (const z of [1.5, -1.9]) {
    const { eye } = lowered({ center, up, eye: { x: 0.1, y: 1e-9, z } }, before);
    near(Math.hypot(eye.x - 0.1, eye.y, eye.z + 0.2), Math.abs(z + 0.2), 1e-6);
    assert.equal(Math.sign(eye.z + 0.2), Math.sign(z + 0.2));
    near((eye.y - 0) / (eye.x - 0.1), -1 / -1, 1e-6);
    assert.ok(eye.x < 0.1 && Math.hypot(eye.x - 0.1, eye.y) > 0.05);
  }
});

test("a coarse map is painted whole, the highest row first", () => {
  const map = new BasinMap(2, 4, VIEW, PLACES);
  map.append(
    mapFrame(0, 2, 2, (row, _, channel) => [row === 0 ? 0 : 10, row === 0 ? 0 : 10, 0, 5][channel]),
  );
  const image = { data: new Uint8ClampedArray(4 * 8) };
  paint(map, image, { coloring: "place", dark: false });
  const at = (row) => [...image.data.slice(4 * 2 * (3 - row), 4 * 2 * (3 - row) + 3)];
  const share = shareOf(5, map);
  assert.deepEqual(at(0), placeColor(0, false, share));
  assert.deepEqual(at(1), at(0), "a missing row looks like the one below it");
  assert.deepEqual(at(2), placeColor(1, false, share));
  assert.notDeepEqual(at(0), at(2));
  paint(map, image, { coloring: "steps", dark: false });
  assert.deepEqual(at(0), stepColor(0, false));
  assert.deepEqual(
    [2, 6, 10, NaN].map((steps) => shareOf(steps, { least: 2, most: 10 })),
    [0, 0.5, 1, 1],
  );
});

test("colors tell places apart and grow paler with the way", () => {
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  for (const dark of [false, true]) {
    const colors = [0, 1, 2, 3, 4, 5, 6, 7, UNSETTLED, FAILED].map((place) =>
      placeColor(place, dark),
    );
    assert.equal(new Set(colors.map(String)).size, colors.length);
    const ways = [0, 0.5, 1].map((share) =>
      Math.abs(light(placeColor(0, dark, share)) - light(placeColor(MISSING, dark))),
    );
    assert.ok(ways[0] > ways[1] && ways[1] > ways[2]);
    assert.ok(
      light(stepColor(0, dark)) > light(stepColor(0.5, dark)) &&
        light(stepColor(0.5, dark)) > light(stepColor(1, dark)),
    );
  }
});

test("a map asks for the run as it races, within the server's bounds", () => {
  const settings = catalogue.settings("basin");
  const made = basinSpec(spec, 1, 256, VIEW, settings);
  assert.deepEqual(made.run, {
    optimizer: "adam",
    hyperparameters: spec.runs[1].hyperparameters,
    schedule: spec.runs[1].schedule,
  });
  assert.equal(made.steps, 300);
  assert.equal(
    basinSpec({ ...spec, steps: 100_000 }, 0, 256, VIEW, settings).steps,
    Math.floor(250e6 / 65536),
  );
  assert.equal(basinSpec({ ...spec, steps: 100_000 }, 0, 64, VIEW, settings).steps, 20_000);
});

test("an effective rate beyond the border of stability is told, along each axis", () => {
  const quantities = (rate, border) => [
    { key: "rate", numbers: rate },
    { key: "border", numbers: border },
  ];
  assert.equal(
    unstable(quantities([23.04, 5], [19, null])),
    "Effective rate 23 > border 19 along x: unstable, its steps grow.",
  );
  assert.equal(
    unstable(quantities([23, 24], [19, 19])),
    "Effective rate 23 > border 19 along x and 24 > border 19 along y: unstable, its steps grow.",
  );
  assert.equal(unstable(quantities([3, 4], [19, 19])), "");
  assert.equal(unstable([{ key: "step", numbers: [1, 2] }]), "");
});
