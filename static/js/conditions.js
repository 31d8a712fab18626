/**
 * The conditions dialog: everything the runs share, to read and to change, for instance the budget of
 * steps or the noise.
 *
 * @import {Catalogue, Knob} from "./catalogue.js"
 * @import {Spec} from "./spec.js"
 */

import { find, h } from "./dom.js";
import { symbol } from "./format.js";
import { createKnob } from "./knobs.js";
import { conditions, settings } from "./ledger.js";
import { LONGEST_RACE } from "./spec.js";

/** @type {Knob[]} */
const SHARED = [
  {
    name: "steps",
    kind: "integer",
    default: 120,
    min: 1,
    max: LONGEST_RACE,
    scale: "log",
    slider: [10, 5000],
    help: "The budget: every run takes as many.",
  },
  {
    name: "gradient_noise",
    kind: "number",
    default: 0,
    min: 0,
    max: 1e6,
    scale: "linear",
    slider: [0, 10],
    help: "Standard deviation of the noise on every gradient, the same draws for all.",
  },
  {
    name: "seed",
    kind: "integer",
    default: 0,
    min: 0,
    max: 2 ** 32 - 1,
    scale: "linear",
    slider: [0, 100],
    help: "Which noise is drawn.",
  },
];

/**
 * @param {{sentence: HTMLElement, dialog: HTMLDialogElement, button: HTMLElement}} parts
 * @param {Catalogue} catalogue
 * @param {(change: Partial<Spec>, settled: boolean) => void} onChange
 */
export function createConditions({ sentence, dialog, button }, catalogue, onChange) {
  const form = find(dialog, "[data-shared]", HTMLElement);
  const list = find(dialog, "[data-runs]", HTMLElement);
  const controls = SHARED.map((knob) => {
    const onKnob = (/** @type {number} */ value, /** @type {boolean} */ settled) =>
      onChange({ [knob.name]: value }, settled);
    return {
      knob,
      control: createKnob(knob, knob.default, {
        owner: "All runs",
        label: knob.name.replaceAll("_", " "),
        onKnob,
      }),
    };
  });
  form.replaceChildren(...controls.map(({ control }) => control.element));
  const open = () => dialog.showModal();
  button.addEventListener("click", open);

  return {
    /** @param {Spec} spec */
    show(spec) {
      sentence.textContent = conditions(spec, catalogue).join(" · ");
      for (const { knob, control } of controls) control.set(spec[/** @type {"steps"} */ (knob.name)]);
      list.replaceChildren(
        ...spec.runs.map((run) => {
          const { lr } = run.hyperparameters;
          const knobs = [lr === undefined ? "" : `${symbol("lr")} ${lr}`, settings(run, catalogue)]
            .filter(Boolean)
            .join(" · ");
          const { convention } = catalogue.optimizer(run.optimizer);
          return h("li", {}, h("b", {}, run.label), ` ${knobs}`, h("br"), h("small", {}, convention ?? ""));
        }),
      );
    },
    destroy() {
      button.removeEventListener("click", open);
    },
  };
}
