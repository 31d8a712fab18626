/**
 * Labels: names beside what they name, for instance "minimum" at its right, where none covers
 * another; one for which there is no room is left out.
 *
 * @import {Area} from "./mapping.js"
 * @typedef {{left: number, top: number, width: number, height: number}} Box  in pixels
 * @typedef {{x: number, y: number, width: number, height: number, first: "below" | "above"}}
 *   LabelRequest
 *   where the named thing is, how large the label is and where it lies best
 */

const GAP = 12;
/** From the middle of the mark to the nearest edge of the label. */
const BELOW = 2;
const ABOVE = 3;
const MARK = 7;

/** @type {(a: Box, b: Box) => boolean} */
export const overlap = (a, b) =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

/**
 * A place for each label, the first come the first served; null where there is none.
 * @param {LabelRequest[]} requests
 * @param {Area} area in which they have to be
 * @returns {(Box | null)[]}
 */
export function placeLabels(requests, area) {
  const marks = requests.map(({ x, y }) => ({
    left: x - MARK,
    top: y - MARK,
    width: 2 * MARK,
    height: 2 * MARK,
  }));
  /** @type {Box[]} */
  const taken = [];
  return requests.map(({ x, y, width, height, first }, i) => {
    if (width === 0) return null;
    const rows = [y + BELOW, y - ABOVE - height];
    const [near, far] = first === "below" ? rows : rows.toReversed();
    const found = [near, far]
      .flatMap((top) => [x + GAP, x - GAP - width].map((left) => ({ left, top, width, height })))
      .find(
        (box) =>
          box.left >= area.left &&
          box.left + width <= area.left + area.width &&
          box.top >= area.top &&
          box.top + height <= area.top + area.height &&
          !taken.some((other) => overlap(box, other)) &&
          !marks.some((mark, j) => j !== i && overlap(box, mark)),
      );
    if (found) taken.push(found);
    return found ?? null;
  });
}
