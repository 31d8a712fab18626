import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromNamed,
  splitAt,
  unknownName,
  usedParameters,
  withValues,
  withoutColumn,
} from "../../../static/js/race/surface/formulas.js";
import { PLAIN } from "../../../static/js/race/view-state.js";
import { complete, withParameter } from "../../../static/js/experiment/spec.js";
import { matching, same, storySpec } from "../../../static/js/experiment/stories.js";
import { fragmentOf, fromLink } from "../../../static/js/race/link.js";
import { plain } from "../../../static/js/experiment/run-display.js";
import { catalogue } from "../samples.js";

const constant = { name: "constant", per: "step" };
const told = (name, ...labels) => ({
  name,
  title: `About ${name}`,
  question: "What becomes of the zigzags?",
  answer: "<b>They cancel.</b>",
  spec: {
    surface: { parameters: { kappa: 50 }, name: "ravine" },
    runs: labels.map((label) => ({ optimizer: "gd", schedule: constant, label })),
  },
  speed: 30,
  chart: "cost",
  cite: null,
});

test("labels lose their rates where they stay different without", () => {
  const names = (story) => storySpec(story, catalogue, complete).runs.map(({ label }) => label);
  assert.deepEqual(names(told("a", "GD, lr 0.0385", "β 0.9, lr 1e-05")), ["GD", "β 0.9"]);
  assert.deepEqual(names(told("b", "GD, lr 0.02", "GD, lr 0.2", "Adam, lr 1")), [
    "GD, lr 0.02",
    "GD, lr 0.2",
    "Adam",
  ]);
});

test("a story is the same experiment after a link, and another once it is changed", () => {
  const spec = storySpec(told("a", "GD, lr 0.1"), catalogue, complete);
  const linked = fromLink(
    `#${fragmentOf({ spec, display: plain(), viewState: PLAIN, story: "a" })}`,
    catalogue,
  );
  assert.equal(linked?.story, "a");
  assert.ok(same(linked.spec, spec));
  assert.ok(!same(withParameter(spec, "kappa", 51), spec));
  assert.ok(!same({ ...spec, start: [0, 0] }, spec));
});

test("stories are found by the words of title, question, surface and runs", () => {
  const stories = [told("why", "GD"), told("slow", "Adam, lr 1")];
  assert.deepEqual(matching(stories, " ABOUT slow "), [stories[1]]);
  assert.deepEqual(matching(stories, "ravine adam"), [stories[1]]);
  assert.deepEqual(matching(stories, ""), stories);
  assert.deepEqual(matching(stories, "saddle"), []);
  const second = { ...stories[1], question: "Why?" };
  assert.deepEqual(matching([second, stories[0]], "why"), [stories[0], second], "titles first");
});

test("the part at fault is cut out of a formula", () => {
  assert.deepEqual(splitAt("x^2 + foo(x)", 7, "foo"), ["x^2 + ", "foo", "(x)"]);
  assert.deepEqual(splitAt("x^2 + foo(x)", 1, "foo"), ["x^2 + ", "foo", "(x)"], "a wrong column");
  assert.deepEqual(splitAt("x", 9, "foo"), ["x", "", ""]);
  assert.deepEqual(splitAt("x", undefined, undefined), ["x", "", ""]);
  assert.equal(withoutColumn("`foo` at column 7: unknown name"), "foo: unknown name");
  assert.equal(unknownName({ message: "`k` at column 1: unknown name; use x", part: "k" }), "k");
  assert.equal(unknownName({ message: "`k` at column 1: an operator is missing", part: "k" }), "");
});

test("a formula takes its parameters along, and drops those it has no more", () => {
  const typed = fromNamed(
    { name: "ravine", parameters: { kappa: 50 } },
    { ...catalogue.surface("ravine"), expression: "(x^2 + kappa*y^2)/2" },
  );
  assert.deepEqual(typed.parameters, { kappa: { value: 50, min: 1, max: 1000 } });
  assert.deepEqual(usedParameters(typed), typed.parameters);
  assert.deepEqual(usedParameters({ ...typed, expression: "x^2 + kappa2*y^2" }), {});
  const wide = { ...typed, parameters: { kappa: { value: 50, min: 1, max: 60 } } };
  assert.equal(withValues(wide, { kappa: 7, c: 1 }).parameters.kappa.value, 7);
  assert.equal(
    withValues(wide, { kappa: { value: 99, min: 1, max: 1000 } }).parameters.kappa.value,
    60,
  );
});

test("a spec may have a typed surface, and a link brings it back", () => {
  const spec = complete(
    {
      surface: {
        expression: "x^2 + k*y^2",
        parameters: { k: { value: 3, min: 0, max: 10 }, c: 2 },
      },
      runs: [{ optimizer: "gd" }],
    },
    catalogue,
  );
  assert.deepEqual(spec.surface.view, [
    [-3, 3],
    [-3, 3],
  ]); // prettier-ignore
  assert.deepEqual(catalogue.parametersOf(spec.surface), { k: 3, c: 2 });
  const turned = withParameter(withParameter(spec, "k", 4), "c", 5);
  assert.deepEqual(turned.surface.parameters, { k: { value: 4, min: 0, max: 10 }, c: 5 });
  const fragment = fragmentOf({ spec: turned, display: plain(), viewState: PLAIN, story: "" });
  assert.deepEqual(fromLink(`#${fragment}`, catalogue)?.spec, turned);
  assert.equal(
    catalogue.surface(spec.surface),
    catalogue.surface(turned.surface),
    "only values differ",
  );
  for (const [surface, pattern] of [
    [{ expression: " " }, /formula is empty/],
    [
      {
        expression: "x",
        view: [
          [1, -1],
          [0, 1],
        ],
      },
      /view must be/,
    ], // prettier-ignore
    [{ expression: "x", parameters: { k: "3" } }, /parameter k/],
  ])
    assert.throws(() => complete({ surface, runs: [{ optimizer: "gd" }] }, catalogue), pattern);
});
