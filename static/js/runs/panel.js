/**
 * The runs panel: the legend with everything that can be done with its runs, alone (rename,
 * duplicate, tune) and together (equal rates, tune each).
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {Raced} from "../experiment/spec.js"
 * @import {CommonAction} from "../experiment/state/page-state.js"
 * @import {Budget} from "./legend.js"
 * @import {Sweep} from "./sweeps.js"
 */

import { find } from "../ui/dom.js";
import { firstRate, nameComplaint } from "../experiment/state/edits.js";
import { createLegend } from "./legend.js";
import { styled } from "../plot/palette.js";
import { mountPopover } from "../ui/popover.js";
import { createTuner } from "./tuner.js";

/**
 * @template {Raced} S
 * @typedef {Budget & {spec: S, display: RunDisplay}} Field  runs as their controls show them
 */

/**
 * @template {Raced} S
 * @param {HTMLElement} root
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {{tune?: (spec: S, run: number) => Promise<Sweep>}} options.api  without tune nothing is
 *   offered to sweep rates
 * @param {() => Field<S>} options.field
 * @param {(action: CommonAction<any, any>) => void} options.dispatch
 * @param {(midway: boolean) => void} options.onMidway  knobs are turned from the present step on,
 *   or for the whole race
 */
export function createRunsPanel(root, { catalogue, api, field, dispatch, onMidway }) {
  const add = find(root, '[data-part="add"]', HTMLSelectElement);
  const popover = find(root, '[data-part="rates-sheet"]', HTMLElement);
  const button = (/** @type {string} */ act) =>
    find(root, `[data-act="${act}"]`, HTMLButtonElement);
  const abort = new AbortController();
  const on = (
    /** @type {HTMLElement} */ target,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });
  const spec = () => field().spec;
  const { tune: sweep } = api;

  const legend = createLegend(find(root, '[data-part="runs"]', HTMLElement), catalogue, {
    dispatch,
    toggle,
    rename(run, label) {
      const complaint = nameComplaint(spec(), run, label);
      if (!complaint && label !== spec().runs[run].label) dispatch({ kind: "rename", run, label });
      return complaint;
    },
    midway: onMidway,
    tune: sweep && ((run) => void tune([run])),
    untune: (run) => tuner.forget(spec().runs[run].label),
  });
  const tuner = createTuner({
    sweep: (of, run) => sweep?.(of, run) ?? Promise.reject(new Error("Rates are not swept here.")),
    current: spec,
    onChange: () => showTuning(),
    onProblem: (run, error) => legend.complain(run, error?.message ?? ""),
  });

  /** @param {number[]} runs */
  async function tune(runs) {
    const rates = await tuner.tune(runs);
    if (rates.length && !abort.signal.aborted) dispatch({ kind: "rates", rates });
  }

  function showTuning() {
    const now = spec();
    const lowest = now.surface ? catalogue.surface(now.surface).lowest : null;
    for (const run of now.runs.keys()) legend.tuning(run, { ...tuner.of(now, run), lowest });
  }

  /** @param {number} run */
  function toggle(run) {
    const { spec: now, display } = field();
    if (run < now.runs.length)
      dispatch({ kind: "display", run, change: { hidden: !display.hidden.includes(run) } });
  }

  const menu = mountPopover(button("rates"), popover);
  const together = (/** @type {string} */ act, /** @type {() => void} */ action) =>
    on(button(act), "click", () => {
      menu.close();
      action();
    });
  together("equal-rates", () => dispatch({ kind: "equal-rates" }));
  together("all-tuned", () => dispatch({ kind: "all-tuned" }));
  together("tune-each", () => {
    const { runs } = spec();
    void tune([...runs.keys()].filter((run) => runs[run].hyperparameters.lr !== undefined));
  });
  button("tune-each").hidden = !sweep;
  add.append(
    ...[...catalogue.optimizers.values()].map(({ name, title }) => new Option(title, name)),
  );
  on(add, "change", () => {
    const optimizer = add.value;
    add.value = "";
    if (optimizer) dispatch({ kind: "add", optimizer });
  });

  return {
    legend,
    toggle,
    /** @param {Field<S>} now */
    render({ spec: now, display, ...budget }) {
      legend.render(now, styled(now.runs, display.inks), display.hidden, budget);
      showTuning();
      const first = firstRate(now);
      find(popover, "[data-rate]", HTMLElement).textContent = first
        ? `All at ${first.hyperparameters.lr}, as ${first.label} has it.`
        : "No run has a rate.";
    },
    destroy() {
      abort.abort();
      menu.destroy();
    },
  };
}
