import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../../static/js/share/file-name.js";
import { MOST, added, ago, readList, removed } from "../../../static/js/share/recents/list.js";
import { createRecents } from "../../../static/js/share/recents/store.js";
import { createHold } from "../../../static/js/pages/hold.js";
import { Player } from "../../../static/js/experiment/player.js";
import { random } from "../samples.js";

const entry = (n, more = {}) => ({
  id: n.toString(16).padStart(32, "0"),
  kind: "descent",
  time: n,
  title: `GD on ${n}`,
  link: `surface=ravine&steps=${n}`,
  picture: "data:image/svg+xml,<svg/>",
  ...more,
});

/** A storage that holds so many letters. */
const storage = (room = Infinity, kept = new Map()) => ({
  getItem: (key) => kept.get(key) ?? null,
  setItem(key, text) {
    if (text.length > room) throw new DOMException("full", "QuotaExceededError");
    kept.set(key, text);
  },
});

test("the newest is in front, once, and the oldest go", () => {
  let list = [];
  for (let n = 0; n < MOST + 5; n += 1) list = added(list, entry(n));
  assert.equal(list.length, MOST);
  assert.equal(list[0].time, MOST + 4);
  list = added(list, entry(MOST, { time: 99 }));
  assert.equal(list.filter(({ id }) => id === entry(MOST).id).length, 1);
  assert.equal(list[0].time, 99);
  assert.equal(removed(list, list[0].id).length, MOST - 1);
});

test("one more notch takes the place of the one before", () => {
  const list = added(added([], entry(1)), entry(2), entry(1).id);
  assert.deepEqual(
    list.map(({ time }) => time),
    [2],
  );
});

test("what is too long stays out", () => {
  const long = "x".repeat(20_000);
  const [kept] = added(
    [],
    entry(1, { link: long, picture: `data:image/png,${long}`, title: long }),
  );
  assert.deepEqual([kept.link, kept.picture], ["", ""]);
  assert.ok(kept.title.length <= 160);
});

test("a list that somebody else has written harms nobody", () => {
  for (const text of [null, "", "{", "7", "null", '{"length":3}', "[null,7,{}]"])
    assert.deepEqual(readList(text), []);
  const bad = [
    { id: "../../x" },
    { kind: "worm" },
    { time: "now" },
    { title: 7 },
    { link: null },
    { picture: "javascript:alert(1)" },
    { picture: "https://evil.example/x.png" },
    { picture: "data:text/html,<script>" },
  ];
  const text = JSON.stringify([...bad.map((more) => entry(1, more)), entry(2)]);
  assert.deepEqual(readList(text), [entry(2)]);
});

test("where there is too little room, the newest are kept", () => {
  const recents = createRecents(() => storage(2000, kept));
  const kept = new Map();
  for (let n = 0; n < 25; n += 1) recents.add(entry(n));
  const { list } = recents;
  assert.ok(list.length > 3 && list.length < 25);
  assert.equal(list[0].time, 24);
});

test("without storage the page still has its own", () => {
  const recents = createRecents(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  recents.add(entry(1));
  recents.add(entry(2));
  assert.equal(recents.list.length, 2);
  recents.remove(entry(2).id);
  assert.deepEqual(recents.list, [entry(1)]);
});

test("how long ago, in words", () => {
  const minute = 60_000;
  for (const [then, words] of [
    [0, "just now"],
    [5, "5 minutes ago"],
    [60, "1 hour ago"],
    [26 * 60, "yesterday"],
    [72 * 60, "3 days ago"],
  ])
    assert.equal(ago(0, then * minute), words);
});

test("names of files are short and safe, whatever is shown", () => {
  const id = "157992a1".padEnd(32, "0");
  assert.equal(fileName("own", "surface", id, "svg"), "descentlab-own-surface-157992a1.svg");
  assert.equal(fileName("", "", id, "csv"), "descentlab-experiment-157992a1.csv");
  assert.equal(fileName("Lévi №13", "", id, "csv"), "descentlab-levi-no13-157992a1.csv");
  const next = random(1);
  const letters = [..."aZ9 ._-/\\:*?\"<>|'`$&;()[]{}^=+,~#%!é漢🙂\n\t\u0000"];
  for (let round = 0; round < 300; round += 1) {
    const name = Array.from(
      { length: Math.floor(next() * 400) },
      () => letters[Math.floor(next() * letters.length)],
    ).join("");
    const file = fileName(name, "surface", id, "webm");
    assert.match(file, /^descentlab-[a-z0-9][a-z0-9-]*-surface-157992a1\.webm$/);
    assert.ok(file.length <= 80);
  }
});

test("a link that wants a step waits for it, and for nothing that somebody does instead", () => {
  const told = [];
  const start = () => {
    const player = new Player();
    const hold = createHold(player, { restart: (step) => told.push(step) });
    hold.at(7);
    player.lead(() => {
      player.load(20);
      player.play();
    });
    const arrive = (available) =>
      player.lead(() => {
        player.arrive(available);
        hold.arrive();
      });
    return { player, hold, arrive };
  };
  const { player, hold, arrive } = start();
  assert.ok(hold.waits);
  arrive(5);
  assert.ok(hold.waits);
  arrive(12);
  assert.deepEqual([player.moment.step, player.moment.playing, hold.waits], [7, false, false]);
  assert.deepEqual(told, [7]);
  player.play();
  arrive(20);
  assert.ok(player.moment.playing);

  const other = start();
  other.player.pause();
  other.player.play();
  other.arrive(20);
  assert.ok(other.player.moment.playing && !other.hold.waits);

  const short = start();
  short.player.lead(() => short.player.load(3));
  short.arrive(3);
  assert.equal(short.player.moment.step, 3);
});
