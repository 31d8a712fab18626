/**
 * What of a race leaves the page: its title, its pictures and its runs, for links, exports and
 * embedded pages.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Subject} from "../share/sharing.js"
 * @import {createRaceView} from "./view.js"
 * @import {Theme} from "../ui/theme.js"
 */

import { raceFigures } from "./figures.js";

/**
 * @param {object} collaborators
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {ReturnType<typeof createRaceView>} collaborators.view
 * @param {ReturnType<typeof import("./surface-views.js").mountViews>} collaborators.views
 * @returns {Subject}
 */
export function raceSubject({ catalogue, player, theme, view, views }) {
  const { surface, curves, scene } = raceFigures({ catalogue, player, theme, view, views });
  return {
    current: () => view.race,
    styles: () => view.styles,
    title() {
      if (!view.race) return "Optimizers racing";
      const { runs, surface: choice } = view.race.spec;
      const names = runs.map(({ label }) => label).join(", ");
      return `${names} on ${catalogue.surface(choice).title}`;
    },
    name: () => (view.race ? catalogue.surface(view.race.spec.surface).name : ""),
    pictures: { surface, curves },
    scene,
  };
}
