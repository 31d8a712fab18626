/**
 * The shell: what the frame of every page can do, for instance switch the theme or list the keys.
 *
 * @import {Theme} from "./theme.js"
 */

import { find } from "./dom.js";

/**
 * Bring the buttons of the header to life.
 * @param {Theme} theme
 * @param {Document} [page]
 */
export function mountShell(theme, page = document) {
  const help = find(page, "#help", HTMLDialogElement);
  const themeButton = find(page, '[data-act="theme"]', HTMLButtonElement);
  const helpButton = find(page, '[data-act="help"]', HTMLButtonElement);
  const showHelp = () => help.showModal();
  themeButton.addEventListener("click", theme.toggle);
  helpButton.addEventListener("click", showHelp);
  return {
    showHelp,
    destroy() {
      themeButton.removeEventListener("click", theme.toggle);
      helpButton.removeEventListener("click", showHelp);
    },
  };
}

/**
 * Buttons of which one is pressed, each showing its own panel; returns their undo.
 * @param {ParentNode} root holds the buttons, whose data-panel names a data-part
 * @param {() => void} onSwitch
 */
export function mountPanels(root, onSwitch) {
  const buttons = [...root.querySelectorAll("button[data-panel]")];
  const panel = (/** @type {Element} */ button) =>
    find(root, `[data-part="${button.getAttribute("data-panel")}"]`, HTMLElement);
  const press = (/** @type {Event} */ { currentTarget }) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button === currentTarget));
      panel(button).hidden = button !== currentTarget;
    }
    onSwitch();
  };
  for (const button of buttons) button.addEventListener("click", press);
  return () => buttons.forEach((button) => button.removeEventListener("click", press));
}
