/**
 * The sight: how a training is looked at beside what is trained, for instance its accuracy over seconds.
 *
 * @typedef {object} Sight
 * @property {string} measure  what the curves show
 * @property {string} axis  over what
 * @property {boolean | null} log  null for what suits the measure
 * @property {boolean} last  whether the cost of an epoch is its last mini-batch's instead of the mean
 * @property {string} pane  what stands beside the curves
 * @property {number} start  whose boundaries are shown of several seeds
 * @property {string} plane  the plane through the loss landscape
 */

/** @type {Sight} */
export const PLAIN = {
  measure: "cost",
  axis: "epochs",
  log: null,
  last: false,
  pane: "landscape",
  start: 0,
  plane: "pca",
};

/**
 * A sight for a link; undefined where nothing has been chosen.
 * @param {Sight} sight
 */
export function writeSight(sight) {
  const chosen = Object.entries(sight).filter(([name, value]) => value !== PLAIN[/** @type {keyof Sight} */ (name)]);
  return chosen.length ? Object.fromEntries(chosen) : undefined;
}

/**
 * A sight as a link holds it, with what makes no sense left out.
 * @param {unknown} given
 * @returns {Sight}
 */
export function readSight(given) {
  const told = given !== null && typeof given === "object" ? /** @type {Record<string, unknown>} */ (given) : {};
  const kinds = { ...PLAIN, log: false };
  const fits = Object.entries(kinds).filter(([name, usual]) => typeof told[name] === typeof usual);
  return { ...PLAIN, ...Object.fromEntries(fits.map(([name]) => [name, told[name]])) };
}
