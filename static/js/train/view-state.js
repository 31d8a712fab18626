/**
 * The view state: how a training is looked at beside what is trained, for instance its accuracy
 * over seconds.
 *
 * @typedef {object} ViewState
 * @property {string} measure  what the curves show
 * @property {string} axis  over what
 * @property {boolean | null} log  null for what suits the measure
 * @property {boolean} last  whether the cost of an epoch is its last mini-batch's instead of the
 *   mean
 * @property {"chart" | "table"} panel
 * @property {string} pane  what stands beside the curves
 * @property {number} start  whose boundaries are shown of several seeds
 * @property {string} plane  the plane through the loss landscape
 * @property {string} [features]  the plane through data of more than two features: "pca", or two
 *   features such as "0,2"
 */

import { index, oneOf, viewCodec } from "../experiment/view-codec.js";
import { isPlane } from "./boundaries/data-plane.js";
import { AXES } from "./chart/axes.js";
import { MEASURES } from "./chart/training-measures.js";

/** @type {ViewState} */
export const PLAIN = {
  measure: "cost",
  axis: "epochs",
  log: null,
  last: false,
  panel: "chart",
  pane: "landscape",
  start: 0,
  plane: "pca",
};

/** @type {Record<keyof Required<ViewState>, (value: unknown) => boolean>} */
const SOUND = {
  measure: oneOf(MEASURES.map(({ name }) => name)),
  axis: oneOf(AXES.map(({ name }) => name)),
  log: oneOf([true, false]),
  last: oneOf([true, false]),
  panel: oneOf(["chart", "table"]),
  pane: oneOf(["landscape", "layers", "seeds"]),
  start: index,
  plane: oneOf(["pca", "random", "weights"]),
  features: isPlane,
};

export const { write: writeViewState, read: readViewState } = viewCodec(PLAIN, SOUND);
