/**
 * Formulas: what can be said of a typed formula without the server, for instance which part of it a
 * complaint is about.
 *
 * @import {Declared, Named, Surface, Typed} from "../../experiment/catalogue.js"
 * @import {Problem} from "../../client/api.js"
 */

import { parameterValue, withValue } from "../../client/typed-surface.js";

/**
 * A text cut in three, of which the middle is at fault; that is empty where nothing is.
 * @param {string} text
 * @param {number | undefined} column  counted from 1
 * @param {string | undefined} part
 * @returns {[string, string, string]}
 */
export function splitAt(text, column, part) {
  if (column === undefined || !part) return [text, "", ""];
  const start = column - 1;
  const at = text.startsWith(part, start) ? start : text.indexOf(part);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), part, text.slice(at + part.length)];
}

/**
 * A complaint without the column, which is underlined.
 * @param {string} message
 */
export const withoutColumn = (message) => message.replace(/ at column \d+/, "").replaceAll("`", "");

/**
 * The name that could become a parameter, if that is what a complaint is about.
 * @param {Pick<Problem, "message" | "part">} problem
 */
export const unknownName = ({ message, part }) =>
  part && /unknown name/.test(message) && /^[A-Za-z]\w{0,31}$/.test(part) ? part : "";

/**
 * The parameters that a formula has in it.
 * @param {Typed} typed
 * @returns {Record<string, Declared>}
 */
export const usedParameters = ({ expression, parameters }) => {
  const names = new Set(expression.match(/[A-Za-z]\w*/g));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
};

/**
 * A formula with the values that its parameters have meanwhile, as far as they may.
 * @param {Typed} typed
 * @param {Typed["parameters"]} now
 * @returns {Typed}
 */
export const withValues = (typed, now) => ({
  ...typed,
  parameters: Object.fromEntries(
    Object.entries(typed.parameters).map(([name, declared]) => {
      const value = name in now ? parameterValue(now[name]) : parameterValue(declared);
      const [low, high] =
        typeof declared === "number" ? [value, value] : [declared.min, declared.max];
      return [name, withValue(declared, Math.min(high, Math.max(low, value)))];
    }),
  ),
});

/**
 * A surface of the catalogue as a formula to go on from.
 * @param {Named} choice
 * @param {Surface} surface
 * @returns {Typed}
 */
export const fromNamed = ({ parameters }, { expression, view, parameters: knobs }) => ({
  expression,
  view,
  parameters: Object.fromEntries(
    knobs.map(({ name, slider, min, max }) => {
      const value = parameters[name];
      const [low, high] = slider ?? [min ?? Math.min(0, value), max ?? Math.max(1, value)];
      return [name, { value, min: Math.min(low, value), max: Math.max(high, value) }];
    }),
  ),
});
