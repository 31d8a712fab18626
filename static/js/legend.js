/**
 * The legend, which is also the control: a row for each run with its swatch, rate, cost now and status;
 * opened, all its knobs.
 *
 * Rows are kept while a slider in them is dragged and rebuilt only when other optimizers race.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Style} from "./palette.js"
 * @import {Run, Spec} from "./spec.js"
 * @import {Standing} from "./standing.js"
 * @import {Control} from "./knobs.js"
 * @typedef {object} LegendListener
 * @property {(run: number, knob: string, value: any, settled: boolean) => void} knob
 * @property {(run: number) => void} toggle
 * @property {(run: number) => void} remove
 * @property {(run: number) => void} reset  back to the rates tuned for this surface
 * @typedef {{element: HTMLElement, update: (run: Run, style: Style, hidden: boolean) => void, show: (standing: Standing) => void, complain: (text: string) => void}} Row
 */

import { formulaOf } from "./catalogue.js";
import { formula, h, svg } from "./dom.js";
import { number } from "./format.js";
import { createKnob } from "./knobs.js";
import { settings } from "./ledger.js";
import { svgPath } from "./marks.js";
import { statusText } from "./standing.js";

/**
 * @param {HTMLElement} host an ordered list
 * @param {Catalogue} catalogue
 * @param {LegendListener} listener
 */
export function createLegend(host, catalogue, listener) {
  /** @type {Row[]} */
  let rows = [];
  let shape = "";

  return {
    /**
     * @param {Spec} spec
     * @param {Style[]} styles
     * @param {Set<number>} hidden
     */
    render(spec, styles, hidden) {
      const next = JSON.stringify(spec.runs.map(({ optimizer, label }) => [optimizer, label]));
      if (next !== shape) {
        shape = next;
        rows = spec.runs.map((run, index) =>
          createRow(run, index, catalogue, listener, spec.runs.length > 1),
        );
        host.replaceChildren(...rows.map(({ element }) => element));
      }
      spec.runs.forEach((run, index) => rows[index].update(run, styles[index], hidden.has(index)));
    },
    /**
     * @param {number} run
     * @param {Standing} standing
     */
    show(run, standing) {
      rows[run]?.show(standing);
    },
    /**
     * Say in the row of a run what is wrong with it; an empty text clears all.
     * @param {number} run
     * @param {string} text
     */
    complain(run, text) {
      rows.forEach((row, index) => row.complain(index === run ? text : ""));
    },
  };
}

/**
 * @param {Run} run
 * @param {number} index
 * @param {Catalogue} catalogue
 * @param {LegendListener} listener
 * @param {boolean} removable
 * @returns {Row}
 */
function createRow(run, index, catalogue, listener, removable) {
  const optimizer = catalogue.optimizer(run.optimizer);
  const swatch = h("span", { class: "swatch" });
  const toggle = h(
    "button",
    {
      type: "button",
      class: "toggle",
      "aria-label": `Show ${run.label}`,
      title: `Show or hide (key ${index + 1})`,
      onclick: () => listener.toggle(index),
    },
    swatch,
  );
  const details = h("span", { class: "settings" });
  const more = h(
    "button",
    {
      type: "button",
      class: "name",
      "aria-expanded": "false",
      "aria-controls": `run-${index}`,
      title: optimizer.help,
      onclick: () => open(drawer.hidden === true),
    },
    h("span", { class: "title" }, run.label),
    details,
  );
  const cost = h("output", { class: "cost" }, "–");
  const status = h("span", { class: "status" });
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });

  /** @type {Map<string, Control>} */
  const controls = new Map();
  for (const knob of optimizer.hyperparameters) {
    const onKnob = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
      listener.knob(index, knob.name, value, settled);
    controls.set(knob.name, createKnob(knob, run.hyperparameters[knob.name], { owner: run.label, onKnob }));
  }
  const rate = controls.get("lr");
  const others = [...controls].filter(([name]) => name !== "lr").map(([, control]) => control.element);
  const equations = h("div", { class: "equations" });
  const drawer = h(
    "div",
    { class: "drawer", id: `run-${index}`, hidden: true },
    ...others,
    equations,
    h(
      "p",
      { class: "convention" },
      optimizer.convention ?? "",
      optimizer.cite ? h("cite", {}, optimizer.cite) : null,
    ),
    h(
      "p",
      { class: "acts" },
      h("button", { type: "button", class: "link", onclick: () => listener.reset(index) }, "Tuned rates"),
      removable
        ? h("button", { type: "button", class: "link", onclick: () => listener.remove(index) }, "Remove")
        : null,
    ),
  );
  /** @param {boolean} wide */
  function open(wide) {
    drawer.hidden = !wide;
    more.setAttribute("aria-expanded", String(wide));
  }

  const element = h(
    "li",
    { class: "run" },
    toggle,
    more,
    rate?.element ?? h("span", {}),
    h("span", { class: "now" }, cost, status),
    complaint,
    drawer,
  );
  let shown = "";
  let formulas = "";

  return {
    element,
    update(next, style, hidden) {
      element.style.setProperty("--run-light", style.light);
      element.style.setProperty("--run-dark", style.dark);
      element.classList.toggle("off", hidden);
      toggle.setAttribute("aria-pressed", String(!hidden));
      swatch.replaceChildren(
        svg(
          "svg",
          { viewBox: "0 0 34 12", width: 34, height: 12, "aria-hidden": "true" },
          svg("path", { d: "M1 6H26", "stroke-dasharray": style.dash.join(" "), class: "line" }),
          svg("path", { d: svgPath(style.marker, 27, 6, 4.2), class: "head" }),
        ),
      );
      for (const [name, control] of controls) control.set(next.hyperparameters[name]);
      details.textContent = settings(next, catalogue);
      const lines = formulaOf(optimizer, next.hyperparameters);
      if (lines.join() !== formulas) {
        formulas = lines.join();
        equations.replaceChildren(...lines.map((line) => h("div", {}, formula(line))));
      }
    },
    show(standing) {
      const text = `${number(standing.cost, 2)}|${statusText(standing)}`;
      if (text === shown) return;
      shown = text;
      cost.textContent = standing.status === "diverged" ? `step ${standing.at}` : number(standing.cost, 2);
      cost.title = `cost ${number(standing.cost, 6)}`;
      status.textContent = standing.status;
      status.title = statusText(standing);
      element.dataset.status = standing.status;
    },
    complain(text) {
      complaint.hidden = !text;
      complaint.textContent = text;
    },
  };
}
