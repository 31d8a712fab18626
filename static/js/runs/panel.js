/**
 * The runs panel: the legend with everything that can be done with its runs, alone (rename,
 * duplicate, tune) and together (equal rates, tune each).
 *
 * @import {Api} from "../client/api.js"
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {Spec} from "../experiment/spec.js"
 * @typedef {{spec: Spec, display: RunDisplay}} Field
 */

import { find } from "../ui/dom.js";
import {
  firstRate,
  nameComplaint,
  withAllTuned,
  withCopy,
  withEqualRates,
  withKnob,
  withLabel,
  withRates,
  withRun,
  withSchedule,
  withTuned,
  withoutRun,
} from "./edits.js";
import { createLegend } from "./legend.js";
import { styled } from "../plot/palette.js";
import { inked, inserted, removed, toggled } from "../experiment/run-display.js";
import { mountSheet } from "../ui/popover.js";
import { createTuner } from "./tuner.js";

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {Partial<Pick<Api, "tune">>} options.api  without tune nothing is offered to sweep rates
 * @param {() => Field} options.field
 * @param {(spec: Spec, settled: boolean, display?: RunDisplay) => void} options.onEdit
 * @param {(display: RunDisplay) => void} options.onDisplay  the runs look different, the race is the same
 * @param {Pick<import("./legend.js").LegendListener, "midway" | "unturn">} [options.turns]  what
 *   can be done about
 *   knobs that are turned on the way
 */
export function createRunsPanel(root, { catalogue, api, field, onEdit, onDisplay, turns = {} }) {
  const add = find(root, '[data-part="add"]', HTMLSelectElement);
  const sheet = find(root, '[data-part="rates-sheet"]', HTMLElement);
  const button = (/** @type {string} */ act) =>
    find(root, `[data-act="${act}"]`, HTMLButtonElement);
  const abort = new AbortController();
  const on = (
    /** @type {HTMLElement} */ target,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });
  const spec = () => field().spec;
  /** @type {(edit: (spec: Spec, ...rest: any[]) => Spec, ...rest: any[]) => void} */
  const apply = (edit, ...rest) => onEdit(edit(spec(), ...rest), true);

  const legend = createLegend(find(root, '[data-part="runs"]', HTMLElement), catalogue, {
    knob: (run, name, value, settled) => onEdit(withKnob(spec(), run, name, value), settled),
    schedule: (run, schedule, settled) => onEdit(withSchedule(spec(), run, schedule), settled),
    toggle,
    remove: (run) => onEdit(withoutRun(spec(), run), true, removed(field().display, run)),
    duplicate: (run) => onEdit(withCopy(spec(), run), true, inserted(field().display, run + 1)),
    reset: (run) => apply(withTuned, run, catalogue),
    rename(run, label) {
      const wrong = nameComplaint(spec(), run, label);
      if (!wrong && label !== spec().runs[run].label) apply(withLabel, run, label);
      return wrong;
    },
    recolor: (run, ink) => onDisplay(inked(field().display, run, ink)),
    ...turns,
    tune: api.tune ? (run) => void tune([run]) : undefined,
    untune: (run) => tuner.forget(spec().runs[run].label),
  });
  const { tune: sweep = () => Promise.reject(new Error("Rates cannot be swept here.")) } = api;
  const tuner = createTuner({
    sweep: (of, run) => sweep(of, run),
    current: spec,
    onChange: () => showTuning(),
    onProblem: (run, error) => legend.complain(run, error.message),
  });

  /** @param {number[]} runs */
  async function tune(runs) {
    const rates = await tuner.tune(runs);
    if (rates.size && !abort.signal.aborted) apply(withRates, rates);
  }

  function showTuning() {
    const now = spec();
    const lowest = now.surface ? catalogue.surface(now.surface).lowest : null;
    now.runs.forEach((_, run) => legend.tuning(run, { ...tuner.of(now, run), lowest }));
  }

  /** @param {number} run */
  function toggle(run) {
    const { spec: now, display } = field();
    if (run < now.runs.length) onDisplay(toggled(display, run));
  }

  const menu = mountSheet(button("rates"), sheet);
  const together = (/** @type {string} */ act, /** @type {() => void} */ action) =>
    on(button(act), "click", () => {
      menu.close();
      action();
    });
  together("equal-rates", () => apply(withEqualRates));
  together("all-tuned", () => apply(withAllTuned, catalogue));
  together("tune-each", () => {
    const { runs } = spec();
    void tune([...runs.keys()].filter((run) => runs[run].hyperparameters.lr !== undefined));
  });
  button("tune-each").hidden = !api.tune;
  add.append(
    ...[...catalogue.optimizers.values()].map(({ name, title }) => new Option(title, name)),
  );
  on(add, "change", () => {
    const name = add.value;
    add.value = "";
    if (name) apply(withRun, name, catalogue);
  });

  return {
    legend,
    toggle,
    /** @param {Field} now */
    render({ spec: now, display }) {
      legend.render(now, styled(now.runs, display.inks), display.hidden);
      showTuning();
      const first = firstRate(now);
      find(sheet, "[data-rate]", HTMLElement).textContent = first
        ? `All at ${first.hyperparameters.lr}, as ${first.label} has it.`
        : "No run has a rate.";
    },
    destroy() {
      abort.abort();
      menu.destroy();
    },
  };
}
