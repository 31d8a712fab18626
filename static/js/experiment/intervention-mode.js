/**
 * The intervention mode: whether a knob is turned for the whole race or from the step that is shown
 * on.
 *
 * While a slider moves, the step from which it turns stays, though previews show the race whole.
 *
 * @import {Player} from "./player.js"
 */

import { find, throttle } from "../ui/dom.js";

const PAUSE = 90;

export class InterventionMode {
  midway = false;
  step = 0;
  /** @type {number | null} */
  held = null;
  /** @type {Set<() => void>} */
  listeners = new Set();

  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.leave = player.subscribe(({ step }) => {
      // A preview that runs to its end goes to no step that somebody has chosen.
      if (player.led || step === this.step) return;
      this.step = step;
      if (this.held === null) this.tell();
    });
  }

  /** Whether there is anything before and after the step that is shown. */
  get possible() {
    return this.step > 0 && this.step < this.player.moment.length;
  }

  /** The step from which knobs are turned; 0 for the whole race. */
  get at() {
    if (!this.midway) return 0;
    return this.held ?? (this.possible ? this.step : 0);
  }

  /** What a control has to show. */
  get state() {
    return {
      midway: this.midway,
      step: this.held ?? this.step,
      possible: this.held !== null || this.possible,
    };
  }

  /** @param {number} step  at which another race begins or goes on */
  restart(step) {
    this.step = step;
    this.tell();
  }

  /** @param {boolean} midway */
  set(midway) {
    if (midway === this.midway) return;
    this.midway = midway;
    this.tell();
  }

  /**
   * The step for an edit.
   * @param {boolean} settled whether this is it, or a slider still moves
   */
  take(settled) {
    const at = this.at;
    this.held = settled ? null : at;
    return at;
  }

  /**
   * Call `listener` after every change; returns its undo.
   * @param {() => void} listener
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  destroy = () => {
    this.leave();
  };
}

/**
 * The switch on the time bar; the drawers of the runs have one, too.
 * @param {HTMLElement} host
 * @param {InterventionMode} mode
 * @param {() => void} onChange  the step or the switch is another
 */
export function mountInterventionSwitch(host, mode, onChange) {
  const button = find(host, '[data-act="turn"]', HTMLButtonElement);
  const toggle = () => mode.set(!mode.midway);
  const show = throttle(PAUSE, () => {
    button.setAttribute("aria-pressed", String(mode.midway));
    onChange();
  });
  const leave = mode.subscribe(show);
  button.addEventListener("click", toggle);
  show();
  return {
    toggle,
    destroy() {
      leave();
      show.cancel();
      button.removeEventListener("click", toggle);
    },
  };
}
