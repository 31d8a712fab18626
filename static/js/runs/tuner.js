/**
 * The tuner: asks the server for the rates that suit the runs, one after the other, and keeps what
 * it has found as long as it stays true.
 *
 * @import {Raced} from "../experiment/spec.js"
 * @import {Sweep} from "./sweeps.js"
 */

import { persist } from "../client/retry.js";
import { basisOf } from "./sweeps.js";

/**
 * @template {Raced} S
 * @param {object} options
 * @param {(spec: S, run: number) => Promise<Sweep>} options.sweep
 * @param {() => S} options.current
 * @param {() => void} options.onChange  a sweep has begun, has come, or was put away
 * @param {(run: number, error: Error | null) => void} options.onProblem  null once it is solved
 */
export function createTuner({ sweep, current, onChange, onProblem }) {
  /** @type {Map<string, {basis: string, found: Sweep}>} by label */
  const kept = new Map();
  /** @type {Set<string>} */
  const busy = new Set();

  return {
    /**
     * What is known of a run as it is now.
     * @param {S} spec
     * @param {number} run
     * @returns {{sweep: Sweep | null, busy: boolean}}
     */
    of(spec, run) {
      const { label } = spec.runs[run];
      const known = kept.get(label);
      return {
        sweep: known && known.basis === basisOf(spec, run) ? known.found : null,
        busy: busy.has(label),
      };
    },
    /**
     * Sweep some runs; gives the best rates, of those that are still as they were.
     * @param {number[]} runs
     * @returns {Promise<[run: number, lr: number][]>}
     */
    async tune(runs) {
      // Runs may come and go while the server works: their places change, their labels do not.
      const labels = runs.map((run) => current().runs[run].label);
      for (const label of labels) busy.add(label);
      onChange();
      for (const label of labels) {
        const spec = current();
        const run = spec.runs.findIndex((other) => other.label === label);
        if (run >= 0) {
          const basis = basisOf(spec, run);
          const mine = new AbortController();
          let told = false;
          const placed = () => current().runs.findIndex((other) => other.label === label);
          const onPause = (/** @type {Error} */ error) => {
            // Nobody asks any more for a run that has gone or changed.
            if (placed() < 0 || basisOf(current(), placed()) !== basis) mine.abort();
            else onProblem(placed(), error);
            told = true;
          };
          try {
            const { signal } = mine;
            const found = await persist(() => sweep(spec, run), { signal, onPause });
            kept.set(label, { basis, found });
            if (told) onProblem(placed(), null);
          } catch (error) {
            if (!mine.signal.aborted) onProblem(run, /** @type {Error} */ (error));
          }
        }
        busy.delete(label);
        onChange();
      }
      const now = current();
      return now.runs.flatMap(({ label }, run) => {
        const best = labels.includes(label) ? this.of(now, run).sweep?.best : null;
        return best ? [/** @type {[number, number]} */ ([run, best])] : [];
      });
    },
    /** @param {string} label */
    forget(label) {
      kept.delete(label);
      onChange();
    },
  };
}
