/**
 * The surface panel: what is raced on, picked from the catalogue or typed, with its parameters.
 *
 * @import {Api} from "../../client/api.js"
 * @import {Catalogue, SurfaceChoice} from "../../experiment/catalogue.js"
 * @import {RaceAction} from "../race-kind.js"
 */

import { find } from "../../ui/dom.js";
import { createOwnSurface } from "./own-surface.js";
import { createPicker } from "./picker.js";

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {Pick<Api, "compile">} options.api
 * @param {() => SurfaceChoice} options.surface
 * @param {(action: RaceAction) => void} options.dispatch
 */
export function createSurfacePanel(root, { catalogue, api, surface, dispatch }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const own = createOwnSurface(part("own"), {
    catalogue,
    api,
    onSurface: (typed) => dispatch({ kind: "formula", typed }),
    onLearned: () => dispatch({ kind: "learned" }),
  });
  const picker = createPicker(part("surface"), catalogue, {
    surface: (name) => dispatch({ kind: "surface", name }),
    own: () => own.open(surface()),
    parameter: (name, value, settled) => dispatch({ kind: "parameter", name, value, settled }),
  });

  return {
    /** @param {SurfaceChoice} choice */
    show(choice) {
      picker.show(choice);
      own.show(choice);
    },
    destroy() {
      picker.destroy();
      own.destroy();
    },
  };
}
