/**
 * The view state: how a race is looked at beside what is raced, for instance in 3-D with the inside
 * of Adam's step beside it.
 *
 * @typedef {"contour" | "space" | "basins"} Plane
 * @typedef {"costs" | "table" | "inside"} Panel
 * @typedef {object} ViewState
 * @property {Plane} plane  how the surface is seen
 * @property {Panel} panel  what stands beside it
 * @property {string} measure  what the curves show
 * @property {boolean | null} log  their axis; null for what suits the measure
 * @property {number} entry  whose step is looked into
 * @property {number | null} map  the run whose basins are mapped; null for the last
 * @property {number} side  how many starts the map has in each direction
 * @property {"place" | "steps"} color  what its colors say
 * @property {import("../plot/mapping.js").View | null} box  the part of the plane; null for the
 *   surface's own
 * @property {[number, number, number] | null} eye  from where the surface is seen in space
 */

import { MEASURES } from "./chart/race-measures.js";
import { index, oneOf, viewCodec } from "../experiment/view-codec.js";
import { isView } from "../client/typed-surface.js";

/** @type {ViewState} */
export const PLAIN = {
  plane: "contour",
  panel: "costs",
  measure: "cost",
  log: null,
  entry: 0,
  map: null,
  side: 128,
  color: "place",
  box: null,
  eye: null,
};
export const SIDES = [64, 128, 256];

/** @type {Record<keyof ViewState, (value: unknown) => boolean>} */
const SOUND = {
  plane: oneOf(["contour", "space", "basins"]),
  panel: oneOf(["costs", "table", "inside"]),
  measure: oneOf(MEASURES.map(({ name }) => name)),
  log: oneOf([true, false]),
  entry: index,
  map: index,
  side: oneOf(SIDES),
  color: oneOf(["place", "steps"]),
  box: isView,
  eye: (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite),
};

export const { write: writeViewState, read: readViewState } = viewCodec(PLAIN, SOUND);
