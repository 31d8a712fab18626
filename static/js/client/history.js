/**
 * History: everything an experiment has computed so far, for instance 120 steps of four
 * trajectories.
 *
 * Each entry (one run from one start) owns a growing Float32Array for each channel. Row 0 of a
 * descent is the start. An entry that diverged or converged holds NaN after its last row.
 *
 * @import {Frame} from "./frames.js"
 * @typedef {{x: Float32Array, y: Float32Array, cost: Float32Array, grad_norm: Float32Array, end:
 *   number}} Track
 *   One entry; `end` is the number of its rows that are finite. A training has the channel `cost`
 * alone.
 * @typedef {Exclude<keyof Track, "end">} Channel
 */

/** The channels of a descent. @type {Channel[]} */
export const CHANNELS = ["x", "y", "cost", "grad_norm"];

export class History {
  /**
   * @param {number} entries
   * @param {number} steps the number of the last row; a complete history has steps + 1 rows
   * @param {Channel[]} channels as the frames hold them
   */
  constructor(entries, steps, channels = CHANNELS) {
    this.steps = steps;
    this.channels = channels;
    this.rows = 0;
    this.capacity = Math.min(steps + 1, 1024);
    /** By which one sees how far an entry came: its place, or its cost where it has none. */
    this.places = channels.includes("x")
      ? channels.filter((name) => name === "x" || name === "y")
      : channels.slice(0, 1);
    this.tracks = Array.from({ length: entries }, () => {
      const values = channels.map((name) => [name, new Float32Array(this.capacity)]);
      return /** @type {Track} */ ({ ...Object.fromEntries(values), end: 0 });
    });
  }

  get complete() {
    return this.rows === this.steps + 1;
  }

  /**
   * Store a frame; rows that are here already are skipped. Throws RangeError when rows are missing
   * in between.
   * @param {Frame} frame
   * @returns {number} the rows now held
   */
  append(frame) {
    if (frame.first > this.rows)
      throw new RangeError(`steps ${this.rows} to ${frame.first - 1} are missing`);
    if (frame.entries !== this.tracks.length || frame.channels !== this.channels.length) {
      throw new RangeError("the frame belongs to another experiment");
    }
    const until = Math.min(frame.first + frame.steps, this.steps + 1);
    if (until > this.capacity) this.grow(until);
    const stride = frame.entries * frame.channels;
    for (let row = this.rows; row < until; row += 1) {
      const at = (row - frame.first) * stride;
      this.tracks.forEach((track, entry) => {
        this.channels.forEach((name, channel) => {
          track[name][row] = frame.values[at + entry * frame.channels + channel];
        });
        if (track.end === row && this.places.every((name) => Number.isFinite(track[name][row])))
          track.end = row + 1;
      });
    }
    this.rows = Math.max(this.rows, until);
    return this.rows;
  }

  /** @param {number} rows */
  grow(rows) {
    this.capacity = Math.min(this.steps + 1, Math.max(rows, 2 * this.capacity));
    for (const track of this.tracks) {
      for (const name of this.channels) {
        const wider = new Float32Array(this.capacity);
        wider.set(track[name]);
        track[name] = wider;
      }
    }
  }
}

/**
 * The row an entry stands on at a step: its own last row once it has stopped, -1 before anything
 * came.
 * @param {Track} track
 * @param {number} step
 */
export const rowAt = (track, step) => Math.min(step, track.end - 1);

/**
 * The smallest box around all finite positions up to a step, as [[x0, x1], [y0, y1]]; null when
 * there are none.
 * @param {Track[]} tracks
 * @param {number} step
 * @returns {[[number, number], [number, number]] | null}
 */
export function extent(tracks, step) {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const track of tracks) {
    for (let row = rowAt(track, step); row >= 0; row -= 1) {
      x0 = Math.min(x0, track.x[row]);
      x1 = Math.max(x1, track.x[row]);
      y0 = Math.min(y0, track.y[row]);
      y1 = Math.max(y1, track.y[row]);
    }
  }
  return x0 <= x1
    ? [
        [x0, x1],
        [y0, y1],
      ]
    : null;
}
