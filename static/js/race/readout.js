/**
 * The readout: how a race stands in numbers, in the legend, in the table and for listeners.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Surface} from "../experiment/catalogue.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Ending} from "../runs/endings.js"
 * @import {StageStatus} from "../experiment/state/stage-status.js"
 * @import {Race} from "./view.js"
 */

import { standing, summary, together } from "../runs/standing.js";
import { createAnnouncer } from "../ui/announcer.js";
import { find, throttle } from "../ui/dom.js";
import { createTable } from "./table.js";

const PAUSE = 90;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {ReturnType<typeof import("../runs/legend.js").createLegend>} collaborators.legend
 * @param {() => Race | null} collaborators.race
 * @param {() => Surface | null} collaborators.surface
 * @param {() => LineStyle[]} collaborators.styles  by entry
 * @param {() => ReadonlyMap<number, Ending>} collaborators.ends  by entry, of those that
 *   stopped before the race did
 * @param {() => StageStatus<any>} collaborators.status
 */
export function createReadout(root, { player, legend, race, surface, styles, ends, status }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const tableHost = part("table");
  const table = createTable(tableHost);

  /** @param {Race} of */
  const standings = ({ history, hello }) => {
    const { step } = player.moment;
    const minima = surface()?.minima ?? [];
    return history.tracks.map((track, entry) => ({
      ...hello.entries[entry],
      entry,
      standing: standing(track, step, history.steps, ends().get(entry), minima),
    }));
  };
  const announcer = createAnnouncer(part("live"), () => {
    const of = race();
    return of && status().fresh ? summary(player.moment.step, of.history.steps, standings(of)) : "";
  });

  const show = throttle(PAUSE, () => {
    const of = race();
    // Rows, table and speech are of what is wanted; another race's numbers are not theirs.
    if (!of || !status().fresh) return announcer.hush();
    const all = standings(of);
    for (const [run, numbers] of together(all)) legend.show(run, numbers);
    if (!tableHost.hidden) {
      const rows = all.map(({ label, start, entry, standing: numbers }) => ({
        label: start > 0 ? `${label}, start ${start + 1}` : label,
        color: styles()[entry].color,
        standing: numbers,
      }));
      table.show(player.moment.step, rows);
    }
    if (player.moment.playing) announcer.hush();
    else announcer.rest();
  });

  return {
    show,
    destroy() {
      show.cancel();
      announcer.destroy();
    },
  };
}
