/**
 * Basins: where very many starts end, for instance 128 × 128 of Adam's, as they arrive coarse to
 * fine.
 *
 * Ends close to a known minimum or saddle belong to it, also while they still move a little;
 * wherever else enough starts settle a new place is opened.
 *
 * @import {Frame} from "../../client/frames.js"
 * @import {Point, View} from "../../plot/mapping.js"
 * @typedef {{at: Point, kind: "minimum" | "local minimum" | "saddle" | "place", count: number}}
 *   Attractor
 * @typedef {{minima: Point[], local_minima: Point[], saddles: Point[]}} Landmarks
 * @typedef {{x: number, y: number, end: Point, cost: number, steps: number, reached: number}}
 *   Ending
 */

/** Ends this close, as a share of the view's diagonal, are the same place. */
const RADIUS = 0.02;
/** A place of its own takes at least this share of all starts. */
const LEAST_SHARE = 1 / 200;
export const MOST = 12;
export const UNSETTLED = -1;
/** A start whose run diverged, left the domain or met a singular Hessian. */
export const FAILED = -2;
export const MISSING = -3;

/**
 * The rows of a map in the order in which they come: by their binary digits in reverse.
 * @param {number} count
 */
export function rowOrder(count) {
  const bits = Math.ceil(Math.log2(count));
  return Array.from({ length: 2 ** bits }, (_, place) => {
    let row = 0;
    for (let bit = 0; bit < bits; bit += 1) if (place & (1 << bit)) row |= 1 << (bits - 1 - bit);
    return row;
  }).filter((row) => row < count);
}

export class BasinMap {
  /**
   * @param {number} nx
   * @param {number} ny
   * @param {View} view
   * @param {Landmarks} landmarks
   */
  constructor(nx, ny, view, landmarks) {
    this.nx = nx;
    this.ny = ny;
    this.view = view;
    this.order = rowOrder(ny);
    this.rows = 0;
    this.reached = new Int8Array(nx * ny).fill(MISSING);
    this.steps = new Float32Array(nx * ny).fill(NaN);
    this.x = new Float32Array(nx * ny);
    this.y = new Float32Array(nx * ny);
    this.cost = new Float32Array(nx * ny);
    this.least = Infinity;
    this.most = 0;
    this.radius = RADIUS * Math.hypot(view[0][1] - view[0][0], view[1][1] - view[1][0]);
    /** @type {Attractor[]} */
    this.attractors = [];
    this.counts = { unsettled: 0, failed: 0 };
    this.recognize(landmarks);
  }

  /**
   * Say where the landmarks are, and sort all ends anew: a map may come before them.
   * @param {Landmarks} landmarks
   */
  recognize({ minima, local_minima, saddles }) {
    const named = (/** @type {Point[]} */ points, /** @type {Attractor["kind"]} */ kind) =>
      points.map((at) => ({ at, kind, count: 0 }));
    this.attractors = [
      ...named(minima, "minimum"),
      ...named(local_minima, "local minimum"),
      ...named(saddles, "saddle"),
    ];
    this.counts = { unsettled: 0, failed: 0 };
    [this.least, this.most] = [Infinity, 0];
    for (const row of this.order.slice(0, this.rows))
      for (let at = row * this.nx; at < (row + 1) * this.nx; at += 1) this.assign(at);
    if (this.complete) this.settle();
  }

  get complete() {
    return this.rows === this.ny;
  }

  /**
   * Store the rows of a frame; those that are here already are skipped.
   * @param {Frame} frame
   */
  append({ first, steps, entries, channels, values }) {
    if (first > this.rows) throw new RangeError(`rows ${this.rows} to ${first - 1} are missing`);
    if (entries !== this.nx || channels !== 4)
      throw new RangeError("the frame belongs to another map");
    const until = Math.min(first + steps, this.ny);
    for (let place = this.rows; place < until; place += 1) {
      const row = this.order[place];
      for (let column = 0; column < this.nx; column += 1) {
        const from = ((place - first) * entries + column) * channels;
        this.store(
          row * this.nx + column,
          values[from],
          values[from + 1],
          values[from + 2],
          values[from + 3],
        );
      }
    }
    this.rows = Math.max(this.rows, until);
    if (this.complete) this.settle();
  }

  /**
   * Give up places that hardly any start ends at: those starts passed a minimum and were thrown out
   * again.
   */
  settle() {
    const least = this.reached.length * LEAST_SHARE;
    const minor = new Set(
      this.attractors.flatMap(({ kind, count }, i) =>
        kind === "place" && count < least ? [i] : [],
      ),
    );
    this.reached.forEach((place, at) => {
      if (!minor.has(place)) return;
      this.reached[at] = UNSETTLED;
      this.attractors[place].count -= 1;
      this.counts.unsettled += 1;
    });
  }

  /**
   * @param {number} at
   * @param {number} x
   * @param {number} y
   * @param {number} cost
   * @param {number} arrival
   */
  store(at, x, y, cost, arrival) {
    [this.x[at], this.y[at], this.cost[at], this.steps[at]] = [x, y, cost, arrival];
    this.assign(at);
  }

  /** Sort a stored end to where it belongs. @param {number} at */
  assign(at) {
    const [x, y, arrival] = [this.x[at], this.y[at], this.steps[at]];
    if (Number.isNaN(x)) {
      this.reached[at] = FAILED;
      this.counts.failed += 1;
      return;
    }
    const place = this.placeOf(x, y, Number.isFinite(arrival));
    this.reached[at] = place;
    if (place === UNSETTLED) this.counts.unsettled += 1;
    else {
      this.attractors[place].count += 1;
      if (arrival > this.most) this.most = arrival;
      if (arrival < this.least) this.least = arrival;
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {boolean} settled only such an end opens a new place
   */
  placeOf(x, y, settled) {
    let [found, best] = [UNSETTLED, this.radius];
    this.attractors.forEach(({ at }, i) => {
      const away = Math.hypot(x - at[0], y - at[1]);
      if (away < best) [found, best] = [i, away];
    });
    if (found >= 0 || !settled) return found;
    const fresh = this.attractors.filter(({ kind }) => kind === "place").length;
    if (fresh >= MOST || this.attractors.length >= 100) return UNSETTLED;
    this.attractors.push({ at: [x, y], kind: "place", count: 0 });
    return this.attractors.length - 1;
  }

  /**
   * What becomes of the start nearest to a point; null outside the map or where nothing has come
   * yet.
   * @param {number} x
   * @param {number} y
   * @returns {Ending | null}
   */
  at(x, y) {
    const [[x0, x1], [y0, y1]] = this.view;
    const column = Math.round(((x - x0) / (x1 - x0)) * (this.nx - 1));
    const row = Math.round(((y - y0) / (y1 - y0)) * (this.ny - 1));
    if (column < 0 || row < 0 || column >= this.nx || row >= this.ny) return null;
    const at = row * this.nx + column;
    if (this.reached[at] === MISSING) return null;
    return {
      x: x0 + (column / (this.nx - 1)) * (x1 - x0),
      y: y0 + (row / (this.ny - 1)) * (y1 - y0),
      end: [this.x[at], this.y[at]],
      cost: this.cost[at],
      steps: this.steps[at],
      reached: this.reached[at],
    };
  }

  /**
   * For every row the nearest one below or above that has come, itself where it has; -1 before the
   * first.
   */
  stand() {
    const here = new Uint8Array(this.ny);
    for (let place = 0; place < this.rows; place += 1) here[this.order[place]] = 1;
    const nearest = new Int32Array(this.ny).fill(-1);
    let last = -1;
    for (let row = 0; row < this.ny; row += 1) {
      if (here[row]) last = row;
      nearest[row] = last;
    }
    return nearest;
  }
}
