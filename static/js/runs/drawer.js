/**
 * The drawer of a run: all its knobs, its schedule, its equations, its name and colour, and what
 * can be done with it.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Control} from "../ui/knobs.js"
 * @import {LegendListener} from "./legend.js"
 * @import {Style} from "../plot/palette.js"
 * @import {Intervention, Run} from "../experiment/spec.js"
 * @typedef {Intervention & {place: number}} Turn  an intervention and its place among all
 */

import { formulaOf } from "../experiment/catalogue.js";
import { formula, h } from "../ui/dom.js";
import { INKS } from "../plot/palette.js";
import { createScheduleEditor } from "./schedule-editor.js";
import { told as worded } from "../experiment/interventions.js";

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
    onchange: () => listener.midway?.(midway.checked),
  });
  const from = h("span", { class: "name" });
  const turned = h("ul", { class: "plain turned" });
  const knobs = h(
    "div",
    { class: "knobs" },
    listener.midway
      ? h(
          "label",
          {
            class: "knob flag midway",
            title:
              "What you turn then holds from there on; before it, all stays as it was. At the start and at the end it holds for the whole race.",
          },
          midway,
          from,
        )
      : null,
    turned,
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
    onSchedule: (next, settled) => listener.schedule(index, next, settled),
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
      onclick: () => listener.recolor(index, ink),
    }),
  );
  const act = (/** @type {string} */ text, /** @type {() => void} */ action) =>
    h("button", { type: "button", class: "link", onclick: action }, text);
  const tune = act("Tune", () => listener.tune?.(index));

  const element = h(
    "div",
    { class: "drawer", id: `run-${index}`, hidden: true },
    knobs,
    schedule.element,
    equations,
    h(
      "p",
      { class: "convention" },
      optimizer.convention ?? "",
      optimizer.cite ? h("cite", {}, optimizer.cite) : null,
    ),
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
      act(listener.tune ? "Reset to tuned" : "Reset", () => listener.reset(index)),
      act("Duplicate", () => listener.duplicate(index)),
      removable ? act("Remove", () => listener.remove(index)) : null,
    ),
  );
  let [formulas, told] = ["", ""];

  return {
    element,
    /**
     * @param {Run} next
     * @param {Style} style
     * @param {{steps: number, batches?: number, turns: Turn[]}} race  turns: knobs of this run
     *   turned on the way
     */
    update(next, style, { steps, batches, turns }) {
      for (const [key, control] of controls) control.set(next.hyperparameters[key]);
      schedule.show(next.schedule, steps, next.hyperparameters.lr ?? 1, batches);
      if (document.activeElement !== name) name.value = next.label;
      Object.values(INKS).forEach(({ light }, i) =>
        inks[i].setAttribute("aria-pressed", String(light === style.light)),
      );
      const turning = JSON.stringify(turns);
      if (turning !== told) {
        told = turning;
        turned.replaceChildren(...turns.map((turn) => turnItem(turn, next.label, listener)));
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
 * @param {Turn} turn
 * @param {string} label
 * @param {LegendListener} listener
 */
const turnItem = (turn, label, listener) => {
  const words = `${worded(turn)} from step ${turn.step.toLocaleString("en-US")} on`;
  const remove = h(
    "button",
    {
      type: "button",
      class: "icon bare",
      "aria-label": `${label}: take back ${words}`,
      onclick: () => listener.unturn?.(turn.place),
    },
    "×",
  );
  return h("li", {}, words, remove);
};
