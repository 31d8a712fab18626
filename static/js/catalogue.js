/**
 * The catalogue: what the server offers, for instance the surface "ravine" or the optimizer "adam" with
 * its knobs.
 *
 * @import {Point, View} from "./mapping.js"
 * @typedef {object} Knob
 * @property {string} name
 * @property {"number" | "integer" | "choice" | "flag"} kind
 * @property {any} default
 * @property {any} [suggested]
 * @property {number | null} min
 * @property {number | null} max
 * @property {"log" | "linear" | "decay" | null} scale
 * @property {[number, number] | null} [slider]  the stretch a slider offers; the field takes min to max
 * @property {string[]} [choices]
 * @property {string} help
 *
 * @typedef {object} Surface
 * @property {string} name
 * @property {string} title
 * @property {string} mathml
 * @property {Knob[]} parameters
 * @property {View} view
 * @property {Point} start
 * @property {Point[]} minima
 * @property {Point[]} local_minima
 * @property {Point[]} saddles
 * @property {number | null} lowest  the cost at its lowest minimum, where it has one
 * @property {Record<string, Record<string, any>>} rates  tuned hyper-parameters by optimizer
 * @property {number} steps
 * @property {string} help
 *
 * @typedef {object} Optimizer
 * @property {string} name
 * @property {string} title
 * @property {number} order
 * @property {Knob[]} hyperparameters
 * @property {{when: Record<string, any>, mathml: string[]}[]} formulas  the update, for each combination of its options
 * @property {string | null} cite
 * @property {string | null} convention
 * @property {string | null} help
 */

export class Catalogue {
  /** @param {{surfaces: Surface[], optimizers: Optimizer[]}} lists */
  constructor({ surfaces, optimizers }) {
    this.surfaces = new Map(surfaces.map((surface) => [surface.name, surface]));
    this.optimizers = new Map(optimizers.map((optimizer) => [optimizer.name, optimizer]));
  }

  /** @param {string} name */
  surface(name) {
    return known(this.surfaces, name, "surface");
  }

  /** @param {string} name */
  optimizer(name) {
    return known(this.optimizers, name, "optimizer");
  }
}

/**
 * @template T
 * @param {Map<string, T>} things
 * @param {string} name
 * @param {string} noun
 * @returns {T}
 */
function known(things, name, noun) {
  const found = things.get(name);
  if (!found) throw new RangeError(`there is no ${noun} “${String(name).slice(0, 40)}”`);
  return found;
}

/**
 * The defaults of some knobs, by name.
 * @param {Knob[]} knobs
 * @returns {Record<string, any>}
 */
export const defaults = (knobs) =>
  Object.fromEntries(knobs.map((knob) => [knob.name, knob.suggested ?? knob.default]));

/**
 * The update of an optimizer under the options of a run.
 * @param {Optimizer} optimizer
 * @param {Record<string, any>} hyperparameters
 * @returns {string[]}
 */
export const formulaOf = ({ formulas }, hyperparameters) =>
  formulas.find(({ when }) => Object.entries(when).every(([name, value]) => hyperparameters[name] === value))
    ?.mathml ?? [];
