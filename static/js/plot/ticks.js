/** Ticks: round numbers along an axis, for instance 0, 20, 40 … or the powers of ten. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Multiples of 1, 2 or 5 times a power of ten, about `count` of them.
 * @param {number} low
 * @param {number} high
 */
export function linearTicks(low, high, count = 5) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i += 1)
    ticks.push(i * step + 0);
  return ticks;
}

/**
 * The exponents of the powers of ten between two numbers, thinned to about `count`.
 * @param {number} low
 * @param {number} high
 */
export function decades(low, high, count = 6) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / count));
  const ticks = [];
  for (let exponent = Math.ceil(first / every) * every; exponent <= last; exponent += every)
    ticks.push(exponent);
  return ticks;
}

/** @param {number} exponent */
export function powerOfTen(exponent) {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const digits = [...String(Math.abs(exponent))]
    .map((digit) => SUPERSCRIPTS[Number(digit)])
    .join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
