/**
 * Sheets: panels that a button unfolds beside itself, for instance the list of presets; Escape or a
 * click elsewhere folds them up.
 */

const GAP = 6;
const EDGE = 8;

/**
 * Unfold `sheet`, an element with the popover attribute, under its button; returns the undo.
 * @param {HTMLElement} button
 * @param {HTMLElement} sheet
 * @param {() => void} [onOpen]
 */
export function mountSheet(button, sheet, onOpen = () => {}) {
  const place = () => {
    const at = button.getBoundingClientRect();
    const right = Math.max(EDGE, document.documentElement.clientWidth - at.right);
    const room = document.documentElement.clientWidth - 2 * EDGE;
    sheet.style.maxWidth = `${room}px`;
    sheet.style.top = `${at.bottom + GAP}px`;
    sheet.style.right = `${Math.max(EDGE, Math.min(right, room + EDGE - sheet.offsetWidth))}px`;
    sheet.style.maxHeight = `${Math.max(180, window.innerHeight - at.bottom - GAP - EDGE)}px`;
  };
  const turned = (/** @type {any} */ event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    onOpen();
    place();
  };
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "true");
  /** @type {any} */ (button).popoverTargetElement = sheet;
  sheet.addEventListener("toggle", turned);
  window.addEventListener("resize", place);
  return {
    place,
    close: () => sheet.hidePopover(),
    destroy() {
      sheet.removeEventListener("toggle", turned);
      window.removeEventListener("resize", place);
    },
  };
}
