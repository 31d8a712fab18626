/**
 * The settings: how all runs are trained, for instance the size of the mini-batches and how many
 * seeds.
 *
 * @import {Control} from "../../ui/knobs.js"
 * @import {Knob} from "../../experiment/catalogue.js"
 * @import {Dispatch} from "./controls.js"
 * @import {Fields} from "./fields.js"
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { h } from "../../ui/dom.js";
import { createKnob } from "../../ui/knobs.js";
import { batchesOf, seedsOf } from "../training-spec.js";

const MOST_SEEDS = 16;
const USUAL_CLIP = 1;

/**
 * @typedef {{knob: Omit<Knob, "default" | "kind"> & {kind?: Knob["kind"]}, label: string, path?:
 *   string, read: (spec: TrainingSpec) => any, act: (value: any) =>
 *   Parameters<Dispatch>[0]}} Setting
 */

/** @type {(name: keyof TrainingSpec) => Pick<Setting, "read" | "act">} */
const plain = (name) => ({
  read: (spec) => spec[name],
  act: (value) => ({ kind: "conditions", change: { [name]: value } }),
});

/** @type {Setting[]} */
export const SETTINGS = [
  {
    label: "batch size",
    knob: {
      ...{
        name: "batch_size",
        kind: "integer",
        min: 1,
        max: 10_000,
        scale: "log",
        slider: [1, 300],
      },
      help: "Examples in a mini-batch: 1 is stochastic descent, all of them batch descent.",
    },
    ...plain("batch_size"),
  },
  {
    label: "epochs",
    knob: {
      ...{
        name: "epochs",
        kind: "integer",
        min: 1,
        max: 1_000_000,
        scale: "log",
        slider: [10, 20_000],
      },
      help: "How often every example is seen; the same for all runs.",
    },
    ...plain("epochs"),
  },
  {
    label: "L2",
    knob: {
      ...{ name: "l2", kind: "number", min: 0, max: 1e6, scale: "linear", slider: [0, 2] },
      help: "λ of the penalty λ/(2m) Σ‖W‖² in the cost; biases pay nothing.",
    },
    ...plain("l2"),
  },
  {
    label: "keep",
    path: "keep_prob",
    knob: {
      ...{
        name: "keep_prob",
        kind: "number",
        min: 0.01,
        max: 1,
        scale: "linear",
        slider: [0.3, 1],
      },
      help: "Share of the hidden units that dropout keeps in each step; 1 is no dropout. The same masks for all runs.",
    },
    ...plain("keep_prob"),
  },
  {
    label: "seeds",
    path: "network.seed",
    knob: {
      ...{
        name: "seeds",
        kind: "integer",
        min: 1,
        max: MOST_SEEDS,
        scale: "linear",
        slider: [1, MOST_SEEDS],
      },
      help: "How many first weights every run trains from. With several, medians and quartiles are drawn.",
    },
    read: (spec) => seedsOf(spec).length,
    act: (count) => ({ kind: "seeds", count }),
  },
];

/**
 * @param {HTMLElement} host
 * @param {{fields: Fields, spec: () => TrainingSpec, dispatch: Dispatch}} options
 */
export function createSettings(host, { fields, spec, dispatch }) {
  /** @type {{setting: Setting, control: Control, slider: HTMLInputElement | null}[]} */
  const rows = SETTINGS.map((setting) => {
    const knob = /** @type {Knob} */ ({
      kind: "number",
      ...setting.knob,
      default: setting.knob.min,
    });
    const onKnob = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
      dispatch({ ...setting.act(value), settled });
    const control = createKnob(knob, setting.read(spec()), {
      owner: "All runs",
      label: setting.label,
      onKnob,
    });
    fields.add(setting.path ?? knob.name, control.element);
    return { setting, control, slider: control.element.querySelector("input[type=range]") };
  });
  const all = h(
    "button",
    { type: "button", class: "link", title: "One batch that holds every example" },
    "all",
  );
  all.addEventListener("click", () =>
    dispatch({ kind: "conditions", change: { batch_size: spec().dataset.samples } }),
  );
  rows[0].control.element.append(all);

  const clipped = h("input", { type: "checkbox" });
  const clip = createKnob(
    {
      name: "clip_norm",
      kind: "number",
      default: USUAL_CLIP,
      min: 1e-12,
      max: 1e12,
      scale: "log",
      slider: [0.01, 100],
      help: "",
    },
    USUAL_CLIP,
    {
      owner: "All runs",
      label: "to norm",
      onKnob: (value, settled) =>
        dispatch({ kind: "conditions", change: { clip_norm: value }, settled }),
    },
  );
  clipped.addEventListener("change", () =>
    dispatch({
      kind: "conditions",
      change: { clip_norm: clipped.checked ? USUAL_CLIP : null },
    }),
  );
  const clipping = h(
    "div",
    {
      class: "clip",
      title: "The whole gradient of each run is shortened to this norm where it is longer.",
    },
    h("label", { class: "knob flag" }, clipped, h("span", { class: "name" }, "clip gradients")),
    clip.element,
  );
  fields.add("clip_norm", clipping);
  const cost = h("p", { class: "hint" });
  host.replaceChildren(...rows.map(({ control }) => control.element), clipping, cost);

  return {
    /** @param {TrainingSpec} now */
    show(now) {
      for (const { setting, control } of rows) control.set(setting.read(now));
      const whole = now.batch_size === now.dataset.samples;
      all.setAttribute("aria-pressed", String(whole));
      clipped.checked = now.clip_norm !== null;
      clip.element.hidden = now.clip_norm === null;
      if (now.clip_norm !== null) clip.set(now.clip_norm);
      const batches = batchesOf(now);
      cost.textContent = `${batches.toLocaleString("en-US")} ${batches === 1 ? "step" : "steps"} an epoch, ${(batches * now.epochs).toLocaleString("en-US")} in all`;
    },
  };
}
