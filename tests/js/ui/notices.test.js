import assert from "node:assert/strict";
import { test } from "node:test";
import { createNotices } from "../../../static/js/ui/notices.js";

test("one matter has one sentence, and what is said elsewhere is not said twice", () => {
  const host = { textContent: "", hidden: true };
  const rows = [];
  const notices = createNotices(host, { complain: (run, text) => rows.push([run, text]) });
  notices.tell("surface", "The server cannot be reached.");
  notices.tell("pins", "The server cannot be reached.");
  assert.deepEqual([host.textContent, host.hidden], ["The server cannot be reached.", false]);
  notices.cover(true);
  assert.ok(host.hidden);
  notices.tell("link", "The link is damaged.");
  assert.equal(host.textContent, "The link is damaged.");
  notices.cover(false);
  for (const matter of ["surface", "pins", "link"]) notices.tell(matter, "");
  assert.ok(host.hidden);
  assert.ok(notices.complain("runs[2].hyperparameters.lr", "too large"));
  assert.ok(!notices.complain("steps", "too many"));
  assert.deepEqual(rows, [
    [2, "too large"],
    [-1, "too many"],
  ]);
});
