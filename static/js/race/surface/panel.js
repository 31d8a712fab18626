/**
 * The surface panel: what is raced on, picked from the catalogue or typed, with its parameters.
 *
 * @import {Api} from "../../client/api.js"
 * @import {Catalogue, SurfaceChoice} from "../../experiment/catalogue.js"
 * @import {Spec} from "../../experiment/spec.js"
 */

import { find } from "../../ui/dom.js";
import { createOwnSurface } from "./own-surface.js";
import { createPicker } from "./picker.js";
import { onTyped, withParameter, withSurface } from "../../experiment/spec.js";

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {Pick<Api, "compile">} options.api
 * @param {() => Spec} options.spec
 * @param {(spec: Spec, settled: boolean) => void} options.onEdit
 * @param {() => void} options.onLearned  more is known of the surface on stage
 */
export function createSurfacePanel(root, { catalogue, api, spec, onEdit, onLearned }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const picker = createPicker(part("surface"), catalogue, {
    surface: (name) => onEdit(withSurface(spec(), name, catalogue), true),
    own: () => own.open(spec().surface),
    parameter: (name, value, settled) => onEdit(withParameter(spec(), name, value), settled),
  });
  const own = createOwnSurface(part("own"), {
    catalogue,
    api,
    onSurface: (typed) => onEdit(onTyped(spec(), typed, catalogue), true),
    onLearned,
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
