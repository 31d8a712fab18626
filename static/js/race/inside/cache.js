/**
 * Updates: what happens inside the updates of a run, fetched in windows of 32 and kept, so that
 * scrubbing back costs nothing.
 *
 * @import {Point} from "../../plot/mapping.js"
 * @import {Spec} from "../../experiment/spec.js"
 * @typedef {{key: string, label: string, help: string, kind: "vector" | "value", numbers: [number |
 *   null, number | null], before: [number | null, number | null] | null, share: boolean}} Quantity
 * @typedef {object} Inside
 * @property {number} run
 * @property {number} start
 * @property {string} label
 * @property {number} step  the update leaves this step
 * @property {Point} theta
 * @property {Point} next_theta
 * @property {number} cost
 * @property {number} next_cost
 * @property {number} lr
 * @property {Quantity[]} quantities
 * @property {{formula: string[], x: string[], y: string[]}} mathml
 * @typedef {(question: {spec: Spec, entry: number, first: number, count: number}) =>
 *   Promise<{looks: Inside[]}>} Ask
 */

import { persist } from "../../client/retry.js";

export const WINDOW = 32;
const KEPT = 48;

/**
 * @param {Ask} ask
 * @param {{onUpdates: () => void, onProblem: (error: Error) => void}} listener
 */
export function createUpdates(ask, { onUpdates, onProblem }) {
  /** Windows by what they show, the oldest first. @type {Map<string, Inside[]>} */
  const windows = new Map();
  /** @type {WeakMap<Spec, string>} */
  const texts = new WeakMap();
  /** @type {Set<string>} those that the server has refused */
  const refused = new Set();
  let busy = false;
  /** @type {{spec: Spec, entry: number, first: number} | null} */
  let pending = null;
  /** What is asked for now; a newer question ends its pauses. @type {AbortController | null} */
  let asking = null;
  let asked = "";

  /**
   * @param {Spec} spec
   * @param {number} entry
   * @param {number} first
   */
  const keyOf = (spec, entry, first) => {
    const text = texts.get(spec) ?? JSON.stringify(spec);
    texts.set(spec, text);
    return `${entry}|${first}|${text}`;
  };

  const pump = async () => {
    if (busy) return;
    busy = true;
    while (pending) {
      const { spec, entry, first } = pending;
      pending = null;
      const key = keyOf(spec, entry, first);
      const mine = new AbortController();
      asking = mine;
      try {
        const question = { spec, entry, first, count: WINDOW };
        const { looks } = await persist(() => ask(question), {
          signal: mine.signal,
          onPause: onProblem,
        });
        windows.set(key, looks);
        for (const oldest of windows.keys()) if (windows.size > KEPT) windows.delete(oldest);
        onUpdates();
      } catch (error) {
        if (mine.signal.aborted) continue;
        refused.add(key);
        onProblem(/** @type {Error} */ (error));
      }
    }
    busy = false;
  };

  return {
    /**
     * The update that leaves a step, if it is here; otherwise it is asked for, unless something
     * newer is before it is its turn.
     * @param {Spec} spec
     * @param {number} entry
     * @param {number} step
     * @returns {Inside | null}
     */
    at(spec, entry, step) {
      const first = step - (step % WINDOW);
      const key = keyOf(spec, entry, first);
      const found = windows.get(key);
      if (found) return found.find((update) => update.step === step) ?? null;
      if (!refused.has(key)) {
        // It is asked for again and again while it is on its way; only another question is news.
        if (busy && key === asked) return null;
        asking?.abort();
        asked = key;
        pending = { spec, entry, first };
        void pump();
      }
      return null;
    },
  };
}
