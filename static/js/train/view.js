/**
 * The training view: one training after one epoch, in boundaries, chart, panes, legend, table and
 * for listeners.
 *
 * @import {History} from "../client/history.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Player} from "../experiment/player.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {Hello, StreamEvent} from "../client/stream.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {Sample} from "./samples.js"
 * @import {Snapshot} from "./boundaries/snapshots.js"
 * @import {ViewState} from "./view-state.js"
 * @import {TrainingSpec} from "./training-spec.js"
 * @typedef {object} Training
 * @property {History} history
 * @property {Hello} hello
 * @property {TrainingSpec & {evaluations: number}} spec  complete, as the server has it
 * @property {StreamEvent[]} events
 */

import { find, throttle } from "../ui/dom.js";
import { lineStyles, spotlitStyles } from "../experiment/line-styles.js";
import { plain } from "../experiment/run-display.js";
import { createSpeaker } from "../ui/announcer.js";
import { Spotlight } from "../experiment/spotlight.js";
import { endings } from "../runs/standing.js";
import { createChart } from "../plot/chart/chart.js";
import { costs } from "./chart/costs.js";
import { Epochs } from "./chart/epochs.js";
import { createEvaluations } from "./chart/evaluations.js";
import { createKey } from "./boundaries/key.js";
import { createLayersView } from "./layers-view.js";
import { createPlane } from "./landscape/loss-landscape.js";
import { plotOf } from "./chart/plotting.js";
import { upTo } from "./chart/search.js";
import { createSeedsView } from "./seeds-view.js";
import { createSnapshots, strideOf } from "./boundaries/snapshots.js";
import { batchesOf, seedsOf } from "./training-spec.js";
import { isLost, standings, summary } from "./training-standing.js";
import { createSurvey } from "./landscape/landscape-loader.js";
import { createTable } from "./table.js";
import { createTiles } from "./boundaries/tiles.js";
import { score } from "../ui/units.js";

const NUMBERS_PAUSE = 90;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {{show: (run: number, standing: any) => void}} collaborators.legend
 * @param {(id: string, what: string, query?: Record<string, string | number>) => Promise<any>}
 *   collaborators.seen
 * @param {() => ViewState} collaborators.viewState
 * @param {() => readonly import("./pins.js").Pin[]} collaborators.pins  trainings to compare with
 */
export function createTrainingView(root, { player, theme, legend, seen, viewState, pins }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const scene = part("scene");
  const tiles = createTiles(part("tiles"), { room: () => scene.clientHeight });
  const chart = createChart(part("chart"), {
    onScrub(epoch) {
      player.pause();
      player.seek(epoch);
    },
  });
  const plane = createPlane(part("landscape"));
  const survey = createSurvey(plane, {
    viewState,
    seen,
    ready: () => evaluations.counts.length > 2,
  });
  const layersView = createLayersView(part("layers"));
  const seedsView = createSeedsView(part("seeds"));
  const key = createKey(part("key"));
  const table = createTable(part("table"));
  const spotlight = new Spotlight();
  const snapshots = createSnapshots({ onSnapshot: () => (fresh = true), onProblem: () => {} });
  const evaluations = createEvaluations({
    onReport() {
      chart.grew();
      numbers();
      survey.soon();
    },
  });
  const speaker = createSpeaker(part("live"), () =>
    training ? summary(player.moment.step, training.spec.epochs, standing(), task()) : "",
  );
  /** @type {Training | null} */
  let training = null;
  /** @type {Epochs | null} */
  let epochs = null;
  let display = plain();
  /** @type {LineStyle[]} by entry */
  let styles = [];
  /** @type {LineStyle[]} while one run is looked at */
  let spotlit = [];
  /** @type {LineStyle[]} by run */
  let runStyles = [];
  let marks = endings([]);
  let [fresh, over] = [true, false];
  /** Which data set's points are shown. */
  let data = "";
  /** @type {number[]} epochs done by each evaluation, of those there will be */
  let counts = [];
  /** @type {Snapshot | null} */
  let drawn = null;

  /** Whether the networks were trained on data like those that are shown. */
  const alike = () => {
    const { layers } = training?.spec.network ?? { layers: [] };
    const { features, outputs } = tiles.sample ?? { features: [], outputs: 0 };
    return (
      training?.spec.dataset.name === data &&
      layers[0] === features.length &&
      layers.at(-1) === outputs
    );
  };
  const task = () => tiles.sample?.task ?? "binary";

  /** The evaluation that shows how things stand after so many epochs. @param {number} epoch */
  const evaluationAt = (epoch) => upTo(counts.length, (row) => counts[row], epoch) - 1;

  const standing = () => {
    if (!training || !epochs) return [];
    const { step } = player.moment;
    const source = {
      entries: training.hello.entries,
      epochs,
      rated: evaluations.runs,
      endings: marks,
    };
    return standings(source, step, evaluationAt(step), step * batchesOf(training.spec));
  };

  const numbers = throttle(NUMBERS_PAUSE, () => {
    if (!training) return;
    const { step, length, playing } = player.moment;
    const all = standing();
    const finished = step >= length && over;
    for (const each of all) {
      const lost = isLost(each);
      const told = each.test ?? each.train;
      const words = told === null ? (finished ? "finished" : "running") : score(task(), told);
      legend.show(each.run, {
        cost: each.cost,
        status: lost ? "diverged" : each.lost ? `${each.lost}/${each.seeds} diverged` : words,
        at: lost ? each.at : null,
      });
    }
    if (!part("table").hidden)
      table.show(
        step,
        all,
        runStyles.map(({ color }) => color),
        task(),
        finished,
      );
    part("facts").textContent = costs(
      training.spec,
      evaluations,
      step,
      training.hello.entries.length,
    );
    if (playing) speaker.hush();
    else speaker.rest();
  });

  /** Curves for what is looked at. */
  const plot = () => {
    if (!training || !epochs) return;
    const { spec, hello, history } = training;
    const { last, start } = viewState();
    const source = {
      spec,
      task: task(),
      history,
      epochs,
      evaluations,
      entries: hello.entries,
      styles: spotlit,
      last,
      start,
    };
    const colors = runStyles.map(({ color }) => color);
    chart.load(plotOf(source, viewState(), pins(), { dark: theme.dark(), colors }));
  };

  const dress = () => {
    const inks = theme.inks();
    const cast = {
      runs: training?.spec.runs ?? [],
      entries: training?.hello.entries ?? [],
      display,
    };
    styles = lineStyles(cast, inks.dark);
    spotlit = spotlitStyles(styles, cast, spotlight.run);
    runStyles = cast.runs.map(
      (_, run) => spotlit[cast.entries.findIndex((entry) => entry.run === run)],
    );
    tiles.show(
      cast.runs.flatMap(({ label }, run) =>
        runStyles[run]?.visible ? [{ run, label, style: runStyles[run] }] : [],
      ),
      inks,
    );
    chart.dress(inks);
    key.show(tiles.sample, inks.dark);
    plane.dress(runStyles, inks);
    plot();
    fresh = true;
    numbers();
  };
  const undos = [
    theme.subscribe(dress),
    spotlight.subscribe(dress),
    player.subscribe(() => numbers()),
  ];

  return {
    spotlight,
    tiles,
    get training() {
      return training;
    },
    get styles() {
      return styles;
    },
    get runStyles() {
      return runStyles;
    },
    get chart() {
      return chart;
    },
    get snapshot() {
      return snapshots.at(evaluationAt(player.moment.step), viewState().start);
    },
    standing,
    task,
    /** @param {Training} next @param {RunDisplay} runs */
    load(next, runs) {
      [training, display, over] = [next, runs, false];
      const { spec, hello } = next;
      epochs = new Epochs({
        ...{ samples: spec.dataset.samples, batch: spec.batch_size },
        ...{ epochs: spec.epochs, entries: hello.entries.length },
      });
      counts = [
        0,
        ...Array.from({ length: spec.evaluations }, (_, k) =>
          Math.ceil((spec.epochs * (k + 1)) / spec.evaluations),
        ),
      ];
      marks = endings(next.events);
      snapshots.begin((index, start) => seen(hello.id, `snapshots/${index}`, { start }));
      evaluations.begin((since) => seen(hello.id, "evaluations", { since }));
      survey.begin(hello.id);
      part("seeds-tab").hidden = seedsOf(spec).length < 2;
      dress();
    },
    /** A snapshot that came by itself. */
    keep: snapshots.keep,
    /** @param {Sample} sample @param {string} name of the data set */
    learnFrom(sample, name) {
      data = name;
      tiles.learnFrom(sample);
      key.show(sample, theme.dark());
      plot();
      fresh = true;
    },
    grew() {
      if (!training || !epochs) return;
      marks = endings(training.events);
      epochs.grow(training.history);
      evaluations.grew();
      chart.grew();
      numbers();
    },
    /** The training has ended, one way or another. */
    end() {
      over = true;
      snapshots.retry();
      evaluations.end();
      survey.end();
      numbers();
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
      plot();
      fresh = true;
      survey.applyState();
      numbers();
    },
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!training) return;
      const { step, playing, speed, length } = player.moment;
      chart.draw(playing ? player.position : step);
      const now = evaluationAt(step);
      const { start, pane } = viewState();
      const stride = playing ? strideOf(speed, length, training.spec.evaluations) : 0;
      const wanted = stride ? now - (now % stride) : now;
      if (training.history.rows)
        snapshots.want(wanted, start, { last: evaluationAt(player.moment.available), stride });
      if (pane === "landscape") plane.draw(now);
      const snapshot = snapshots.at(now, start);
      if (!snapshot || (snapshot === drawn && !fresh)) return;
      [drawn, fresh] = [snapshot, false];
      const scores = new Map(
        snapshot.runs
          .filter((each) => each.start === start)
          .map(({ run, train_accuracy: train, test_accuracy: test }) => [run, { train, test }]),
      );
      tiles.draw(snapshot, (run) => scores.get(run) ?? { train: null, test: null }, alike());
      const labels = training.spec.runs.map(({ label }) => label);
      if (pane === "layers")
        layersView.draw(snapshot, training.spec.network.layers, runStyles, labels);
      if (pane === "seeds") seedsView.draw(snapshot, labels, runStyles, task());
    },
    refresh: numbers,
    destroy() {
      for (const undo of undos) undo();
      numbers.cancel();
      survey.destroy();
      speaker.destroy();
      evaluations.destroy();
      chart.destroy();
      plane.destroy();
      tiles.destroy();
    },
  };
}
