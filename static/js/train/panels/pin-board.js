/**
 * The pin board: a button that pins the present training, and what is pinned, told by how it
 * differs.
 *
 * @import {TrainingSpec} from "../training-spec.js"
 */

import { find, h } from "../../ui/dom.js";
import { MOST, letter, told } from "../pins.js";

/**
 * @param {HTMLElement} root
 * @param {{spec: () => TrainingSpec, onPins: (specs: TrainingSpec[]) => void}} options
 */
export function createPinBoard(root, { spec, onPins }) {
  const list = find(root, '[data-part="pins"]', HTMLElement);
  const button = find(root, '[data-act="pin"]', HTMLButtonElement);
  /** @type {readonly TrainingSpec[]} */
  let pinned = [];
  const pin = () => onPins([...pinned, structuredClone(spec())]);
  button.addEventListener("click", pin);

  return {
    /**
     * @param {TrainingSpec} now
     * @param {readonly TrainingSpec[]} specs
     */
    show(now, specs) {
      pinned = specs;
      button.disabled =
        specs.length >= MOST ||
        specs.some((other) => JSON.stringify(other) === JSON.stringify(now));
      list.hidden = specs.length === 0;
      list.replaceChildren(
        ...specs.map((other, index) => {
          const words = told(other, now);
          const remove = () => onPins(pinned.filter((_, i) => i !== index));
          return h(
            "li",
            {},
            h("b", {}, letter(index)),
            words,
            h(
              "button",
              { type: "button", class: "nudge", "aria-label": `Unpin: ${words}`, onclick: remove },
              "×",
            ),
          );
        }),
      );
    },
    destroy: () => button.removeEventListener("click", pin),
  };
}
