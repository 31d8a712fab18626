/**
 * The controls: everything that can be set for all runs, data, network and settings, and what the
 * server finds wrong with it.
 *
 * @import {TrainingCatalogue} from "../training-catalogue.js"
 * @import {CommonAction} from "../../experiment/state/page-state.js"
 * @import {TrainingAction} from "../training-kind.js"
 * @import {TrainingSpec} from "../training-spec.js"
 * @import {ViewState} from "../view-state.js"
 * @typedef {(action: TrainingAction | CommonAction<TrainingSpec, ViewState>) => void} Dispatch
 */

import { find } from "../../ui/dom.js";
import { createDataPanel } from "./data.js";
import { Fields } from "./fields.js";
import { createNetworkPanel } from "./network.js";
import { createSettings } from "./settings.js";

/**
 * @param {HTMLElement} root
 * @param {{catalogue: TrainingCatalogue, spec: () => TrainingSpec, dispatch: Dispatch}} options
 */
export function createControls(root, options) {
  const fields = new Fields();
  const parts = { ...options, fields };
  const data = createDataPanel(root, parts);
  const network = createNetworkPanel(root, parts);
  const settings = createSettings(find(root, '[data-part="settings"]', HTMLElement), parts);
  return {
    /** @param {TrainingSpec} spec */
    show(spec) {
      for (const panel of [data, network, settings]) panel.show(spec);
    },
    /**
     * Say what is wrong at the field it is about; whether there is one. An empty path takes
     * everything back.
     * @param {string} path
     * @param {string} text
     */
    complain: (path, text) => fields.complain(path, text),
    /** Say what a data set has brought with it. */
    suggest: data.suggest,
    destroy: data.destroy,
  };
}
