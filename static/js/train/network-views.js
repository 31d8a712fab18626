/**
 * The network views: what the networks look like after an epoch, as boundaries over the data and,
 * in a pane beside the chart, as paths on the loss landscape, weights by layer, or spread over
 * seeds.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Inks} from "../ui/theme.js"
 * @import {Appearance} from "./appearance.js"
 * @import {Snapshot} from "./boundaries/snapshots.js"
 * @import {Sample} from "./samples.js"
 * @import {Progress, Seen} from "./training-progress.js"
 * @import {ViewState} from "./view-state.js"
 */

import { find } from "../ui/dom.js";
import { createKey } from "./boundaries/key.js";
import { strideOf } from "./boundaries/snapshots.js";
import { createTiles } from "./boundaries/tiles.js";
import { createLandscapeLoader } from "./landscape/landscape-loader.js";
import { createLossLandscape } from "./landscape/loss-landscape.js";
import { createLayersView } from "./layers-view.js";
import { createSeedsView } from "./seeds-view.js";
import { seedsOf } from "./training-spec.js";

/** With so many evaluations there is a way to see on the landscape. */
const FEWEST = 3;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {Progress} collaborators.progress
 * @param {Seen} collaborators.seen
 * @param {() => ViewState} collaborators.viewState
 * @param {() => boolean} collaborators.drawn  whether the networks are of the data that are shown
 */
export function createNetworkViews(root, { player, progress, seen, viewState, drawn }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const scene = part("scene");
  const tiles = createTiles(part("tiles"), { room: () => scene.clientHeight });
  const key = createKey(part("key"));
  const landscape = createLossLandscape(part("landscape"));
  const loader = createLandscapeLoader(landscape, {
    ...{ viewState, seen },
    ready: () => progress.evaluations.counts.length >= FEWEST,
  });
  const layersView = createLayersView(part("layers"));
  const seedsView = createSeedsView(part("seeds"));
  /** @type {Appearance} */
  let appearance = { entries: [], runs: [] };
  /** Which data set's points are shown. */
  let dataset = "";
  /** The snapshot that is shown, and whether it has to be drawn anew. @type {Snapshot | null} */
  let current = null;
  let stale = true;

  const task = () => tiles.sample?.task ?? "binary";

  /** Whether the networks were trained on data like those that are shown. */
  const alike = () => {
    const { sample } = tiles;
    const { spec } = progress.training ?? {};
    if (!drawn() || !sample || !spec || spec.dataset.name !== dataset) return false;
    const { layers } = spec.network;
    return layers[0] === sample.features.length && layers.at(-1) === sample.outputs;
  };

  /** @param {Snapshot} snapshot */
  const draw = (snapshot) => {
    const { training } = progress;
    if (!training) return;
    const { pane } = viewState();
    tiles.draw(snapshot, alike());
    const { network, runs } = training.spec;
    const labels = runs.map(({ label }) => label);
    if (pane === "layers") layersView.draw(snapshot, network.layers, appearance.runs, labels);
    if (pane === "seeds") seedsView.draw(snapshot, labels, appearance.runs, task());
  };

  /** Say how good networks are now; pictures may lag behind, and come from fewer epochs. */
  const rate = () => {
    const { training } = progress;
    if (!training) return;
    // Scores of other data than those that are shown would be taken for theirs.
    if (!drawn()) return tiles.rate(() => null, "");
    const { start } = viewState();
    const { entries } = training.hello;
    const evaluation = progress.evaluationAt(player.moment.step);
    const seeds = seedsOf(training.spec);
    tiles.rate(
      (run) => {
        const entry = entries.findIndex((each) => each.run === run && (each.start ?? 0) === start);
        return {
          train: progress.scoreOf(entry, "train_accuracy", evaluation),
          test: progress.scoreOf(entry, "test_accuracy", evaluation),
        };
      },
      seeds.length > 1 ? `seed ${seeds[start]}: ` : "",
    );
  };

  const unsubscribe = progress.subscribe((news) => {
    if (news === "snapshot") stale = true;
    else loader.soon();
  });

  return {
    tiles,
    task,
    rate,
    /** Another training. */
    begin() {
      const { training } = progress;
      if (!training) return;
      loader.begin(training.hello.id);
      part("seeds-tab").hidden = seedsOf(training.spec).length < 2;
    },
    /** @param {Sample} sample @param {string} name of the data set @param {boolean} dark */
    learnFrom(sample, name, dark) {
      dataset = name;
      tiles.learnFrom(sample);
      key.show(sample, dark);
      stale = true;
    },
    /**
     * @param {Appearance} next
     * @param {readonly {label: string}[]} runs
     * @param {Inks} inks
     */
    dress(next, runs, inks) {
      appearance = next;
      const visible = runs.flatMap(({ label }, run) =>
        next.runs[run]?.visible ? [{ run, label, style: next.runs[run] }] : [],
      );
      tiles.show(visible, inks);
      key.show(tiles.sample, inks.dark);
      landscape.dress(next.runs, inks);
      stale = true;
    },
    /** Whether they are shown may have changed. */
    redraw() {
      stale = true;
    },
    /** Something else is looked at. */
    applyState() {
      stale = true;
      loader.applyState();
    },
    /** See that snapshots come, and draw what has changed; called on every animation frame. */
    frame() {
      const { training, snapshots, evaluationAt } = progress;
      if (!training) return;
      const { step, playing, speed, length, available } = player.moment;
      const { start, pane } = viewState();
      const now = evaluationAt(step);
      // While time runs fast, not every snapshot can be fetched: those on a stride are.
      const stride = playing ? strideOf(speed, length, training.spec.evaluations) : 0;
      const wanted = stride ? now - (now % stride) : now;
      if (training.history.rows)
        snapshots.want(wanted, start, { last: evaluationAt(available), stride });
      if (pane === "landscape") landscape.draw(now);
      const snapshot = snapshots.at(now, start);
      if (!snapshot || (snapshot === current && !stale)) return;
      [current, stale] = [snapshot, false];
      draw(snapshot);
    },
    /** The training has ended. */
    end: loader.end,
    destroy() {
      unsubscribe();
      loader.destroy();
      landscape.destroy();
      tiles.destroy();
    },
  };
}
