/** Clicks: presses of the main button or a finger that hardly move, so that they are no pan. */

const STILL = 5;

/**
 * Call `action` for each click that begins within `plane`; returns the undo.
 * @param {HTMLElement} host holds the plane, and hears of presses before it does
 * @param {HTMLElement} plane
 * @param {(up: PointerEvent) => void} action
 */
export function onClicks(host, plane, action) {
  /** @param {PointerEvent} down */
  const press = (down) => {
    if (down.button !== 0 || !down.isPrimary) return;
    if (!(down.target instanceof Node) || !plane.contains(down.target)) return;
    const release = (/** @type {PointerEvent} */ up) => {
      if (up.pointerId !== down.pointerId) return;
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
      const moved = Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY);
      if (up.type !== "pointercancel" && moved <= STILL) action(up);
    };
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
  };
  host.addEventListener("pointerdown", press, true);
  return () => host.removeEventListener("pointerdown", press, true);
}
