import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { throttle } from "../../../static/js/ui/dom.js";

test("a throttled action comes at once, then at most once a pause, with the latest word", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  mock.method(performance, "now", () => now);
  const pass = (milliseconds) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  const heard = [];
  const say = throttle(100, (word) => heard.push(word));
  say("a");
  pass(0);
  assert.deepEqual(heard, ["a"]);
  say("b");
  pass(40);
  say("c");
  pass(40);
  assert.deepEqual(heard, ["a"]);
  pass(20);
  assert.deepEqual(heard, ["a", "c"]);
  say("d");
  say.cancel();
  pass(200);
  assert.deepEqual(heard, ["a", "c"]);
  say("e");
  pass(0);
  assert.deepEqual(heard, ["a", "c", "e"], "it still works after it was cancelled");
  mock.timers.reset();
});
