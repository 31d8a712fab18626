/**
 * Curves: what a chart draws, for instance the falling cost of Adam in green with a star at its
 * head.
 *
 * The player counts time, in steps or epochs; a curve says how many of its points there are by
 * then, so that a chart can draw what is new and nothing else.
 *
 * @import {Marker} from "../palette.js"
 * @import {LineStyle, Weight} from "../overlay.js"
 * @import {ScaleRule} from "../scales.js"
 * @typedef {object} Curve
 * @property {string} label  whose it is, empty for what only accompanies another curve
 * @property {string} color
 * @property {number[]} dash
 * @property {number} [width]
 * @property {number} [alpha]
 * @property {Weight} [weight]
 * @property {Marker} [marker]  at its head
 * @property {string} [tag]  letters in the place of its marker
 * @property {boolean} [dense]  whether points that share a pixel are drawn as the range they cover
 * @property {{low: (row: number) => number, high: (row: number) => number}} [spread]  a band
 *   instead of a line
 * @property {boolean} [hidden]  whether it counts for the scale alone
 * @property {boolean} [unscaled]  whether the scale takes no notice of it, as of the scatter of
 *   mini-batches about their mean
 * @property {number} [entry]  of the experiment, for whoever asks what is under the pointer
 * @property {(time: number) => number} count  how many points there are by then, Infinity for all
 * @property {(row: number) => number} at  the time of a point, which may be a fraction
 * @property {(time: number) => number} [across]  to what the axis counts, where that is not as in
 *   the plot
 * @property {(row: number) => number} read
 * @typedef {object} Axis  what the curves are drawn over
 * @property {string} name
 * @property {(time: number) => number} across  from time to what is counted
 * @property {(at: number) => string} format
 * @property {boolean} [named]  whether its first tick says what is counted
 * @property {boolean} [whole]  whether there is nothing between two whole numbers
 * @typedef {object} Plot
 * @property {Curve[]} curves
 * @property {ScaleRule} rule
 * @property {Axis} axis
 * @property {string} unit  of time, for instance "step"
 * @property {number} length  the time at the end of the experiment
 * @property {(value: number) => string} format
 * @property {{time: number, color: string}[]} interventions  where somebody turned a knob
 */

import { FADED } from "../overlay.js";

const LINE = 2;
const SPOTLIT_LINE = 3;

/**
 * How the main curve of a run is drawn: as its path, and receding while another one is looked at.
 * @param {LineStyle} style
 */
export const curveStyle = ({ color, dash, marker, weight }) => ({
  ...{ color, dash, marker, weight },
  alpha: weight === "faded" ? FADED : 1,
  width: weight === "spotlit" ? SPOTLIT_LINE : LINE,
});

/**
 * The curves in the order in which they are drawn: the one that is looked at above the others.
 * @param {readonly Curve[]} curves
 */
export const drawingOrder = (curves) => [
  ...curves.filter(({ hidden, weight }) => !hidden && weight !== "spotlit"),
  ...curves.filter(({ hidden, weight }) => !hidden && weight === "spotlit"),
];
