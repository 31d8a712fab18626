/**
 * Presenting: one figure and its question, larger and without controls, for a lecture hall.
 *
 * The style sheet does the rest, and what is drawn follows the size of the page's text.
 */

/**
 * @param {Document} [page]
 */
export function mountPresenting(page = document) {
  const { dataset } = page.documentElement;
  const leave = () => {
    delete dataset.presenting;
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // What is open in front of the figure closes first.
    if (!page.querySelector("dialog[open], :popover-open")) leave();
  };
  page.addEventListener("keydown", onKey);
  return {
    toggle() {
      if (dataset.presenting === undefined) dataset.presenting = "";
      else leave();
    },
    destroy() {
      page.removeEventListener("keydown", onKey);
      leave();
    },
  };
}
