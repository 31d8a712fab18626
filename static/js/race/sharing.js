/**
 * Sharing: everything by which a race leaves the page, such as its link, a picture or a slide.
 *
 * @import {Api} from "../client/api.js"
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Player} from "../experiment/player.js"
 * @import {createRaceView} from "./view.js"
 * @import {Theme} from "../ui/theme.js"
 */

import { isEmbedded, mountEmbed } from "../share/embed.js";
import { mountExport } from "../share/export-dialog.js";
import { raceFigures } from "./figures.js";
import { mountShare } from "../share/share-dialog.js";
import { linkTo } from "../experiment/snippets.js";

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Api} collaborators.api
 * @param {string} [collaborators.ancestors]
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {ReturnType<typeof createRaceView>} collaborators.view
 * @param {ReturnType<typeof import("./surface-views.js").mountViews>} collaborators.views
 * @param {(run: number) => void} collaborators.toggle
 */
export function mountSharing(
  root,
  { api, ancestors = "'self'", catalogue, player, theme, view, views, toggle },
) {
  const title = () => {
    const { race } = view;
    if (!race) return "Optimizers racing";
    const names = race.spec.runs.map(({ label }) => label).join(", ");
    return `${names} on ${catalogue.surface(race.spec.surface).title}`;
  };
  const figures = raceFigures({ catalogue, player, theme, view, views });
  const undos = [
    mountShare({
      link: (options) => linkTo(window.location.href, window.location.hash.slice(1), options),
      title,
      ancestors,
    }),
    mountExport({
      base: api.base,
      player,
      experiment: () => view.race && { id: view.race.hello.id, spec: view.race.spec },
      name: () => (view.race ? catalogue.surface(view.race.spec.surface).name : ""),
      code: api.code,
      pictures: { surface: figures.surface, curves: figures.curves },
      scene: figures.scene,
    }),
  ];
  const embed = isEmbedded() ? mountEmbed(root, { view, player, toggle }) : null;
  return {
    /** Another race, or other runs that are shown. */
    show: () => embed?.show(),
    destroy: () => undos.forEach((undo) => undo()),
  };
}
