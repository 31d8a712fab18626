import assert from "node:assert/strict";
import { test } from "node:test";
import { chartSvg, thinned } from "../../../static/js/plot/chart/chart-svg.js";
import { landmarksAsSvg } from "../../../static/js/plot/landmarks-svg.js";
import { figure, folded, nested } from "../../../static/js/plot/picture.js";
import { recordingSpeed, recordingType } from "../../../static/js/share/recorder.js";
import { known } from "../../../static/js/experiment/ledger.js";
import { areaOf } from "../../../static/js/plot/mapping.js";
import { embeddable } from "../../../static/js/share/share-dialog.js";
import {
  constructors,
  curl,
  embedCode,
  linkTo,
  programs,
} from "../../../static/js/experiment/snippets.js";
import { complete } from "../../../static/js/experiment/spec.js";
import { axesOf } from "../../../static/js/plot/chart/layout.js";
import { MEASURES } from "../../../static/js/race/chart/race-measures.js";
import { plotOf } from "../../../static/js/race/chart/race-plot.js";
import { catalogue } from "../samples.js";

const spec = (given = {}) =>
  complete(
    { surface: "saddle", runs: [{ optimizer: "gd" }, { optimizer: "newton" }], ...given },
    catalogue,
  );
const inks = {
  ink: "#111",
  muted: "#666",
  line: "#ddd",
  paper: "#fff",
  accent: "#00f",
  dark: false,
};
const line = (name, x, y) => ({
  name,
  color: "#0072b2",
  dash: [],
  marker: "circle",
  x: Float32Array.from(x),
  y: Float32Array.from(y),
  cost: Float32Array.from(x),
});

test("a curl command survives quotes in a label", () => {
  const named = spec({ runs: [{ optimizer: "gd", label: "it's $HOME" }] });
  const command = curl(named, "http://lab/api/v1", "abc");
  const [, body] = /-d ('.*')$/m.exec(command);
  assert.equal(JSON.parse(body.slice(1, -1).replaceAll("'\\''", "'")).runs[0].label, "it's $HOME");
  assert.match(command, /experiments\/abc\/result\?format=csv/);
});

const CALLS = [
  {
    ...{ label: "GD", pytorch: "torch.optim.SGD(params, lr=0.1)  # not included: noise" },
    ...{ keras: null, optax: null, reasons: {}, programs: { pytorch: "import torch\n" } },
  },
  {
    ...{ label: "Lion", pytorch: null, keras: null, optax: null },
    ...{ reasons: { pytorch: "torch.optim has no Lion" }, programs: { pytorch: null } },
  },
  {
    ...{ label: "Newton", pytorch: null, keras: null, optax: null, reasons: {}, programs: {} },
  },
  {
    ...{ label: "On a network", pytorch: "torch.optim.Adam(params)", keras: null, optax: null },
    ...{ reasons: {}, programs: { pytorch: null } },
  },
];

test("constructors come as the server comments them, and say where there is none", () => {
  const text = constructors("pytorch", CALLS);
  assert.match(text, /^# GD\ntorch\.optim\.SGD\(params, lr=0\.1\) {2}# not included: noise\n/);
  assert.match(text, /# Lion\n# torch\.optim has no Lion\n/);
  assert.match(text, /# Newton\n# PyTorch has no optimizer/);
});

test("whole programs fall back to the constructor, or to why there is none", () => {
  const text = programs("pytorch", CALLS);
  assert.match(text, /^# GD\nimport torch\n/);
  assert.match(text, /# Lion\n# torch\.optim has no Lion\n/);
  assert.match(text, /# On a network\n# There is no whole program .*:\ntorch\.optim\.Adam/);
});

test("a link drops what belongs to the way the page is shown", () => {
  const page = "http://lab/x?embed=1&loop=1#surface=saddle";
  assert.equal(linkTo(page, "surface=bowl"), "http://lab/x#surface=bowl");
  assert.equal(linkTo(page, "a=1", { embed: true, loop: true }), "http://lab/x?embed=1&loop=1#a=1");
  assert.equal(linkTo(page, "a=1", { loop: true }), "http://lab/x#a=1");
});

test("embed code is closed against what people call their runs", () => {
  const code = embedCode("http://lab/?embed=1#a=1&b=2", '"><script>');
  assert.equal(code.match(/<script>/), null);
  assert.match(code, /&amp;b=2/);
  assert.equal(code.match(/"/g).length % 2, 0);
});

test("who may embed is said in words", () => {
  assert.match(embeddable("'self'"), /DESCENTLAB_FRAME_ANCESTORS/);
  assert.match(embeddable("*"), /any page/);
  assert.match(embeddable("'self' https://slides.org"), /its own pages https:\/\/slides\.org/);
});

test("a figure names every run and grows with its legend", () => {
  const runs = Array.from({ length: 12 }, (_, i) => ({ ...line(`run <${i}>`, [0], [0]) }));
  const drawing = figure({
    width: 400,
    height: 300,
    body: "",
    runs,
    note: "a note of words ".repeat(12),
    inks,
  });
  assert.ok(drawing.height > 300 + 5 * 24);
  assert.equal(drawing.svg.match(/run &lt;/g).length, 12);
  const places = [...drawing.svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)];
  assert.ok(places.every(([, x, y]) => Number(x) < 400 && Number(y) < drawing.height));
});

test("a note is broken at its spaces and keeps its words", () => {
  const lines = folded("one two three four five", 9);
  assert.deepEqual(lines, ["one two", "three", "four five"]);
});

test("another drawing is taken without its prologue", () => {
  const inner = nested('<?xml version="1.0"?>\n<svg class="main" width="9"><g/></svg>');
  assert.ok(inner.startsWith('<svg x="0" y="0" class="main"'));
});

test("landmarks outside the view stay out of the picture", () => {
  const view = [
    [-1, 1],
    [-1, 1],
  ];
  const places = { minima: [[0, 0]], local_minima: [[5, 5]], saddles: [], starts: [[0.5, 0.5]] };
  const svg = landmarksAsSvg(
    areaOf(300, 200),
    view,
    places,
    [line("in", [0.1], [0.1]), line("out", [9], [9])],
    inks,
  );
  assert.equal(svg.match(/<path/g).length, 2);
  assert.equal(svg.match(/<circle/g).length, 1);
});

test("a curve keeps its spike when thousands of steps share a pixel", () => {
  const place = (row) => (row === 7777 ? 3 : 90);
  const path = thinned(20_000, (row) => row / 100, place);
  assert.ok(path.split("L").length <= 4 * 202);
  assert.match(path, /L77\.77 3L/);
});

test("curves leave out hidden runs and gaps", () => {
  const track = { end: 3, x: [], y: [], cost: Float32Array.of(4, NaN, 1), grad_norm: [] };
  const entries = [0, 1].map((run) => ({ run, start: 0, label: `run ${run}` }));
  const styles = [
    { ...line("", [], []), visible: true },
    { ...line("", [], []), color: "#hidden", visible: false },
  ];
  const source = { tracks: [track, track], entries, minima: [], lowest: 0, spec: spec() };
  const plot = plotOf(source, 2, { measure: MEASURES[0], log: true }, styles);
  const paper = { width: 400, height: 300, title: 'Cost <of> "all"', inks };
  const svg = chartSvg(plot, axesOf(plot), 2, paper);
  assert.doesNotMatch(svg, /NaN|#hidden/);
  assert.match(svg, /#0072b2/);
  assert.match(svg, />Cost &lt;of&gt; &quot;all&quot;</);
  assert.match(svg, />step</);
});

test("a film takes seconds, not minutes, and shows even a race that is shown at once", () => {
  assert.equal(recordingSpeed(30, 120), 30);
  assert.ok(5000 / recordingSpeed(30, 5000) <= 15);
  assert.ok(Number.isFinite(recordingSpeed(Infinity, 10)));
});

test("a browser that cannot record is found out", () => {
  assert.equal(recordingType({}), null);
  const canvas = class {
    captureStream() {}
  };
  const only = (type) => ({
    MediaRecorder: { isTypeSupported: (asked) => asked === type },
    HTMLCanvasElement: canvas,
  });
  assert.equal(recordingType(only("video/webm;codecs=vp8")).extension, "webm");
  assert.equal(recordingType(only("video/mp4")).extension, "mp4");
  assert.equal(recordingType(only("none")), null);
});

test("the ledger tells who is given more than a gradient", () => {
  const facts = known(
    spec({
      steps: 1200,
      start: [
        [0, 1],
        [1, 0],
      ],
    }),
    catalogue,
  );
  const said = Object.fromEntries(facts);
  assert.match(said["Gradient evaluations"], /^2,400 for each run/);
  assert.match(said["Hessian evaluations"], /Newton, for no other/);
  assert.equal(said.Starts, "(0, 1), (1, 0)");
  assert.match(
    Object.fromEntries(known(spec({ gradient_noise: 0.5, seed: 7 }), catalogue)).Noise,
    /seed 7/,
  );
});
