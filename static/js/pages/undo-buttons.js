/**
 * Undo buttons: what was done last, taken back and done again, and said.
 *
 * @typedef {object} Undoable
 * @property {string | null} undoable  what would be undone, in words
 * @property {string | null} redoable
 * @property {() => string | null} undo  returns what was undone
 * @property {() => string | null} redo
 * @property {(listener: () => void) => () => void} subscribe
 */

import { find } from "../ui/dom.js";

const SAID = 4000;

/**
 * @param {Undoable} changes
 * @param {Document} [page]
 */
export function mountUndoButtons(changes, page = document) {
  const button = (/** @type {string} */ act) =>
    find(page, `[data-act="${act}"]`, HTMLButtonElement);
  const [back, again] = [button("undo"), button("redo")];
  const said = find(page, '[data-part="undone"]', HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} what @param {string | null} words */
  const say = (what, words) => {
    clearTimeout(timer);
    said.textContent = words === null ? `Nothing to ${what.toLowerCase()}` : `${what}: ${words}`;
    timer = setTimeout(() => {
      said.textContent = "";
    }, SAID);
  };
  const undo = () => {
    const words = changes.undo();
    say(words === null ? "Undo" : "Undone", words);
  };
  const redo = () => {
    const words = changes.redo();
    say(words === null ? "Redo" : "Redone", words);
  };

  const show = () => {
    for (const [element, what, words, keys] of /** @type {const} */ ([
      [back, "Undo", changes.undoable, "Ctrl+Z"],
      [again, "Redo", changes.redoable, "Ctrl+Shift+Z"],
    ])) {
      // Not disabled, so that whoever has just pressed it keeps the focus and hears why.
      element.setAttribute("aria-disabled", String(words === null));
      element.title = `${words === null ? what : `${what}: ${words}`} (${keys})`;
      element.setAttribute("aria-label", words === null ? what : `${what}: ${words}`);
    }
  };
  const leave = changes.subscribe(show);
  back.addEventListener("click", undo);
  again.addEventListener("click", redo);
  show();
  return {
    undo,
    redo,
    destroy() {
      clearTimeout(timer);
      leave();
      back.removeEventListener("click", undo);
      again.removeEventListener("click", redo);
    },
  };
}
