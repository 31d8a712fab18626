/**
 * The race view: one race at one step, for instance step 42 of four runs, in the plots, the legend, the
 * table and for listeners.
 *
 * @import {Catalogue, Surface} from "./catalogue.js"
 * @import {History, Track} from "./history.js"
 * @import {View} from "./mapping.js"
 * @import {Look} from "./overlay.js"
 * @import {Line} from "./plots.js"
 * @import {Player} from "./player.js"
 * @import {Spec} from "./spec.js"
 * @import {Hello, StreamEvent} from "./stream.js"
 * @typedef {{history: History, hello: Hello, spec: Spec, events: StreamEvent[]}} Race
 */

import { createCosts } from "./costs.js";
import { find, throttle } from "./dom.js";
import { createHandover } from "./handover.js";
import { extent, rowAt } from "./history.js";
import { widened } from "./mapping.js";
import { assign } from "./palette.js";
import { createStage } from "./stage.js";
import { endings, standing, summary } from "./standing.js";
import { createTable } from "./table.js";

const NUMBERS_PAUSE = 90;
const SPOKEN_PAUSE = 4000;
/** How many times its own size a view may grow to show paths that leave it. */
const FARTHEST = 6;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {ReturnType<typeof import("./theme.js").createTheme>} collaborators.theme
 * @param {ReturnType<typeof import("./legend.js").createLegend>} collaborators.legend
 * @param {Omit<Parameters<typeof createStage>[1], "onSurface" | "onView">} collaborators.stage
 */
export function createRaceView(root, { catalogue, player, theme, legend, stage: stageOptions }) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const [fit, reset] = ["fit", "unzoom"].map((act) => find(root, `[data-act="${act}"]`, HTMLButtonElement));
  const stage = createStage(part("stage"), {
    ...stageOptions,
    onSurface(next) {
      placed = next;
      if (race?.spec.surface.name !== next.name) return;
      if (next.lowest !== surface?.lowest) costs.load(race.history, next.lowest);
      surface = next;
      numbers();
    },
    onView: () => offerViews(),
  });
  const costs = createCosts(part("costs"), {
    onScrub(step) {
      player.pause();
      player.seek(step);
    },
  });
  const table = createTable(part("table"));
  const costTitle = part("cost-title");
  const live = part("live");
  const handover = createHandover({ commit: stage.commit, reveal: stage.overlay.reveal }, lines);
  /** @type {Race | null} */
  let race = null;
  /** @type {Set<number>} */
  let hidden = new Set();
  /** @type {Look[]} */
  let looks = [];
  /** @type {Surface | null} */
  let surface = null;
  /** @type {Surface | null} the surface with its landmarks where the parameters put them */
  let placed = null;
  let [drawn, moving] = [-1, false];
  let marks = endings([]);

  /** The trajectories that are shown now, as Plotly wants them.
   * @returns {Line[]}
   */
  function lines() {
    if (!race) return [];
    const { history, hello } = race;
    return history.tracks.flatMap((track, entry) => {
      const rows = rowAt(track, player.moment.step) + 1;
      const { color, dash, marker, visible } = looks[entry];
      if (!visible || rows < 1) return [];
      const cut = (/** @type {"x" | "y" | "cost"} */ name) => track[name].slice(0, rows);
      return [
        {
          name: hello.entries[entry].label,
          color,
          dash,
          marker,
          x: cut("x"),
          y: cut("y"),
          cost: cut("cost"),
        },
      ];
    });
  }

  /** @param {Race} of */
  const standings = ({ history, hello }) =>
    history.tracks.map((track, entry) => ({
      ...hello.entries[entry],
      entry,
      standing: standing(track, player.moment.step, history.steps, marks.get(entry), surface?.minima ?? []),
    }));

  const numbers = throttle(NUMBERS_PAUSE, () => {
    if (!race) return;
    const all = standings(race);
    for (const { run, start, standing: found } of all) if (start === 0) legend.show(run, found);
    if (!part("table").hidden) {
      table.show(
        player.moment.step,
        all.map(({ label, entry, standing: found }) => ({
          label,
          color: looks[entry].color,
          standing: found,
        })),
      );
    }
    if (player.moment.playing) speak();
    else say();
  });

  const say = () => {
    if (!race) return;
    const text = summary(player.moment.step, race.history.steps, standings(race));
    if (live.textContent !== text) live.textContent = text;
  };
  const speak = throttle(SPOKEN_PAUSE, say);

  /** The visible tracks. @returns {Track[]} */
  const visible = () => race?.history.tracks.filter((_, entry) => looks[entry]?.visible) ?? [];

  /**
   * The view that holds the paths, as far as it may grow; null when they stay in the present one. @returns
   * {View | null}
   */
  const wider = () => {
    const box = race && extent(visible(), race.history.steps);
    const now = stage.view;
    if (!box || !surface || box.every(([low, high], axis) => low >= now[axis][0] && high <= now[axis][1]))
      return null;
    const most = surface.view.map((range) => widened(range, FARTHEST));
    const grown = now.map(([low, high], axis) => {
      const room = 0.04 * (high - low);
      return [
        Math.min(low, Math.max(box[axis][0] - room, most[axis][0])),
        Math.max(high, Math.min(box[axis][1] + room, most[axis][1])),
      ];
    });
    const same = grown.every(([low, high], axis) => low === now[axis][0] && high === now[axis][1]);
    return same ? null : /** @type {View} */ (grown);
  };

  const offerViews = throttle(120, () => {
    fit.hidden = wider() === null;
    reset.hidden = stage.home === surface?.view;
  });
  const onFit = () => {
    const view = wider();
    if (view) stage.look(view);
  };
  const onReset = () => surface && stage.look(surface.view);
  fit.addEventListener("click", onFit);
  reset.addEventListener("click", onReset);

  const resized = new ResizeObserver(() => costs.resize());
  resized.observe(part("costs"));

  const leavePlayer = player.subscribe(({ step, playing }) => {
    if (step !== drawn || playing !== moving) handover.stir();
    if (!playing) handover.rest();
    moving = playing;
    numbers();
  });

  const dress = () => {
    const inks = theme.inks();
    const styles = assign(race?.spec.runs.map(({ optimizer }) => optimizer) ?? []);
    looks = (race?.hello.entries ?? []).map(({ run }) => {
      const { light, dark, dash, marker } = styles[run];
      return { color: inks.dark ? dark : light, dash, marker, visible: !hidden.has(run) };
    });
    handover.stir();
    stage.dress(looks, inks);
    costs.dress(looks, inks);
    if (!player.moment.playing) handover.rest();
    offerViews();
    numbers();
  };
  const leaveTheme = theme.subscribe(dress);

  return {
    stage,
    /**
     * @param {Race} next
     * @param {Set<number>} runs those that are hidden
     */
    load(next, runs) {
      [race, hidden] = [next, runs];
      marks = endings(race.events);
      surface = placed?.name === race.spec.surface.name ? placed : catalogue.surface(race.spec.surface.name);
      costs.load(race.history, surface.lowest);
      stage.overlay.restart();
      dress();
    },
    /** More rows, or news of a run. */
    grew() {
      if (!race) return;
      marks = endings(race.events);
      if (race.history.complete) offerViews();
      numbers();
    },
    /** @param {Set<number>} runs */
    hide(runs) {
      hidden = runs;
      dress();
    },
    dress,
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!race) return;
      drawn = player.moment.step;
      stage.draw(race.history.tracks, drawn);
      costs.draw(drawn);
      const title = !costs.scale.log
        ? "Cost"
        : costs.scale.offset === 0
          ? "Cost, log scale"
          : "Above the minimum, log scale";
      if (costTitle.textContent !== title) costTitle.textContent = title;
    },
    refresh: numbers,
    destroy() {
      leavePlayer();
      leaveTheme();
      resized.disconnect();
      numbers.cancel();
      speak.cancel();
      offerViews.cancel();
      fit.removeEventListener("click", onFit);
      reset.removeEventListener("click", onReset);
      handover.destroy();
      costs.destroy();
      stage.destroy();
    },
  };
}
