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

import { find, throttle } from "./dom.js";
import { createHandover } from "./handover.js";
import { extent, rowAt } from "./history.js";
import { widened } from "./mapping.js";
import { createMeasureView } from "./measure-view.js";
import { styled } from "./palette.js";
import { plain } from "./roster.js";
import { createSpeaker } from "./speaker.js";
import { Spotlight } from "./spotlight.js";
import { createStage } from "./stage.js";
import { endings, standing, summary, together } from "./standing.js";
import { createTable } from "./table.js";

const NUMBERS_PAUSE = 90;
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
      if (!race || catalogue.surface(race.spec.surface).name !== next.name) return;
      surface = next;
      costs.load(race.history, source(race));
      numbers();
    },
    onView: () => offerViews(),
  });
  const costs = createMeasureView(root, {
    onScrub(step) {
      player.pause();
      player.seek(step);
    },
  });
  const table = createTable(part("table"));
  const speaker = createSpeaker(part("live"), () =>
    race ? summary(player.moment.step, race.history.steps, standings(race)) : "",
  );
  const handover = createHandover({ commit: stage.commit, reveal }, lines);
  const spotlight = new Spotlight();
  /** @type {Race | null} */
  let race = null;
  let roster = plain();
  /** @type {Look[]} */
  let looks = [];
  let shone = looks;
  /** @type {Surface | null} */
  let surface = null;
  /** @type {Surface | null} the surface with its landmarks where the parameters put them */
  let placed = null;
  let [drawn, moving, handed] = [-1, false, false];
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

  /** @param {Race} of @returns {import("./measures.js").Source} */
  const source = ({ history, hello, spec }) => ({
    tracks: history.tracks,
    entries: hello.entries,
    minima: surface?.minima ?? [],
    lowest: surface?.lowest ?? null,
    spec,
  });

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
    for (const [run, found] of together(all)) legend.show(run, found);
    if (!part("table").hidden) {
      table.show(
        player.moment.step,
        all.map(({ label, start, entry, standing: found }) => ({
          label: start > 0 ? `${label}, start ${start + 1}` : label,
          color: looks[entry].color,
          standing: found,
        })),
      );
    }
    if (player.moment.playing) speaker.hush();
    else speaker.rest();
  });

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

  const leavePlayer = player.subscribe(({ step, playing }) => {
    if (step !== drawn || playing !== moving) handover.stir();
    if (!playing) handover.rest();
    moving = playing;
    numbers();
  });

  const dress = () => {
    const inks = theme.inks();
    const styles = styled(race?.spec.runs ?? [], roster.inks);
    looks = (race?.hello.entries ?? []).map(({ run }) => {
      const { light, dark, dash, marker } = styles[run];
      return { color: inks.dark ? dark : light, dash, marker, visible: !roster.hidden.has(run) };
    });
    handover.stir();
    stage.dress(looks, inks);
    light();
    if (!player.moment.playing) handover.rest();
    offerViews();
    numbers();
  };
  const leaveTheme = theme.subscribe(dress);

  /** The looks while a run is looked at. */
  const lit = () => {
    const { run } = spotlight;
    if (run === null || !race || run >= race.spec.runs.length || roster.hidden.has(run)) return looks;
    return looks.map((look, entry) => ({
      ...look,
      weight: /** @type {import("./overlay.js").Weight} */ (
        race?.hello.entries[entry].run === run ? "lit" : "faded"
      ),
    }));
  };
  const light = () => {
    const inks = theme.inks();
    const next = lit();
    shone = next;
    stage.overlay.dress(next, inks.paper);
    costs.dress(next, inks);
    // Plotly's own lines cannot recede without being drawn anew; the canvas shows them instead.
    part("stage").classList.toggle("spotlit", next !== looks);
    reveal(!handed);
  };
  /** @param {boolean} visible whether the canvas has the paths, and not Plotly */
  function reveal(visible) {
    handed = !visible;
    stage.overlay.reveal(visible || lit() !== looks);
  }
  const leaveSpotlight = spotlight.subscribe(light);

  return {
    stage,
    spotlight,
    get race() {
      return race;
    },
    get looks() {
      return looks;
    },
    /** The looks while one run is looked at; another list after every change. */
    get lit() {
      return shone;
    },
    get surface() {
      return surface;
    },
    /** The paths up to the present step. */
    lines,
    /** The curves as they are drawn now. */
    get drawing() {
      return costs.drawing;
    },
    /** The entry whose curve is under a point of the window; -1 for none. */
    curveUnder: costs.under,
    /**
     * @param {Race} next
     * @param {import("./roster.js").Roster} runs how they are shown
     */
    load(next, runs) {
      [race, roster] = [next, runs];
      marks = endings(race.events);
      const own = catalogue.surface(race.spec.surface);
      surface = placed?.name === own.name ? placed : own;
      costs.load(race.history, source(race));
      stage.overlay.restart();
      dress();
    },
    measure: costs.choose,
    /** More rows, or news of a run. */
    grew() {
      if (!race) return;
      marks = endings(race.events);
      if (race.history.complete) offerViews();
      numbers();
    },
    /** @param {import("./roster.js").Roster} runs */
    hide(runs) {
      roster = runs;
      dress();
    },
    dress,
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!race) return;
      drawn = player.moment.step;
      stage.draw(race.history.tracks, drawn);
      costs.draw(drawn);
    },
    refresh: numbers,
    destroy() {
      leavePlayer();
      leaveTheme();
      leaveSpotlight();
      numbers.cancel();
      speaker.destroy();
      offerViews.cancel();
      fit.removeEventListener("click", onFit);
      reset.removeEventListener("click", onReset);
      handover.destroy();
      costs.destroy();
      stage.destroy();
    },
  };
}
