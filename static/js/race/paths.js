/**
 * The paths of a race as Plotly wants them, up to a step.
 *
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Line} from "../plot/plotly.js"
 * @import {Race} from "./view.js"
 */

import { rowAt } from "../client/history.js";

/**
 * @param {Race} race
 * @param {LineStyle[]} styles  by entry
 * @param {number} step
 * @returns {Line[]}
 */
export const pathsUpTo = ({ history, hello }, styles, step) =>
  history.tracks.flatMap((track, entry) => {
    const rows = rowAt(track, step) + 1;
    const { color, dash, marker, visible } = styles[entry];
    if (!visible || rows < 1) return [];
    const [x, y, cost] = [track.x, track.y, track.cost].map((values) => values.slice(0, rows));
    return [{ name: hello.entries[entry].label, color, dash, marker, x, y, cost }];
  });
