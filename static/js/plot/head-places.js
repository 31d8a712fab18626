/**
 * Head places: where the marks of runs are drawn that stand close together, for instance the four
 * heads of a race at the minimum, as a fan over it.
 *
 * A head alone is drawn where its run stands. Others are fanned out in the order of their runs,
 * each tied to its true place by a hairline; where too many stand at one place, their number says
 * so.
 *
 * @import {Point} from "./mapping.js"
 * @typedef {{from: Point, at: Point}} HeadPlace  from: where the run stands; at: where its mark is
 * @typedef {{at: Point, count: number}} Crowd  more heads at one place than a fan can hold
 * @typedef {readonly [number, number, number, number]} Box  left, top, right, bottom
 */

/** The radius of a fan and the distance of its marks, in gaps. */
const [RADIUS, CHORD] = [2, 1.25];
const STEP = 2 * Math.asin(CHORD / 2 / RADIUS);
/** More heads than this do not fit around their place. */
const MOST = 8;
/** More heads than this are a cloud, in which each stays where it is. */
const CLOUD = 200;
/** A head as close to another as this, in gaps, is fully in the fan. */
const FULL = 0.5;
const ROUNDS = 60;

/**
 * @param {readonly Point[]} points  where the runs stand
 * @param {number} gap  the least between the middles of two marks
 * @param {Box} [box]  in which marks have to stay as far as there is room
 * @returns {{heads: HeadPlace[], crowds: Crowd[]}}
 */
export function headPlaces(points, gap, box = [-Infinity, -Infinity, Infinity, Infinity]) {
  const heads = points.map((from) => ({ from, at: /** @type {Point} */ ([...from]) }));
  /** @type {Crowd[]} */
  const crowds = [];
  if (points.length > CLOUD) return { heads, crowds };
  /** Those that are moved, and those that these have to keep away from. */
  const [moved, marks] = [new Set(), /** @type {HeadPlace[]} */ ([])];
  for (const members of clusters(points, gap)) {
    const own = members.map((index) => heads[index]);
    const middle = mean(members.map((index) => points[index]));
    if (own.length === 1) marks.push(own[0]);
    else if (own.length <= MOST) {
      fanOut(own, middle, gap, box);
      for (const head of own) moved.add(head);
      marks.push(...own);
    } else if (own.every(({ from }) => distance(from, middle) < gap))
      crowds.push({ at: middle, count: own.length });
  }
  part(marks, moved, gap);
  return { heads, crowds };
}

/**
 * The points that are connected by distances below the gap, by their indices.
 * @param {readonly Point[]} points
 * @param {number} gap
 */
function clusters(points, gap) {
  const left = new Set(points.keys());
  /** @type {number[][]} */
  const found = [];
  for (const first of points.keys()) {
    if (!left.delete(first)) continue;
    const members = [first];
    for (const member of members)
      for (const other of left)
        if (distance(points[member], points[other]) < gap) {
          left.delete(other);
          members.push(other);
        }
    found.push(members.sort((a, b) => a - b));
  }
  return found;
}

/**
 * Move heads towards their slots of a fan, the more the closer they are, so that nothing jumps when
 * two of them meet.
 * @param {HeadPlace[]} heads
 * @param {Point} middle
 * @param {number} gap
 * @param {Box} box
 */
function fanOut(heads, [x, y], gap, [left, top, right, bottom]) {
  const radius = RADIUS * gap;
  // Upwards, where no names are written, unless there is no room.
  const up = y - radius < top && y + radius <= bottom ? -1 : 1;
  for (const [i, head] of heads.entries()) {
    const angle = STEP * (i - (heads.length - 1) / 2);
    const slot = [
      Math.min(right, Math.max(left, x + radius * Math.sin(angle))),
      Math.min(bottom, Math.max(top, y - up * radius * Math.cos(angle))),
    ];
    const nearest = Math.min(
      ...heads.filter((other) => other !== head).map(({ from }) => distance(from, head.from)),
    );
    const share = Math.min(1, Math.max(0, (gap - nearest) / (gap * (1 - FULL))));
    const [fromX, fromY] = head.from;
    head.at = [fromX + share * (slot[0] - fromX), fromY + share * (slot[1] - fromY)];
  }
}

/**
 * Push marks apart until none covers another; those that stand where their run does stay.
 * @param {HeadPlace[]} marks
 * @param {Set<unknown>} moved
 * @param {number} gap
 */
function part(marks, moved, gap) {
  for (let round = 0, close = moved.size > 0; close && round < ROUNDS; round += 1) {
    close = false;
    for (const [i, one] of marks.entries())
      for (const [j, other] of marks.entries()) {
        if (j <= i) continue;
        const free = Number(moved.has(one)) + Number(moved.has(other));
        const apart = distance(one.at, other.at);
        if (free === 0 || apart >= gap) continue;
        close = true;
        // At the very same place they part in a direction of their own, always the same one.
        const angle =
          apart > 1e-6
            ? Math.atan2(other.at[1] - one.at[1], other.at[0] - one.at[0])
            : 2.4 * (i + j);
        const push = (1.01 * gap - apart) / free;
        if (moved.has(one)) shift(one, angle, -push);
        if (moved.has(other)) shift(other, angle, push);
      }
  }
}

/** @type {(head: HeadPlace, angle: number, far: number) => void} */
const shift = (head, angle, far) => {
  head.at = [head.at[0] + far * Math.cos(angle), head.at[1] + far * Math.sin(angle)];
};

/** @type {(a: readonly number[], b: readonly number[]) => number} */
const distance = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);

/** @param {Point[]} points @returns {Point} */
const mean = (points) => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];
