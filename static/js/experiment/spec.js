/**
 * Specs: what is raced, for instance four optimizers on a ravine; the JSON that page, API, command
 * line and notebook share.
 *
 * All functions here are pure: they return a changed copy.
 *
 * @import {Catalogue, Optimizer, Surface, SurfaceChoice, Typed} from "./catalogue.js"
 * @import {Point} from "../plot/mapping.js"
 * @typedef {{optimizer: string, hyperparameters: Record<string, any>, schedule: Record<string,
 *   any>, label: string}} Run
 * @typedef {{step: number, run: number, hyperparameters: Record<string, any>}} Intervention  knobs
 *   turned on the way
 * @typedef {{surface?: any, runs: Run[], interventions: Intervention[]}} Raced  what is raced,
 *   whatever it is raced on
 * @typedef {object} Spec
 * @property {"descent"} kind
 * @property {SurfaceChoice} surface
 * @property {Point | Point[]} start
 * @property {number} steps
 * @property {number} seed
 * @property {number} gradient_noise
 * @property {{grad_norm: number | null, cost: number | null, step?: number | null}} tolerances
 * @property {Run[]} runs
 * @property {Intervention[]} interventions
 */

import { defaults } from "./catalogue.js";
import { completeTyped, isTyped, withValue } from "../client/typed-surface.js";

/**
 * A complete spec from one with gaps, such as a link's. Throws RangeError or TypeError with what is
 * wrong; the server checks the rest.
 * @param {Record<string, any>} given
 * @param {Catalogue} catalogue
 * @returns {Spec}
 */
export function complete(given, catalogue) {
  const settings = catalogue.settings("descent");
  for (const name of Object.keys(given))
    if (!settings.takes(name)) throw new RangeError(`there is no field “${name.slice(0, 40)}”`);
  if ((given.kind ?? "descent") !== "descent")
    throw new RangeError(`this page races descents, not “${String(given.kind).slice(0, 40)}”`);
  const choice = typeof given.surface === "string" ? { name: given.surface } : given.surface;
  const place = surfaceOf(choice, catalogue);
  const surface = catalogue.surface(place);
  if (!Array.isArray(given.runs) || given.runs.length === 0)
    throw new TypeError("no runs are listed");
  /** @type {string[]} */
  const taken = given.runs.map((run) => run?.label).filter((label) => typeof label === "string");
  const { steps } = surface;
  return /** @type {Spec} */ ({
    kind: "descent",
    surface: place,
    start: startOf(given.start, surface),
    ...settings.complete(given, { steps }),
    tolerances: { grad_norm: null, cost: null, ...given.tolerances },
    runs: given.runs.map((run) => {
      const optimizer = catalogue.optimizer(run?.optimizer);
      const label = typeof run.label === "string" ? run.label : freshLabel(optimizer, taken);
      taken.push(label);
      return {
        optimizer: optimizer.name,
        hyperparameters: { ...defaults(optimizer.hyperparameters), ...run.hyperparameters },
        schedule: scheduleOf(run.schedule),
        label,
      };
    }),
    interventions: interventionsOf(given.interventions ?? [], given.runs.length),
  });
}

/**
 * A schedule without what is usual in a descent, so that the same race is the same link.
 * @param {Record<string, any> | undefined} given
 */
export function scheduleOf(given) {
  const { per, ...schedule } = given ?? { name: "constant" };
  return per === undefined || per === "step" ? schedule : { ...schedule, per };
}

/**
 * @param {any} choice
 * @param {Catalogue} catalogue
 * @returns {SurfaceChoice}
 */
function surfaceOf(choice, catalogue) {
  if (choice?.expression !== undefined) return completeTyped(choice);
  if (typeof choice?.name !== "string") throw new TypeError("no surface is named");
  const { name, parameters } = catalogue.surface(choice.name);
  return { name, parameters: { ...defaults(parameters), ...choice.parameters } };
}

/**
 * @param {unknown} value
 * @param {number} runs how many there are
 * @returns {Intervention[]}
 */
function interventionsOf(value, runs) {
  const whole = (/** @type {unknown} */ number) => Number.isInteger(number) && Number(number) >= 0;
  const sound = (/** @type {any} */ turn) =>
    whole(turn?.step) &&
    whole(turn.run) &&
    turn.run < runs &&
    turn.hyperparameters?.constructor === Object;
  if (Array.isArray(value) && value.every(sound)) return value;
  throw new TypeError(
    "interventions must be a list such as !((step:20,run:0,hyperparameters:(lr:0.1)))",
  );
}

/**
 * @param {unknown} value
 * @param {Surface} surface
 * @returns {Point | Point[]}
 */
function startOf(value, surface) {
  if (value === undefined || value === null) return surface.start;
  const isPoint = (/** @type {unknown} */ point) =>
    Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  if (isPoint(value) || (Array.isArray(value) && value.length > 0 && value.every(isPoint)))
    return /** @type {any} */ (value);
  throw new TypeError("start must be a point such as !(1,-2)");
}

/**
 * A label nobody has yet: the optimizer's title, numbered from the second on.
 * @param {Optimizer} optimizer
 * @param {string[]} taken
 */
export function freshLabel({ title }, taken) {
  let label = title;
  for (let n = 2; taken.includes(label); n += 1) label = `${title} ${n}`;
  return label;
}

/**
 * The starts as a list.
 * @param {Spec} spec
 * @returns {Point[]}
 */
export const starts = (spec) =>
  Array.isArray(spec.start[0])
    ? /** @type {Point[]} */ (spec.start)
    : [/** @type {Point} */ (spec.start)];

/**
 * The same optimizers on another surface: its own start and budget, and rates tuned for it.
 * @param {Spec} spec
 * @param {string | SurfaceChoice} choice
 * @param {Catalogue} catalogue
 * @returns {Spec}
 */
export function withSurface(spec, choice, catalogue) {
  const surface = catalogue.surface(choice);
  return {
    ...spec,
    surface:
      typeof choice === "string"
        ? { name: choice, parameters: defaults(surface.parameters) }
        : choice,
    start: surface.start,
    steps: surface.steps,
    ...retuned(spec, choice, catalogue),
  };
}

/** @type {(spec: Spec, surface: string | SurfaceChoice, catalogue: Catalogue) => Raced} */
const retuned = ({ runs }, surface, catalogue) => ({
  runs: runs.map((run) => ({
    ...run,
    hyperparameters: catalogue.tuned(run.optimizer, { surface }),
  })),
  interventions: [],
});

/**
 * The same runs on a typed formula: another formula brings its own rates, and the start stays where
 * it is as long as it can be seen and the formula is defined there.
 * @param {Spec} spec
 * @param {Typed} typed
 * @param {Catalogue} catalogue
 * @param {object} [options]
 * @param {boolean} [options.restarted]  whether it has to begin elsewhere
 * @returns {Spec}
 */
export function onTyped(spec, typed, catalogue, { restarted = false } = {}) {
  const surface = catalogue.surface(typed);
  const before = isTyped(spec.surface)
    ? spec.surface.expression
    : catalogue.surface(spec.surface).expression;
  const seen = starts(spec).every((point) =>
    point.every((value, axis) => value >= typed.view[axis][0] && value <= typed.view[axis][1]),
  );
  const moved = { ...spec, surface: typed, start: seen && !restarted ? spec.start : surface.start };
  return before === typed.expression ? moved : { ...moved, ...retuned(spec, typed, catalogue) };
}

/**
 * @param {Spec} spec
 * @param {string} name
 * @param {number} value
 * @returns {Spec}
 */
export const withParameter = ({ surface, ...spec }, name, value) => ({
  ...spec,
  surface: isTyped(surface)
    ? {
        ...surface,
        parameters: { ...surface.parameters, [name]: withValue(surface.parameters[name], value) },
      }
    : { ...surface, parameters: { ...surface.parameters, [name]: value } },
});
