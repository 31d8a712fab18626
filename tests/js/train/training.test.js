import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../../static/js/client/frames.js";
import { History } from "../../../static/js/client/history.js";
import { arranged } from "../../../static/js/train/boundaries/arrange.js";
import { AXES, axisOf, secondsAt } from "../../../static/js/train/chart/axes.js";
import { brushFor } from "../../../static/js/plot/chart/brushes.js";
import { scaleOf, ticksOf } from "../../../static/js/plot/scales.js";
import { Epochs, quartiles } from "../../../static/js/train/chart/epochs.js";
import { createEvaluations } from "../../../static/js/train/chart/evaluations.js";
import { Fields } from "../../../static/js/train/panels/fields.js";
import {
  css,
  classColor,
  targetColor,
  paintLattice,
  outputColor,
} from "../../../static/js/train/boundaries/class-colors.js";
import { isoline } from "../../../static/js/plot/isolines.js";
import { MEASURES, measureOf } from "../../../static/js/train/chart/training-measures.js";
import { paceOf } from "../../../static/js/train/pace.js";
import { createSnapshots, strideOf } from "../../../static/js/train/boundaries/snapshots.js";
import { standings, summary } from "../../../static/js/train/readout/training-standing.js";
import { compact, duration, percent } from "../../../static/js/ui/units.js";
import { frameBytes, random } from "../samples.js";
import { training } from "../training-samples.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A history of `entries` whose cost at a step is value(step, entry). */
function historyOf(steps, entries, value) {
  const history = new History(entries, steps - 1, ["cost"]);
  history.append(decode(frameBytes(0, steps, entries, 1, value)));
  return history;
}

test("an epoch's mean weighs the mini-batches by their examples", () => {
  const epochs = new Epochs({ samples: 10, batch: 4, epochs: 3, entries: 2 });
  const cost = (step, entry) => (entry === 1 && step >= 4 ? NaN : step + 1);
  epochs.grow(historyOf(9, 2, cost));
  assert.equal(epochs.whole, 3);
  assert.deepEqual(
    [...epochs.mean[0]].map((x) => Number(x.toFixed(5))),
    [1.8, 4.8, 7.8],
  );
  assert.deepEqual([...epochs.last[0]], [3, 6, 9]);
  assert.deepEqual(epochs.ends, [3, 1], "an entry that diverges has the epochs before");
});

test("quartiles are interpolated, and lost seeds are the worst", () => {
  assert.deepEqual(quartiles([4, 1, 3, 2], Infinity), [1.75, 2.5, 3.25]);
  assert.deepEqual(quartiles([1, NaN, 3], Infinity), [2, 3, Infinity]);
  assert.deepEqual(quartiles([NaN, 0.5, 0.7], -Infinity), [-Infinity, 0.5, 0.6]);
});

test("an isoline lies where the plane between the corners crosses the level", () => {
  const [nx, ny] = [7, 5];
  const next = random(4);
  for (let round = 0; round < 50; round += 1) {
    const [a, b, c] = [next() - 0.5, next() - 0.5, next() - 0.5];
    const values = Array.from(
      { length: nx * ny },
      (_, i) => a * ((i % nx) - 3) + b * (Math.floor(i / nx) - 2) + c,
    );
    const segments = isoline({ nx, ny, values }, 0);
    for (let i = 0; i < segments.length; i += 2)
      assert.ok(Math.abs(a * (segments[i] - 3) + b * (segments[i + 1] - 2) + c) < 1e-9);
    const crosses = Math.min(...values) < 0 && Math.max(...values) > 0;
    assert.equal(segments.length > 0, crosses);
  }
  assert.deepEqual(isoline({ nx: 2, ny: 2, values: [0, 1, NaN, 1] }, 0.5), []);
  assert.equal(isoline({ nx: 2, ny: 2, values: [1, 0, 0, 1] }, 0.5).length, 8, "a saddle has two");
});

test("an output is painted from the top, as paper where undecided, else by its class", () => {
  const tone = outputColor("binary", false);
  assert.deepEqual(tone(0.5), [251, 250, 247]);
  const reach = (p) => Math.hypot(...tone(p).map((part, i) => part - tone(0.5)[i]));
  assert.ok(reach(1) > reach(0.7) && reach(0.7) > reach(0.55));
  assert.equal(reach(0.2).toFixed(3) > 0, true);
  assert.deepEqual(outputColor("regression", true, [-2, 4])(1), [22, 24, 27]);
  assert.deepEqual(targetColor("classes", true, [0, 1])(2), classColor(2, true));
  const image = { data: new Uint8ClampedArray(16) };
  paintLattice({ nx: 2, ny: 2, values: [0, 0.5, 1, NaN] }, image, tone);
  assert.deepEqual([...image.data.slice(0, 3)], tone(1), "the highest row comes first");
  assert.deepEqual([image.data[7], image.data[11]], [0, 255], "no number, no color");
  assert.equal(css([1, 2, 3]), "rgb(1 2 3)");
});

test("seconds lie on the way between evaluations, and go on at the mean pace", () => {
  const clock = { counts: [0, 10, 20, 40], elapsed: [0, 1, 3, 5] };
  assert.deepEqual(
    [0, 5, 10, 15, 40, 60].map((epoch) => secondsAt(clock, epoch)),
    [0, 0.5, 1, 2, 5, 7.5],
  );
  assert.equal(secondsAt({ counts: [0], elapsed: [0] }, 7), 0);
  const across = Object.fromEntries(
    AXES.map((axis) => [axis.name, axis.across(training(), clock)(2)]),
  );
  assert.deepEqual(across, { epochs: 2, steps: 10, examples: 600, seconds: 0.2 });
  assert.equal(axisOf("miles").name, "epochs");
});

const curve = (values) => ({ count: () => values.length, read: (row) => values[row] });

test("a scale holds its curves, leaves out what explodes, and has round ticks", () => {
  const ticks = (scale, count) => ticksOf(scale, count, String).map(({ height }) => height);
  const log = scaleOf([curve([0.7, 0.2, NaN])], { log: true });
  assert.ok(log.log && log.low < 0.2 && log.high > 0.7 && log.low > 0.1);
  assert.deepEqual(ticks({ ...log, low: 0.02, high: 0.7 }, 5), [0.02, 0.05, 0.1, 0.2, 0.5]);
  assert.ok(ticks(log, 5).length > 2, "a short axis has ticks, too");
  assert.ok(scaleOf([curve([1, 1e9])], { log: true }).high < 2e3);
  assert.equal(scaleOf([curve([1, -1])], { log: true }).log, false);
  const shares = scaleOf([curve([0.5, 1])], { log: false, ceiling: 1 });
  assert.ok(shares.high < 1.02 && shares.low < 0.5);
  assert.ok(ticks(shares, 4).some((at) => Math.abs(at - 0.6) < 1e-9));
  assert.ok(scaleOf([], { log: true }).high > 0, "nothing yet is no error");
  const decades = ticks({ log: true, offset: 0, low: 1e-5, high: 10 }, 4);
  assert.ok(decades.length > 1 && decades.every((at) => Number.isInteger(Math.log10(at))));
  const texts = ticksOf({ log: true, offset: 0, low: 1e-3, high: 10 }, 9, String);
  assert.deepEqual(
    texts.map(({ text }) => text),
    ["10⁻³", "10⁻²", "10⁻¹", "1", "10"],
  );
});

test("tiles are as large as they can be", () => {
  const space = { width: 1000, height: 300, aspect: 1.5, gap: 10, caption: 30 };
  assert.deepEqual(arranged(3, space), { columns: 3, width: 326, height: 217 });
  assert.equal(arranged(8, space).columns, 4);
  for (let count = 1; count < 12; count += 1) {
    const { columns, width, height } = arranged(count, space);
    assert.ok(columns * (width + 10) <= 1010);
    assert.ok(Math.ceil(count / columns) * (height + 40) <= 310);
  }
});

test("at most two snapshots are on their way, the newest wish first, each once", async () => {
  const asked = [];
  const answers = new Map();
  const ask = (index, start) =>
    new Promise((resolve) => {
      asked.push(index);
      answers.set(index, () =>
        resolve({
          index,
          start,
          epoch: null,
          boundary: null,
          runs: [{ run: 0, start, boundary: [0, null], layers: null }],
        }),
      );
    });
  const snapshots = createSnapshots({ onSnapshot() {}, onProblem: assert.fail });
  snapshots.begin(ask);
  for (const index of [0, 1, 2, 3]) snapshots.want(index, 0, { last: 9 });
  assert.deepEqual(asked, [0, 1]);
  answers.get(0)();
  await settled();
  snapshots.want(7, 0, { last: 9, stride: 1 });
  assert.deepEqual(asked, [0, 1, 7], "not those that were wanted meanwhile");
  answers.get(1)();
  answers.get(7)();
  await settled();
  snapshots.want(7, 0, { last: 8, stride: 1 });
  assert.deepEqual(asked, [0, 1, 7, 8], "ahead, but not beyond what there is");
  assert.deepEqual(
    [5, 1, 7].map((index) => snapshots.at(index, 0).index),
    [1, 1, 7],
  );
  assert.equal(snapshots.at(0, 0).runs[0].boundary[1], NaN);
  assert.equal(snapshots.at(0, 1), null, "another seed is another picture");
  snapshots.keep({ index: 9, start: 1, epoch: 1, boundary: null, runs: [] });
  assert.equal(snapshots.at(0, 1).index, 9, "rather a later one than none");
  snapshots.begin((index, start) => ask(index, start));
  answers.get(8)();
  await settled();
  assert.equal(snapshots.at(9, 0), null, "what belongs to the training before is forgotten");
});

test("fast playing skips snapshots", () => {
  assert.equal(strideOf(250, 5000, 200), 1);
  assert.equal(strideOf(2500, 5000, 200), 9);
  assert.equal(strideOf(Infinity, 100, 100), 9);
  assert.deepEqual([5000, 300, 20, 1e6].map(paceOf), [250, 25, 1, Infinity]);
});

test("evaluations are added up from where they were", async () => {
  const report = (since, epochs, complete) => ({
    ...{
      complete,
      since,
      evaluated_epochs: epochs,
      elapsed: epochs.map((epoch) => (epoch ?? 0) / 10),
    },
    runs: [
      {
        ...{ run: 0, start: 0, train_accuracy: epochs.map(() => 0.5), test_accuracy: [] },
        ...{
          gradient_norms: [epochs.map(() => 1), epochs.map(() => 2)],
          weight_norms: [epochs.map(() => 3), epochs.map(() => 4)],
        },
      },
    ],
  });
  const since = [];
  let told = 0;
  const evaluations = createEvaluations({ onReport: () => (told += 1) });
  evaluations.begin(async (from) => {
    since.push(from);
    return from === 0 ? report(0, [null, 9], false) : report(2, [19], true);
  });
  assert.deepEqual(since, [], "nothing is asked before there is something");
  evaluations.grew();
  await settled();
  evaluations.end();
  await settled();
  assert.deepEqual([since, told], [[0, 2], 2]);
  assert.deepEqual(evaluations.counts, [0, 10, 20]);
  assert.deepEqual(evaluations.runs[0].gradient_norms, [
    [1, 1, 1],
    [2, 2, 2],
  ]);
  evaluations.destroy();
});

/** Everything a measure reads, of two runs from some seeds over ten epochs. */
function source(seeds, more = {}) {
  const spec = training({ epochs: 10, network: { layers: [2, 5, 1], seed: seeds }, ...more });
  const entries = spec.runs.flatMap(({ label }, run) =>
    seeds.map((_, start) => ({ run, start, label })),
  );
  const history = historyOf(50, entries.length, (step, entry) => 1 / (1 + step + entry));
  const epochs = new Epochs({ samples: 300, batch: 64, epochs: 10, entries: entries.length });
  epochs.grow(history);
  const counts = [0, 5, 10];
  const rated = entries.map(({ run, start }) => ({
    ...{ run, start, train_accuracy: [0.5, 0.6, 0.7], test_accuracy: [0.5, 0.5, 0.6] },
    ...{
      gradient_norms: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      weight_norms: [
        [1, 1, 1],
        [2, 2, 2],
      ],
    },
  }));
  const styles = entries.map(() => ({
    color: "#123456",
    dash: [],
    marker: "circle",
    visible: true,
  }));
  return {
    spec,
    task: "binary",
    history,
    epochs,
    evaluations: { counts, runs: rated },
    entries,
    styles,
    last: false,
    start: 0,
  };
}

test("every measure shows what there was by an epoch, and no more", () => {
  for (const measure of MEASURES)
    for (const seeds of [[3], [3, 4, 5]]) {
      const curves = measure.curves(source(seeds));
      assert.ok(curves.length >= 2, measure.name);
      for (const { count, at, read, spread } of curves)
        for (const epoch of [0, 1, 4.5, 10, Infinity]) {
          const rows = count(epoch);
          for (let row = 0; row < rows; row += 1) {
            assert.ok(at(row) <= epoch + 1e-6, `${measure.name} at ${epoch}`);
            assert.ok(Number.isFinite(read(row)));
            if (spread) assert.ok(spread.low(row) <= read(row) && read(row) <= spread.high(row));
          }
          if (epoch === Infinity) assert.ok(rows > 1);
        }
    }
});

test("the cost has a faint curve of mini-batches and a bold one of epochs", () => {
  const [each, mean] = measureOf("cost").curves(source([3]));
  assert.ok(each.dense && each.alpha < mean.alpha);
  assert.deepEqual([each.count(2), mean.count(2), mean.at(0)], [10, 2, 1]);
  const last = measureOf("cost").curves({ ...source([3]), last: true });
  assert.equal(last.length, 2);
  assert.equal(last[0].read(1), Math.fround(1 / 10));
  const whole = measureOf("cost").curves(source([3], { batch_size: 300 }));
  assert.equal(whole.length, 2, "a batch of everything is its own mean");
  const hidden = source([3]);
  hidden.styles[0].visible = false;
  assert.equal(measureOf("cost").curves(hidden).length, 2);
});

test("brushes draw each point once, dense ones by the columns they share", () => {
  const calls = { rects: 0, lines: 0 };
  const context = new Proxy(
    {},
    {
      get: (_, name) => () => (calls[{ fillRect: "rects", lineTo: "lines" }[name] ?? "rest"] += 1),
      set: () => true,
    },
  );
  const places = { across: (epoch) => epoch * 10, up: (value) => 100 - 50 * value };
  const box = [0, 0, 1000, 100];
  const dense = brushFor({
    ...curve(Array.from({ length: 1000 }, (_, i) => Math.sin(i))),
    at: (row) => row / 100,
    dash: [],
    dense: true,
  });
  dense.draw(context, box, places, 500, 1000);
  dense.draw(context, box, places, 1000, 1000);
  assert.equal(calls.rects, 100);
  calls.rects = 0;
  const band = brushFor({
    ...curve([1, 1, 1]),
    at: (row) => row,
    dash: [],
    spread: { low: () => 0, high: () => 1 },
  });
  band.draw(context, box, places, 2, 3);
  band.draw(context, box, places, 3, 3);
  assert.equal(calls.rects, 21, "every column from the first point to the last");
});

test("standings are told best first, and of seeds the median", () => {
  const { entries, epochs, evaluations } = source([3, 4, 5]);
  const endings = new Map([[5, { status: "diverged", at: 12 }]]);
  const all = standings({ entries, epochs, rated: evaluations.runs, endings }, 10, 2, 50);
  assert.deepEqual(
    all.map(({ seeds, lost, train, test: tested }) => [seeds, lost, train, tested]),
    [
      [3, 0, 0.7, 0.6],
      [3, 1, 0.7, 0.6],
    ],
  );
  assert.ok(Math.abs(all[0].gradient - Math.hypot(3, 6)) < 1e-9);
  const told = summary(10, 10, all, "binary");
  assert.match(
    told,
    /^After 10 epochs: Adam has median cost [\d.]+, accuracy 70.0 %, 60.0 % on test data; GD has/,
  );
  assert.match(told, /Adam diverged from 1 of 3 seeds\.$/);
  assert.equal(summary(0, 10, all, "binary"), "");
});

test("a complaint finds the closest field, and only one", () => {
  const element = () => ({
    classes: new Set(),
    append() {},
    classList: { toggle: (name, on) => (on ? hit.add(name) : hit.delete(name)) },
  });
  const hit = new Set();
  globalThis.document = { createElement: () => ({ setAttribute() {}, append() {} }) };
  try {
    const fields = new Fields();
    for (const path of ["network", "network.seed", "dataset"]) fields.add(path, element());
    assert.equal(fields.complain("network.layers[1]", "too many"), true);
    assert.equal(fields.places.get("network").words.textContent, "too many");
    assert.equal(fields.complain("network.seed[3]", "no seed"), true);
    assert.deepEqual(
      [...fields.places.values()].map(({ words }) => words.textContent),
      ["", "no seed", ""],
    );
    assert.equal(fields.complain("runs[0].optimizer", "unknown"), false);
    assert.equal(fields.complain("datasets", "not that one"), false);
  } finally {
    delete globalThis.document;
  }
});

test("numbers are short", () => {
  assert.deepEqual(
    [percent(0.9433), percent(null), compact(25_000), compact(1.5e6), compact(999)],
    ["94.3 %", "–", "25 k", "1.5 M", "999"],
  );
  assert.deepEqual(
    [duration(2.7e-4), duration(0.0271), duration(3.64), duration(NaN)],
    ["270 µs", "27 ms", "3.64 s", "–"],
  );
});

test("a server that is busy at the end is asked until it answers", async () => {
  const report = { since: 0, complete: false, evaluated_epochs: [null], elapsed: [0], runs: [] };
  let asked = 0;
  const evaluations = createEvaluations({ onReport: () => {}, pause: 0 });
  evaluations.begin(async () => {
    asked += 1;
    if (asked < 4) throw new Error("429");
    return report;
  });
  evaluations.end();
  while (!evaluations.counts.length) await settled();
  for (let turn = 0; turn < 5; turn += 1) await settled();
  assert.equal(asked, 4, "the answer after the end is the last, complete or not");
  evaluations.destroy();
});
