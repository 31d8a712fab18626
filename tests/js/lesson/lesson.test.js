import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { knobValues, short, withSettings } from "../../../static/js/lesson/experiment.js";
import { read } from "../../../static/js/lesson/animation.js";
import { INKS } from "../../../static/js/plot/palette.js";
import { axisOf, axisText, topsOf, valueAt } from "../../../static/js/lesson/tooltip.js";
import { placed } from "../../../static/js/lesson/picture.js";
import { toCsv } from "../../../static/js/lesson/numbers.js";
import { createProgress } from "../../../static/js/lesson/progress.js";

const experiment = {
  name: "ravine",
  knobs: [
    { name: "kappa", default: 100 },
    { name: "alpha", default: null },
    { name: "form", default: "heavy_ball" },
  ],
  frees: { kappa: ["alpha"] },
};

test("a turned knob joins what is given, and one at its default leaves it", () => {
  assert.deepEqual(withSettings(experiment, {}, { form: "averaging" }), { form: "averaging" });
  assert.deepEqual(
    withSettings(experiment, { form: "averaging", alpha: 0.1 }, { form: "heavy_ball" }),
    {
      alpha: 0.1,
    },
  );
});

test("a turned knob frees others, unless they are turned with it", () => {
  assert.deepEqual(withSettings(experiment, { alpha: 0.1 }, { kappa: 50 }), { kappa: 50 });
  assert.deepEqual(withSettings(experiment, { alpha: 0.1 }, { kappa: 50, alpha: 0.2 }), {
    kappa: 50,
    alpha: 0.2,
  });
  assert.deepEqual(withSettings(experiment, { kappa: 50, alpha: 0.2 }, { alpha: 0.3 }), {
    kappa: 50,
    alpha: 0.3,
  });
});

test("a field shows a few digits, and those of a decay that count", () => {
  const [rate, decay] = [{ scale: "log" }, { scale: "decay" }];
  assert.equal(short(rate, 0.0330578), 0.0331);
  assert.equal(short(decay, 0.66942), 0.669);
  assert.equal(short(decay, 0.9999), 0.9999);
  assert.equal(short(decay, 0), 0);
  assert.equal(short(rate, "averaging"), "averaging");
});

test("a place between whole numbers picks the nearest", () => {
  const knobs = [
    { name: "every", kind: "integer" },
    { name: "memory", kind: "number" },
  ];
  assert.deepEqual(knobValues({ ...experiment, knobs }, { every: 47.3, memory: 12.5 }), {
    every: 47,
    memory: 12.5,
  });
});

test("a path has a corner for each step, also where there is no number", () => {
  const { corners, places } = read("M0 4000L2000 1000M-4000 -4000M4000 0");
  assert.equal(corners.length, 4);
  assert.equal(corners.slice(0, 2).join(""), "M0 4000L2000 1000");
  assert.deepEqual(places[1], [0.5, 0.25]);
  assert.ok(Number.isNaN(places[2][0]));
  assert.deepEqual(places[3], [1, 0]);
  assert.equal(read("M1 2h0M3 4h0").corners.length, 2);
});

test("a place of a panel is read in the numbers of its axes", () => {
  assert.equal(valueAt(axisOf("-1 3"), 0.25), 0);
  assert.ok(Math.abs(valueAt(axisOf("1e-07 10 log"), 0.5) - 1e-3) < 1e-12);
  assert.deepEqual(axisOf("0 1"), { low: 0, high: 1, log: false });
});

test("answers are kept, lesson by lesson, and forgotten", () => {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
  };
  createProgress(storage).keep("momentum", "predict", 2);
  createProgress(storage).keep("averages", "check", 0);
  const progress = createProgress(storage);
  assert.equal(progress.answer("momentum", "predict"), 2);
  assert.equal(progress.answer("averages", "check"), 0);
  assert.equal(progress.answer("momentum", "check"), null);
  progress.clear();
  assert.equal(createProgress(storage).answer("momentum", "predict"), null);
});

test("damaged or forbidden storage is no answer", () => {
  for (const text of ["{", "null", "3", '{"momentum": {"predict": "x"}}', '{"momentum": null}']) {
    const progress = createProgress({ getItem: () => text, setItem: () => {} });
    assert.equal(progress.answer("momentum", "predict"), null, text);
  }
  const forbidden = () => {
    throw new Error("forbidden");
  };
  const progress = createProgress({ getItem: forbidden, setItem: forbidden });
  progress.keep("momentum", "predict", 1);
  assert.equal(progress.answer("momentum", "predict"), 1);
});

test("figures have the colors of the runs", () => {
  const css = readFileSync(new URL("../../../static/css/figure.css", import.meta.url), "utf8");
  for (const [name, { light, dark }] of Object.entries(INKS))
    assert.ok(css.includes(`.ink-${name} { --run: light-dark(${light}, ${dark}); }`), name);
});

test("a bar is read at its top, and a line is no bar", () => {
  assert.deepEqual(topsOf("M0 4000H400V1000H0ZM2000 4000H2400V3000H2000Z"), [
    [0.05, 0.25],
    [0.55, 0.75],
  ]);
  assert.equal(topsOf("M0 0L10 10"), null);
});

test("a place of an axis is told as its number, or as the nearest of its names", () => {
  assert.equal(axisText(axisOf("0 10"), 0.25, "step"), "step 2.5");
  assert.equal(axisText(axisOf("-1 60"), 0.01637, "day"), "day 0");
  assert.equal(axisText(axisOf("0 4e-7"), 0.5, "y"), "y 2e−7");
  assert.equal(axisText(axisOf("-0.6 2.6"), 0.5, "", "W1|b1|W2"), "b1");
});

test("a path keeps its shape in the box of a picture, without pieces that are nowhere", () => {
  const box = { left: 10, top: 20, width: 400, height: 200 };
  assert.equal(placed("M0 0L4000 4000", box), "M10 20L410 220");
  assert.equal(placed("M0 4000H400V1000H0Z", box), "M10 220H50V70H10Z");
  assert.equal(placed("M2000 2000h0", box), "M210 120h0");
  assert.equal(placed("M0 0L4000 0M-4000 -4000M2000 4000", box), "M10 20L410 20M210 220");
});

test("the numbers of a figure are rows, and text with commas stays one cell", () => {
  const figure = {
    panels: [
      {
        title: 'A "wide", plain panel',
        layers: [
          { kind: "line", name: "GD", x: [0, 1], y: [2, null], steps: true },
          { kind: "band", name: "range", x: [0], low: [1], high: [3] },
          { kind: "contour", name: "cost", x: [0, 1], y: [5], z: [[7, 8]] },
          { kind: "film", name: "edge", frames: [[[1], [2]]], since: [4] },
          { kind: "mark", label: "start", x: 1, y: 1 },
        ],
      },
    ],
    facts: [{ label: "GD needs", value: 709, unit: "steps" }],
  };
  const title = '"A ""wide"", plain panel"';
  assert.deepEqual(toCsv(figure).split("\r\n"), [
    "panel,kind,name,step,x,y,low,high,z",
    `${title},line,GD,0,0,2,,,`,
    `${title},line,GD,1,1,,,,`,
    `${title},band,range,,0,,1,3,`,
    `${title},contour,cost,,0,5,,,7`,
    `${title},contour,cost,,1,5,,,8`,
    `${title},film,edge,4,1,2,,,`,
    `${title},mark,start,,1,1,,,`,
    ",fact,GD needs (steps),,,709,,,",
    "",
  ]);
});
