/**
 * Class colors: the colors and shapes of classes, for instance ochre circles and violet squares,
 * and of what a network says between them.
 *
 * None of them is the color of a usual run. Ochre and violet differ for every kind of color vision;
 * shapes say the same a second time.
 *
 * @import {Marker} from "../../plot/palette.js"
 * @typedef {[number, number, number]} Color
 * @typedef {"binary" | "classes" | "regression"} Task
 */

/** @type {Record<"light" | "dark", Color[]>} */
const COLORS = {
  light: [
    [176, 116, 0],
    [101, 72, 165],
    [0, 128, 138],
    [190, 62, 110],
    [104, 122, 20],
    [148, 84, 40],
    [40, 98, 190],
    [120, 120, 120],
    [200, 90, 60],
    [60, 60, 60],
  ],
  dark: [
    [245, 190, 74],
    [178, 152, 245],
    [84, 205, 214],
    [245, 140, 178],
    [190, 210, 90],
    [222, 160, 116],
    [130, 176, 255],
    [180, 180, 180],
    [255, 160, 130],
    [230, 230, 230],
  ],
};
/** @type {Record<"light" | "dark", Color>} */
const PAPER = { light: [251, 250, 247], dark: [22, 24, 27] };
/** How much of a class's color a network shows that is sure of it. */
const SURE = { light: 0.5, dark: 0.55 };
/** A slight lean is shown more than in proportion, so that one sees where it goes. */
const EAGER = 0.7;
const CHOSEN = { light: 0.36, dark: 0.42 };

/** @type {Marker[]} */
const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "star",
  "triangle-down",
  "hexagon",
  "cross",
  "circle",
  "square",
];

/** @param {boolean} dark */
const theme = (dark) => (dark ? "dark" : "light");

/**
 * @param {number} label
 * @param {boolean} dark
 * @returns {Color}
 */
export const classColor = (label, dark) => COLORS[theme(dark)][label % COLORS.light.length];

/** @param {number} label */
export const classShape = (label) => SHAPES[label % SHAPES.length];

/** @param {readonly number[]} color */
export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/**
 * @param {Color} a
 * @param {Color} b
 * @param {number} part of b
 * @returns {Color}
 */
const mixed = (a, b, part) => [
  Math.round(a[0] + part * (b[0] - a[0])),
  Math.round(a[1] + part * (b[1] - a[1])),
  Math.round(a[2] + part * (b[2] - a[2])),
];

/**
 * The color of what a network says: of a probability, of the likeliest class, or of a number
 * between two others.
 * @param {Task} task
 * @param {boolean} dark
 * @param {[number, number]} [range] of the numbers of a regression
 * @returns {(value: number) => Color}
 */
export function outputColor(task, dark, [low, high] = [0, 1]) {
  const scheme = theme(dark);
  if (task === "classes")
    return (value) => mixed(PAPER[scheme], classColor(value, dark), CHOSEN[scheme]);
  const share = task === "binary" ? (/** @type {number} */ value) => value : scaled(low, high);
  return (value) => {
    const lean = 2 * share(value) - 1;
    return mixed(
      PAPER[scheme],
      classColor(lean < 0 ? 0 : 1, dark),
      SURE[scheme] * Math.abs(lean) ** EAGER,
    );
  };
}

/**
 * @param {number} low
 * @param {number} high
 */
const scaled = (low, high) => (/** @type {number} */ value) =>
  Math.min(1, Math.max(0, (value - low) / (high - low || 1)));

/**
 * The color of a target: its class's own, or its place between the least and the most, at full
 * strength.
 * @param {Task} task
 * @param {boolean} dark
 * @param {[number, number]} range
 * @returns {(target: number) => Color}
 */
export function targetColor(task, dark, [low, high]) {
  if (task !== "regression") return (label) => classColor(label, dark);
  const share = scaled(low, high);
  const grey = /** @type {Color} */ (dark ? [120, 122, 126] : [150, 150, 148]);
  return (target) => {
    const lean = 2 * share(target) - 1;
    return mixed(grey, classColor(lean < 0 ? 0 : 1, dark), Math.abs(lean));
  };
}

/**
 * Paint a lattice into pixels, the highest row first.
 * @param {{nx: number, ny: number, values: ArrayLike<number>}} lattice
 * @param {{data: Uint8ClampedArray}} image of nx × ny
 * @param {(value: number) => Color} tone
 */
export function paintLattice({ nx, ny, values }, { data }, tone) {
  for (let row = 0; row < ny; row += 1) {
    for (let column = 0; column < nx; column += 1) {
      const at = 4 * ((ny - 1 - row) * nx + column);
      const value = values[row * nx + column];
      if (Number.isNaN(value)) data[at + 3] = 0;
      else [data[at], data[at + 1], data[at + 2], data[at + 3]] = [...tone(value), 255];
    }
  }
}
