/**
 * The schedule editor: which schedule the rate of a run follows, its parameters, and a small curve
 * of the rate over the steps.
 *
 * @import {Catalogue, Knob} from "../experiment/catalogue.js"
 * @import {Control} from "../ui/knobs.js"
 * @import {Schedule} from "./schedules.js"
 * @typedef {(schedule: Schedule, settled: boolean) => void} OnSchedule
 */

import { h, svg } from "../ui/dom.js";
import { number } from "../ui/format.js";
import { createKnob } from "../ui/knobs.js";
import { multiplier } from "../experiment/rates.js";
import { CONSTANT, fresh, readTable, writeTable } from "./schedules.js";

const [WIDTH, HEIGHT, MOST] = [240, 40, 160];
/** Only one schedule may follow a warm-up here. */
const NOT_INNER = new Set(["warmup"]);

/**
 * @param {Catalogue} catalogue
 * @param {{owner: string, onSchedule: OnSchedule}} options
 */
export function createScheduleEditor(catalogue, { owner, onSchedule }) {
  /** What schedules count where both can be, and how many of each there are. */
  let per = "step";
  let budgets = { step: 1, epoch: 1 };
  const counting = (/** @type {Schedule} */ next) =>
    per === "epoch" && next.name !== "constant" ? { ...next, per } : next;
  const choice = createChoice(catalogue, {
    ...{ owner, label: "Schedule", inner: false },
    onSchedule: (next, settled) => onSchedule(counting(next), settled),
  });
  const unit = h(
    "select",
    { "aria-label": `${owner}: what the schedule counts` },
    ...["step", "epoch"].map((name) => h("option", { value: name }, `${name}s`)),
  );
  const counts = h(
    "label",
    { class: "knob choice", hidden: true },
    h("span", { class: "name" }, "counts"),
    unit,
  );
  unit.addEventListener("change", () => {
    per = unit.value;
    onSchedule(counting(fresh(choice.name, catalogue, budgets[/** @type {"step"} */ (per)])), true);
  });
  const line = svg("path", { class: "curve" });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    line,
  );
  const [most, least] = [h("span", {}), h("span", {})];
  const plot = h("div", { class: "rates", role: "img", hidden: true }, picture, most, least);
  let lastKey = "";

  return {
    element: h("div", { class: "schedule" }, choice.element, counts, plot),
    /**
     * @param {Schedule} schedule
     * @param {number} steps
     * @param {number} lr
     * @param {number} [batches] how many steps an epoch has, where there are epochs
     */
    show(schedule, steps, lr, batches = 0) {
      const next = JSON.stringify([schedule, steps, lr, batches]);
      if (next === lastKey) return;
      lastKey = next;
      const { per: counted = "step", ...plain } = schedule;
      budgets = { step: steps, epoch: Math.max(1, Math.round(steps / (batches || 1))) };
      if (schedule.name !== "constant" || !batches) per = counted;
      unit.value = per;
      counts.hidden = !batches || schedule.name === "constant";
      choice.show(plain, budgets[/** @type {"step"} */ (per)]);
      plot.hidden = schedule.name === "constant";
      const parts = Math.max(1, Math.min(MOST, steps - 1));
      const at = Array.from({ length: parts + 1 }, (_, i) => Math.round(((steps - 1) * i) / parts));
      const stretch = counted === "epoch" ? batches || 1 : 1;
      const rates = at.map((k) => lr * multiplier(plain, Math.floor(k / stretch)));
      const [top, low] = [Math.max(...rates), Math.min(...rates)];
      const y = (/** @type {number} */ rate) => 2 + (HEIGHT - 4) * (1 - rate / (top || 1));
      line.setAttribute(
        "d",
        rates
          .map(
            (rate, i) =>
              `${i ? "L" : "M"}${((WIDTH * i) / parts).toFixed(1)} ${y(rate).toFixed(2)}`,
          )
          .join(""),
      );
      most.textContent = number(top, 2);
      const last = rates[rates.length - 1];
      least.textContent = number(last, 2);
      plot.setAttribute(
        "aria-label",
        `Learning rate over ${steps} steps: from ${number(rates[0])} to ${number(last)}, ` +
          `at most ${number(top)}, at least ${number(low)}.`,
      );
    },
  };
}

/**
 * @param {Catalogue} catalogue
 * @param {{owner: string, label: string, inner: boolean, onSchedule: OnSchedule}} options
 */
function createChoice(catalogue, { owner, label, inner, onSchedule }) {
  const offered = [...catalogue.schedules.values()].filter(
    ({ name }) => !inner || !NOT_INNER.has(name),
  );
  const select = h(
    "select",
    { "aria-label": `${owner}: ${label.toLowerCase()}` },
    ...offered.map(({ name, title }) => h("option", { value: name }, title)),
  );
  const parameters = h("div", { class: "parameters" });
  const about = h("p", { class: "hint" });
  /** @type {Map<string, {set: (value: any) => void}>} */
  let controls = new Map();
  /** @type {Schedule} */
  let now = CONSTANT;
  let budget = 1;
  let built = "";
  select.addEventListener("change", () => onSchedule(fresh(select.value, catalogue, budget), true));

  /** @param {Knob} knob */
  const control = (knob) => {
    const change = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
      onSchedule({ ...now, [knob.name]: value }, settled);
    const kind = /** @type {string} */ (knob.kind);
    if (kind === "schedule") {
      const then = createChoice(catalogue, {
        owner,
        label: "Then",
        inner: true,
        onSchedule: change,
      });
      return {
        element: then.element,
        set: (/** @type {Schedule} */ next) => then.show(next, Math.max(1, budget - now.steps)),
      };
    }
    if (kind === "table") return createTable(knob, owner, change);
    return createKnob(knob, now[knob.name] ?? knob.suggested ?? knob.default, {
      owner: `${owner}, schedule`,
      onKnob: change,
    });
  };

  return {
    get name() {
      return select.value;
    },
    element: h(
      "div",
      { class: inner ? "choose inner" : "choose" },
      h("label", { class: "knob choice" }, h("span", { class: "name" }, label), select),
      about,
      parameters,
    ),
    /**
     * @param {Schedule} schedule
     * @param {number} steps
     */
    show(schedule, steps) {
      [now, budget] = [schedule, steps];
      const known = catalogue.schedules.get(schedule.name);
      if (!known) return;
      if (built !== schedule.name) {
        built = schedule.name;
        select.value = schedule.name;
        about.textContent = schedule.name === "constant" ? "" : known.help;
        about.hidden = schedule.name === "constant";
        const made = known.parameters.map(
          (knob) => /** @type {const} */ ([knob.name, control(knob)]),
        );
        controls = new Map(made);
        parameters.replaceChildren(...made.map(([, { element }]) => element));
      }
      for (const knob of known.parameters)
        controls.get(knob.name)?.set(schedule[knob.name] ?? knob.suggested ?? knob.default);
    },
  };
}

/**
 * @param {Knob} knob
 * @param {string} owner
 * @param {(value: any, settled: boolean) => void} onKnob
 * @returns {Control}
 */
function createTable(knob, owner, onKnob) {
  const field = h("input", {
    type: "text",
    class: "rows",
    "aria-label": `${owner}, schedule: steps and factors`,
    autocomplete: "off",
    spellcheck: "false",
  });
  field.addEventListener("change", () => {
    try {
      const rows = readTable(field.value);
      field.setCustomValidity("");
      field.removeAttribute("aria-invalid");
      onKnob(rows, true);
    } catch (error) {
      field.setCustomValidity(/** @type {Error} */ (error).message);
      field.setAttribute("aria-invalid", "true");
      field.reportValidity();
    }
  });
  return {
    element: h(
      "label",
      { class: "knob", title: knob.help },
      h("span", { class: "name" }, "step: factor"),
      field,
    ),
    set(rows) {
      if (document.activeElement !== field) field.value = writeTable(rows);
    },
  };
}
