/**
 * The drawer of a run: all its knobs, its schedule, its equations, its name and colour, and what
 * can be done with it.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Control} from "../ui/knobs.js"
 * @import {LegendListener} from "./legend.js"
 * @import {Style} from "../plot/palette.js"
 * @import {Intervention, Run} from "../experiment/spec.js"
 * @typedef {Intervention & {index: number}} Indexed  an intervention and its place among all
 */

import { formulaOf } from "../experiment/catalogue.js";
import { formula, h } from "../ui/dom.js";
import { INKS } from "../plot/palette.js";
import { createScheduleEditor } from "./schedule-editor.js";
import { convention } from "../experiment/ledger.js";
import { describe } from "../experiment/interventions.js";

const MIDWAY =
  "What you turn then holds from there on; before it, all stays as it was. " +
  "At the start and at the end it holds for the whole race.";

/**
 * @param {Run} run
 * @param {number} index
 * @param {Catalogue} catalogue
 * @param {LegendListener} listener
 * @param {{controls: Map<string, Control>, removable: boolean}} options
 */
export function createDrawer(run, index, catalogue, listener, { controls, removable }) {
  const optimizer = catalogue.optimizer(run.optimizer);
  const hint = h("p", { class: "hint" });
  const midway = h("input", {
    type: "checkbox",
    onchange: () => listener.midway(midway.checked),
  });
  const from = h("span", { class: "name" });
  const changes = h("ul", { class: "plain turned" });
  const knobs = h(
    "div",
    { class: "knobs" },
    h("label", { class: "knob flag midway", title: MIDWAY }, midway, from),
    changes,
    ...[...controls].filter(([name]) => name !== "lr").map(([, control]) => control.element),
    hint,
  );
  const explain = (/** @type {Event} */ { target }) => {
    const at = target instanceof Element ? target.closest(".knob") : null;
    if (at) hint.textContent = at.getAttribute("title") ?? "";
  };
  knobs.addEventListener("pointerover", explain);
  knobs.addEventListener("focusin", explain);
  hint.hidden = controls.size < 2;
  hint.textContent = optimizer.help ?? "";

  const schedule = createScheduleEditor(catalogue, {
    owner: run.label,
    onSchedule: (next, settled) =>
      listener.dispatch({ kind: "schedule", run: index, schedule: next, settled }),
  });
  const equations = h("div", { class: "equations" });
  const name = h("input", {
    type: "text",
    class: "label",
    "aria-label": `Name of ${run.label}`,
    maxlength: 60,
    autocomplete: "off",
    spellcheck: "false",
  });
  name.addEventListener("change", () => {
    const wrong = listener.rename(index, name.value.trim());
    name.setCustomValidity(wrong);
    name.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) name.reportValidity();
  });
  const inks = Object.entries(INKS).map(([ink, { light, dark }]) =>
    h("button", {
      type: "button",
      class: "ink",
      "aria-label": `${run.label} in ${ink}`,
      title: ink,
      style: `--run-light: ${light}; --run-dark: ${dark}`,
      onclick: () => listener.dispatch({ kind: "display", run: index, change: { ink } }),
    }),
  );
  const link = (/** @type {string} */ text, /** @type {() => void} */ onclick) =>
    h("button", { type: "button", class: "link", onclick }, text);
  const act = (/** @type {string} */ text, /** @type {"reset" | "duplicate" | "remove"} */ kind) =>
    link(text, () => listener.dispatch({ kind, run: index }));
  const tune = link("Tune", () => listener.tune?.(index));

  const form = h("span", {}, optimizer.convention ?? "");
  const element = h(
    "div",
    { class: "drawer", id: `run-${index}`, hidden: true },
    knobs,
    schedule.element,
    equations,
    h("p", { class: "convention" }, form, optimizer.cite ? h("cite", {}, optimizer.cite) : null),
    h(
      "div",
      { class: "looks" },
      name,
      h("span", { class: "inks", role: "group", "aria-label": "Color" }, ...inks),
    ),
    h(
      "p",
      { class: "acts" },
      listener.tune && run.hyperparameters.lr !== undefined ? tune : null,
      act(listener.tune ? "Reset to tuned" : "Reset", "reset"),
      act("Duplicate", "duplicate"),
      removable ? act("Remove", "remove") : null,
    ),
  );
  let [formulas, listed] = ["", ""];

  return {
    element,
    /**
     * @param {Run} next
     * @param {Style} style
     * @param {{steps: number, batches?: number, interventions: Indexed[]}} race  those of this run
     */
    update(next, style, { steps, batches, interventions }) {
      for (const [key, control] of controls) control.set(next.hyperparameters[key]);
      schedule.show(next.schedule, steps, next.hyperparameters.lr ?? 1, batches);
      if (document.activeElement !== name) name.value = next.label;
      form.textContent = convention(next, catalogue);
      for (const [i, { light }] of Object.values(INKS).entries())
        inks[i].setAttribute("aria-pressed", String(light === style.light));
      const list = JSON.stringify(interventions);
      if (list !== listed) {
        listed = list;
        changes.replaceChildren(...interventions.map((each) => item(each, next.label, listener)));
      }
      const lines = formulaOf(optimizer, next.hyperparameters);
      if (lines.join() === formulas) return;
      formulas = lines.join();
      equations.replaceChildren(...lines.map((line) => h("div", {}, formula(line))));
    },
    /** @param {import("./legend.js").Midway} state */
    midway({ midway: on, step, possible, unit = "step" }) {
      midway.checked = on;
      const place = possible
        ? `${unit} ${step.toLocaleString("en-US")}`
        : `the ${unit} that is shown`;
      const words = `turn from ${place} on`;
      if (from.textContent !== words) from.textContent = words;
    },
    /** @param {boolean} busy */
    wait(busy) {
      tune.textContent = busy ? "Tuning …" : "Tune";
      tune.toggleAttribute("disabled", busy);
    },
  };
}

/**
 * @param {Indexed} intervention
 * @param {string} label
 * @param {LegendListener} listener
 */
const item = (intervention, label, listener) => {
  const { step, index } = intervention;
  const words = `${describe(intervention)} from step ${step.toLocaleString("en-US")} on`;
  const remove = h(
    "button",
    {
      type: "button",
      class: "icon bare",
      "aria-label": `${label}: take back ${words}`,
      onclick: () => listener.dispatch({ kind: "unintervene", index }),
    },
    "×",
  );
  return h("li", {}, words, remove);
};
