/**
 * Formats: numbers as people read them, for instance 0.24, 1.4e−2 or (−4.2, 1.9); always with few
 * digits.
 */

const MINUS = "−";

/** @param {string} text */
const typographic = (text) => text.replaceAll("-", MINUS);

/**
 * A number with `digits` significant ones; very large and very small ones in powers of ten.
 * @param {number} value
 * @returns {string}
 */
export function number(value, digits = 3) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  const power = size !== 0 && (size < 1e-3 || size >= 1e5);
  return typographic(
    power
      ? value.toExponential(digits - 1).replace(/\.?0*e\+?/, "e")
      : String(Number(value.toPrecision(digits))),
  );
}

/**
 * A number for a field of so many characters: exactly where that fits, also as a power of ten, and
 * else rounded with a sign that says so. What is cut off at a field's edge reads as another number.
 * @param {number} value
 * @param {number} room  characters
 */
export function fitted(value, room) {
  const power = value.toExponential().replace("e+", "e");
  const exact = [String(value), power].find((text) => text.length <= room);
  if (exact !== undefined) return exact;
  const rounded = Array.from({ length: room }, (_, i) => `≈${number(value, room - i)}`);
  return rounded.find((text) => text.length <= room) ?? `≈${number(value, 1)}`;
}

/**
 * @param {readonly number[]} values
 */
export const point = (values, digits = 3) =>
  `(${values.map((value) => number(value, digits)).join(", ")})`;

/**
 * "1 step", "2 steps".
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) =>
  `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

/** @type {Record<string, string>} */
const SYMBOLS = {
  lr: "η",
  beta: "β",
  beta1: "β₁",
  beta2: "β₂",
  eps: "ε",
  rho: "ρ",
  weight_decay: "λ",
  damping: "damping",
  kappa: "κ",
  alpha: "α",
  gamma: "γ",
  theta: "θ",
  phi: "φ",
  delta: "δ",
  sigma: "σ",
};

/**
 * The short sign of a knob or parameter; its own name where there is none.
 * @param {string} name
 */
export const symbol = (name) => SYMBOLS[name] ?? name.replaceAll("_", " ");
