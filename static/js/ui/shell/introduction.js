/**
 * The introduction: a sentence for those who are here for the first time, until they close it or
 * have done what it tells.
 */

import { find } from "../dom.js";

/** As the first paint reads it. */
const KEY = "descentlab-known";
/** What the sentence tells to drag. */
const TOLD = '.start, .plane, .run input[type="range"], .chain button';

/**
 * Returns the undo.
 * @param {HTMLElement} root  of the page
 * @param {Document} [page]
 */
export function mountIntroduction(root, page = document) {
  const intro = find(page, ".intro", HTMLElement);
  const abort = new AbortController();
  const remember = () => {
    try {
      localStorage.setItem(KEY, "yes");
    } catch {
      // Storage may be forbidden; the sentence comes again.
    }
  };
  const close = () => {
    remember();
    page.documentElement.dataset.known = "";
  };
  find(intro, "button", HTMLButtonElement).addEventListener("click", close, {
    signal: abort.signal,
  });
  // It stays until the next visit: nothing moves away under a pointer that drags.
  const onPointer = (/** @type {PointerEvent} */ { target }) => {
    if (target instanceof Element && target.closest(TOLD)) remember();
  };
  root.addEventListener("pointerdown", onPointer, { signal: abort.signal });
  return () => abort.abort();
}
