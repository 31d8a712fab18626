/**
 * The pace: how many epochs a second are played, such that a training takes about as long as one
 * likes to watch, until somebody chooses.
 *
 * @import {Player} from "../experiment/player.js"
 */

export const SPEEDS = [1, 5, 25, 100, 250, 500, 1000, 2500, Infinity];
const SECONDS = 20;

/** @param {Player} player */
export function createPace(player) {
  let own = player.moment.speed;
  return {
    /** The speed where nobody has chosen one. */
    get usual() {
      return own;
    },
    /** @param {number} epochs of another training */
    fit(epochs) {
      if (player.moment.speed !== own) return;
      own = paceOf(epochs);
      player.accelerate(own);
    },
  };
}

/** @param {number} epochs */
export const paceOf = (epochs) => SPEEDS.find((speed) => speed >= epochs / SECONDS) ?? SPEEDS[0];
