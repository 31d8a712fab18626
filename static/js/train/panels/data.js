/**
 * The data panel: what is learned from, picked from the catalogue, with its knobs; those one turns
 * most in view, the others in a popover.
 *
 * @import {Control} from "../../ui/knobs.js"
 * @import {TrainingCatalogue} from "../training-catalogue.js"
 * @import {Fields} from "./fields.js"
 * @import {TrainingSpec} from "../training-spec.js"
 * @import {Dispatch} from "./controls.js"
 */

import { find, h } from "../../ui/dom.js";
import { createKnob } from "../../ui/knobs.js";
import { mountPopover } from "../../ui/popover.js";
import { suggestionWords } from "../suggestions.js";

const FOREMOST = new Set(["noise", "features", "shape"]);
/** @type {Record<string, string>} */
const LABELS = {
  samples: "training examples",
  seed: "seed of the data",
  test_samples: "test examples",
  test_seed: "seed of the test",
};

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {TrainingCatalogue} options.catalogue
 * @param {Fields} options.fields
 * @param {Dispatch} options.dispatch
 */
export function createDataPanel(root, { catalogue, fields, dispatch }) {
  const host = find(root, '[data-part="data"]', HTMLElement);
  const select = find(host, "select", HTMLSelectElement);
  const foremost = find(host, "[data-knobs]", HTMLElement);
  const popover = find(root, '[data-part="data-sheet"]', HTMLElement);
  const about = h("p", { class: "hint" });
  const rest = h("div", { class: "knobs" });
  const normalize = h("input", { type: "checkbox" });
  const scaled = h(
    "label",
    {
      class: "knob flag",
      title: catalogue.settings("training").get("normalize").help,
    },
    normalize,
    h("span", { class: "name" }, "normalize the inputs"),
  );
  popover.replaceChildren(about, rest, scaled);
  fields.add("dataset", host);
  fields.add("normalize", scaled);
  const words = h("span", {});
  const keep = h("button", { type: "button", class: "link" }, "Keep mine");
  const note = h("p", { class: "suited hint", role: "status", hidden: true }, words, " ", keep);
  host.after(note);
  /** The spec as it would be without the suggestion. @type {TrainingSpec | null} */
  let own = null;
  keep.addEventListener("click", () => {
    if (own) dispatch({ kind: "conditions", change: own });
  });
  const menu = mountPopover(find(host, '[data-act="data"]', HTMLButtonElement), popover);
  /** @type {Map<string, Control>} */
  let controls = new Map();
  let built = "";
  const abort = new AbortController();

  select.replaceChildren(
    ...[...catalogue.datasets.values()].map(({ name, title }) => new Option(title, name)),
  );
  select.addEventListener("change", () => dispatch({ kind: "dataset", name: select.value }), {
    signal: abort.signal,
  });
  normalize.addEventListener("change", () =>
    dispatch({ kind: "conditions", change: { normalize: normalize.checked } }),
  );

  /** @param {string} name */
  const build = (name) => {
    built = name;
    const { title, help, cite, parameters } = catalogue.dataset(name);
    about.replaceChildren(help, ...(cite ? [" ", h("cite", {}, cite)] : []));
    const made = parameters.map((knob) => {
      const onKnob = (/** @type {any} */ value, /** @type {boolean} */ settled) =>
        dispatch({ kind: "dataset-knob", name: knob.name, value, settled });
      const label = LABELS[knob.name] ?? knob.name.replaceAll("_", " ");
      const control = createKnob(knob, knob.default, { owner: title, label, onKnob });
      return { name: knob.name, control };
    });
    controls = new Map(made.map(({ name: key, control }) => [key, control]));
    const [front, back] = [true, false].map((wanted) =>
      made
        .filter(({ name: key }) => FOREMOST.has(key) === wanted)
        .map(({ control }) => control.element),
    );
    foremost.replaceChildren(...front);
    rest.replaceChildren(...back);
  };

  return {
    /** @param {TrainingSpec} now */
    show({ dataset, normalize: scaling }) {
      if (built !== dataset.name) build(dataset.name);
      select.value = dataset.name;
      normalize.checked = scaling;
      for (const [name, control] of controls) control.set(dataset[name]);
    },
    /**
     * Say what a data set has brought with it, and offer to take that back.
     * @param {TrainingSpec} kept  as the spec would be without
     * @param {TrainingSpec} now
     */
    suggest(kept, now) {
      const told = suggestionWords(kept, now, catalogue.dataset(now.dataset.name).title);
      note.hidden = !told;
      words.textContent = told;
      own = told ? kept : null;
    },
    destroy() {
      abort.abort();
      menu.destroy();
      note.remove();
    },
  };
}
