/**
 * The surface picker: which landscape is raced on, its formula and its parameters.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Control} from "./knobs.js"
 * @import {SurfaceChoice} from "./spec.js"
 */

import { find, formula } from "./dom.js";
import { createKnob } from "./knobs.js";

/**
 * @param {HTMLElement} host
 * @param {Catalogue} catalogue
 * @param {{surface: (name: string) => void, parameter: (name: string, value: number, settled: boolean) => void}} listener
 */
export function createPicker(host, catalogue, listener) {
  const select = find(host, "select", HTMLSelectElement);
  const written = find(host, "[data-formula]", HTMLElement);
  const parameters = find(host, "[data-parameters]", HTMLElement);
  /** @type {Map<string, Control>} */
  let controls = new Map();
  let shown = "";
  select.replaceChildren(
    ...[...catalogue.surfaces.values()].map(({ name, title }) => new Option(title, name)),
  );
  const pick = () => listener.surface(select.value);
  select.addEventListener("change", pick);

  return {
    /** @param {SurfaceChoice} choice */
    show(choice) {
      const surface = catalogue.surface(choice.name);
      if (choice.name !== shown) {
        shown = choice.name;
        select.value = choice.name;
        written.replaceChildren(...[formula(surface.mathml)].filter((math) => math !== null));
        controls = new Map(
          surface.parameters.map((knob) => {
            const onKnob = (/** @type {number} */ value, /** @type {boolean} */ settled) =>
              listener.parameter(knob.name, value, settled);
            return [
              knob.name,
              createKnob(knob, choice.parameters[knob.name], { owner: surface.title, onKnob }),
            ];
          }),
        );
        parameters.replaceChildren(...[...controls.values()].map(({ element }) => element));
      }
      for (const [name, control] of controls) control.set(choice.parameters[name]);
    },
    destroy() {
      select.removeEventListener("change", pick);
    },
  };
}
