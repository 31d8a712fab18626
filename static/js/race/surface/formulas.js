/**
 * Formulas: what can be said of a typed formula without the server, for instance which part of it a
 * complaint is about.
 *
 * @import {Declared, Named, Surface, Typed} from "../../experiment/catalogue.js"
 * @import {Problem} from "../../client/api.js"
 */

import { parameterValue, withValue } from "../../client/typed-surface.js";

/** What may end a product without signs, as in kxsin(y). */
const FUNCTIONS = "sin|cos|tan|exp|log|ln|sqrt|abs";
/** @type {Record<string, string>} */
const GREEK = Object.fromEntries(
  (
    "α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta ι iota " +
    "κ kappa λ lambda μ mu ν nu ξ xi ο omicron π pi ρ rho σ sigma τ tau υ upsilon φ phi ϕ phi " +
    "χ chi ψ psi ω omega"
  )
    .split(" ")
    .flatMap((letter, i, all) => (i % 2 ? [] : [[letter, all[i + 1]]])),
);

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
 * What the server says of a formula that it understands.
 * @param {string[]} notes
 */
export const noted = (notes) =>
  notes.map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" ");

/**
 * The name that could become a parameter, if that is what a complaint is about. The server says
 * of no axis that it is unknown, and how θ is called where the formula says so in its own letters.
 * @param {Pick<Problem, "message" | "part">} problem
 */
export function unknownName({ message, part }) {
  const told = /unknown name(?: `(\w+)`)?/.exec(message);
  const name = told?.[1] ?? (told ? part : "") ?? "";
  return /^[A-Za-z]\w{0,31}$/.test(name) ? name : "";
}

/**
 * The parameters that a formula has in it: as words, in Greek, or in a product without signs (kx).
 * @param {Typed} typed
 * @returns {Record<string, Declared>}
 */
export const usedParameters = ({ expression, parameters }) => {
  const names = Object.keys(parameters).filter((name) => /^\w+$/.test(name));
  const plain = expression
    .replace(/[α-ωϑϕϵ]/gu, (letter) => ` ${GREEK[letter] ?? letter} `)
    .replace(/ *[₀-₉]/gu, (digit) => String(Number(digit.trim().codePointAt(0)) - 0x2080));
  const factors = new RegExp(`${[...names, "pi", "[xy]"].join("|")}|${FUNCTIONS}`, "y");
  const found = new Set(
    (plain.match(/[A-Za-z]\w*/g) ?? []).flatMap((word) => cut(word, names, factors)),
  );
  const used = (/** @type {string} */ name) => found.has(name.replaceAll("_", ""));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => used(name)));
};

/**
 * The names in a word, without their underscores.
 * @param {string} word
 * @param {string[]} names
 * @param {RegExp} factors
 */
function cut(word, names, factors) {
  const alone = word.replaceAll("_", "");
  if (names.some((name) => name.replaceAll("_", "") === alone)) return [alone];
  const parts = [];
  for (let at = 0; at < word.length; at = factors.lastIndex) {
    factors.lastIndex = at;
    const part = factors.exec(word)?.[0];
    if (!part) return [alone];
    parts.push(part.replaceAll("_", ""));
  }
  return parts;
}

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
