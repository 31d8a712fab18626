/**
 * The newest: of many values that come while something is dragged, the one to ask for as soon as
 * the last answer is drawn; those in between are never asked for, and nothing queues.
 */

/**
 * @template T
 * @param {(value: T) => void} send
 * @param {{least?: number, patience?: number}} [pace]  milliseconds between two at least, and until
 *   an answer is given up
 */
export function createNewest(send, { least = 0, patience = 1000 } = {}) {
  /** @type {{value: T} | null} what waits */
  let waiting = null;
  let asked = false;
  let last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const fire = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) {
      asked = false;
      return;
    }
    const { value } = waiting;
    waiting = null;
    asked = true;
    last = performance.now();
    timer = setTimeout(fire, patience);
    send(value);
  };
  const soon = () => {
    clearTimeout(timer);
    const pause = last + least - performance.now();
    if (pause <= 0) fire();
    else timer = setTimeout(fire, pause);
  };

  return {
    /** @param {T} value */
    offer(value) {
      waiting = { value };
      if (!asked && timer === undefined) soon();
    },
    /** The last answer is drawn, or there will be none. */
    answered() {
      if (!asked) return;
      asked = false;
      clearTimeout(timer);
      timer = undefined;
      if (waiting) soon();
    },
    /** Forget what waits. */
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      waiting = null;
      asked = false;
    },
  };
}
