/**
 * The surface panel: what is raced on, picked from the catalogue or typed, with its parameters.
 *
 * @import {Api} from "../../client/api.js"
 * @import {Catalogue, SurfaceChoice} from "../../experiment/catalogue.js"
 * @import {Spec} from "../../experiment/spec.js"
 * @import {RaceAction} from "../race-kind.js"
 */

import { find } from "../../ui/dom.js";
import { createOwnSurface } from "./own-surface.js";
import { createPicker } from "./picker.js";
import { starts } from "../../experiment/spec.js";

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {Pick<Api, "compile">} options.api
 * @param {() => Spec} options.spec
 * @param {(action: RaceAction) => void} options.dispatch
 */
export function createSurfacePanel(root, { catalogue, api, spec, dispatch }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const own = createOwnSurface(part("own"), {
    catalogue,
    api,
    starts: () => starts(spec()),
    onSurface: (typed, restarted) => dispatch({ kind: "formula", typed, restarted }),
    onLearned: () => dispatch({ kind: "learned" }),
  });
  const picker = createPicker(part("surface"), catalogue, {
    surface: (name) => dispatch({ kind: "surface", name }),
    own: () => own.open(spec().surface),
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
