/**
 * Nearest: which path or head lies under the pointer, for instance Adam's.
 *
 * @import {Track} from "../client/history.js"
 * @import {Point} from "../plot/mapping.js"
 * @typedef {{place: (track: Track, row: number) => Point, pieces: number}} PathPlaces
 *   where a row lies; each step is drawn in so many pieces, whose rows are fractions
 */

import { rowAt } from "../client/history.js";

/**
 * The entry whose path comes closest to a pixel, -1 when none comes within `reach`.
 * @param {Track[]} tracks
 * @param {(entry: number) => boolean} visible
 * @param {number} step
 * @param {PathPlaces} drawn
 * @param {Point} pointer
 * @param {number} reach pixels
 */
export function nearestPath(tracks, visible, step, { place, pieces }, [px, py], reach) {
  let [found, best] = [-1, reach];
  tracks.forEach((track, entry) => {
    if (!visible(entry)) return;
    const last = rowAt(track, step);
    let [ax, ay] = [NaN, NaN];
    for (let piece = 0; piece <= last * pieces; piece += 1) {
      const [bx, by] = place(track, piece / pieces);
      const away = piece ? toSegment(px, py, ax, ay, bx, by) : Math.hypot(px - bx, py - by);
      if (away < best) [found, best] = [entry, away];
      [ax, ay] = [bx, by];
    }
  });
  return found;
}

/**
 * The entry whose head stands within `reach` of a pixel, the closest one; -1 when none does.
 * @param {Track[]} tracks
 * @param {(entry: number) => boolean} visible
 * @param {number} step
 * @param {(x: number, y: number) => Point} project
 * @param {Point} pointer
 * @param {number} reach
 */
export function nearestHead(tracks, visible, step, project, [px, py], reach) {
  let [found, best] = [-1, reach];
  tracks.forEach((track, entry) => {
    const row = rowAt(track, step);
    if (!visible(entry) || row < 0) return;
    const [x, y] = project(track.x[row], track.y[row]);
    const away = Math.hypot(px - x, py - y);
    if (away < best) [found, best] = [entry, away];
  });
  return found;
}

/**
 * The distance of a point to a segment.
 * @param {number} px
 * @param {number} py
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 */
export function toSegment(px, py, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const share =
    square > 0 ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / square)) : 0;
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
}
