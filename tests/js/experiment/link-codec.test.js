import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf, fromLink } from "../../../static/js/race/link.js";
import { MEASURES } from "../../../static/js/race/chart/race-measures.js";
import { PLAIN, SIDES, readViewState, writeViewState } from "../../../static/js/race/view-state.js";
import { complete } from "../../../static/js/experiment/spec.js";
import { fromFragment, read, toFragment, write } from "../../../static/js/experiment/link-codec.js";
import { catalogue, random } from "../samples.js";

const TEXTS = [
  "adam",
  "Adam 2",
  "it's",
  "!n",
  "",
  "x^2 + 3*y^2",
  "π≈3",
  "a&b=c#d%20",
  "true",
  "1e5",
  "-",
  "(:,)",
];

function anything(next, depth = 0) {
  const kind = Math.floor(next() * (depth < 4 ? 7 : 5));
  if (kind === 0) return null;
  if (kind === 1) return next() < 0.5;
  if (kind === 2) return (next() - 0.5) * 10 ** Math.floor(40 * next() - 20);
  if (kind === 3) return Math.floor(2000 * next() - 1000);
  if (kind === 4) return TEXTS[Math.floor(next() * TEXTS.length)];
  const items = Array.from({ length: Math.floor(4 * next()) }, () => anything(next, depth + 1));
  if (kind === 5) return items;
  return Object.fromEntries(
    items.map((item, i) => [TEXTS[Math.floor(next() * TEXTS.length)] + i, item]),
  );
}

test("every value comes back from its notation and from a link", () => {
  const next = random(3);
  for (let i = 0; i < 2000; i += 1) {
    const value = anything(next);
    assert.deepEqual(read(write(value)), value);
    const fields = { surface: { name: "ravine" }, value: value ?? 0, "odd name": [value] };
    const fragment = toFragment(fields);
    assert.deepEqual(fromFragment(`#${fragment}`), fields);
    assert.equal(
      new URL(`http://localhost/#${fragment}`).hash,
      `#${fragment}`,
      "the address bar changes nothing",
    );
  }
});

test("links stay readable", () => {
  const fields = {
    surface: { name: "ravine", parameters: { kappa: 100 } },
    start: [-4.2, 1.9],
    steps: 120,
  };
  assert.equal(
    toFragment(fields),
    "surface=(name:ravine,parameters:(kappa:100))&start=!(-4.2,1.9)&steps=120",
  );
});

test("what cannot be read is refused with its name", () => {
  for (const damaged of [
    "steps",
    "steps=",
    "start=!(1,",
    "runs=(a)",
    "label='open",
    "x=1,2",
    `x=${"!(".repeat(50)}`,
    "x=%E0%A4%A",
  ]) {
    assert.throws(
      () => fromFragment(damaged),
      (error) => error instanceof SyntaxError && error.message.startsWith(damaged.split("=")[0]),
    );
  }
});

test("nothing in the address asks for nothing", () => {
  assert.equal(fromFragment(""), null);
  assert.equal(fromFragment("#"), null);
  for (const place of ["", "#", "#main", "#main=1"]) assert.equal(fromLink(place, catalogue), null);
});

const spec = complete(
  {
    surface: { name: "ravine", parameters: { kappa: 50 } },
    start: [
      [1, 2],
      [3, 4],
    ],
    gradient_noise: 0.5,
    seed: 7,
    tolerances: { cost: 1e-6 },
    runs: [
      { optimizer: "gd", schedule: { name: "exponential", decay: 0.99 } },
      { optimizer: "gd", label: "Slow & steady" },
    ],
    interventions: [{ step: 5, run: 1, hyperparameters: { lr: 0.01 } }],
  },
  catalogue,
);

/** Every choice of how a race is looked at. */
const CHOICES = {
  plane: ["contour", "space", "basins"],
  panel: ["costs", "table", "inside"],
  measure: MEASURES.map(({ name }) => name),
  log: [null, true, false],
  entry: [0, 1, 17],
  map: [null, 0, 3],
  side: SIDES,
  color: ["place", "steps"],
  box: [
    null,
    [
      [-1, 1.5],
      [0, 1e-3],
    ],
  ],
  eye: [null, [-0.86, 1.2, 0]],
};

test("a link holds the whole experiment, how it is looked at and whose story it is", () => {
  const next = random(3);
  for (let round = 0; round < 200; round += 1) {
    const pick = (choices) => choices[Math.floor(choices.length * next())];
    const viewState = Object.fromEntries(
      Object.entries(CHOICES).map(([name, choices]) => [name, pick(choices)]),
    );
    const display = {
      hidden: pick([[], [1], [0, 1]]),
      inks: pick([[], [null, "purple"]]),
    };
    const linked = { spec, display, viewState, story: pick(["", "nesterov"]), pins: [] };
    assert.deepEqual(fromLink(`#${fragmentOf(linked)}`, catalogue), linked);
  }
});

test("a viewState that makes no sense is as usual, and the usual one is not told", () => {
  assert.deepEqual(Object.keys(CHOICES).sort(), Object.keys(PLAIN).sort());
  assert.equal(writeViewState(PLAIN), undefined);
  for (const given of [
    null,
    7,
    "space",
    [],
    {
      plane: "moon",
      entry: -1,
      side: 1000,
      log: "yes",
      box: [
        [1, 0],
        [0, 1],
      ],
      eye: [1, "x", 2],
      constructor: 1,
    },
  ])
    assert.deepEqual(readViewState(given), PLAIN);
  assert.deepEqual(readViewState({ plane: "space", measure: "constructor" }), {
    ...PLAIN,
    plane: "space",
  });
});

test("links that ask for what there is not are refused in words", () => {
  for (const [link, pattern] of [
    ["surface=nowhere&runs=!((optimizer:gd))", /no surface “nowhere”/],
    ["surface=ravine&runs=!((optimizer:gdd))", /no optimizer “gdd”/],
    ["surface=ravine", /no runs/],
    ["surface=ravine&runs=!((optimizer:gd))&steps=1e9", /steps must be/],
    ["surface=ravine&runs=!((optimizer:gd))&start=!(1)", /start must be/],
    ["surface=ravine&runs=!((optimizer:gd))&sped=3", /no field “sped”/],
    ["runs=!((optimizer:gd))", /no surface/],
    ["surface=ravine&runs=!(gd)", /no optimizer/],
    ["surface=constructor&runs=!((optimizer:gd))", /no surface/],
  ]) {
    assert.throws(() => fromLink(`#${link}`, catalogue), pattern);
  }
});
