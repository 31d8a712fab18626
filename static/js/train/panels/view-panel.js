/**
 * The view panel: menus and buttons that choose how a training is looked at.
 *
 * @import {Scale} from "../../plot/scales.js"
 * @import {ViewState} from "../view-state.js"
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { find } from "../../ui/dom.js";
import { COMPONENTS, isWide, planesOf } from "../boundaries/data-plane.js";
import { AXES } from "../chart/axes.js";
import { MEASURES, measureOf } from "../chart/training-measures.js";
import { batchesOf, seedsOf } from "../training-spec.js";

/** @type {Record<string, string>} */
const PLANES = {
  ...{ pca: "Most movement", random: "Random plane", weights: "Two weights" },
};

/**
 * @param {HTMLElement} root
 * @param {{viewState: () => ViewState, scale: () => Scale, onViewState: (change:
 *   Partial<ViewState>) => void}} options
 */
export function createViewPanel(root, { viewState, scale, onViewState }) {
  const select = (/** @type {string} */ name) =>
    find(root, `[data-part="${name}"]`, HTMLSelectElement);
  const [measure, axis, plane, start, features] = [
    ...["measure", "axis", "plane", "start", "features"].map(select),
  ];
  let offered = "";
  const form = find(root, '[data-act="scale"]', HTMLButtonElement);
  const last = find(root, '[data-part="last"]', HTMLInputElement);
  const abort = new AbortController();
  const on = (
    /** @type {EventTarget} */ target,
    /** @type {string} */ type,
    /** @type {(event: any) => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });

  measure.replaceChildren(...MEASURES.map(({ name }) => new Option("", name)));
  axis.replaceChildren(...AXES.map(({ name, title }) => new Option(title, name)));
  plane.replaceChildren(...Object.entries(PLANES).map(([name, title]) => new Option(title, name)));
  on(measure, "change", () => onViewState({ measure: measure.value, log: null }));
  on(axis, "change", () => onViewState({ axis: axis.value }));
  on(plane, "change", () => onViewState({ plane: plane.value }));
  on(features, "change", () => onViewState({ features: features.value }));
  on(start, "change", () => onViewState({ start: Number(start.value) }));
  on(form, "click", () => onViewState({ log: !scale().log }));
  on(last, "change", () => onViewState({ last: last.checked }));
  const groups = /** @type {const} */ ([
    ["panel", [...root.querySelectorAll("button[data-panel]")]],
    ["pane", [...root.querySelectorAll("button[data-pane]")]],
  ]);
  for (const [name, buttons] of groups)
    for (const button of buttons)
      on(button, "click", () => onViewState({ [name]: button.getAttribute(`data-${name}`) }));

  return {
    /**
     * @param {TrainingSpec} spec
     * @param {"binary" | "classes" | "regression"} task
     */
    show(spec, task) {
      const now = viewState();
      for (const option of measure.options)
        option.text = measureOf(option.value).title({ spec, task, last: false });
      measure.value = measureOf(now.measure).name;
      axis.value = now.axis;
      plane.value = now.plane in PLANES ? now.plane : "pca";
      last.checked = now.last;
      /** @type {HTMLElement} */ (last.closest("label")).hidden =
        now.measure !== "cost" || batchesOf(spec) === 1;
      const seeds = seedsOf(spec);
      /** @type {HTMLElement} */ (start.closest("label")).hidden = seeds.length < 2;
      start.replaceChildren(...seeds.map((seed, i) => new Option(`seed ${seed}`, String(i))));
      start.value = String(Math.min(now.start, seeds.length - 1));
      for (const [name, buttons] of groups)
        for (const button of buttons) {
          const own = button.getAttribute(`data-${name}`) ?? "";
          button.setAttribute("aria-pressed", String(own === now[name]));
          find(root, `[data-part="${own}"]`, HTMLElement).hidden = own !== now[name];
        }
      find(root, '[data-part="of-landscape"]', HTMLElement).hidden = now.pane !== "landscape";
    },
    /** The planes that the data can be seen in. @param {readonly string[]} names  of features */
    offer(names) {
      const wide = isWide(names.length);
      find(root, '[data-part="of-features"]', HTMLElement).hidden = !wide;
      if (offered !== names.join()) {
        offered = names.join();
        const planes = wide ? planesOf(names) : [];
        features.replaceChildren(...planes.map(([name, title]) => new Option(title, name)));
      }
      features.value = viewState().features ?? COMPONENTS;
      if (features.selectedIndex < 0) features.value = COMPONENTS;
    },
    /** The name of the axis as it has come out. */
    tell() {
      const text = scale().log ? "log" : "linear";
      if (form.textContent === text) return;
      form.textContent = text;
      form.setAttribute(
        "aria-label",
        `${text} axis; switch to ${scale().log ? "linear" : "logarithmic"}`,
      );
    },
    destroy: () => abort.abort(),
  };
}
