/**
 * The spotlight: the one run that is looked at, for instance Adam while the pointer rests on its
 * row, its path or its curve; in all views the others recede.
 */

export class Spotlight {
  /** @type {number | null} */
  run = null;
  /** @type {Set<(run: number | null) => void>} */
  listeners = new Set();

  /** @param {number | null} run */
  set(run) {
    if (run === this.run) return;
    this.run = run;
    for (const listener of this.listeners) listener(run);
  }

  /**
   * Call `listener` after every change; returns its undo.
   * @param {(run: number | null) => void} listener
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/**
 * Let pointer and keyboard focus direct the spotlight; returns the undo.
 * @param {Spotlight} spotlight
 * @param {{host: HTMLElement, run: (event: PointerEvent | FocusEvent) => number | null}[]} places
 *   `run`: which run an event in the host is about; null for none
 */
export function mountSpotlight(spotlight, places) {
  const abort = new AbortController();
  /** @type {number | undefined} */
  let frame;
  const still = () => {
    cancelAnimationFrame(frame ?? 0);
    frame = undefined;
  };
  for (const { host, run } of places) {
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ action) =>
      host.addEventListener(type, action, { signal: abort.signal });
    on("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.buttons || event.pointerType === "touch") return;
      still();
      frame = requestAnimationFrame(() => spotlight.set(run(event)));
    });
    on("pointerleave", () => {
      still();
      spotlight.set(null);
    });
    on("focusin", (/** @type {FocusEvent} */ event) => {
      // A press gives focus too; what it is about, the pointer already says.
      if (event.target instanceof Element && event.target.matches(":focus-visible"))
        spotlight.set(run(event));
    });
    on("focusout", () => spotlight.set(null));
  }
  return () => {
    still();
    abort.abort();
  };
}

/**
 * Which of a list's elements an event is in, counted from 0; -1 for none.
 * @param {ParentNode} list
 * @param {string} items
 * @param {Event} event
 */
export function placeOf(list, items, { target }) {
  const all = [...list.querySelectorAll(items)];
  return all.findIndex((item) => target instanceof Node && item.contains(target));
}
