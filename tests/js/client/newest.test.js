import assert from "node:assert/strict";
import { test } from "node:test";
import { createNewest } from "../../../static/js/client/newest.js";

/** Timers and the clock go by hand. */
const timed = (work) => (context) => {
  const start = performance.now();
  let past = 0;
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(performance, "now", () => start + past);
  work((milliseconds) => {
    past += milliseconds;
    context.mock.timers.tick(milliseconds);
  });
};

test(
  "the newest is sent once the last answer is drawn, those in between never",
  timed(() => {
    const sent = [];
    const newest = createNewest((value) => sent.push(value));
    for (const value of [1, 2, 3]) newest.offer(value);
    assert.deepEqual(sent, [1]);
    newest.answered();
    assert.deepEqual(sent, [1, 3]);
    newest.answered();
    newest.answered();
    assert.deepEqual(sent, [1, 3]);
    newest.offer(4);
    assert.deepEqual(sent, [1, 3, 4]);
  }),
);

test(
  "an answer that never comes is given up",
  timed((pass) => {
    const sent = [];
    const newest = createNewest((value) => sent.push(value), { patience: 500 });
    newest.offer(1);
    newest.offer(2);
    pass(499);
    assert.deepEqual(sent, [1]);
    pass(1);
    assert.deepEqual(sent, [1, 2]);
    pass(500);
    newest.offer(3);
    assert.deepEqual(sent, [1, 2, 3]);
  }),
);

test(
  "there is a pause where one is asked for, and what is forgotten is not sent",
  timed((pass) => {
    const sent = [];
    const newest = createNewest((value) => sent.push(value), { least: 110 });
    newest.offer(1);
    newest.offer(2);
    newest.answered();
    assert.deepEqual(sent, [1]);
    newest.offer(3);
    pass(110);
    assert.deepEqual(sent, [1, 3]);
    newest.offer(4);
    newest.cancel();
    newest.answered();
    pass(5000);
    assert.deepEqual(sent, [1, 3]);
    newest.offer(5);
    assert.deepEqual(sent, [1, 3, 5]);
  }),
);
