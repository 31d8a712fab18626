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
  /** @type {{race: import("./view.js").Race | null, picture: string}} */
  let pictured = { race: null, picture: "" };
  /** What it is raced on, and by whom. */
  const told = () => {
    if (!view.race) return null;
    const { runs, surface: choice } = view.race.spec;
    const place = isTyped(choice) ? choice.expression : catalogue.surface(choice).title;
    return { place, names: runs.map(({ label }) => label).join(", ") };
  };
  return {
    current: () => view.race,
    styles: () => view.styles,
    title() {
      const now = told();
      return now ? `${now.names} on ${now.place}` : "Optimizers racing";
    },
    brief() {
      const now = told();
      return now ? `${now.place}: ${now.names}` : "";
    },
    name() {
      if (!view.race) return "";
      const { surface: choice } = view.race.spec;
      return isTyped(choice) ? "own" : choice.name;
    },
    async thumbnail() {
      const { race, stage } = view;
      if (!race || race === pictured.race) return pictured.picture;
      await stage.settled();
      // The contour of another surface may have come meanwhile.
      const { name } = catalogue.surface(race.spec.surface);
      if (race !== view.race || (stage.places && stage.places.name !== name)) return "";
      const picture = thumbnailOf(race, view.styles, stage.view, stage.field);
      pictured = { race, picture };
      return picture;
    },
    pictures: { surface, curves },
    scene,
  };
}
