/**
 * Surface tabs: the ways to see a surface, as a contour, in space or by its basins, of which one is
 * shown.
 *
 * @import {Plane} from "./view-state.js"
 */

import { find } from "../ui/dom.js";

/**
 * @param {HTMLElement} root
 * @param {(plane: Plane) => void} onPlane  another one is shown
 */
export function mountSurfaceTabs(root, onPlane) {
  const stage = find(root, '[data-part="stage"]', HTMLElement);
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const buttons = /** @type {HTMLButtonElement[]} */ ([
    ...root.querySelectorAll("button[data-plane]"),
  ]);
  const abort = new AbortController();
  stage.dataset.plane = "contour";

  /** @param {Plane} plane */
  const show = (plane) => {
    if (plane === stage.dataset.plane) return;
    stage.dataset.plane = plane;
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.plane === plane));
    part("space").hidden = plane !== "space";
    part("basins").hidden = plane !== "basins";
    onPlane(plane);
  };
  for (const button of buttons)
    button.addEventListener("click", () => show(/** @type {Plane} */ (button.dataset.plane)), {
      signal: abort.signal,
    });
  return {
    get shown() {
      return /** @type {Plane} */ (stage.dataset.plane);
    },
    show,
    destroy: () => abort.abort(),
  };
}
