/**
 * Popovers: panels that a button unfolds beside itself, for instance the list of stories; Escape or
 * a click elsewhere folds them up.
 */

const GAP = 6;
const EDGE = 8;

/**
 * Unfold `popover`, an element with the popover attribute, under its button; returns the undo.
 * @param {HTMLElement} button
 * @param {HTMLElement} popover
 * @param {() => void} [onOpen]
 */
export function mountPopover(button, popover, onOpen = () => {}) {
  const place = () => {
    const at = button.getBoundingClientRect();
    const right = Math.max(EDGE, document.documentElement.clientWidth - at.right);
    const room = document.documentElement.clientWidth - 2 * EDGE;
    popover.style.maxWidth = `${room}px`;
    popover.style.top = `${at.bottom + GAP}px`;
    popover.style.right = `${Math.max(EDGE, Math.min(right, room + EDGE - popover.offsetWidth))}px`;
    popover.style.maxHeight = `${Math.max(180, window.innerHeight - at.bottom - GAP - EDGE)}px`;
  };
  const onToggle = (/** @type {any} */ event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    onOpen();
    place();
  };
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "true");
  /** @type {any} */ (button).popoverTargetElement = popover;
  popover.addEventListener("toggle", onToggle);
  window.addEventListener("resize", place);
  return {
    place,
    close: () => popover.hidePopover(),
    destroy() {
      popover.removeEventListener("toggle", onToggle);
      window.removeEventListener("resize", place);
    },
  };
}
