import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EMPTY,
  countdownOf,
  exportReason,
  next,
  sentenceOf,
  statusOf,
} from "../../../static/js/experiment/state/stage-status.js";

const grounds = { site: ({ at }) => at[0], ground: ({ at }) => at };
const words = { noun: "race" };
/** Specs on two surfaces, of which one has a parameter. */
const [A, B, MOVED, ELSEWHERE] = [{ at: "a1" }, { at: "a1" }, { at: "a2" }, { at: "b1" }];
const failure = (status, message) => Object.assign(new Error(message), { status });
const after = (...news) => news.reduce(next, EMPTY);
const wanted = (spec) => ({ kind: "wanted", spec });
const begun = (spec) => ({ kind: "begun", spec });
const judged = (...news) => {
  const { name, picture, fresh } = statusOf(after(...news), grounds);
  return [name, picture, fresh];
};
const ON_STAGE = [wanted(A), begun(A)];
const refused = { kind: "refused", reason: "start: no", field: "start" };
const away = { kind: "delayed", error: failure(0, "The server cannot be reached."), until: 5000 };
const busy = { kind: "delayed", error: failure(429, "Too many wait"), until: 5000 };

test("what is drawn belongs to what is wanted as soon as it begins", () => {
  assert.deepEqual(judged(), ["current", "own", false]);
  assert.deepEqual(judged(wanted(A)), ["pending", "none", false]);
  assert.deepEqual(judged(...ON_STAGE), ["current", "own", true]);
  assert.deepEqual(judged(...ON_STAGE, wanted(B)), ["pending", "own", false]);
  assert.deepEqual(judged(...ON_STAGE, wanted(B), begun(B)), ["current", "own", true]);
});

test("a moment's delay changes no picture, unless its places mean nothing any more", () => {
  assert.deepEqual(judged(...ON_STAGE, wanted(MOVED)), ["pending", "own", false]);
  assert.deepEqual(judged(...ON_STAGE, wanted(ELSEWHERE)), ["pending", "none", false]);
});

test("what is refused, waits or cannot be sent leaves the one before dimmed, or nothing", () => {
  for (const [news, name] of [
    [refused, "refused"],
    [away, "unreachable"],
    [busy, "throttled"],
    [{ kind: "slow" }, "waiting"],
  ])
    for (const [spec, picture] of [
      [B, "former"],
      [MOVED, "none"],
      [ELSEWHERE, "none"],
    ])
      assert.deepEqual(judged(...ON_STAGE, wanted(spec), news), [name, picture, false]);
});

test("what is lost on the way of the same spec leaves its picture alone", () => {
  assert.deepEqual(judged(...ON_STAGE, away), ["unreachable", "own", true]);
  assert.deepEqual(judged(...ON_STAGE, away, begun(A)), ["current", "own", true]);
});

test("every trouble ends with a newer wish, the server's word or the first numbers", () => {
  for (const trouble of [refused, away, busy, { kind: "slow" }]) {
    assert.equal(judged(...ON_STAGE, wanted(B), trouble, wanted(MOVED))[0], "pending");
    assert.equal(judged(...ON_STAGE, wanted(B), trouble, begun(B))[0], "current");
  }
  assert.equal(judged(...ON_STAGE, wanted(B), away, { kind: "queued" })[0], "pending");
  assert.equal(judged(...ON_STAGE, wanted(B), away, busy)[0], "throttled");
  assert.equal(judged(...ON_STAGE, wanted(B), busy, refused)[0], "refused");
});

test("an older preview that begins late does not answer the newer wish", () => {
  const late = [...ON_STAGE, wanted(B), wanted(MOVED), begun(B)];
  assert.deepEqual(judged(...late), ["pending", "own", false]);
  assert.deepEqual(judged(...late, begun(MOVED)), ["current", "own", true]);
});

test("slow says that it waits; queued says for whom", () => {
  const slow = statusOf(after(wanted(A), { kind: "slow" }), grounds);
  assert.match(sentenceOf(slow, words), /^Waits for the server/);
  const queued = statusOf(after(wanted(A), { kind: "slow" }, { kind: "queued" }), grounds);
  assert.deepEqual([queued.name, queued.queued], ["waiting", true]);
  assert.match(sentenceOf(queued, words), /waits for the server, which computes others first/);
  assert.equal(after(...ON_STAGE, { kind: "slow" }).phase.name, "current", "nobody waits");
});

test("each trouble has one sentence that names reason and what is shown", () => {
  const said = (...news) => sentenceOf(statusOf(after(...news), grounds), words);
  assert.equal(said(...ON_STAGE), "");
  assert.equal(said(...ON_STAGE, wanted(B)), "");
  assert.equal(said(...ON_STAGE, wanted(B), refused), "start: no. Dimmed: the race before.");
  assert.equal(said(...ON_STAGE, wanted(ELSEWHERE), refused), "start: no.");
  assert.equal(said(wanted(A), busy), "Too many wait. This race waits for the server.");
  assert.equal(
    said(wanted(A), away),
    "The server cannot be reached. This race is sent as soon as the server answers.",
  );
  const status = statusOf(after(...ON_STAGE, wanted(B), refused), grounds);
  assert.match(sentenceOf(status, { ...words, elsewhere: true }), /stands at its setting/);
});

test("time until the next try counts down", () => {
  const status = statusOf(after(wanted(A), busy), grounds);
  assert.equal(countdownOf(status, 0), "Next try in 5 s");
  assert.equal(countdownOf(status, 4900), "Next try in 1 s");
  assert.equal(countdownOf(status, 6000), "Trying again");
  assert.equal(countdownOf(statusOf(after(wanted(A)), grounds), 0), "");
});

test("nothing leaves the page under another's name", () => {
  const reason = (...news) => exportReason(statusOf(after(...news), grounds), "race");
  assert.equal(reason(...ON_STAGE), "");
  assert.equal(reason(...ON_STAGE, away), "", "the same spec, as far as it is");
  assert.match(reason(...ON_STAGE, wanted(B)), /about to begin/);
  assert.match(reason(...ON_STAGE, wanted(B), refused), /has not been run.* start: no\./);
});
