/**
 * The race view: one race at one step, for instance step 42 of four runs, in the plots, the legend,
 * the table and for listeners.
 *
 * @import {Catalogue, Surface} from "../experiment/catalogue.js"
 * @import {History} from "../client/history.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Line} from "../plot/plotly.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Spec} from "../experiment/spec.js"
 * @import {Hello, StreamEvent} from "../client/stream.js"
 * @typedef {{history: History, hello: Hello, spec: Spec, events: StreamEvent[]}} Race
 */

import { find, throttle } from "../ui/dom.js";
import { spotlitStyles, lineStyles } from "../experiment/line-styles.js";
import { mountFraming } from "./framing.js";
import { createHandover } from "./handover.js";
import { rowAt } from "../client/history.js";
import { createMeasureView } from "./measure-view.js";
import { plain } from "../experiment/run-display.js";
import { createSpeaker } from "../ui/announcer.js";
import { Spotlight } from "../experiment/spotlight.js";
import { createStage } from "./stage.js";
import { endings, standing, summary, together } from "../runs/standing.js";
import { createTable } from "./table.js";

const NUMBERS_PAUSE = 90;

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {ReturnType<typeof import("../ui/theme.js").createTheme>} collaborators.theme
 * @param {ReturnType<typeof import("../runs/legend.js").createLegend>} collaborators.legend
 * @param {Omit<Parameters<typeof createStage>[1], "onSurface" | "onView" | "onZoom" | "onPlot">}
 *   collaborators.stage
 * @param {() => void} collaborators.onViewState  something else is looked at
 */
export function createRaceView(
  root,
  { catalogue, player, theme, legend, stage: stageOptions, onViewState },
) {
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const stage = createStage(part("stage"), {
    ...stageOptions,
    onSurface(next) {
      placed = next;
      if (!race || catalogue.surface(race.spec.surface).name !== next.name) return;
      surface = next;
      costs.load(race.history, source(race));
      numbers();
    },
    onView: () => framing.offer(),
    onZoom: onViewState,
    onPlot: () => player.moment.playing || handover.rest(),
  });
  const costs = createMeasureView(root, {
    onScrub(step) {
      player.pause();
      player.seek(step);
    },
    onChoice: onViewState,
  });
  const table = createTable(part("table"));
  const speaker = createSpeaker(part("live"), () =>
    race ? summary(player.moment.step, race.history.steps, standings(race)) : "",
  );
  const handover = createHandover({ commit: stage.commit, reveal }, lines);
  const spotlight = new Spotlight();
  /** @type {Race | null} */
  let race = null;
  let display = plain();
  /** @type {LineStyle[]} */
  let styles = [];
  let spotlit = styles;
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
      const { color, dash, marker, visible } = styles[entry];
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

  /** @param {Race} of @returns {import("./race-measures.js").Source} */
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
      standing: standing(
        track,
        player.moment.step,
        history.steps,
        marks.get(entry),
        surface?.minima ?? [],
      ),
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
          color: styles[entry].color,
          standing: found,
        })),
      );
    }
    if (player.moment.playing) speaker.hush();
    else speaker.rest();
  });

  const framing = mountFraming(root, {
    stage,
    paths: () =>
      race && {
        tracks: race.history.tracks.filter((_, entry) => styles[entry]?.visible),
        steps: race.history.steps,
      },
    home: () => surface?.view ?? null,
  });

  const leavePlayer = player.subscribe(({ step, playing }) => {
    if (step !== drawn || playing !== moving) handover.stir();
    if (!playing) handover.rest();
    moving = playing;
    numbers();
  });

  /** @param {Race} of @returns {import("../experiment/line-styles.js").Cast} */
  const cast = ({ spec, hello }) => ({ runs: spec.runs, entries: hello.entries, display });

  const dress = () => {
    const inks = theme.inks();
    styles = race ? lineStyles(cast(race), inks.dark) : [];
    handover.stir();
    stage.dress(styles, inks);
    light();
    if (!player.moment.playing) handover.rest();
    framing.offer();
    numbers();
  };
  const leaveTheme = theme.subscribe(dress);

  const inSpotlight = () => (race ? spotlitStyles(styles, cast(race), spotlight.run) : styles);
  const light = () => {
    const inks = theme.inks();
    const next = inSpotlight();
    spotlit = next;
    stage.overlay.dress(next, inks.paper);
    costs.dress(next, inks);
    // Plotly's own lines cannot recede without being drawn anew; the canvas shows them instead.
    part("stage").classList.toggle("spotlit", next !== styles);
    reveal(!handed);
  };
  /** @param {boolean} visible whether the canvas has the paths, and not Plotly */
  function reveal(visible) {
    handed = !visible;
    stage.overlay.reveal(visible || inSpotlight() !== styles);
  }
  const leaveSpotlight = spotlight.subscribe(light);

  return {
    stage,
    spotlight,
    get race() {
      return race;
    },
    get styles() {
      return styles;
    },
    /** The styles while one run is looked at; another list after every change. */
    get spotlitStyles() {
      return spotlit;
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
     * @param {import("../experiment/run-display.js").RunDisplay} runs how they are shown
     */
    load(next, runs) {
      [race, display] = [next, runs];
      marks = endings(race.events);
      const own = catalogue.surface(race.spec.surface);
      surface = placed?.name === own.name ? placed : own;
      costs.load(race.history, source(race));
      stage.overlay.restart();
      dress();
    },
    /** What the curves show. */
    get measure() {
      return costs.choice;
    },
    choose: costs.choose,
    /** More rows, or news of a run. */
    grew() {
      if (!race) return;
      marks = endings(race.events);
      if (race.history.complete) framing.offer();
      costs.grew();
      numbers();
    },
    /** @param {import("../experiment/run-display.js").RunDisplay} runs */
    hide(runs) {
      display = runs;
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
      framing.destroy();
      handover.destroy();
      costs.destroy();
      stage.destroy();
    },
  };
}
