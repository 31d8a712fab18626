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

import { isTyped } from "../client/typed-surface.js";
import { raceFigures } from "./figures.js";
import { thumbnailOf } from "./thumbnail.js";

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
      return `${names} on ${isTyped(choice) ? choice.expression : catalogue.surface(choice).title}`;
    },
    name() {
      if (!view.race) return "";
      const { surface: choice } = view.race.spec;
      return isTyped(choice) ? "own" : choice.name;
    },
    thumbnail() {
      const { stage, race } = view;
      return race ? thumbnailOf(race, view.styles, stage.view, stage.field) : "";
    },
    pictures: { surface, curves },
    scene,
  };
}
