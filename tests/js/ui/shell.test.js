import assert from "node:assert/strict";
import { test } from "node:test";
import { mountAddress } from "../../../static/js/ui/address.js";
import { spotlitStyles, lineStyles } from "../../../static/js/experiment/line-styles.js";
import { wider } from "../../../static/js/race/stage/framing.js";
import { commandFor } from "../../../static/js/ui/shell/shortcuts.js";
import { createPlayback } from "../../../static/js/experiment/playback.js";
import { Player } from "../../../static/js/experiment/player.js";
import { decode } from "../../../static/js/client/frames.js";
import { frameBytes, random } from "../samples.js";

const turns = async () => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};

/** A window whose address can be set by hand. */
const browser = (hash) => {
  const view = new EventTarget();
  view.location = { hash };
  view.history = { replaceState: (_, __, next) => (view.location.hash = next) };
  return view;
};

test("an address that asks for nothing gives way to what is on stage", () => {
  const told = [];
  const view = browser("#runs=1");
  const address = mountAddress(
    {
      asks: (fragment) => fragment.startsWith("#runs"),
      open(fragment) {
        if (fragment === "#runs=?") throw new Error("damaged");
        told.push(fragment);
      },
      damaged: ({ message }) => told.push(message),
      fragment: () => "runs=2",
    },
    view,
  );
  address.read();
  for (const hash of ["#main", "#runs=?", "#runs=3"]) {
    view.location.hash = hash;
    view.dispatchEvent(new Event("hashchange"));
    told.push(view.location.hash);
  }
  assert.deepEqual(told, ["#runs=1", "#runs=2", "damaged", "#runs=?", "#runs=3", "#runs=3"]);
  address.destroy();
  view.dispatchEvent(new Event("hashchange"));
  assert.equal(told.length, 6);
});

test("keys of what a page does not have are left alone", () => {
  const rule = { play() {}, nudge() {}, first() {}, last() {}, speed() {}, loop() {}, help() {} };
  const press = (key, more = {}) => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });
  assert.equal(commandFor(press("2"), "", rule), null);
  assert.equal(commandFor(press('"', { shiftKey: true, code: "Digit2" }), "", rule), null);
  assert.equal(commandFor(press(" "), "", rule), rule.play);
});

const HELLO = { entries: [{ run: 0 }], shape: [6, 1, 1], steps: 6, channels: ["cost"] };

/** A playback whose server is driven by hand. */
function played(still = false, audience = {}) {
  const told = [];
  const streams = [];
  const player = new Player();
  const notices = { tell: (_, text) => told.push(text) };
  const playback = createPlayback(
    {
      api: { create: async (spec) => ({ id: spec }) },
      follow(_, listener) {
        streams.push(listener);
        return { ack() {}, close() {} };
      },
      player,
      notices,
      noun: "training",
      still: { matches: still },
    },
    {
      begin: (history, _, job) => told.push([job.spec, history.steps]),
      grew() {},
      refused: (error) => told.push(error),
      ...audience,
    },
  );
  const feed = async (spec, settled = true) => {
    playback.submit(spec, settled);
    // Previews are throttled by a timer.
    await new Promise((resolve) => setTimeout(resolve));
    await turns();
    streams.at(-1).hello(HELLO);
    streams.at(-1).frame(decode(frameBytes(0, 4, 1, 1, (step) => step)));
  };
  return { playback, player, streams, told, feed };
}

test("what arrives plays from its start as far as it has come", async () => {
  const { player, streams, told, feed } = played();
  await feed("a");
  const { step, length, available, playing } = player.moment;
  assert.deepEqual([step, length, available, playing], [0, 5, 3, true]);
  streams[0].end("failed");
  assert.deepEqual(told, [["a", 5], "", "The training failed on the server."]);
});

test("who says how it came out may ask for the same once more", async () => {
  const ended = (status) => ({ message: `It was ${status}.`, again: status === "cancelled" });
  const { streams, told, feed } = played(false, { ended });
  await feed("a");
  streams[0].end("cancelled");
  await turns();
  assert.equal(streams.length, 2);
  streams[1].hello(HELLO);
  streams[1].frame(decode(frameBytes(0, 4, 1, 1, (step) => step)));
  streams[1].end("failed");
  await turns();
  assert.equal(streams.length, 2);
  assert.deepEqual(told, [["a", 5], "", "It was cancelled.", ["a", 5], "", "It was failed."]);
});

test("a preview, and whatever comes to who wants no motion, is shown whole", async () => {
  for (const [settled, still] of [
    [false, false],
    [true, true],
  ]) {
    const { player, feed } = played(still);
    await feed("a", settled);
    assert.deepEqual([player.moment.step, player.moment.playing], [3, false]);
  }
});

test("a race that differs only from a step on goes on there", async () => {
  const { player, feed, playback, streams } = played();
  await feed("a");
  player.seek(2);
  playback.submit("b", true, 4);
  await turns();
  streams.at(-1).hello({ entries: [{ run: 0 }], shape: [9, 1, 1], steps: 9, channels: ["cost"] });
  const led = [];
  player.subscribe(() => led.push(player.led));
  streams.at(-1).frame(decode(frameBytes(0, 3, 1, 1, (step) => step)));
  assert.equal(player.moment.step, 0, "the step has not come");
  streams.at(-1).frame(decode(frameBytes(3, 3, 1, 1, (step) => step)));
  assert.deepEqual([player.moment.step, player.moment.playing], [4, true]);
  assert.ok(led.length > 1 && led.every(Boolean));
  player.seek(1);
  assert.equal(led.at(-1), false);
});

test("looks follow the run of each entry, and recede behind the one that is looked at", () => {
  const entries = [{ run: 0 }, { run: 0 }, { run: 1 }];
  const runs = [{ optimizer: "gd" }, { optimizer: "adam" }];
  const display = { hidden: [1], inks: [] };
  const cast = { runs, entries, display };
  const styles = lineStyles(cast, false);
  assert.deepEqual(
    styles.map(({ visible }) => visible),
    [true, true, false],
  );
  assert.equal(styles[0].color, styles[1].color);
  assert.notEqual(styles[0].color, styles[2].color);
  assert.notEqual(styles[0].color, lineStyles(cast, true)[0].color);
  assert.deepEqual(
    spotlitStyles(styles, cast, 0).map(({ weight }) => weight),
    ["spotlit", "spotlit", "faded"],
  );
  for (const run of [null, 1, 7]) assert.equal(spotlitStyles(styles, cast, run), styles);
});

test("a view grows to hold the paths, never shrinks, six times the surface's own at most", () => {
  const next = random(5);
  const range = (size) => {
    const [a, b] = [size * (next() - 0.5), size * (next() - 0.5)];
    return [Math.min(a, b), Math.max(a, b) + 1e-3];
  };
  for (let round = 0; round < 300; round += 1) {
    const home = [range(4), range(4)];
    const box = [range(10 ** (3 * next())), range(10 ** (3 * next()))];
    const grown = wider(home, home, box);
    const stays = box.every(([low, high], axis) => low >= home[axis][0] && high <= home[axis][1]);
    assert.equal(grown === null, stays);
    if (!grown) continue;
    grown.forEach(([low, high], axis) => {
      const size = home[axis][1] - home[axis][0];
      assert.ok(low <= home[axis][0] && high >= home[axis][1]);
      assert.ok(high - low <= 6 * size * (1 + 1e-12));
      const reach = 2.5 * size;
      if (box[axis][0] > home[axis][0] - reach) assert.ok(low <= box[axis][0]);
      if (box[axis][1] < home[axis][1] + reach) assert.ok(high >= box[axis][1]);
    });
  }
});
