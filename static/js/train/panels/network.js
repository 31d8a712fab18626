/**
 * The network panel: layers and units to add and to take away, the activation, and the first
 * weights.
 *
 * @import {Control} from "../../ui/knobs.js"
 * @import {TrainingCatalogue} from "../training-catalogue.js"
 * @import {Fields} from "./fields.js"
 * @import {TrainingSpec} from "../training-spec.js"
 * @import {Dispatch} from "./controls.js"
 */

import { find, h } from "../../ui/dom.js";
import { createKnob, parse } from "../../ui/knobs.js";
import { parametersOf, seedsOf } from "../training-spec.js";

const NEW_UNITS = 4;
/** More units than this are told by their number alone. */
const DRAWN = 8;

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {TrainingCatalogue} options.catalogue
 * @param {Fields} options.fields
 * @param {() => TrainingSpec} options.spec
 * @param {Dispatch} options.dispatch
 */
export function createNetworkPanel(root, { catalogue, fields, spec, dispatch }) {
  const host = find(root, '[data-part="network"]', HTMLElement);
  const settings = catalogue.settings("training");
  const layer = settings.get("network.layers");
  const [mostUnits, mostHidden] = [Number(layer.max), Number(layer.most) - 2];
  const first = settings.get("network.seed");
  const chain = h("ol", { class: "plain chain", "aria-label": "Layers" });
  const choice = (
    /** @type {string} */ name,
    /** @type {Iterable<{name: string, title: string}>} */ offered,
  ) =>
    h(
      "select",
      { "aria-label": name },
      ...[...offered].map(({ name: value, title }) => h("option", { value }, title)),
    );
  const activation = choice("Activation", catalogue.activations.values());
  const initializer = choice("First weights", catalogue.initializers.values());
  const own = h("span", { class: "own-knobs" });
  const seed = field("Seed of the first weights", Number(first.min), Number(first.max), (value) =>
    dispatch({ kind: "first-seed", seed: value }),
  );
  const count = h("span", { class: "hint" });
  const made = h(
    "span",
    { class: "made" },
    activation,
    initializer,
    own,
    h(
      "label",
      { title: "Which first weights are drawn; all runs get the same." },
      h("span", { class: "name" }, "seed"),
      seed.element,
    ),
  );
  host.replaceChildren(chain, made);
  made.append(count);
  fields.add("network", host);
  activation.addEventListener("change", () =>
    dispatch({ kind: "network", change: { activation: activation.value } }),
  );
  initializer.addEventListener("change", () => {
    const name = initializer.value;
    const parameters = catalogue.initializer(name).parameters;
    const knobs = Object.fromEntries(parameters.map((knob) => [knob.name, knob.default]));
    dispatch({ kind: "network", change: { initializer: { name, ...knobs } } });
  });
  let built = "";
  /** @type {Map<string, Control>} */
  let knobs = new Map();
  let weights = "";

  const hidden = () => spec().network.layers.slice(1, -1);
  /** @param {number} layer @param {number} units */
  const resize = (layer, units) =>
    dispatch({
      kind: "hidden",
      units: hidden().with(layer, Math.max(1, Math.min(mostUnits, units))),
    });

  /** @param {readonly number[]} layers */
  const build = (layers) => {
    const held = document.activeElement?.getAttribute("data-key");
    const [inputs, outputs] = [layers[0], layers[layers.length - 1]];
    chain.replaceChildren(
      h(
        "li",
        { class: "end" },
        dots(inputs),
        h("span", {}, inputs === 1 ? "1 input" : `${inputs} inputs`),
      ),
      ...layers.slice(1, -1).map((units, layer) => {
        const name = `Hidden layer ${layer + 1}`;
        const button = (
          /** @type {string} */ text,
          /** @type {string} */ label,
          /** @type {() => void} */ onclick,
        ) =>
          h(
            "button",
            {
              type: "button",
              class: "nudge",
              "data-key": `${label}`,
              "aria-label": label,
              title: label,
              onclick,
            },
            text,
          );
        const number = field(`${name}: units`, 1, mostUnits, (value) => resize(layer, value));
        number.element.dataset.key = `${name}: units`;
        number.set(units);
        return h(
          "li",
          { class: "layer-of" },
          dots(units),
          h(
            "span",
            { class: "stepper" },
            button("−", `${name}: one unit less`, () => resize(layer, units - 1)),
            number.element,
            button("+", `${name}: one unit more`, () => resize(layer, units + 1)),
            button("×", `Remove hidden layer ${layer + 1}`, () =>
              dispatch({ kind: "hidden", units: hidden().toSpliced(layer, 1) }),
            ),
          ),
        );
      }),
      h(
        "li",
        { class: "adding" },
        h(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": "add",
            disabled: layers.length - 2 >= mostHidden,
            onclick: () =>
              dispatch({ kind: "hidden", units: [...hidden(), hidden().at(-1) ?? NEW_UNITS] }),
          },
          "+ layer",
        ),
      ),
      h(
        "li",
        { class: "end" },
        dots(outputs),
        h("span", {}, outputs === 1 ? "1 output" : `${outputs} outputs`),
      ),
    );
    if (held)
      /** @type {HTMLElement | null} */ (chain.querySelector(`[data-key="${held}"]`))?.focus();
  };

  return {
    /** @param {TrainingSpec} now */
    show(now) {
      const { layers, activation: unit, initializer: start } = now.network;
      const next = JSON.stringify(layers);
      if (next !== built) {
        built = next;
        build(layers);
      }
      activation.value = unit;
      activation.title = catalogue.activation(unit).help;
      initializer.value = start.name;
      initializer.title = catalogue.initializer(start.name).help;
      if (weights !== start.name) {
        weights = start.name;
        knobs = new Map(
          catalogue.initializer(start.name).parameters.map((knob) => [
            knob.name,
            createKnob(knob, start[knob.name], {
              owner: "First weights",
              label: knob.name,
              onKnob: (value, settled) => {
                const { initializer: old } = spec().network;
                const change = { initializer: { ...old, [knob.name]: value } };
                dispatch({ kind: "network", change, settled });
              },
            }),
          ]),
        );
        own.replaceChildren(...[...knobs.values()].map(({ element }) => element));
      }
      for (const [name, control] of knobs) control.set(start[name]);
      seed.set(seedsOf(now)[0]);
      count.textContent = `${parametersOf(layers).toLocaleString("en-US")} parameters`;
    },
  };
}

/**
 * A layer's units as a column of dots.
 * @param {number} units
 */
const dots = (units) =>
  h(
    "span",
    { class: units > DRAWN ? "units many" : "units", "aria-hidden": "true" },
    ...Array.from({ length: Math.min(units, DRAWN) }, () => h("i", {})),
  );

/**
 * A field for a whole number.
 * @param {string} label
 * @param {number} low
 * @param {number} high
 * @param {(value: number) => void} onValue
 */
function field(label, low, high, onValue) {
  const element = h("input", {
    type: "text",
    inputmode: "numeric",
    class: "exact whole",
    "aria-label": label,
    autocomplete: "off",
    spellcheck: "false",
  });
  element.addEventListener("change", () => {
    const value = parse(element.value);
    const wrong =
      Number.isInteger(value) && value >= low && value <= high
        ? ""
        : `A whole number from ${low} to ${high.toLocaleString("en-US")}.`;
    element.setCustomValidity(wrong);
    element.setAttribute("aria-invalid", String(Boolean(wrong)));
    if (wrong) element.reportValidity();
    else onValue(value);
  });
  return {
    element,
    set(/** @type {number} */ value) {
      if (document.activeElement !== element) element.value = String(value);
    },
  };
}
