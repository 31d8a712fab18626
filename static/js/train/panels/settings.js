/**
 * The settings: how all runs are trained, for instance the size of the mini-batches and how many
 * seeds.
 *
 * @import {Control} from "../../ui/knobs.js"
 * @import {Knob} from "../../experiment/catalogue.js"
 * @import {Setting, Settings} from "../../experiment/settings.js"
 * @import {Dispatch} from "./controls.js"
 * @import {Fields} from "./fields.js"
 * @import {TrainingCatalogue} from "../training-catalogue.js"
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { h } from "../../ui/dom.js";
import { counted } from "../../ui/format.js";
import { createKnob } from "../../ui/knobs.js";
import { batchesOf, seedsOf } from "../training-spec.js";

/** The panel's order, with the labels that are not the settings' names. */
const LABELS = { batch_size: "batch size", epochs: "epochs", l2: "L2 (weight decay)" };
const KEPT = "keep_prob";
const CLIP = "clip_norm";
/** The settings that have their place on the page, and none in the dialog of the conditions. */
export const ELSEWHERE = new Set([...Object.keys(LABELS), KEPT, CLIP, "normalize", "evaluations"]);

/**
 * @typedef {{knob: Knob, label: string, path: string, read: (spec: TrainingSpec) => any, act:
 *   (value: any) => Parameters<Dispatch>[0]}} Row
 */

/**
 * The rows of the panel, as the settings are declared.
 * @param {Settings} settings
 * @returns {Row[]}
 */
export const rowsOf = (settings) => [
  ...Object.entries(LABELS).map(([name, label]) => ({
    knob: /** @type {Knob} */ (settings.get(name)),
    label,
    path: name,
    read: (/** @type {any} */ spec) => spec[name],
    act: (/** @type {any} */ value) => conditions({ [name]: value }),
  })),
  {
    knob: dropoutOf(settings.get(KEPT)),
    label: "dropout",
    path: KEPT,
    read: ({ keep_prob }) => opposite(keep_prob),
    act: (dropped) => conditions({ keep_prob: opposite(dropped) }),
  },
  {
    knob: countOf(settings.get("network.seed")),
    label: "seeds",
    path: "network.seed",
    read: (spec) => seedsOf(spec).length,
    act: (count) => ({ kind: "seeds", count }),
  },
];

/**
 * A change of what all runs share.
 * @param {Partial<TrainingSpec>} change
 * @returns {Parameters<Dispatch>[0]}
 */
const conditions = (change) => ({ kind: "conditions", change });

/** What is left of 1, without the rounding of binary numbers. @param {number} share */
const opposite = (share) => Number((1 - share).toFixed(9));

/**
 * The share of units that are dropped, as a knob: the setting tells the share that is kept.
 * @param {Setting} kept
 * @returns {Knob}
 */
function dropoutOf(kept) {
  const [low, high] = kept.slider ?? [0, 1];
  return /** @type {Knob} */ ({
    ...kept,
    name: "dropout",
    default: opposite(kept.default),
    min: opposite(Number(kept.max)),
    max: opposite(Number(kept.min)),
    slider: [opposite(high), opposite(low)],
    help:
      "Share of the hidden units that each step leaves out, drawn anew every time; 0 is no " +
      "dropout. The same units for all runs.",
  });
}

/**
 * How many seeds there are, as a knob.
 * @param {Setting} seed
 * @returns {Knob}
 */
const countOf = ({ most, reason }) => ({
  ...{ name: "seeds", kind: "integer", default: 1, min: 1, max: most, reason },
  ...{ scale: "linear", slider: [1, Number(most)] },
  help:
    "How many first weights every run trains from. " +
    "With several, medians and quartiles are drawn.",
});

/**
 * @param {HTMLElement} host
 * @param {{catalogue: TrainingCatalogue, fields: Fields, spec: () => TrainingSpec, dispatch:
 *   Dispatch}} options
 */
export function createSettings(host, { catalogue, fields, spec, dispatch }) {
  const settings = catalogue.settings("training");
  /** @type {{row: Row, control: Control}[]} */
  const rows = rowsOf(settings).map((row) => {
    const onKnob = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
      dispatch({ ...row.act(value), settled });
    const control = createKnob(row.knob, row.read(spec()), {
      owner: "All runs",
      label: row.label,
      onKnob,
    });
    fields.add(row.path, control.element);
    return { row, control };
  });
  const all = h(
    "button",
    { type: "button", class: "link", title: "One batch that holds every example" },
    "all examples",
  );
  all.addEventListener("click", () =>
    dispatch({ kind: "conditions", change: { batch_size: spec().dataset.samples } }),
  );
  rows[0].control.element.append(all);

  const clipped = h("input", { type: "checkbox" });
  const clipping = settings.get(CLIP);
  const clip = createKnob(/** @type {Knob} */ ({ ...clipping, help: "" }), clipping.suggested, {
    owner: "All runs",
    label: "to norm",
    onKnob: (value, settled) => dispatch({ ...conditions({ clip_norm: value }), settled }),
  });
  clipped.addEventListener("change", () =>
    dispatch(conditions({ clip_norm: clipped.checked ? clipping.suggested : null })),
  );
  const clipper = h(
    "div",
    { class: "clip", title: clipping.help },
    h("label", { class: "knob flag" }, clipped, h("span", { class: "name" }, "clip gradients")),
    clip.element,
  );
  fields.add(CLIP, clipper);
  const cost = h("p", { class: "hint" });
  host.replaceChildren(...rows.map(({ control }) => control.element), clipper, cost);

  return {
    /** @param {TrainingSpec} now */
    show(now) {
      for (const { row, control } of rows) control.set(row.read(now));
      const whole = now.batch_size === now.dataset.samples;
      all.setAttribute("aria-pressed", String(whole));
      clipped.checked = now.clip_norm !== null;
      clip.element.hidden = now.clip_norm === null;
      if (now.clip_norm !== null) clip.set(now.clip_norm);
      const batches = batchesOf(now);
      const steps = (batches * now.epochs).toLocaleString("en-US");
      cost.textContent = `${counted(batches, "step")} an epoch, ${steps} in all`;
    },
  };
}
