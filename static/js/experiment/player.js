/**
 * The player: a clock that moves through a race, for instance at 30 steps a second, and knows no
 * DOM.
 *
 * `step` is what is shown; `available` is the last step that has arrived, `length` the last there
 * will be. Whoever owns the animation frame calls `tick(now)` with milliseconds.
 *
 * @typedef {{unit: string, each: number}} Clock  what time counts, for instance epochs, and how
 *   many a step is
 * @typedef {{step: number, length: number, available: number, speed: number, playing: boolean,
 *   loop: boolean} & Partial<Clock>} Moment
 */

/**
 * After a stall (a hidden tab, a long parse) the race continues where it was instead of jumping.
 */
const LONGEST_TICK = 100;
/** A looping race rests at its end, so that one sees how it came out. */
const LOOP_REST = 1200;

export const SPEEDS = [1, 5, 15, 30, 60, 120, 300, 1000, Infinity];

/** Round speeds in units a second, for steps that are a part of a unit. */
const ROUND = [1, 2, 5].flatMap((digit) =>
  [-2, -1, 0, 1, 2, 3].map((power) => digit * 10 ** power),
);

/**
 * Speeds in steps a second that are round numbers of what time counts, for instance half an epoch a
 * second where a step is an eighth of one.
 * @param {number} each  how much of a unit a step is
 */
export function speedsFor(each) {
  if (Number.isInteger(each)) return SPEEDS;
  const speeds = ROUND.map((units) => Number((units / each).toPrecision(12)));
  return [...speeds.filter((speed) => speed >= 1 && speed <= 1000).sort((a, b) => a - b), Infinity];
}

/**
 * The speed on offer that is nearest in the ratio.
 * @param {number[]} speeds
 * @param {number} wanted
 */
export const nearestSpeed = (speeds, wanted) =>
  speeds.includes(wanted)
    ? wanted
    : speeds.reduce((best, speed) =>
        Math.abs(Math.log(speed / wanted)) < Math.abs(Math.log(best / wanted)) ? speed : best,
      );

export class Player {
  /** @param {{speed?: number, speeds?: number[]}} options */
  constructor({ speed = 30, speeds = SPEEDS } = {}) {
    this.speeds = speeds;
    /** @type {Moment} */
    this.moment = { step: 0, length: 0, available: 0, speed, playing: false, loop: false };
    this.position = 0;
    this.rested = 0;
    /** @type {number | null} */
    this.last = null;
    /** @type {Set<(moment: Moment) => void>} */
    this.listeners = new Set();
    /** Whether nothing more will arrive, for instance of a training that was stopped. */
    this.closed = false;
    /** Whether it moves because something has come, and nobody wants it nor time passes. */
    this.led = false;
  }

  /**
   * Let what arrives move the player.
   * @param {() => void} action
   */
  lead(action) {
    this.led = true;
    try {
      action();
    } finally {
      this.led = false;
    }
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
    this.closed = false;
    this.set({ step: 0, length, available: 0 });
  }

  /** @param {number} available */
  arrive(available) {
    this.set({ available });
  }

  /** Nothing more will arrive: what is here is all there is to play. */
  close() {
    this.closed = true;
  }

  /** The last step it can come to. */
  get end() {
    return this.closed ? this.moment.available : this.moment.length;
  }

  /** Play; from the end it starts over. */
  play() {
    this.last = null;
    this.rested = 0;
    const ended = this.end > 0 && this.moment.step >= this.end;
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

  /**
   * @param {number} step shown at once, as far as the race has arrived; the clock goes on from
   *   there
   */
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

  /** @param {Clock} clock what a step is told as from now on */
  count(clock) {
    this.speeds = speedsFor(clock.each);
    this.set({ ...clock, speed: nearestSpeed(this.speeds, this.moment.speed) });
  }

  /** @param {1 | -1} direction to the next speed of the list, faster or slower */
  shift(direction) {
    const { speed } = this.moment;
    const next =
      direction > 0
        ? this.speeds.find((other) => other > speed)
        : this.speeds.findLast((other) => other < speed);
    if (next !== undefined) this.accelerate(next);
  }

  /** @param {boolean} loop whether the race starts over by itself */
  repeat(loop) {
    this.set({ loop });
  }

  /**
   * Advance to the time `now`; at the end of the race it pauses, or rests for a moment and starts
   * over.
   * @param {number} now milliseconds
   */
  tick(now) {
    const { playing, speed, available, loop } = this.moment;
    const { end } = this;
    if (!playing) return;
    const elapsed = this.last === null ? 0 : Math.min(now - this.last, LONGEST_TICK);
    this.last = now;
    if (loop && end > 0 && this.moment.step >= end) {
      this.rested += elapsed;
      if (this.rested >= LOOP_REST) this.restart();
      return;
    }
    this.position =
      speed === Infinity
        ? available
        : Math.min(this.position + (elapsed / 1000) * speed, available);
    const step = Math.floor(this.position + 1e-9);
    const over = (end > 0 || this.closed) && step >= end;
    this.set({ step, playing: !over || loop });
  }

  restart() {
    [this.position, this.rested] = [0, 0];
    this.set({ step: 0 });
  }
}
