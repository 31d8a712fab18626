/**
 * What of a training leaves the page: its title, its pictures and its runs, for links, exports and
 * embedded pages.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Subject} from "../share/sharing.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {ViewState} from "./view-state.js"
 * @import {createTrainingView} from "./view.js"
 */

import { trainingFigures } from "./figures.js";
import { thumbnailOf } from "./thumbnail.js";

/**
 * @param {object} collaborators
 * @param {TrainingCatalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {ReturnType<typeof createTrainingView>} collaborators.view
 * @param {() => ViewState} collaborators.viewState
 * @returns {Subject}
 */
export function trainingSubject({ catalogue, player, theme, view, viewState }) {
  const { boundaries, curves, scene } = trainingFigures({
    catalogue,
    player,
    theme,
    view,
    viewState,
  });
  return {
    current: () => view.training,
    styles: () => view.styles,
    title() {
      if (!view.training) return "Networks in training";
      const { runs, dataset } = view.training.spec;
      const names = runs.map(({ label }) => label).join(", ");
      return `${names} on ${catalogue.dataset(dataset.name).title.toLowerCase()}`;
    },
    name: () => view.training?.spec.dataset.name ?? "",
    brief() {
      if (!view.training) return "";
      const { runs, dataset, network } = view.training.spec;
      const place = `${catalogue.dataset(dataset.name).title}, ${network.layers.join("–")}`;
      return `${place}: ${runs.map(({ label }) => label).join(", ")}`;
    },
    thumbnail: async () => (view.training ? thumbnailOf(theme.inks().paper) : ""),
    pictures: { boundaries, curves },
    scene,
  };
}
