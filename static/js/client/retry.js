/**
 * Second tries: what the server cannot answer now is asked again, after pauses that grow or when
 * the server says that it may be, for instance after "Retry-After: 12".
 *
 * @typedef {"away" | "busy" | "broken" | "refused"} Trouble  away: nobody answers; busy: the server
 *   asks for patience; broken: it failed, which may happen once; refused: it means it
 * @typedef {{status?: number, retryAfter?: number | null}} Failure
 */

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
/** So many failures of the server itself in a row are no accident. */
const MOST_BROKEN = 5;
/** By how much pauses differ, so that a class does not come back in the same moment. */
const SPREAD = 0.2;

/** Something that could not be had, as if the server were away. */
export class Unreachable extends Error {
  status = 0;
  retryAfter = null;
}

/**
 * @param {unknown} error
 * @returns {Trouble}
 */
export function troubleOf(error) {
  const { status } = /** @type {Failure} */ (error ?? {});
  if (status === 0 || status === 408 || status === 502 || status === 504) return "away";
  if (status === 429 || status === 503) return "busy";
  return status === 500 ? "broken" : "refused";
}

/**
 * How many milliseconds to wait before the same is asked again; null where that helps nobody.
 * @param {unknown} error
 * @param {number} failures  in a row, this one included
 * @returns {number | null}
 */
export function pauseAfter(error, failures, random = Math.random) {
  const trouble = troubleOf(error);
  if (trouble === "refused" || (trouble === "broken" && failures >= MOST_BROKEN)) return null;
  const { retryAfter } = /** @type {Failure} */ (error);
  if (retryAfter) return 1000 * retryAfter;
  const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
  return pause * (1 + SPREAD * (random() - 0.5));
}

/**
 * Wait; the network's return and the signal end it sooner.
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    globalThis.addEventListener?.("online", done);
    if (signal?.aborted) done();
  });
}

/**
 * Ask until there is an answer or a refusal, which is thrown.
 * @template T
 * @param {() => Promise<T>} ask  something that may be asked twice
 * @param {object} [options]
 * @param {AbortSignal} [options.signal]  nobody waits for it any more
 * @param {(error: Error, until: number) => void} [options.onPause]  it is asked again at that time,
 *   in milliseconds as Date.now() counts them
 * @param {typeof pause} [options.wait]
 * @returns {Promise<T>}
 */
export async function persist(ask, { signal, onPause = () => {}, wait = pause } = {}) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      const milliseconds = signal?.aborted ? null : pauseAfter(error, failures);
      if (milliseconds === null) throw error;
      onPause(/** @type {Error} */ (error), Date.now() + milliseconds);
      await wait(milliseconds, signal);
      if (signal?.aborted) throw error;
    }
  }
}
