/**
 * Snapshots: the networks as they were after an epoch, fetched when they are wanted and kept, so
 * that scrubbing back costs nothing.
 *
 * A snapshot belongs to an evaluation: 0 is the start, the last one the end. At most two are on
 * their way; of what is wanted meanwhile only the newest counts.
 *
 * @typedef {{gradient_norm: number | null, weight_norm: number | null, histogram: {low: number,
 *   high: number, counts: number[]}}} Layer
 * @typedef {object} NetworkState  what one entry looks like
 * @property {number} run
 * @property {number} start
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy
 * @property {ArrayLike<number> | null} boundary  null unless it is of the start that was asked for
 * @property {Layer[] | null} layers
 * @property {Finding[]} [diagnosis]  what is wrong with it, the gravest first
 * @typedef {{kind: string, layer: number | null, text: string}} Finding
 * @typedef {import("./data-plane.js").DataView} DataView
 * @typedef {{x: [number, number], y: [number, number] | null, nx: number, ny: number, view?:
 *   DataView | null}} Extent
 * @typedef {object} Snapshot
 * @property {number} index
 * @property {number | null} epoch
 * @property {number} start
 * @property {NetworkState[]} runs
 * @property {Extent | null} boundary
 * @typedef {(index: number, start: number) => Promise<Snapshot>} Ask
 */

import { persist } from "../../client/retry.js";

const ON_THE_WAY = 2;
const KEPT = 600;
/** How many of those that come next are fetched ahead. */
const AHEAD = 3;

/**
 * @param {{onSnapshot: () => void, onProblem: (error: Error) => void}} listener
 */
export function createSnapshots({ onSnapshot, onProblem }) {
  /** @type {Map<string, Snapshot>} */
  const kept = new Map();
  /** @type {Set<string>} what is on its way */
  const pending = new Set();
  /** @type {Set<string>} what the server has refused */
  const refused = new Set();
  /** @type {Ask | null} */
  let ask = null;
  let asking = new AbortController();

  const keyOf = (/** @type {number} */ index, /** @type {number} */ start) => `${start}/${index}`;

  const keep = (/** @type {Snapshot} */ snapshot) => {
    kept.set(keyOf(snapshot.index, snapshot.start), {
      ...snapshot,
      runs: snapshot.runs.map((seen) => ({
        ...seen,
        boundary: seen.boundary && Float32Array.from(seen.boundary, (value) => value ?? NaN),
      })),
    });
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    onSnapshot();
  };

  /**
   * @param {number} index
   * @param {number} start
   */
  const fetch = async (index, start) => {
    const [mine, key, { signal }] = [ask, keyOf(index, start), asking];
    if (!mine) return;
    pending.add(key);
    try {
      const snapshot = await persist(() => mine(index, start), { signal });
      if (mine === ask) keep(snapshot);
    } catch (error) {
      if (mine !== ask) return;
      refused.add(key);
      onProblem(/** @type {Error} */ (error));
    } finally {
      if (mine === ask) pending.delete(key);
    }
  };

  return {
    /**
     * Another training; what is here belongs to the one before.
     * @param {Ask} next
     */
    begin(next) {
      for (const all of [kept, pending, refused]) all.clear();
      asking.abort();
      asking = new AbortController();
      ask = next;
    },
    /** One that came by itself. */
    keep,
    /**
     * See that a snapshot comes, and those after it while time runs on; called on every frame.
     * @param {number} index
     * @param {number} start
     * @param {{last: number, stride?: number}} reach  last: the newest there is; stride: 0 when
     *   time rests
     */
    want(index, start, { last, stride = 0 }) {
      const wanted = [
        index,
        ...(stride ? Array.from({ length: AHEAD }, (_, i) => index + (i + 1) * stride) : []),
      ];
      for (const next of wanted) {
        const key = keyOf(next, start);
        if (pending.size >= ON_THE_WAY) return;
        if (next <= last && !kept.has(key) && !pending.has(key) && !refused.has(key))
          void fetch(next, start);
      }
    },
    /**
     * The state of an entry after an evaluation, where any snapshot tells it.
     * @param {number} index
     * @param {number} run
     * @param {number} start
     * @returns {NetworkState | null}
     */
    state(index, run, start) {
      const snapshot =
        kept.get(keyOf(index, start)) ?? [...kept.values()].find((each) => each.index === index);
      return snapshot?.runs.find((each) => each.run === run && each.start === start) ?? null;
    },
    /** Let what was refused be asked for again, since the server knows more now. */
    retry: () => refused.clear(),
    /**
     * The newest snapshot that is not after an evaluation; where there is none, the oldest after
     * it.
     * @param {number} index
     * @param {number} start
     * @returns {Snapshot | null}
     */
    at(index, start) {
      // While a snapshot is on its way, the one before it stands for it, so that nothing flickers.
      /** @type {Snapshot | null} */
      let best = null;
      /** @type {Snapshot | null} */
      let later = null;
      const exact = kept.get(keyOf(index, start));
      if (exact) return exact;
      for (const snapshot of kept.values()) {
        if (snapshot.start !== start) continue;
        if (snapshot.index <= index) {
          if (!best || snapshot.index > best.index) best = snapshot;
        } else if (!later || snapshot.index < later.index) later = snapshot;
      }
      return best ?? later;
    },
  };
}

/**
 * How many evaluations to go on at a time, so that at most `most` snapshots pass in a second.
 * @param {number} speed epochs a second
 * @param {number} epochs
 * @param {number} evaluations
 */
export const strideOf = (speed, epochs, evaluations, most = 12) =>
  Math.max(1, Math.ceil(((speed === Infinity ? epochs : speed) * evaluations) / epochs / most));
