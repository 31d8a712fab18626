/** Typed formulas: which names are parameters, and what is said of a formula. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { noted, usedParameters, unknownName } from "../../../static/js/race/surface/formulas.js";

const parameters = { k: 1, kappa: 2, theta: 3, k_1: 4, rate: 5 };
const kept = (expression) => Object.keys(usedParameters({ expression, view: [], parameters }));

test("a parameter stays as long as the formula has it, however it is written", () => {
  assert.deepEqual(kept("k*x + y"), ["k"]);
  assert.deepEqual(kept("kx + y"), ["k"]);
  assert.deepEqual(kept("κx² + θ"), ["kappa", "theta"]);
  assert.deepEqual(kept("\\theta x + \\kappa"), ["kappa", "theta"]);
  assert.deepEqual(kept("k₁*x"), ["k_1"]);
  assert.deepEqual(kept("k_1 x"), ["k_1"]);
  assert.deepEqual(kept("2kxsin(y)"), ["k"]);
  assert.deepEqual(kept("x^2 + y^2"), []);
});

test("only a name that is unknown can become a parameter", () => {
  const name = (message, part) => unknownName({ message, part });
  assert.equal(name("`a` at column 1: unknown name; use x", "a"), "a");
  assert.equal(name("`θ` at column 1: unknown name `theta`; use x", "θ"), "theta");
  assert.equal(name("`min` at column 1: unknown function", "min"), "");
  assert.equal(name("`x2` at column 1: write `x^2` or `2*x`", "x2"), "");
  assert.equal(name("`平` at column 1: unknown name", "平"), "");
});

test("notes are sentences", () => {
  assert.equal(noted([]), "");
  assert.equal(
    noted(["x1 and x2 are read as x and y", "blank where x < 0"]),
    "X1 and x2 are read as x and y. Blank where x < 0.",
  );
});
