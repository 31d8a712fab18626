/**
 * The player: a clock that moves through a race, for instance at 30 steps a second, and knows no DOM.
 *
 * `step` is what is shown; `available` is the last step that has arrived, `length` the last there will
 * be. Whoever owns the animation frame calls `tick(now)` with milliseconds.
 *
 * @typedef {{step: number, length: number, available: number, speed: number, playing: boolean}} Moment
 */

/** After a stall (a hidden tab, a long parse) the race continues where it was instead of jumping. */
const LONGEST_TICK = 100;

export const SPEEDS = [1, 5, 15, 30, 60, 120, 300, Infinity];

export class Player {
  /** @param {{speed?: number}} options */
  constructor({ speed = 30 } = {}) {
    /** @type {Moment} */
    this.moment = { step: 0, length: 0, available: 0, speed, playing: false };
    this.position = 0;
    /** @type {number | null} */
    this.last = null;
    /** @type {Set<(moment: Moment) => void>} */
    this.listeners = new Set();
  }

  /**
   * Call `listener` after every change; returns its undo.
   * @param {(moment: Moment) => void} listener
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {Partial<Moment>} change */
  set(change) {
    const before = this.moment;
    const after = { ...before, ...change };
    const changed = /** @type {(keyof Moment)[]} */ (Object.keys(change)).some(
      (key) => before[key] !== after[key],
    );
    if (!changed) return;
    this.moment = after;
    for (const listener of this.listeners) listener(after);
  }

  /**
   * A new race of `length` steps: back to the start.
   * @param {number} length
   */
  load(length) {
    this.position = 0;
    this.last = null;
    this.set({ step: 0, length, available: 0 });
  }

  /** @param {number} available */
  arrive(available) {
    this.set({ available });
  }

  /** Play; from the end it starts over. */
  play() {
    this.last = null;
    const ended = this.moment.length > 0 && this.moment.step >= this.moment.length;
    if (ended) this.position = 0;
    this.set({ playing: true, ...(ended && { step: 0 }) });
  }

  pause() {
    this.position = this.moment.step;
    this.set({ playing: false });
  }

  toggle() {
    if (this.moment.playing) this.pause();
    else this.play();
  }

  /** @param {number} step shown at once, as far as the race has arrived; the clock goes on from there */
  seek(step) {
    this.position = Math.max(0, Math.min(Math.round(step), this.moment.available));
    this.set({ step: this.position });
  }

  /** @param {number} steps pause, and go this far forwards or back */
  nudge(steps) {
    this.pause();
    this.seek(this.moment.step + steps);
  }

  /** @param {number} speed steps a second; Infinity shows everything that has arrived */
  accelerate(speed) {
    this.set({ speed });
  }

  /**
   * Advance to the time `now`; at the end of the race it pauses.
   * @param {number} now milliseconds
   */
  tick(now) {
    const { playing, speed, available, length } = this.moment;
    if (!playing) return;
    const elapsed = this.last === null ? 0 : Math.min(now - this.last, LONGEST_TICK);
    this.last = now;
    this.position =
      speed === Infinity ? available : Math.min(this.position + (elapsed / 1000) * speed, available);
    const step = Math.floor(this.position + 1e-9);
    const over = length > 0 && step >= length;
    this.set({ step, playing: !over });
  }
}
