import assert from "node:assert/strict";
import { test } from "node:test";
import { roles } from "../../../static/js/ui/line-breaks.js";

/** A row of parts written with spaces; ")²" stands for a bracket that is raised to a power. */
const row = (text) =>
  text.split(" ").map((part) => ({
    operator: /^[=←+−·/(]$/.test(part) || part === ")" ? part : "",
    closes: part.startsWith(")"),
  }));
const lines = (text) => {
  const parts = text.split(" ");
  const found = roles(row(text));
  const edges = [0, ...parts.flatMap((_, i) => (found[i] === "line" ? [i] : [])), parts.length];
  return edges.slice(1).map((end, i) => parts.slice(edges[i], end).join(" "));
};

test("a formula breaks before relations and before what is added, never within brackets", () => {
  assert.deepEqual(lines("m ← 0.9 · 1.5 + ( 1 − 0.9 ) · 2.3 = 1.6"), [
    "m",
    "← 0.9 · 1.5",
    "+ ( 1 − 0.9 ) · 2.3",
    "= 1.6",
  ]);
  assert.deepEqual(lines("v ← 2 − ( 1 + 3 )² + 4"), ["v", "← 2", "− ( 1 + 3 )²", "+ 4"]);
});

test("a sign is no operator", () => {
  assert.deepEqual(lines("m = − 3 · ( − 2 ) / 4"), ["m", "= − 3 · ( − 2 ) / 4"]);
  assert.deepEqual(lines("− 3 · − 2"), ["− 3 · − 2"]);
  assert.deepEqual(roles(row("− 3 · ( − 2 ) − 1")), [
    "sign",
    "",
    "",
    "",
    "sign",
    "",
    "",
    "line",
    "",
  ]);
  assert.deepEqual(roles([]), []);
});
