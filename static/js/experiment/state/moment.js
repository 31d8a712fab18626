/**
 * Moments: where the time stands, as a link holds it, for instance paused at step 7 and looping.
 *
 * @import {Moment} from "../player.js"
 * @typedef {object} LinkedMoment
 * @property {number | null} at  the step at which it is paused, in the page's own unit; null where
 *   it plays, or has come to its end by playing
 * @property {number | "all" | null} speed  null for the usual one
 * @property {boolean} loop
 */

import { index, oneOf, viewCodec } from "../view-codec.js";

/** @type {LinkedMoment} */
export const PLAYING = { at: null, speed: null, loop: false };

const isSpeed = (/** @type {unknown} */ value) =>
  value === "all" || (typeof value === "number" && value > 0 && value < 1e6);

export const { write: writeMoment, read: readMoment } = viewCodec(PLAYING, {
  at: index,
  speed: isSpeed,
  loop: oneOf([true, false]),
});

/**
 * What a link holds of a player. Of one that has come to its end it is not said where it stands:
 * who opens the link wants to see it move.
 * @param {Moment} moment
 * @param {number} usual  the speed of a page where nobody has chosen
 * @returns {LinkedMoment}
 */
export const linkedMoment = ({ step, length, playing, speed, loop }, usual) => ({
  at: playing || step >= length ? null : step,
  speed: speed === usual ? null : speed === Infinity ? "all" : speed,
  loop,
});

/** @param {LinkedMoment} linked */
export const speedOf = ({ speed }) => (speed === "all" ? Infinity : speed);
