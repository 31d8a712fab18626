/**
 * The surface picker: which landscape is raced on, its formula and its parameters.
 *
 * @import {Catalogue, SurfaceChoice} from "../../experiment/catalogue.js"
 * @import {Control} from "../../ui/knobs.js"
 */

import { find, formula, h } from "../../ui/dom.js";
import { createKnob } from "../../ui/knobs.js";
import { isTyped } from "../../client/typed-surface.js";

/** No name of a surface can be this. */
const OWN = "=";

/**
 * @param {HTMLElement} host
 * @param {Catalogue} catalogue
 * @param {{surface: (name: string) => void, own: () => void, parameter: (name: string, value:
 *   number, settled: boolean) => void}} listener
 */
export function createPicker(host, catalogue, listener) {
  const select = find(host, "select", HTMLSelectElement);
  const formulaHost = find(host, "[data-formula]", HTMLElement);
  const parameters = find(host, "[data-parameters]", HTMLElement);
  /** @type {Map<string, Control>} */
  let controls = new Map();
  let lastKey = "";
  select.replaceChildren(
    ...[...catalogue.surfaces.values()].map(({ name, title }) => new Option(title, name)),
    new Option("Your own formula", OWN),
  );
  const pick = () => {
    if (select.value === OWN) listener.own();
    else listener.surface(select.value);
  };
  const edit = h(
    "button",
    { type: "button", class: "link edit", hidden: true, onclick: () => listener.own() },
    "Edit",
  );
  formulaHost.after(edit);
  select.addEventListener("change", pick);

  return {
    /** @param {SurfaceChoice} choice */
    show(choice) {
      const surface = catalogue.surface(choice);
      const values = catalogue.parametersOf(choice);
      select.value = isTyped(choice) ? OWN : choice.name;
      edit.hidden = !isTyped(choice);
      const next = JSON.stringify([surface.name, surface.mathml, surface.parameters]);
      if (next !== lastKey) {
        lastKey = next;
        formulaHost.replaceChildren(...[formula(surface.mathml)].filter((math) => math !== null));
        controls = new Map(
          surface.parameters.map((knob) => {
            const onKnob = (/** @type {number} */ value, /** @type {boolean} */ settled) =>
              listener.parameter(knob.name, value, settled);
            return [
              knob.name,
              createKnob(knob, values[knob.name], { owner: surface.title, onKnob }),
            ];
          }),
        );
        parameters.replaceChildren(...[...controls.values()].map(({ element }) => element));
      }
      for (const [name, control] of controls) control.set(values[name]);
    },
    destroy() {
      select.removeEventListener("change", pick);
    },
  };
}
