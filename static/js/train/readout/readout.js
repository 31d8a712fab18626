/**
 * The readout: how a training stands in numbers, in the legend, in the table, in a line of costs
 * and for listeners.
 *
 * @import {Player} from "../../experiment/player.js"
 * @import {Appearance} from "../appearance.js"
 * @import {StageStatus} from "../../experiment/state/stage-status.js"
 * @import {Progress} from "../training-progress.js"
 * @import {Standing} from "./training-standing.js"
 */

import { createAnnouncer } from "../../ui/announcer.js";
import { find, throttle } from "../../ui/dom.js";
import { score } from "../../ui/units.js";
import { costs } from "../chart/costs.js";
import { createTable } from "./table.js";
import { isLost, summary } from "./training-standing.js";

const PAUSE = 90;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {Progress} collaborators.progress
 * @param {{show: (run: number, standing: any) => void}} collaborators.legend
 * @param {() => string} collaborators.task
 * @param {() => number} collaborators.start  which seed is looked at
 * @param {() => void} collaborators.rate  says the same numbers elsewhere, at the same moment
 * @param {() => Appearance} collaborators.appearance
 * @param {() => StageStatus<any>} collaborators.status
 */
export function createReadout(
  root,
  { player, progress, legend, task, start, rate, appearance, status },
) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const tableHost = part("table");
  const table = createTable(tableHost);
  const announcer = createAnnouncer(part("live"), () => {
    const { step } = player.moment;
    const { training } = progress;
    if (!training || !status().fresh) return "";
    return summary(step, training.spec.epochs, progress.standings(step), task());
  });

  const show = throttle(PAUSE, () => {
    const { training } = progress;
    // Rows, table and speech are of what is wanted; another training's numbers are not theirs.
    if (!training || !status().fresh) return announcer.hush();
    const { step, length, playing } = player.moment;
    const all = progress.standings(step);
    const finished = step >= length && progress.over;
    rate();
    for (const each of all) {
      const finding = progress.finding(each.run, step, start());
      legend.show(each.run, { ...legendEntry(each, task(), finished), finding });
    }
    if (!tableHost.hidden) {
      const colors = appearance().runs.map(({ color }) => color);
      table.show(step, all, colors, task(), finished);
    }
    const networks = training.hello.entries.length;
    part("facts").textContent = costs(training.spec, progress.evaluations, step, networks);
    if (playing) announcer.hush();
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

/**
 * What the legend says of a run.
 * @param {Standing} standing
 * @param {string} task
 * @param {boolean} finished
 */
function legendEntry(standing, task, finished) {
  const { cost, train, test, lost, seeds, at } = standing;
  if (isLost(standing)) return { cost, status: "diverged", at };
  if (lost) return { cost, status: `${lost}/${seeds} diverged`, at: null, of: seeds };
  const share = test ?? train;
  if (share === null)
    return { cost, status: finished ? "finished" : "running", at: null, of: seeds };
  const names = [seeds > 1 ? "median" : "", test === null ? "" : "test"];
  const value = `${task === "regression" ? "R² " : ""}${score(task, share)}`;
  return { cost, status: [...names, value].filter(Boolean).join(" "), at: null, of: seeds };
}
