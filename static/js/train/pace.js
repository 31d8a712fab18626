/**
 * The pace: how many epochs a second are played, such that a training takes about as long as one
 * likes to watch, until somebody chooses.
 *
 * @import {Player} from "../experiment/player.js"
 */

export const SPEEDS = [1, 5, 25, 100, 250, 500, 1000, 2500, Infinity];
const SECONDS = 20;
/** A training that has just been chosen should show within so many what there is to see. */
export const GLANCE = 5;

/** @param {Player} player */
export function createPace(player) {
  let own = player.moment.speed;
  let span = SECONDS;
  return {
    /** The speed where nobody has chosen one. */
    get usual() {
      return own;
    },
    /** @param {number} epochs of another training */
    fit(epochs) {
      if (player.moment.speed !== own) return;
      own = within(epochs, span);
      player.accelerate(own);
    },
    /**
     * Choose the pace anew, such that a training takes about so many seconds.
     * @param {number} seconds
     */
    renew(seconds) {
      [own, span] = [player.moment.speed, seconds];
    },
  };
}

/** @param {number} epochs @param {number} seconds */
const within = (epochs, seconds) => SPEEDS.find((speed) => speed >= epochs / seconds) ?? SPEEDS[0];

/** @param {number} epochs */
export const paceOf = (epochs) => within(epochs, SECONDS);
