/**
 * The training view: one training after one epoch, as networks, as curves and in numbers.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {StageStatus} from "../experiment/state/stage-status.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {Sample} from "./samples.js"
 * @import {Appearance} from "./appearance.js"
 * @import {Seen, Training} from "./training-progress.js"
 * @import {ViewState} from "./view-state.js"
 */

import { plain } from "../experiment/run-display.js";
import { NOTHING } from "../experiment/state/stage-status.js";
import { Spotlight } from "../experiment/spotlight.js";
import { createChart } from "../plot/chart/chart.js";
import { find } from "../ui/dom.js";
import { COMPONENTS } from "./boundaries/data-plane.js";
import { appearanceOf } from "./appearance.js";
import { plotOf } from "./chart/training-plot.js";
import { createNetworkViews } from "./network-views.js";
import { createReadout } from "./readout/readout.js";
import { createProgress } from "./training-progress.js";

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {{show: (run: number, standing: any) => void}} collaborators.legend
 * @param {Seen} collaborators.seen
 * @param {() => ViewState} collaborators.viewState
 * @param {() => readonly import("./pins.js").Pin[]} collaborators.pins  trainings to compare with
 */
export function createTrainingView(root, { player, theme, legend, seen, viewState, pins }) {
  let display = plain();
  /** Whose training is drawn. @type {StageStatus<any>} */
  let status = NOTHING;
  /** @type {Appearance} */
  let appearance = { entries: [], runs: [] };
  const spotlight = new Spotlight();
  const progress = createProgress(seen, () => viewState().features ?? COMPONENTS);
  const chart = createChart(find(root, '[data-part="chart"]', HTMLElement), {
    onScrub(epoch) {
      player.pause();
      player.seek(epoch);
    },
  });
  const networks = createNetworkViews(root, {
    ...{ player, progress, seen, viewState },
    drawn: () => status.picture !== "none",
  });
  const { task } = networks;
  const readout = createReadout(root, {
    ...{ player, progress, legend, task },
    appearance: () => appearance,
    start: () => viewState().start,
    rate: networks.rate,
    status: () => status,
  });

  /** Curves for what is looked at. */
  const plot = () => {
    const { training, epochs, evaluations } = progress;
    if (!training || !epochs) return;
    const { spec, hello, history } = training;
    const { last, start } = viewState();
    const source = {
      ...{ spec, history, epochs, evaluations, last, start },
      ...{ task: task(), entries: hello.entries, styles: appearance.entries },
    };
    const colors = appearance.runs.map(({ color }) => color);
    chart.load(plotOf(source, viewState(), pins(), { dark: theme.dark(), colors }));
  };

  const dress = () => {
    const inks = theme.inks();
    const { spec, hello } = progress.training ?? {};
    const cast = { runs: spec?.runs ?? [], entries: hello?.entries ?? [], display };
    appearance = appearanceOf(cast, inks.dark, spotlight.run);
    networks.dress(appearance, cast.runs, inks);
    chart.dress(inks);
    plot();
    readout.show();
  };

  const undos = [
    theme.subscribe(dress),
    spotlight.subscribe(dress),
    player.subscribe(() => readout.show()),
    progress.subscribe((news) => {
      if (news === "evaluations") chart.grew();
      readout.show();
    }),
  ];

  return {
    spotlight,
    chart,
    tiles: networks.tiles,
    task,
    get training() {
      return progress.training;
    },
    /** By entry. */
    get styles() {
      return appearance.entries;
    },
    get runStyles() {
      return appearance.runs;
    },
    /** @param {StageStatus<any>} next */
    judge(next) {
      const same = next.picture === status.picture;
      status = next;
      readout.show();
      if (!same) networks.redraw();
    },
    /** @param {Training} next @param {RunDisplay} runs */
    load(next, runs) {
      display = runs;
      progress.load(next);
      networks.begin();
      dress();
    },
    /** A snapshot that came by itself. */
    keep: progress.keep,
    /** @param {Sample} sample @param {string} name of the data set */
    learnFrom(sample, name) {
      networks.learnFrom(sample, name, theme.dark());
      plot();
    },
    /** More rows have come, or news of a run. */
    grew() {
      progress.grew();
      chart.grew();
      readout.show();
    },
    /** The training has ended, one way or another. */
    end() {
      progress.end();
      networks.end();
      readout.show();
    },
    /** @param {RunDisplay} runs */
    hide(runs) {
      display = runs;
      dress();
    },
    dress,
    /** Other trainings are pinned, or more has come of them. */
    plot,
    /** Something else is looked at. */
    applyState() {
      progress.look();
      plot();
      networks.applyState();
      readout.show();
    },
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!progress.training) return;
      const { step, playing } = player.moment;
      // The player shows whole epochs; its curves go on between them while it plays.
      chart.draw(playing ? player.position : step);
      networks.frame();
    },
    refresh: readout.show,
    destroy() {
      for (const undo of undos) undo();
      readout.destroy();
      networks.destroy();
      progress.destroy();
      chart.destroy();
    },
  };
}
