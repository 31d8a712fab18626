/**
 * The training view: one training after one epoch, in boundaries, chart, panes, legend, table and for listeners.
 *
 * @import {History} from "../history.js"
 * @import {Look} from "../overlay.js"
 * @import {Player} from "../player.js"
 * @import {Roster} from "../roster.js"
 * @import {Hello, StreamEvent} from "../stream.js"
 * @import {Theme} from "../theme.js"
 * @import {Sample} from "./samples.js"
 * @import {Snapshot} from "./snapshots.js"
 * @import {Sight} from "./sight.js"
 * @import {TrainingSpec} from "./spec.js"
 * @typedef {object} Training
 * @property {History} history
 * @property {Hello} hello
 * @property {TrainingSpec & {evaluations: number}} spec  complete, as the server has it
 * @property {StreamEvent[]} events
 */

import { find, throttle } from "../dom.js";
import { looksOf, litLooks } from "../dressing.js";
import { number } from "../format.js";
import { plain } from "../roster.js";
import { createSpeaker } from "../speaker.js";
import { Spotlight } from "../spotlight.js";
import { endings } from "../standing.js";
import { axisOf, secondsAt } from "./axes.js";
import { createChart } from "./chart.js";
import { Epochs } from "./epochs.js";
import { createEvaluations } from "./evaluations.js";
import { createKey } from "./key.js";
import { createLayersView } from "./layers-view.js";
import { ghosts, measureOf } from "./measures.js";
import { letter } from "./pins.js";
import { createPlane } from "./plane.js";
import { createSeedsView } from "./seeds-view.js";
import { createSnapshots, strideOf } from "./snapshots.js";
import { batchesOf, seedsOf } from "./spec.js";
import { isLost, standings, summary } from "./standing.js";
import { createTable } from "./table.js";
import { createTiles } from "./tiles.js";
import { compact, duration, score, scoreName } from "./words.js";

const NUMBERS_PAUSE = 90;
const LANDSCAPE_PAUSE = 2500;
/** Of the landscape, on a side. */
const POINTS = 41;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {{show: (run: number, standing: any) => void}} collaborators.legend
 * @param {(id: string, what: string, query?: Record<string, string | number>) => Promise<any>} collaborators.seen
 * @param {() => Sight} collaborators.sight
 * @param {() => readonly import("./pins.js").Pin[]} collaborators.pins  trainings to compare with
 */
export function createTrainingView(root, { player, theme, legend, seen, sight, pins }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const scene = part("scene");
  const tiles = createTiles(part("tiles"), { room: () => scene.clientHeight });
  const chart = createChart(part("chart"), {
    onScrub(epoch) {
      player.pause();
      player.seek(epoch);
    },
    onPoint: (epoch, x) => point(epoch, x),
  });
  const tip = part("tip");
  const plane = createPlane(part("landscape"));
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
      surveyed();
    },
  });
  const speaker = createSpeaker(part("live"), () =>
    training ? summary(player.moment.step, training.spec.epochs, standing(), task()) : "",
  );
  /** @type {Training | null} */
  let training = null;
  /** @type {Epochs | null} */
  let epochs = null;
  let roster = plain();
  /** @type {Look[]} by entry */
  let looks = [];
  /** @type {Look[]} while one run is looked at */
  let lit = [];
  /** @type {Look[]} by run */
  let worn = [];
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
    return training?.spec.dataset.name === data && layers[0] === features.length && layers.at(-1) === outputs;
  };
  const task = () => tiles.sample?.task ?? "binary";

  /** The evaluation that shows how things stand after so many epochs. @param {number} epoch */
  const evaluationAt = (epoch) => {
    let [low, high] = [0, counts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (counts[middle] <= epoch) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const standing = () => {
    if (!training || !epochs) return [];
    const { step } = player.moment;
    const source = { entries: training.hello.entries, epochs, rated: evaluations.runs, endings: marks };
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
    if (!part("table").hidden) table.show(step, all, worn.map(({ color }) => color), task(), finished);
    facts(training, step);
    if (playing) speaker.hush();
    else speaker.rest();
  });

  /** What it costs: steps, examples and seconds. @type {(of: Training, epoch: number) => void} */
  const facts = ({ spec, hello }, epoch) => {
    const seconds = secondsAt(evaluations, epoch);
    const pace = evaluations.counts.length > 1 ? (evaluations.elapsed.at(-1) ?? 0) / (evaluations.counts.at(-1) ?? 1) : NaN;
    const each = hello.entries.length;
    part("facts").textContent = [
      `${compact(epoch * batchesOf(spec))} gradients a run`,
      `${compact(epoch * spec.dataset.samples)} examples seen`,
      `${duration(seconds)} of training`,
      `${duration(pace)} an epoch for ${each === 1 ? "one network" : `all ${each} networks`}`,
    ].join(" · ");
  };

  /** @param {number | null} epoch @param {number} x */
  const point = (epoch, x) => {
    const { plot } = chart;
    if (epoch === null || !plot || !training) {
      tip.hidden = true;
      return;
    }
    const until = Math.min(epoch, player.moment.playing ? player.position : player.moment.step);
    const rows = plot.curves.filter(({ label }) => label).flatMap(({ label, count, read }) => {
      const row = count(until) - 1;
      return row < 0 ? [] : [`${label} ${plot.format(read(row)) === "–" ? "–" : number(read(row), 3)}`];
    });
    tip.textContent = [`epoch ${Math.floor(until).toLocaleString("en-US")}`, ...rows.slice(0, 9)].join("\n");
    tip.hidden = rows.length === 0;
    const host = part("chart");
    tip.style.left = `${Math.min(x + 12, host.clientWidth - tip.offsetWidth - 4)}px`;
  };

  /** Curves for what is looked at. */
  const plot = () => {
    if (!training || !epochs) return;
    const { spec, hello, history } = training;
    const { measure: chosen, axis, log, last, start } = sight();
    const measure = measureOf(chosen);
    const source = { spec, task: task(), history, epochs, evaluations, entries: hello.entries, looks: lit, last, start };
    const wish = measure.wish(source);
    const batches = batchesOf(spec);
    const pale = pins().flatMap(({ source: told }, index) => {
      if (!told) return [];
      const worn = looksOf({ runs: told.spec.runs, entries: told.entries, roster: plain() }, theme.dark());
      const curves = measure.curves({ ...source, ...told, looks: worn });
      return ghosts(curves, axisOf(axis).across(told.spec, told.evaluations), letter(index));
    });
    chart.load({
      curves: [...pale, ...measure.curves(source)],
      wish: { ...wish, log: log ?? wish.log },
      across: axisOf(axis).across(spec, evaluations),
      epochs: spec.epochs,
      format: (value) => measure.format(value, source),
      turns: spec.interventions.map(({ step, run }) => ({ epoch: step / batches, color: worn[run]?.color ?? "" })),
    });
  };

  const dress = () => {
    const inks = theme.inks();
    const cast = { runs: training?.spec.runs ?? [], entries: training?.hello.entries ?? [], roster };
    looks = looksOf(cast, inks.dark);
    lit = litLooks(looks, cast, spotlight.run);
    worn = cast.runs.map((_, run) => lit[cast.entries.findIndex((entry) => entry.run === run)]);
    tiles.show(
      cast.runs.flatMap(({ label }, run) => (worn[run]?.visible ? [{ run, label, look: worn[run] }] : [])),
      inks,
    );
    chart.dress(inks);
    key.show(tiles.sample, inks.dark);
    plane.dress(worn, inks);
    plot();
    fresh = true;
    numbers();
  };
  const undos = [theme.subscribe(dress), spotlight.subscribe(dress), player.subscribe(() => numbers())];

  let [surveying, again, whole] = [false, false, false];
  /** Ask for the landscape, as far as the training is; one at a time, since it is much work. */
  const survey = async () => {
    const of = training;
    const { pane, plane: wanted, start } = sight();
    if (!of || pane !== "landscape") return;
    if (!plane.slice) plane.tell("The landscape is drawn as soon as there is a way to see on it.");
    if (evaluations.counts.length < 3 && !over) return;
    again = surveying && !whole;
    if (surveying) return;
    [surveying, whole] = [true, over];
    const current = () => training === of && sight().plane === wanted && sight().start === start;
    try {
      const slice = await seen(of.hello.id, "landscape", { plane: wanted, start, n: POINTS });
      if (current()) plane.show(slice);
    } catch (error) {
      if (current()) {
        plane.show(null);
        plane.tell(/** @type {Error} */ (error).message);
      }
    }
    surveying = false;
    if (again || !current()) void survey();
  };
  const surveyed = throttle(LANDSCAPE_PAUSE, () => void survey());

  return {
    spotlight,
    tiles,
    get training() {
      return training;
    },
    get looks() {
      return looks;
    },
    get worn() {
      return worn;
    },
    get chart() {
      return chart;
    },
    get snapshot() {
      return snapshots.at(evaluationAt(player.moment.step), sight().start);
    },
    standing,
    task,
    /** @param {Training} next @param {Roster} runs */
    load(next, runs) {
      [training, roster, over] = [next, runs, false];
      const { spec, hello } = next;
      epochs = new Epochs({
        ...{ samples: spec.dataset.samples, batch: spec.batch_size },
        ...{ epochs: spec.epochs, entries: hello.entries.length },
      });
      counts = [0, ...Array.from({ length: spec.evaluations }, (_, k) => Math.ceil((spec.epochs * (k + 1)) / spec.evaluations))];
      marks = endings(next.events);
      snapshots.begin((index, start) => seen(hello.id, `snapshots/${index}`, { start }));
      evaluations.begin((since) => seen(hello.id, "evaluations", { since }));
      plane.show(null);
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
      surveyed.cancel();
      void survey();
      numbers();
    },
    /** @param {Roster} runs */
    hide(runs) {
      roster = runs;
      dress();
    },
    dress,
    /** Other trainings are pinned, or more has come of them. */
    plot,
    /** Something else is looked at. */
    look() {
      plot();
      fresh = true;
      if (plane.slice?.plane !== sight().plane || plane.slice?.start !== sight().start) void survey();
      numbers();
    },
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!training) return;
      const { step, playing, speed, length } = player.moment;
      chart.draw(playing ? player.position : step);
      const now = evaluationAt(step);
      const { start, pane } = sight();
      const stride = playing ? strideOf(speed, length, training.spec.evaluations) : 0;
      const wanted = stride ? now - (now % stride) : now;
      if (training.history.rows) snapshots.want(wanted, start, { last: evaluationAt(player.moment.available), stride });
      if (pane === "landscape") plane.draw(now);
      const snapshot = snapshots.at(now, start);
      if (!snapshot || (snapshot === drawn && !fresh)) return;
      [drawn, fresh] = [snapshot, false];
      const scores = new Map(snapshot.runs.filter((each) => each.start === start).map(({ run, train_accuracy: train, test_accuracy: test }) => [run, { train, test }]));
      tiles.draw(snapshot, (run) => scores.get(run) ?? { train: null, test: null }, alike());
      const labels = training.spec.runs.map(({ label }) => label);
      if (pane === "layers") layersView.draw(snapshot, training.spec.network.layers, worn, labels);
      if (pane === "seeds") seedsView.draw(overSeeds(snapshot), worn, task(), `${snapshot.runs.some(({ test_accuracy: test }) => test !== null) ? "Test" : "Training"} ${scoreName(task())} after this epoch`);
    },
    refresh: numbers,
    destroy() {
      for (const undo of undos) undo();
      numbers.cancel();
      surveyed.cancel();
      speaker.destroy();
      evaluations.destroy();
      chart.destroy();
      plane.destroy();
      tiles.destroy();
    },
  };

  /** @param {Snapshot} snapshot */
  function overSeeds({ runs }) {
    const tested = runs.some(({ test_accuracy: test }) => test !== null);
    return (training?.spec.runs ?? []).flatMap(({ label }, run) => {
      if (!worn[run]?.visible) return [];
      const own = runs.filter((each) => each.run === run);
      return [{ run, label, values: own.map(({ train_accuracy: train, test_accuracy: test }) => (tested ? test : train) ?? NaN) }];
    });
  }
}
