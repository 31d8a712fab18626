/**
 * Progress: which questions of which lessons somebody has answered; it stays in this browser.
 *
 * @typedef {"predict" | "check"} Which
 * @typedef {Record<string, Partial<Record<Which, number>>>} Answers  the index of the choice, by
 *   lesson
 */

const KEY = "descentlab-lessons";

/** @param {Pick<Storage, "getItem" | "setItem">} [storage] */
export function createProgress(storage = localStorage) {
  /** @type {Answers} */
  let answers = {};
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "{}");
    if (kept && typeof kept === "object") answers = kept;
  } catch {
    // Storage may be forbidden or damaged; the answers then last as long as the page.
  }
  return {
    /**
     * @param {string} lesson
     * @param {Which} which
     * @returns {number | null}
     */
    answer(lesson, which) {
      const kept = answers[lesson]?.[which];
      return Number.isInteger(kept) ? /** @type {number} */ (kept) : null;
    },
    /**
     * @param {string} lesson
     * @param {Which} which
     * @param {number} choice
     */
    keep(lesson, which, choice) {
      answers = { ...answers, [lesson]: { ...answers[lesson], [which]: choice } };
      try {
        storage.setItem(KEY, JSON.stringify(answers));
      } catch {
        // See above.
      }
    },
    clear() {
      answers = {};
      try {
        storage.setItem(KEY, "{}");
      } catch {
        // See above.
      }
    },
  };
}
