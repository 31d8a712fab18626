/**
 * Sharing: everything by which a training leaves the page, such as its link, a picture or a slide.
 *
 * @import {Api} from "../client/api.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {ViewState} from "./view-state.js"
 * @import {createTrainingView} from "./view.js"
 */

import { isEmbedded, mountEmbed } from "../share/embed.js";
import { mountExport } from "../share/export-dialog.js";
import { mountShare } from "../share/share-dialog.js";
import { linkTo } from "../experiment/snippets.js";
import { trainingFigures } from "./figures.js";

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Api} collaborators.api
 * @param {string} [collaborators.ancestors]
 * @param {TrainingCatalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {ReturnType<typeof createTrainingView>} collaborators.view
 * @param {() => ViewState} collaborators.viewState
 * @param {(run: number) => void} collaborators.toggle
 */
export function mountSharing(
  root,
  { api, ancestors = "'self'", catalogue, player, theme, view, viewState, toggle },
) {
  const figures = trainingFigures({ catalogue, player, theme, view, viewState });
  const title = () => {
    if (!view.training) return "Networks in training";
    const { runs, dataset } = view.training.spec;
    return `${runs.map(({ label }) => label).join(", ")} on ${catalogue.dataset(dataset.name).title.toLowerCase()}`;
  };
  const undos = [
    mountShare({
      link: (options) => linkTo(window.location.href, window.location.hash.slice(1), options),
      ...{ title, ancestors },
    }),
    mountExport({
      ...{ base: api.base, player, code: api.code, scene: figures.scene },
      experiment: () => view.training && { id: view.training.hello.id, spec: view.training.spec },
      name: () => view.training?.spec.dataset.name ?? "",
      pictures: { boundaries: figures.boundaries, curves: figures.curves },
    }),
  ];
  // The strip of an embedded page asks for a race; a training names its runs and entries alike.
  const cast = /** @type {any} */ ({
    get race() {
      return view.training;
    },
    get styles() {
      return view.styles;
    },
  });
  const embed = isEmbedded() ? mountEmbed(root, { view: cast, player, toggle }) : null;
  return {
    /** Another training, or other runs that are shown. */
    show: () => embed?.show(),
    destroy: () => undos.forEach((undo) => undo()),
  };
}
