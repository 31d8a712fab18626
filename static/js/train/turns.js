/**
 * Turns: knobs turned on the way, for instance Adam's rate from epoch 200 on, and the switch that makes turning
 * a knob mean that.
 *
 * @import {Run} from "../spec.js"
 * @import {TrainingSpec} from "./spec.js"
 */

import { find, h } from "../dom.js";
import { number, symbol } from "../format.js";
import { batchesOf, knobsAt, withTurn, withoutTurn } from "./spec.js";

/**
 * The spec as its runs stand at a step.
 * @param {TrainingSpec} spec
 * @param {number} step
 * @returns {TrainingSpec}
 */
export const standingAt = (spec, step) => ({
  ...spec,
  runs: spec.runs.map((run, index) => ({ ...run, hyperparameters: knobsAt(spec, index, step) })),
});

/**
 * What an edit of the runs as they stand means for the training: numbers that were changed are turned from that
 * step on, everything else holds for the whole run.
 * @param {TrainingSpec} spec
 * @param {Pick<TrainingSpec, "runs" | "interventions">} edited  a change of the spec as it stands
 * @param {number} step
 * @returns {TrainingSpec}
 */
export function turned(spec, edited, step) {
  const standing = standingAt(spec, step);
  const before = new Map(spec.runs.map((run, index) => [run.label, { run, index }]));
  const same = edited.runs.length === spec.runs.length && edited.runs.every(({ label }, i) => label === spec.runs[i].label);
  const runs = edited.runs.map((run) => {
    const old = before.get(run.label)?.run;
    return old && old.optimizer === run.optimizer ? { ...run, hyperparameters: fixed(old, run) } : run;
  });
  /** @type {TrainingSpec} */
  let next = { ...spec, runs, interventions: same ? spec.interventions : edited.interventions };
  if (!same) return next;
  edited.runs.forEach((run, index) => {
    const now = standing.runs[index].hyperparameters;
    const changed = Object.entries(run.hyperparameters).filter(
      ([name, value]) => typeof value === "number" && value !== now[name],
    );
    if (changed.length) next = withTurn(next, index, step, Object.fromEntries(changed));
  });
  return next;
}

/**
 * The knobs that hold for the whole run: numbers as they were, choices as they are now.
 * @param {Run} old
 * @param {Run} now
 */
const fixed = (old, now) =>
  Object.fromEntries(
    Object.entries(now.hyperparameters).map(([name, value]) => [name, typeof value === "number" ? old.hyperparameters[name] : value]),
  );

/**
 * @param {HTMLElement} root
 * @param {{spec: () => TrainingSpec, onEdit: (spec: TrainingSpec, settled: boolean) => void, onSwitch: () => void}} options
 */
export function createTurns(root, { spec, onEdit, onSwitch }) {
  const host = find(root, '[data-part="turns"]', HTMLElement);
  const box = h("input", { type: "checkbox" });
  const from = h("span", { class: "name" });
  const list = h("ul", { class: "plain" });
  box.addEventListener("change", onSwitch);
  host.replaceChildren(
    h(
      "label",
      { class: "knob flag", title: "What you change in a run then holds from the epoch that is shown; the link keeps it." },
      box,
      from,
    ),
    list,
  );
  let shown = "";

  return {
    /** Whether turning a knob means from now on. */
    get midway() {
      return box.checked;
    },
    /**
     * @param {TrainingSpec} now
     * @param {number} epoch  that is shown
     */
    show(now, epoch) {
      const words = `turn knobs from epoch ${epoch.toLocaleString("en-US")} on`;
      if (from.textContent !== words) from.textContent = words;
      const key = JSON.stringify([now.interventions, now.runs.map(({ label }) => label), now.batch_size]);
      if (key === shown) return;
      shown = key;
      const batches = batchesOf(now);
      list.replaceChildren(
        ...now.interventions.map(({ step, run, hyperparameters }, index) => {
          const knobs = Object.entries(hyperparameters).map(([name, value]) => `${symbol(name)} ${number(value, 4)}`).join(", ");
          const epochs = step / batches;
          const when = Number.isInteger(epochs) ? `epoch ${epochs.toLocaleString("en-US")}` : `step ${step.toLocaleString("en-US")}`;
          return h(
            "li",
            {},
            h("span", {}, h("b", {}, now.runs[run]?.label ?? ""), ` ${knobs} from ${when}`),
            h(
              "button",
              {
                type: "button",
                class: "nudge",
                "aria-label": `Take back: ${now.runs[run]?.label} ${knobs} from ${when}`,
                onclick: () => onEdit(withoutTurn(spec(), index), true),
              },
              "×",
            ),
          );
        }),
      );
    },
  };
}
