/**
 * Typed surfaces: what the page knows of a formula before and beside the server, for instance that
 * x^2 + k*y^2 has a parameter k from 0 to 10.
 *
 * @import {Declared, Knob, Surface, SurfaceChoice, Typed} from "../experiment/catalogue.js"
 * @import {View} from "../plot/mapping.js"
 */

const HARDLY_MORE = 1e-9;
export const DEFAULT_VIEW = /** @type {View} */ ([
  [-3, 3],
  [-3, 3],
]);

/**
 * Whether a spec's surface is a formula somebody typed.
 * @param {SurfaceChoice} choice
 * @returns {choice is Typed}
 */
export const isTyped = (choice) => "expression" in choice;

/**
 * The same name for the same formula over the same view, whatever its parameters are worth.
 * @param {Typed} choice
 */
export const typedName = ({ expression, view, parameters }) =>
  `= ${expression} over ${JSON.stringify(view)} with ${Object.keys(parameters).join()}`;

/** @param {Declared} declared */
export const parameterValue = (declared) =>
  typeof declared === "number" ? declared : declared.value;

/**
 * The same declaration with another value.
 * @param {Declared} declared
 * @param {number} value
 * @returns {Declared}
 */
export const withValue = (declared, value) =>
  typeof declared === "number" ? value : { ...declared, value };

/**
 * A slider for a declared parameter.
 * @param {string} name
 * @param {Declared} declared
 * @returns {Knob}
 */
export function knobOf(name, declared) {
  const value = parameterValue(declared);
  const size = Math.abs(value) || 1;
  const [min, max] = typeof declared === "number" ? [null, null] : [declared.min, declared.max];
  return {
    name,
    kind: "number",
    default: value,
    min,
    max,
    scale: "linear",
    slider: [min ?? Math.min(0, 2 * value, -size), max ?? Math.max(0, 2 * value, size)],
    help: `Parameter ${name} of the formula.`,
  };
}

/**
 * A formula as a surface before the server has looked at it: no landmarks, no tuned rates.
 * @param {Typed} choice
 * @returns {Surface}
 */
export function provisional(choice) {
  const [[x0, x1], [y0, y1]] = choice.view;
  return {
    name: typedName(choice),
    title: "Your own formula",
    expression: choice.expression,
    mathml: "",
    parameters: Object.entries(choice.parameters).map(([name, value]) => knobOf(name, value)),
    view: choice.view,
    start: [x0 + 0.1 * (x1 - x0), y0 + 0.8 * (y1 - y0)],
    minima: [],
    local_minima: [],
    saddles: [],
    lowest: null,
    rates: {},
    steps: 200,
    help: "A surface of your own: nobody knows its minima beforehand. Who finds the lowest place?",
  };
}

/**
 * A typed formula as a link or the API holds it, completed. Throws TypeError with what is wrong;
 * the server reads the formula itself.
 * @param {Record<string, any>} given
 * @returns {Typed}
 */
export function completeTyped({ expression, view = DEFAULT_VIEW, parameters = {} }) {
  if (typeof expression !== "string" || !expression.trim())
    throw new TypeError("the formula is empty");
  if (!isView(view)) throw new TypeError("view must be two ranges such as !(!(-2,2),!(-2,2))");
  for (const [name, value] of Object.entries(parameters))
    if (!isDeclared(value)) throw new TypeError(`parameter ${name.slice(0, 40)} must be a number`);
  return { expression, view, parameters };
}

/** @param {unknown} view */
export const isView = (view) =>
  Array.isArray(view) &&
  view.length === 2 &&
  view.every(
    (side) =>
      Array.isArray(side) &&
      side.length === 2 &&
      side.every(Number.isFinite) &&
      side[1] - side[0] > HARDLY_MORE * Math.max(...side.map(Math.abs)),
  );

/** @param {unknown} value */
const isDeclared = (value) =>
  Number.isFinite(value) ||
  (typeof value === "object" &&
    value !== null &&
    ["value", "min", "max"].every((key) => Number.isFinite(/** @type {any} */ (value)[key])));
