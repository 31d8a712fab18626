/**
 * The display: how the page shows each run beside what the spec says of it, for instance that the
 * second is hidden and the third is drawn in purple.
 *
 * @typedef {{hidden: readonly number[], inks: readonly (string | null)[]}} RunDisplay  the runs
 *   that are not shown, in order; inks by run, null for the usual one
 */

import { INKS } from "../plot/palette.js";

/** @returns {RunDisplay} */
export const plain = () => ({ hidden: [], inks: [] });

/** @param {Iterable<number>} runs */
const ordered = (runs) => [...runs].sort((a, b) => a - b);

/**
 * Room for a new run at an index; one that is copied passes its ink on to nobody.
 * @param {RunDisplay} display
 * @param {number} at
 * @returns {RunDisplay}
 */
export const inserted = ({ hidden, inks }, at) => ({
  hidden: hidden.map((run) => (run >= at ? run + 1 : run)),
  inks: at < inks.length ? inks.toSpliced(at, 0, null) : inks,
});

/**
 * @param {RunDisplay} display
 * @param {number} at
 * @returns {RunDisplay}
 */
export const removed = ({ hidden, inks }, at) => ({
  hidden: hidden.filter((run) => run !== at).map((run) => (run > at ? run - 1 : run)),
  inks: inks.toSpliced(at, 1),
});

/**
 * @param {RunDisplay} display
 * @param {number} run
 * @param {{hidden?: boolean, ink?: string | null}} change
 * @returns {RunDisplay}
 */
export const displayed = ({ hidden, inks }, run, change) => ({
  hidden:
    change.hidden === undefined
      ? hidden
      : ordered([...hidden.filter((other) => other !== run), ...(change.hidden ? [run] : [])]),
  inks:
    change.ink === undefined
      ? inks
      : Array.from({ length: Math.max(inks.length, run + 1) }, (_, i) =>
          i === run ? (change.ink ?? null) : (inks[i] ?? null),
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
  hidden: Array.isArray(hide)
    ? ordered(new Set(hide.filter((run) => Number.isInteger(run) && run >= 0 && run < runs)))
    : [],
  inks: Array.isArray(inks)
    ? inks
        .slice(0, runs)
        .map((ink) => (typeof ink === "string" && Object.hasOwn(INKS, ink) ? ink : null))
    : [],
});

/**
 * A display for a link; undefined stays out of it.
 * @param {{hidden: Iterable<number>, inks: readonly (string | null)[]}} display
 */
export const toFields = ({ hidden, inks }) => {
  const hide = ordered(hidden);
  return {
    hide: hide.length ? hide : undefined,
    inks: inks.some((ink) => ink !== null) ? inks : undefined,
  };
};
