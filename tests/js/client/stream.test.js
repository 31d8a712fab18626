import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { createFollower } from "../../../static/js/client/stream.js";
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

/** Sockets and event sources that a test opens, feeds and breaks. */
class Fake extends EventTarget {
  static opened = [];
  readyState = 0;
  sent = [];
  constructor(url) {
    super();
    this.url = String(url);
    this.since = new URL(url).searchParams.get("since");
    Fake.opened.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen?.({});
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close(code = 1006) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
class Socket extends Fake {
  hello() {
    this.open();
    this.onmessage({ data: JSON.stringify(HELLO) });
  }
  frame(first, steps) {
    this.onmessage({ data: frameBytes(first, steps, 2, 4, value) });
  }
  end() {
    this.onmessage({ data: '{"type":"end","status":"succeeded"}' });
  }
}
class Source extends Fake {
  tell(type, data) {
    const event = new Event(type);
    event.data = data;
    this.dispatchEvent(event);
  }
}

globalThis.location ??= new URL("http://lab.test/");
const last = () => Fake.opened.at(-1);

beforeEach(() => {
  Fake.opened = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function follow(options = {}) {
  const told = [];
  let rows = 0;
  const follower = createFollower({
    base: "http://lab.test/api/v1",
    known: async () => true,
    sockets: Socket,
    sources: Source,
    ...options,
  });
  const following = follower("abc", {
    rows: () => rows,
    hello: () => told.push("hello"),
    frame: (frame) => {
      rows = frame.first + frame.steps;
      told.push(frame.first);
    },
    event: (event) => told.push(event.status),
    end: (status) => told.push(status),
    lost: () => told.push("lost"),
    transport: (transport) => told.push(transport),
  });
  return { told, following, follower };
}

test("frames come by websocket and are acknowledged once drawn", () => {
  const { told, following } = follow();
  assert.match(last().url, /^ws:\/\/lab\.test\/api\/v1\/experiments\/abc\/stream\?since=0$/);
  last().hello();
  last().frame(0, 4);
  following.ack(4);
  following.ack(4);
  last().end();
  following.ack(10);
  assert.deepEqual(
    last().sent,
    [
      { type: "ack", step: 4 },
      { type: "ack", step: 10 },
    ],
    "also after the end, before the server closes",
  );
  last().close(1000);
  assert.deepEqual(told, ["connecting", "websocket", "hello", 0, "succeeded"]);
  assert.equal(Fake.opened.length, 1);
});

test("a stream that breaks is resumed where it broke, more and more patiently", () => {
  const { told } = follow();
  last().hello();
  last().frame(0, 4);
  last().close(1006);
  assert.equal(Fake.opened.length, 1);
  mock.timers.tick(250);
  assert.deepEqual([Fake.opened.length, last().since], [2, "4"]);
  last().hello();
  last().frame(4, 6);
  last().end();
  assert.deepEqual(
    told.filter((word) => typeof word === "number"),
    [0, 4],
  );
  assert.ok(told.includes("retrying"));
});

test("a server that is away is not mistaken for one whose websockets are blocked", () => {
  const { told } = follow();
  last().hello();
  last().frame(0, 4);
  last().close(1006);
  for (const pause of [250, 500, 1000]) {
    mock.timers.tick(pause);
    assert.ok(last() instanceof Socket);
    last().close(1006);
  }
  mock.timers.tick(2000);
  last().hello();
  assert.equal(last().since, "4");
  assert.equal(told.at(-1), "hello");
  assert.ok(!told.includes("events"));
});

test("websockets that come to be blocked later are found out", () => {
  const { told } = follow();
  last().hello();
  last().close(1006);
  for (let i = 0; i < 9 && !(last() instanceof Source); i += 1) {
    mock.timers.tick(5000);
    if (last() instanceof Socket) last().close(1006);
  }
  last().open();
  assert.equal(told.at(-1), "events");
});

test("where websockets do not open, or say nothing, server-sent events carry the same", () => {
  for (const fail of [
    (socket) => socket.close(1006),
    (socket) => {
      socket.open();
      socket.close(1011);
    },
    () => mock.timers.tick(4000),
  ]) {
    Fake.opened = [];
    const { told, follower } = follow();
    fail(last());
    assert.ok(last() instanceof Source);
    last().open();
    last().tell("hello", JSON.stringify(HELLO));
    last().tell("frame", Buffer.from(frameBytes(0, 10, 2, 4, value)).toString("base64"));
    last().tell("event", '{"type":"event","status":"diverged"}');
    last().tell("end", '{"type":"end","status":"succeeded"}');
    assert.deepEqual(told.slice(-5), ["events", "hello", 0, "diverged", "succeeded"]);
    follower("def", { rows: () => 0, transport() {} });
    assert.ok(last() instanceof Source, "the next experiment does not try the websocket again");
  }
});

test("a server that is away is asked again by both ways", async () => {
  const { told } = follow({ known: () => Promise.reject(new Error("away")) });
  last().close(1006);
  last().onerror();
  await turns();
  mock.timers.tick(250);
  assert.ok(last() instanceof Socket);
  last().hello();
  assert.deepEqual(told, ["connecting", "retrying", "websocket", "hello"]);
});

test("an experiment the server does not know is lost, by either transport", async () => {
  const first = follow();
  last().open();
  last().close(4404);
  assert.equal(first.told.at(-1), "lost");
  const second = follow({ known: async () => false });
  last().close(1006);
  last().onerror();
  await turns();
  assert.equal(second.told.at(-1), "lost");
});

test("a socket that nobody wants any more is closed once it has opened", () => {
  const { told, following } = follow();
  following.close();
  assert.equal(last().readyState, 0);
  last().open();
  assert.equal(last().readyState, 3);
  assert.deepEqual(told, ["connecting"]);
});

test("whoever stops following hears no more", () => {
  const { told, following } = follow();
  last().hello();
  const socket = last();
  following.close();
  socket.frame(0, 4);
  mock.timers.tick(60_000);
  assert.deepEqual(told, ["connecting", "websocket", "hello"]);
  assert.equal(Fake.opened.length, 1);
});
