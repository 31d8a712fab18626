import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, createApi } from "../../../static/js/client/api.js";
import { pauseAfter, persist, troubleOf } from "../../../static/js/client/retry.js";

const even = () => 0.5;

test("what is asked again depends on what went wrong", () => {
  const of = (status) => troubleOf(new Problem(status, {}));
  assert.deepEqual([0, 408, 502, 504].map(of), Array(4).fill("away"));
  assert.deepEqual([429, 503].map(of), ["busy", "busy"]);
  assert.equal(of(500), "broken");
  assert.deepEqual([404, 409, 422, 507].map(of), Array(4).fill("refused"));
  assert.equal(troubleOf(new TypeError("a mistake of our own")), "refused");
});

test("pauses grow up to a limit; Retry-After rules; refusals are final", () => {
  const pauses = [1, 2, 3, 4, 5, 9, 40].map((failures) =>
    pauseAfter(new Problem(0, {}), failures, even),
  );
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  assert.equal(pauseAfter(new Problem(503, {}, 40), 1), 40_000);
  assert.equal(pauseAfter(new Problem(422, {}), 1), null);
  assert.equal(pauseAfter(new Problem(500, {}), 4, even), 8000);
  assert.equal(pauseAfter(new Problem(500, {}), 5), null);
});

test("it is asked until there is an answer, and not once nobody waits", async () => {
  let asked = 0;
  const waits = [];
  const wait = async (milliseconds) => void waits.push(milliseconds);
  const ask = async () => {
    asked += 1;
    if (asked < 3) throw new Problem(503, {}, asked);
    return "here";
  };
  assert.equal(await persist(ask, { wait }), "here");
  assert.deepEqual(waits, [1000, 2000]);
  const over = new AbortController();
  const never = async () => {
    throw new Problem(0, {});
  };
  const leave = async () => over.abort();
  await assert.rejects(persist(never, { signal: over.signal, wait: leave }), Problem);
});

/** An API whose server answers this. */
const answering = (body, init) => createApi({ fetch: async () => new Response(body, init) });

test("an answer tells when the same may be asked again", async () => {
  for (const [text, seconds] of [
    ["12", 12],
    ["soon", null],
    [new Date(Date.now() - 5000).toUTCString(), 0],
    [undefined, null],
  ]) {
    const headers = text === undefined ? {} : { "retry-after": text };
    const body = JSON.stringify({ detail: "Slow down." });
    await assert.rejects(answering(body, { status: 429, headers }).stories(), (problem) => {
      assert.deepEqual([problem.message, problem.status], ["Slow down.", 429]);
      assert.equal(problem.retryAfter, seconds);
      return true;
    });
  }
});

test("what answers in the server's place is not the server", async () => {
  await assert.rejects(answering("<html>Welcome!</html>", {}).stories(), ({ status, message }) => {
    assert.equal(status, 0);
    assert.match(message, /portal/);
    return true;
  });
  await assert.rejects(answering("<html>", { status: 502 }).stories(), ({ status }) => {
    assert.equal(status, 502);
    return true;
  });
});

test("no request waits for ever, and who gives up is told nothing else", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = createApi({
    fetch: (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      ),
  });
  const late = assert.rejects(silent.create({}), ({ status, message }) => {
    assert.equal(status, 0);
    assert.match(message, /has not answered/);
    return true;
  });
  context.mock.timers.tick(60_000);
  await late;
  const over = new AbortController();
  const given = assert.rejects(silent.sample({}, over.signal), { name: "AbortError" });
  over.abort();
  await given;
});
