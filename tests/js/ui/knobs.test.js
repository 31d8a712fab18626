import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, number, point } from "../../../static/js/ui/format.js";
import { NOTCHES, complaint, fromNotch, parse, toNotch } from "../../../static/js/ui/knobs.js";
import { commandFor } from "../../../static/js/ui/shell/shortcuts.js";
import { catalogue } from "../samples.js";

const [lr, beta] = catalogue.optimizer("momentum").hyperparameters;
const angle = { ...lr, name: "phi", scale: "linear", slider: [-1.6, 1.6], min: -1.6, max: 1.6 };

test("a slider's notches and values agree on every scale", () => {
  for (const knob of [lr, beta, angle]) {
    for (let notch = 0; notch <= NOTCHES; notch += 10) {
      assert.ok(
        Math.abs(toNotch(knob, fromNotch(knob, notch)) - notch) <= 1,
        `${knob.scale} ${notch}`,
      );
    }
    assert.deepEqual([fromNotch(knob, 0), fromNotch(knob, NOTCHES)], knob.slider);
  }
});

test("a slider's values rise and are short", () => {
  for (const knob of [lr, beta, angle]) {
    const values = Array.from({ length: NOTCHES + 1 }, (_, notch) => fromNotch(knob, notch));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.ok(
      values.every((value) => String(value).length <= 9),
      String(values.find((value) => String(value).length > 9)),
    );
  }
});

test("values beyond the slider sit at its end", () => {
  assert.deepEqual([toNotch(lr, 1e-9), toNotch(lr, 1000), toNotch(lr, 0)], [0, NOTCHES, 0]);
});

test("numbers are read as people type them", () => {
  assert.deepEqual(["0.1", " 1e-3 ", "0,5", "−2", ".5"].map(parse), [0.1, 0.001, 0.5, -2, 0.5]);
  assert.ok(["", "abc", "1.2.3"].every((text) => Number.isNaN(parse(text))));
});

test("a number that will not do is told why", () => {
  assert.equal(complaint(lr, 0.5), "");
  assert.match(complaint(lr, NaN), /number/);
  assert.match(complaint(lr, 5000), /At most 1000/);
  assert.match(complaint({ ...lr, kind: "integer" }, 1.5), /whole/);
});

test("numbers are short and typographic", () => {
  assert.deepEqual(
    [0, 0.24, -4.2, 1234.5, 1e-7, 123456, NaN, -Infinity].map((value) => number(value)),
    ["0", "0.24", "−4.2", "1230", "1e−7", "1.23e5", "–", "−∞"],
  );
  assert.equal(point([-4.2, 1.9]), "(−4.2, 1.9)");
  assert.deepEqual(
    [1, 1200].map((count) => counted(count, "step")),
    ["1 step", "1,200 steps"],
  );
});

test("keys rule the race unless a control needs them", () => {
  const done = [];
  const commands = {
    play: () => done.push("play"),
    nudge: (steps) => done.push(steps),
    first: () => done.push("first"),
    last: () => done.push("last"),
    toggle: (run) => done.push(`run ${run}`),
    help: () => done.push("help"),
  };
  const press = (key, control = "BODY", more = {}) =>
    commandFor(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more },
      control,
      commands,
    )?.();
  press(" ");
  press("ArrowRight");
  press("ArrowLeft", "BODY", { shiftKey: true });
  press("Home");
  press("End");
  press("3");
  press("?");
  assert.deepEqual(done.splice(0), ["play", 1, -10, "first", "last", "run 2", "help"]);
  press(" ", "BUTTON");
  press("ArrowRight", "INPUT");
  press("1", "INPUT");
  press("0");
  press("1", "BODY", { ctrlKey: true });
  press("x");
  assert.deepEqual(done, []);
});
