import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../../static/js/client/frames.js";
import { createRunner } from "../../../static/js/experiment/runner.js";
import { frameBytes } from "../samples.js";

const value = (step, entry, channel) => 100 * step + 10 * entry + channel;
const HELLO = {
  type: "hello",
  shape: [10, 2, 4],
  steps: 9,
  channels: ["x", "y", "cost", "grad_norm"],
  entries: [
    { run: 0, start: 0, label: "GD" },
    { run: 1, start: 0, label: "Adam" },
  ],
};
const turns = async () => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

function run(create) {
  const follows = [];
  const told = [];
  /** Pauses before the next try, which a test ends. */
  const pauses = [];
  const wait = (milliseconds, signal) =>
    new Promise((resolve) => {
      pauses.push({ milliseconds, end: resolve });
      signal.addEventListener("abort", resolve);
    });
  const runner = createRunner(
    {
      api: { create },
      follow(id, listener) {
        const following = {
          id,
          listener,
          acks: [],
          closed: false,
          ack: (rows) => following.acks.push(rows),
          close: () => (following.closed = true),
        };
        follows.push(following);
        return following;
      },
      wait,
    },
    {
      race: (history, _, job) => told.push(["race", job.spec, history.tracks.length]),
      rows: () => told.push(["rows"]),
      event: (event) => told.push(["event", event.status]),
      end: (status) => told.push(["end", status]),
      problem: (error, job) => told.push(["problem", error.message, job.spec]),
      transport: () => {},
      queued: (job) => told.push(["queued", job.spec]),
      resumed: (job) => told.push(["resumed", job.spec]),
      delayed: (error, _, job) => told.push(["delayed", error.status, job.spec]),
      stillborn: (status) => told.push(["stillborn", status]),
    },
  );
  return { runner, follows, told, pauses };
}
const frame = (first, steps) => decode(frameBytes(first, steps, 2, 4, value));

test("of the specs that come while one is submitted, only the last is raced", async () => {
  const asked = [];
  const answers = [];
  const { runner, follows } = run((spec) => {
    asked.push(spec);
    return new Promise((resolve) => answers.push(resolve));
  });
  for (const spec of ["a", "b", "c"]) runner.submit({ spec, preview: false });
  answers[0]({ id: "1" });
  await turns();
  answers[1]({ id: "2" });
  await turns();
  assert.deepEqual(asked, ["a", "c"]);
  assert.deepEqual(
    follows.map(({ id }) => id),
    ["2"],
  );
});

test("the next race begins with its numbers, and until then the one before it stays", async () => {
  const { runner, follows, told } = run(async (spec) => ({ id: spec }));
  runner.submit({ spec: "a", preview: false });
  await turns();
  follows[0].listener.hello(HELLO);
  follows[0].listener.frame(frame(0, 4));
  runner.ack();
  assert.deepEqual(follows[0].acks, [4]);
  runner.submit({ spec: "b", preview: true });
  await turns();
  follows[1].listener.hello(HELLO);
  follows[1].listener.event({ status: "diverged" });
  assert.deepEqual(told, [["queued", "a"], ["race", "a", 2], ["rows"], ["queued", "b"]]);
  assert.ok(!follows[0].closed, "on a slow line a preview goes on until there is a newer one");
  follows[1].listener.frame(frame(0, 4));
  assert.ok(follows[0].closed);
  assert.deepEqual(told.slice(4), [["race", "b", 2], ["event", "diverged"], ["rows"]]);
  runner.submit({ spec: "c", preview: false });
  await turns();
  assert.ok(follows[1].closed, "what somebody has let go of ends what was before");
});

test("a server that forgot gets the spec again, and the rows here stay", async () => {
  const asked = [];
  const { runner, follows, told } = run(async (spec) => {
    asked.push(spec);
    return { id: spec };
  });
  runner.submit({ spec: "a", preview: false });
  await turns();
  follows[0].listener.hello(HELLO);
  follows[0].listener.frame(frame(0, 4));
  await follows[0].listener.lost();
  assert.deepEqual(asked, ["a", "a"]);
  assert.equal(follows[1].listener.rows(), 4);
  follows[1].listener.hello(HELLO);
  follows[1].listener.frame(frame(4, 6));
  runner.ack();
  assert.deepEqual(follows[1].acks, [10]);
  assert.equal(told.filter(([word]) => word === "race").length, 1);
});

test("a refusal is told, unless a newer spec is on its way", async () => {
  const { runner, told } = run(async (spec) => {
    throw new Error(`no ${spec}`);
  });
  runner.submit({ spec: "a", preview: false });
  runner.submit({ spec: "b", preview: false });
  await turns();
  assert.deepEqual(told, [["problem", "no b", "b"]]);
});

class Failure extends Error {
  constructor(status, retryAfter = null) {
    super(`status ${status}`);
    Object.assign(this, { status, retryAfter });
  }
}

test("what a server that is away does not get is sent later, the newest alone", async () => {
  const asked = [];
  let away = true;
  const { runner, told, pauses, follows } = run(async (spec) => {
    asked.push(spec);
    if (away) throw new Failure(0);
    return { id: spec };
  });
  runner.submit({ spec: "a", preview: false });
  await turns();
  runner.submit({ spec: "b", preview: true });
  await turns();
  assert.deepEqual(asked, ["a"], "a preview does not hurry");
  runner.submit({ spec: "c", preview: false });
  await turns();
  assert.deepEqual(asked, ["a", "c"], "who asks for something is heard at once");
  assert.ok(pauses[1].milliseconds > pauses[0].milliseconds);
  away = false;
  runner.retry();
  await turns();
  assert.deepEqual(asked, ["a", "c", "c"]);
  assert.deepEqual(
    follows.map(({ id }) => id),
    ["c"],
  );
  assert.deepEqual(told, [
    ["delayed", 0, "a"],
    ["delayed", 0, "b"],
    ["delayed", 0, "c"],
    ["delayed", 0, "c"],
    ["queued", "c"],
  ]);
});

test("a busy server is asked again when it says so, and not before", async () => {
  const asked = [];
  const { runner, pauses } = run(async (spec) => {
    asked.push(spec);
    if (asked.length === 1) throw new Failure(429, 7);
    return { id: spec };
  });
  runner.submit({ spec: "a", preview: false });
  await turns();
  assert.equal(pauses[0].milliseconds, 7000);
  runner.submit({ spec: "b", preview: false });
  runner.retry();
  await turns();
  assert.deepEqual(asked, ["a"]);
  pauses[0].end();
  await turns();
  assert.deepEqual(asked, ["a", "b"]);
});

test("a server that fails again and again is told of, and what waits is forgotten", async () => {
  const { runner, told, pauses } = run(async () => {
    throw new Failure(500);
  });
  runner.submit({ spec: "a", preview: false });
  for (let i = 0; i < 9; i += 1) {
    await turns();
    pauses.at(-1)?.end();
  }
  assert.deepEqual(told.at(-1), ["problem", "status 500", "a"]);
  assert.equal(told.filter(([word]) => word === "delayed").length, 4);
});

test("an experiment may end before its first numbers", async () => {
  const { runner, told, follows } = run(async (spec) => ({ id: spec }));
  runner.submit({ spec: "a", preview: false });
  await turns();
  follows[0].listener.hello(HELLO);
  follows[0].listener.end("cancelled");
  assert.deepEqual(told, [
    ["queued", "a"],
    ["stillborn", "cancelled"],
  ]);
});

test("of previews that come faster than their numbers, a few may still begin", async () => {
  const { runner, follows, told } = run(async (spec) => ({ id: spec }));
  for (const spec of ["a", "b", "c", "d"]) {
    runner.submit({ spec, preview: true });
    await turns();
    follows.at(-1).listener.hello(HELLO);
  }
  assert.deepEqual(
    follows.map(({ closed }) => closed),
    [true, false, false, false],
  );
  follows[1].listener.frame(frame(0, 4));
  follows[3].listener.frame(frame(0, 4));
  follows[2].listener.frame(frame(0, 4));
  const begun = told.filter(([word]) => word === "race").map(([, spec]) => spec);
  assert.deepEqual(begun, ["b", "d"], "never an older one after a newer");
});
