/**
 * The display: how the page shows each run beside what the spec says of it, for instance that the
 * second is hidden and the third is drawn in purple.
 *
 * @typedef {{hidden: Set<number>, inks: (string | null)[]}} RunDisplay  inks by run, null for the usual
 *   one
 */

import { INKS } from "../plot/palette.js";

/** @returns {RunDisplay} */
export const plain = () => ({ hidden: new Set(), inks: [] });

/**
 * Room for a new run at an index; one that is copied passes its ink on to nobody.
 * @param {RunDisplay} display
 * @param {number} at
 * @returns {RunDisplay}
 */
export const inserted = ({ hidden, inks }, at) => ({
  hidden: new Set([...hidden].map((run) => (run >= at ? run + 1 : run))),
  inks: at < inks.length ? inks.toSpliced(at, 0, null) : inks,
});

/**
 * @param {RunDisplay} display
 * @param {number} at
 * @returns {RunDisplay}
 */
export const removed = ({ hidden, inks }, at) => ({
  hidden: new Set([...hidden].filter((run) => run !== at).map((run) => (run > at ? run - 1 : run))),
  inks: inks.toSpliced(at, 1),
});

/**
 * @param {RunDisplay} display
 * @param {number} run
 * @returns {RunDisplay}
 */
export const toggled = ({ hidden, inks }, run) => {
  const next = new Set(hidden);
  if (!next.delete(run)) next.add(run);
  return { hidden: next, inks };
};

/**
 * @param {RunDisplay} display
 * @param {number} run
 * @param {string | null} ink
 * @returns {RunDisplay}
 */
export const inked = ({ hidden, inks }, run, ink) => ({
  hidden,
  inks: Array.from({ length: Math.max(inks.length, run + 1) }, (_, i) =>
    i === run ? ink : (inks[i] ?? null),
  ),
});

/**
 * A display as a link holds it, with what makes no sense left out.
 * @param {unknown} hide
 * @param {unknown} inks
 * @param {number} runs  how many there are
 * @returns {RunDisplay}
 */
export const fromFields = (hide, inks, runs) => ({
  hidden: new Set(
    Array.isArray(hide)
      ? hide.filter((run) => Number.isInteger(run) && run >= 0 && run < runs)
      : [],
  ),
  inks: Array.isArray(inks)
    ? inks
        .slice(0, runs)
        .map((ink) => (typeof ink === "string" && Object.hasOwn(INKS, ink) ? ink : null))
    : [],
});

/**
 * A display for a link; undefined stays out of it.
 * @param {RunDisplay} display
 */
export const toFields = ({ hidden, inks }) => ({
  hide: hidden.size ? [...hidden].sort((a, b) => a - b) : undefined,
  inks: inks.some((ink) => ink !== null) ? inks : undefined,
});
