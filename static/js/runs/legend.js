/**
 * The legend, which is also the control: a row for each run with its swatch, rate, cost now and
 * status; opened, all its knobs.
 *
 * Rows are kept while a slider in them is dragged and rebuilt only when other optimizers race.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Style} from "../plot/palette.js"
 * @import {CommonAction} from "../experiment/state/page-state.js"
 * @import {Raced, Run} from "../experiment/spec.js"
 * @import {Standing} from "./standing.js"
 * @import {Control} from "../ui/knobs.js"
 * @import {Indexed} from "./drawer.js"
 * @import {Sweep} from "./sweeps.js"
 * @typedef {object} LegendListener
 * @property {(action: CommonAction<any, any>) => void} dispatch
 * @property {(run: number) => void} toggle
 * @property {(run: number, label: string) => string} rename  returns why it cannot be called so
 * @property {(midway: boolean) => void} midway  knobs are turned from the present step on, or for
 *   the whole race
 * @property {(run: number) => void} [tune]
 * @property {(run: number) => void} untune  put the strip away
 * @typedef {{steps: number, batches?: number}} Budget  batches: steps in an epoch, where there are
 *   epochs
 * @typedef {{midway: boolean, step: number, possible: boolean, unit: string}} Midway  unit: of the
 *   step, where it is none
 * @typedef {{sweep: Sweep | null, lowest: number | null, busy: boolean}} Tuning
 * @typedef {ReturnType<typeof createRow>} Row
 */

import { find, h, svg } from "../ui/dom.js";
import { number } from "../ui/format.js";
import { createKnob } from "../ui/knobs.js";
import { settings } from "../experiment/ledger.js";
import { svgPath } from "../plot/marks.js";
import { createDrawer } from "./drawer.js";
import { endWords, isFailure, statusWord } from "./endings.js";
import { createTuneStrip } from "./tune-strip.js";

/**
 * @param {HTMLElement} host an ordered list
 * @param {Catalogue} catalogue
 * @param {LegendListener} listener
 */
export function createLegend(host, catalogue, listener) {
  /** @type {Row[]} */
  let rows = [];
  let shape = "";
  /** The head of the column of costs. */
  const heads = host.parentElement?.querySelector('[data-part="cost-head"]');

  return {
    /**
     * @param {Raced} spec
     * @param {Style[]} styles
     * @param {readonly number[]} hidden
     * @param {Budget} budget
     */
    render(spec, styles, hidden, budget) {
      const next = JSON.stringify(spec.runs.map(({ optimizer, label }) => [optimizer, label]));
      if (next !== shape) {
        // Whoever is open stays open: by its place after a change of name, else by its name.
        const before = rows;
        const renamed =
          before.length === spec.runs.length &&
          before.every(({ run: { optimizer } }, i) => optimizer === spec.runs[i].optimizer);
        const held = renamed
          ? before.findIndex(({ element }) => element.contains(document.activeElement))
          : -1;
        const opened = before.filter((row) => row.opened);
        shape = next;
        rows = spec.runs.map((run, index) =>
          createRow(run, index, catalogue, listener, spec.runs.length > 1),
        );
        for (const [i, row] of rows.entries())
          if (renamed ? before[i].opened : opened.some(({ run }) => run.label === row.run.label))
            row.open(true);
        host.replaceChildren(...rows.map(({ element }) => element));
        rows[held]?.focus();
      }
      const all = spec.interventions.map((each, index) => ({ ...each, index }));
      for (const [index, run] of spec.runs.entries()) {
        const interventions = all.filter((each) => each.run === index);
        rows[index].update(run, styles[index], hidden.includes(index), {
          ...budget,
          interventions,
        });
      }
    },
    /** @param {Midway} state */
    midway(state) {
      for (const row of rows) row.midway(state);
    },
    /**
     * @param {number} run
     * @param {Tuning} tuning
     */
    tuning(run, tuning) {
      rows[run]?.tuning(tuning);
    },
    /**
     * @param {number} run
     * @param {Standing} standing
     */
    show(run, standing) {
      rows[run]?.show(standing);
      const name = (standing.of ?? 1) > 1 ? "median cost" : "cost";
      if (heads && heads.textContent !== name) heads.textContent = name;
    },
    /**
     * The numbers of all rows are not here: "–" and a word why.
     * @param {string} word
     */
    blank(word) {
      for (const row of rows) row.blank(word);
    },
    /**
     * Say in the row of a run what is wrong with it; an empty text clears all.
     * @param {number} run
     * @param {string} text
     */
    complain(run, text) {
      for (const [index, row] of rows.entries()) row.complain(index === run ? text : "");
    },
  };
}

/**
 * @param {Run} run
 * @param {number} index
 * @param {Catalogue} catalogue
 * @param {LegendListener} listener
 * @param {boolean} removable
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
      onclick: () => open(drawer.element.hidden === true),
    },
    h("span", { class: "title" }, run.label),
    details,
  );
  const cost = h("span", { class: "cost" }, "–");
  const status = h("span", { class: "status" });
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const finding = h("p", { class: "finding", hidden: true });

  /** @type {Map<string, Control>} */
  const controls = new Map();
  for (const knob of optimizer.hyperparameters) {
    const onKnob = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
      listener.dispatch({ kind: "knob", run: index, name: knob.name, value, settled });
    controls.set(
      knob.name,
      createKnob(knob, run.hyperparameters[knob.name], { owner: run.label, onKnob }),
    );
  }
  const rate = controls.get("lr");
  const drawer = createDrawer(run, index, catalogue, listener, { controls, removable });
  const strip = createTuneStrip({
    owner: run.label,
    onRate: (value) => listener.dispatch({ kind: "knob", run: index, name: "lr", value }),
    onClose: () => listener.untune(index),
  });
  /** @param {boolean} wide */
  function open(wide) {
    drawer.element.hidden = !wide;
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
    finding,
    strip.element,
    drawer.element,
  );
  let lastText = "";
  let lr = NaN;

  return {
    element,
    get opened() {
      return !drawer.element.hidden;
    },
    open,
    run,
    focus: () => find(drawer.element, ".label", HTMLElement).focus(),
    /**
     * @param {Run} next
     * @param {Style} style
     * @param {boolean} hidden
     * @param {Budget & {interventions: Indexed[]}} race
     */
    update(next, style, hidden, race) {
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
      drawer.update(next, style, race);
      lr = next.hyperparameters.lr;
      const { title: timed } = catalogue.schedules.get(next.schedule.name) ?? {
        title: next.schedule.name,
      };
      const steps = race.interventions.map(({ step }) => step.toLocaleString("en-US"));
      const when = [...new Set(steps)].join(", ");
      details.textContent = [
        settings(next, catalogue),
        next.schedule.name === "constant" ? "" : timed,
        when ? `turned at ${when}` : "",
      ]
        .filter(Boolean)
        .join(" · ");
      details.title = details.textContent;
    },
    midway: drawer.midway,
    /** @param {Tuning} tuning */
    tuning({ sweep, lowest, busy }) {
      drawer.wait(busy);
      strip.show(sweep, lowest, lr);
    },
    /** @param {Standing} standing */
    show(standing) {
      const { finding: fault = "", of = 1 } = standing;
      const text = `${number(standing.cost, 2)}|${endWords(standing)}|${of}|${fault}`;
      if (text === lastText) return;
      lastText = text;
      cost.textContent = isFailure(standing) ? `step ${standing.at}` : number(standing.cost, 2);
      cost.title =
        of > 1
          ? `median cost of ${of}, ∞ for each that failed: ${number(standing.cost, 6)}`
          : `cost ${number(standing.cost, 6)}`;
      finding.hidden = !fault;
      finding.textContent = fault;
      status.textContent = statusWord(standing);
      status.title = endWords(standing);
      element.dataset.status = standing.status;
    },
    /** @param {string} word */
    blank(word) {
      lastText = "";
      [cost.textContent, status.textContent] = ["–", word];
      cost.title = status.title = "";
      delete element.dataset.status;
    },
    /** @param {string} text */
    complain(text) {
      complaint.hidden = !text;
      complaint.textContent = text;
    },
  };
}
