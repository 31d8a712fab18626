/**
 * The tuner: asks the server for the rates that suit the runs, one after the other, and keeps what
 * it has found as long as it stays true.
 *
 * @import {Spec} from "../experiment/spec.js"
 * @import {Sweep} from "./sweeps.js"
 */

import { groundOf } from "./sweeps.js";

/**
 * @param {object} options
 * @param {(spec: Spec, run: number) => Promise<Sweep>} options.sweep
 * @param {() => Spec} options.current
 * @param {() => void} options.onChange  a sweep has begun, has come, or was put away
 * @param {(run: number, error: Error) => void} options.onProblem
 */
export function createTuner({ sweep, current, onChange, onProblem }) {
  /** @type {Map<string, {ground: string, found: Sweep}>} by label */
  const kept = new Map();
  /** @type {Set<string>} */
  const busy = new Set();

  return {
    /**
     * What is known of a run as it is now.
     * @param {Spec} spec
     * @param {number} run
     * @returns {{sweep: Sweep | null, busy: boolean}}
     */
    of(spec, run) {
      const { label } = spec.runs[run];
      const known = kept.get(label);
      return {
        sweep: known && known.ground === groundOf(spec, run) ? known.found : null,
        busy: busy.has(label),
      };
    },
    /**
     * Sweep some runs; gives the best rates by run, of those that are still as they were.
     * @param {number[]} runs
     * @returns {Promise<Map<number, number>>}
     */
    async tune(runs) {
      const labels = runs.map((run) => current().runs[run].label);
      for (const label of labels) busy.add(label);
      onChange();
      for (const label of labels) {
        const asked = current();
        const run = asked.runs.findIndex((other) => other.label === label);
        if (run >= 0) {
          try {
            kept.set(label, { ground: groundOf(asked, run), found: await sweep(asked, run) });
          } catch (error) {
            onProblem(run, /** @type {Error} */ (error));
          }
        }
        busy.delete(label);
        onChange();
      }
      const now = current();
      /** @type {Map<number, number>} */
      const rates = new Map();
      now.runs.forEach(({ label }, run) => {
        const { sweep: found } = this.of(now, run);
        if (labels.includes(label) && found?.best) rates.set(run, found.best);
      });
      return rates;
    },
    /** @param {string} label */
    forget(label) {
      kept.delete(label);
      onChange();
    },
  };
}
