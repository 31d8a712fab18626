/**
 * The pin board: a button that pins the present training, and what is pinned, each in the words of
 * how it differs.
 *
 * @import {TrainingAction} from "../training-kind.js"
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { find, h } from "../../ui/dom.js";
import { MOST, describe, letter } from "../pins.js";

/**
 * @param {HTMLElement} root
 * @param {(action: TrainingAction) => void} dispatch
 */
export function createPinBoard(root, dispatch) {
  const list = find(root, '[data-part="pins"]', HTMLElement);
  const button = find(root, '[data-act="pin"]', HTMLButtonElement);
  const pin = () => dispatch({ kind: "pin" });
  button.addEventListener("click", pin);

  return {
    /**
     * @param {TrainingSpec} now
     * @param {readonly TrainingSpec[]} specs
     */
    show(now, specs) {
      button.disabled =
        specs.length >= MOST ||
        specs.some((other) => JSON.stringify(other) === JSON.stringify(now));
      list.hidden = specs.length === 0;
      list.replaceChildren(
        ...specs.map((other, index) => {
          const words = describe(other, now);
          const remove = h(
            "button",
            {
              type: "button",
              class: "nudge",
              "aria-label": `Unpin: ${words}`,
              onclick: () => dispatch({ kind: "unpin", index }),
            },
            "×",
          );
          return h("li", {}, h("b", {}, letter(index)), words, remove);
        }),
      );
    },
    destroy: () => button.removeEventListener("click", pin),
  };
}
