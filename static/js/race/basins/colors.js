/**
 * Basin colors: Okabe and Ito's hues, pale enough for paths to be seen on them, one for each place
 * where starts settle; paler still where it takes many steps.
 *
 * @import {BasinMap} from "./basins.js"
 * @typedef {[number, number, number]} Color
 * @typedef {"place" | "steps"} Coloring
 */

import { FAILED, MISSING, UNSETTLED } from "./basins.js";

/** @type {Color[]} */
const PLACE_COLORS = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [178, 170, 20],
  [120, 94, 160],
];
/** Few steps to many. @type {Record<"light" | "dark", Color[]>} */
const RAMPS = {
  light: [
    [255, 244, 204],
    [148, 196, 176],
    [64, 134, 158],
    [38, 62, 112],
  ],
  dark: [
    [250, 226, 150],
    [110, 176, 150],
    [48, 104, 140],
    [26, 38, 74],
  ],
};
/** @type {Record<"light" | "dark", {paper: Color, unsettled: Color, failed: Color}>} */
const REST = {
  light: { paper: [251, 250, 247], unsettled: [226, 223, 216], failed: [120, 118, 116] },
  dark: { paper: [22, 24, 27], unsettled: [58, 62, 68], failed: [4, 5, 6] },
};

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
 * The color of a place.
 * @param {number} place
 * @param {boolean} dark
 * @param {number} [share] of the longest way, 0 to 1
 * @returns {Color}
 */
export function placeColor(place, dark, share = 0) {
  const theme = dark ? "dark" : "light";
  if (place === UNSETTLED) return REST[theme].unsettled;
  if (place === FAILED) return REST[theme].failed;
  if (place === MISSING) return REST[theme].paper;
  return mixed(PLACE_COLORS[place % PLACE_COLORS.length], REST[theme].paper, 0.25 + 0.5 * share);
}

/**
 * The color of a number of steps.
 * @param {number} share of the longest way, 0 to 1
 * @param {boolean} dark
 * @returns {Color}
 */
export function stepColor(share, dark) {
  const ramp = RAMPS[dark ? "dark" : "light"];
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(at));
  return mixed(ramp[low], ramp[low + 1], at - low);
}

/**
 * How far a number of steps lies from the least to the most; all the way for those that still move.
 * @param {number} steps
 * @param {{least: number, most: number}} range
 */
export const shareOf = (steps, { least, most }) =>
  Number.isNaN(steps) ? 1 : (steps - least) / Math.max(1, most - least);

/** @param {Color} color */
export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/**
 * Paint a map into pixels, the highest row first.
 * @param {BasinMap} map
 * @param {{data: Uint8ClampedArray}} image of nx × ny
 * @param {{coloring: Coloring, dark: boolean}} style
 */
export function paint(map, { data }, { coloring, dark }) {
  const standing = map.stand();
  for (let row = 0; row < map.ny; row += 1) {
    const from = standing[row];
    for (let column = 0; column < map.nx; column += 1) {
      const source = from * map.nx + column;
      const place = from < 0 ? MISSING : map.reached[source];
      const share = place >= 0 ? shareOf(map.steps[source], map) : 0;
      const [r, g, b] =
        coloring === "steps" && place >= 0
          ? stepColor(share, dark)
          : placeColor(place, dark, share);
      const at = 4 * ((map.ny - 1 - row) * map.nx + column);
      [data[at], data[at + 1], data[at + 2], data[at + 3]] = [r, g, b, 255];
    }
  }
}
