/**
 * The hold: an experiment that a link wants paused at a step stands still until that step has
 * arrived, and then there.
 *
 * @import {InterventionMode} from "../experiment/intervention-mode.js"
 * @import {Player} from "../experiment/player.js"
 */

/**
 * @param {Player} player
 * @param {InterventionMode} mode
 */
export function createHold(player, mode) {
  /** @type {number | null} */
  let step = null;
  let reached = false;
  // Whoever plays, pauses or goes elsewhere meanwhile wants something else.
  const leave = player.subscribe(() => {
    if (!player.led) step = null;
  });
  return {
    /** Where it is to stand; null where it plays. */
    get step() {
      return step;
    },
    /** Whether the clock has to wait. */
    get waits() {
      return step !== null && !reached;
    },
    /** @param {number | null} next  null to play */
    at(next) {
      [step, reached] = [next, false];
    },
    /** More has arrived; called again while more comes, for a preview goes to its end by itself. */
    arrive() {
      const { available, length } = player.moment;
      if (step === null || length === 0 || available < Math.min(step, length)) return;
      const at = Math.min(step, length);
      player.lead(() => {
        player.pause();
        player.seek(at);
      });
      reached = true;
      mode.restart(at);
    },
    /** Nothing more will come. */
    release() {
      step = null;
    },
    destroy: leave,
  };
}
