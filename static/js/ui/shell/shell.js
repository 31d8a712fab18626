/**
 * The shell: what every page has around its stage, for instance the switch of the theme, the list
 * of the keys and the time bar.
 *
 * @import {Commands} from "./shortcuts.js"
 * @import {Player} from "../../experiment/player.js"
 * @import {Theme} from "../theme.js"
 */

import { find } from "../dom.js";
import { mountShortcuts } from "./shortcuts.js";
import { mountNavigation } from "../tab-memory.js";
import { mountTimeline } from "../timeline.js";

/**
 * Bring the header, the time bar and the keys to life.
 * @param {HTMLElement} root
 * @param {{theme: Theme, player: Player, unit?: string, commands?: Partial<Commands>}}
 *   collaborators  unit: what the
 *   time bar counts; commands: what keys do on this page beside ruling the time
 * @param {Document} [page]
 */
export function mountShell(root, { theme, player, unit, commands = {} }, page = document) {
  const header = mountHeader(theme, page);
  const undos = [
    header.destroy,
    mountTimeline(find(root, '[data-part="time"]', HTMLElement), player, unit),
    mountShortcuts(
      {
        play: () => player.toggle(),
        nudge: (steps) => player.nudge(steps),
        first: () => player.nudge(-Infinity),
        last: () => player.nudge(Infinity),
        speed: (direction) => player.shift(direction),
        loop: () => player.repeat(!player.moment.loop),
        help: header.showHelp,
        ...commands,
      },
      page,
    ),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/**
 * Bring the buttons of the header to life.
 * @param {Theme} theme
 * @param {Document} [page]
 */
export function mountHeader(theme, page = document) {
  const help = find(page, "#help", HTMLDialogElement);
  const themeButton = find(page, '[data-act="theme"]', HTMLButtonElement);
  const helpButton = find(page, '[data-act="help"]', HTMLButtonElement);
  const showHelp = () => help.showModal();
  const leaveNavigation = mountNavigation(page);
  themeButton.addEventListener("click", theme.toggle);
  helpButton.addEventListener("click", showHelp);
  return {
    showHelp,
    destroy() {
      leaveNavigation();
      themeButton.removeEventListener("click", theme.toggle);
      helpButton.removeEventListener("click", showHelp);
    },
  };
}

/**
 * Buttons of which one is pressed, each showing its own panel; returns their undo.
 * @param {ParentNode} root holds the buttons, whose data-panel names a data-part
 * @param {(name: string) => void} onSwitch
 */
export function mountPanels(root, onSwitch) {
  const abort = new AbortController();
  for (const { name, button } of panelsOf(root)) {
    const press = () => {
      showPanel(root, name);
      onSwitch(name);
    };
    button.addEventListener("click", press, { signal: abort.signal });
  }
  return () => abort.abort();
}

/** @param {ParentNode} root */
const panelsOf = (root) =>
  [...root.querySelectorAll("button[data-panel]")].map((button) => {
    const name = button.getAttribute("data-panel") ?? "";
    return { name, button, panel: find(root, `[data-part="${name}"]`, HTMLElement) };
  });

/**
 * @param {ParentNode} root
 * @param {string} wanted
 */
export function showPanel(root, wanted) {
  for (const { name, button, panel } of panelsOf(root)) {
    button.setAttribute("aria-pressed", String(name === wanted));
    panel.hidden = name !== wanted;
  }
}
