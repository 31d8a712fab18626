/**
 * The catalogue: what the server offers, for instance the surface "ravine" or the optimizer "adam"
 * with its knobs.
 *
 * @import {Point, View} from "../plot/mapping.js"
 * @import {Setting} from "./settings.js"
 * @typedef {object} Knob
 * @property {string} name
 * @property {"number" | "integer" | "choice" | "flag"} kind
 * @property {any} default
 * @property {any} [suggested]
 * @property {number | null} min
 * @property {number | null} max
 * @property {"log" | "linear" | "decay" | null} scale
 * @property {[number, number] | null} [slider]  the stretch a slider offers; the field takes min to
 *   max
 * @property {string[]} [choices]
 * @property {string} help
 * @property {string} [reason]  why a page ends where it does, if the engine takes more
 *
 * @typedef {{name: string, parameters: Record<string, number>}} Named
 * @typedef {number | {value: number, min: number, max: number}} Declared  a parameter of a typed
 *   formula
 * @typedef {{expression: string, view: View, parameters: Record<string, Declared>}} Typed
 * @typedef {Named | Typed} SurfaceChoice
 *
 * @typedef {object} Surface
 * @property {string} name
 * @property {string} title
 * @property {string} expression
 * @property {string} mathml
 * @property {string | null} [gradient_mathml]
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
 * @property {string[]} [notes]  of a typed formula: how the server has read it
 * @property {string | null} [start_problem]  and why no race can begin where it was to begin
 *
 * @typedef {object} Optimizer
 * @property {string} name
 * @property {string} title
 * @property {number} order
 * @property {Knob[]} hyperparameters
 * @property {{when: Record<string, any>, mathml: string[]}[]} formulas  the update, for each
 *   combination of its options
 * @property {string | null} cite
 * @property {string | null} convention
 * @property {string | null} help
 *
 * @typedef {object} Schedule
 * @property {string} name
 * @property {string} title
 * @property {Knob[]} parameters
 * @property {string} mathml
 * @property {string} help
 */

import { Settings } from "./settings.js";
import { knobOf, parameterValue, provisional, typedName } from "../client/typed-surface.js";

export class Catalogue {
  /**
   * @param {{surfaces: Surface[], optimizers: Optimizer[], schedules?: Schedule[], settings?:
   *   Record<string, Setting[]>}} lists  settings by kind of experiment
   */
  constructor({ surfaces, optimizers, schedules = [], settings = {} }) {
    this.declared = new Map(
      Object.entries(settings).map(([kind, declared]) => [kind, new Settings(declared)]),
    );
    this.surfaces = new Map(surfaces.map((surface) => [surface.name, surface]));
    this.schedules = new Map(schedules.map((schedule) => [schedule.name, schedule]));
    /** @type {Map<string, Surface>} */
    this.typed = new Map();
    this.optimizers = new Map(optimizers.map((optimizer) => [optimizer.name, optimizer]));
  }

  /**
   * A surface by its name, or the one a spec asks for, which may be a typed formula.
   * @param {string | SurfaceChoice} choice
   */
  surface(choice) {
    if (typeof choice === "string") return known(this.surfaces, choice, "surface");
    if ("name" in choice) return known(this.surfaces, choice.name, "surface");
    const name = typedName(choice);
    const surface = this.typed.get(name) ?? provisional(choice);
    this.typed.set(name, surface);
    return surface;
  }

  /**
   * What the server has said about a typed formula.
   * @param {Typed} choice
   * @param {Surface} surface
   */
  learn(choice, surface) {
    const parameters = Object.entries(choice.parameters).map(([name, value]) =>
      knobOf(name, value),
    );
    this.typed.set(typedName(choice), {
      ...provisional(choice),
      ...surface,
      name: typedName(choice),
      title: "Your own formula",
      parameters,
    });
  }

  /**
   * The values of a surface's parameters.
   * @param {SurfaceChoice} choice
   * @returns {Record<string, number>}
   */
  parametersOf(choice) {
    return Object.fromEntries(
      Object.entries(choice.parameters).map(([name, value]) => [name, parameterValue(value)]),
    );
  }

  /** What a kind of experiment takes. @param {string} kind */
  settings(kind) {
    return known(this.declared, kind, "kind of experiment");
  }

  /** @param {string} name */
  schedule(name) {
    return known(this.schedules, name, "schedule");
  }

  /** @param {string} name */
  optimizer(name) {
    return known(this.optimizers, name, "optimizer");
  }

  /**
   * The hyper-parameters tuned for what a spec races on, over the optimizer's defaults.
   * @param {string} name
   * @param {{surface?: string | SurfaceChoice}} spec
   * @returns {Record<string, any>}
   */
  tuned(name, { surface }) {
    const { hyperparameters } = this.optimizer(name);
    return { ...defaults(hyperparameters), ...(surface && this.surface(surface).rates[name]) };
  }
}

/**
 * @template T
 * @param {Map<string, T>} things
 * @param {string} name
 * @param {string} noun
 * @returns {T}
 */
export function known(things, name, noun) {
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
  formulas.find(({ when }) =>
    Object.entries(when).every(([name, value]) => hyperparameters[name] === value),
  )?.mathml ?? [];
