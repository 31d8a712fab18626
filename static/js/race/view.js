/**
 * The race view: one race at one step, for instance step 42 of four runs, in the plots, the legend,
 * the table and for listeners.
 *
 * @import {Catalogue, Surface} from "../experiment/catalogue.js"
 * @import {History} from "../client/history.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Player} from "../experiment/player.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {Spec} from "../experiment/spec.js"
 * @import {StageStatus} from "../experiment/state/stage-status.js"
 * @import {Hello, StreamEvent} from "../client/stream.js"
 * @import {Ending} from "../runs/endings.js"
 * @typedef {{history: History, hello: Hello, spec: Spec, events: StreamEvent[]}} Race
 */

import { find } from "../ui/dom.js";
import { spotlitStyles, lineStyles } from "../experiment/line-styles.js";
import { mountFraming } from "./stage/framing.js";
import { createHandover } from "./handover.js";
import { createMeasureView } from "./chart/measure-view.js";
import { pathsUpTo } from "./paths.js";
import { plain } from "../experiment/run-display.js";
import { createReadout } from "./readout.js";
import { createTimeMarks } from "../ui/time-marks.js";
import { endSentence, endings } from "../runs/endings.js";
import { Spotlight } from "../experiment/spotlight.js";
import { createStage } from "./stage/stage.js";
import { NOTHING } from "../experiment/state/stage-status.js";

/**
 * @param {HTMLElement} root
 * @param {object} collaborators
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {ReturnType<typeof import("../ui/theme.js").createTheme>} collaborators.theme
 * @param {ReturnType<typeof import("../runs/legend.js").createLegend>} collaborators.legend
 * @param {Parameters<typeof createStage>[1]} collaborators.stage
 * @param {(change: Partial<import("./view-state.js").ViewState>) => void}
 *   collaborators.onViewState  something else is looked at
 */
export function createRaceView(
  root,
  { catalogue, player, theme, legend, stage: stageOptions, onViewState },
) {
  /** @type {Race | null} */
  let race = null;
  let display = plain();
  /** Whose race is drawn. @type {StageStatus<any>} */
  let status = NOTHING;
  /** By entry. @type {LineStyle[]} */
  let styles = [];
  /** The same while one run is looked at, and the others recede. */
  let spotlit = styles;
  let surface = /** @type {Surface | null} */ (null);
  /** The last one of which the stage knew where its parameters put its landmarks. */
  let placedSurface = surface;
  /** The step and the state of the player when a frame was drawn last. */
  let [frameStep, frameMoving] = [-1, false];
  /** Whether Plotly has the paths, and not the canvas. */
  let committed = false;

  const host = find(root, '[data-part="stage"]', HTMLElement);
  const spotlight = new Spotlight();
  const stage = createStage(host, stageOptions);
  const costs = createMeasureView(root, {
    onScrub(step) {
      player.pause();
      player.seek(step);
    },
    onChoice: () => onViewState(costs.choice),
  });
  /** What became of entries before the race's end. @type {Map<number, Ending>} */
  let ends = new Map();
  const readout = createReadout(root, {
    ...{ player, legend, race: () => race, surface: () => surface, styles: () => styles },
    ends: () => ends,
    status: () => status,
  });
  const endMarks = createTimeMarks(find(root, '[data-part="time"]', HTMLElement), "end-marks");

  /** The trajectories that are shown now; the canvas alone can dim another race's. */
  const lines = () =>
    race && status.picture === "own" ? pathsUpTo(race, styles, player.moment.step) : [];

  /** @param {boolean} visible whether the canvas has the paths, and not Plotly */
  const reveal = (visible) => {
    committed = !visible;
    // Plotly's own lines cannot recede without being drawn anew; the canvas shows them instead.
    stage.overlay.reveal(visible || spotlit !== styles);
  };
  const handover = createHandover({ commit: stage.commit, reveal, held: stage.held }, lines);

  const framing = mountFraming(root, {
    stage,
    paths: () =>
      race && {
        tracks: race.history.tracks.filter((_, entry) => styles[entry]?.visible),
        steps: race.history.steps,
      },
    home: () => surface?.view ?? null,
  });

  const rest = () => {
    if (!player.moment.playing && status.picture === "own") handover.rest();
  };

  const loadCosts = () => {
    if (!race) return;
    const { history, hello, spec } = race;
    const { minima, lowest } = surface ?? { minima: [], lowest: null };
    costs.load(history, { tracks: history.tracks, entries: hello.entries, minima, lowest, spec });
  };

  /** Take in what has become of entries. */
  const hear = () => {
    ends = endings(race?.events ?? []);
    stage.overlay.fail(ends);
    markEnds();
  };

  /** Where visible runs end on the time bar. */
  const markEnds = () => {
    if (!race) return;
    const { hello, history } = race;
    endMarks.show(
      [...ends]
        .filter(([entry]) => styles[entry]?.visible)
        .map(([entry, end]) => ({
          at: end.at / history.steps,
          title: endSentence(hello.entries[entry].label, end),
          style: `--run: ${styles[entry].color}`,
        })),
    );
  };

  const light = () => {
    const inks = theme.inks();
    const cast = race && { runs: race.spec.runs, entries: race.hello.entries, display };
    spotlit = cast ? spotlitStyles(styles, cast, spotlight.run) : styles;
    stage.overlay.dress(spotlit, inks);
    costs.dress(spotlit, inks);
    host.classList.toggle("spotlit", spotlit !== styles);
    reveal(!committed);
  };

  const dress = () => {
    const inks = theme.inks();
    const cast = race && { runs: race.spec.runs, entries: race.hello.entries, display };
    styles = cast ? lineStyles(cast, inks.dark) : [];
    markEnds();
    handover.stir();
    stage.dress(styles, inks);
    light();
    rest();
    framing.offer();
    readout.show();
  };

  const undos = [
    theme.subscribe(dress),
    spotlight.subscribe(light),
    player.subscribe(({ step, playing }) => {
      if (step !== frameStep || playing !== frameMoving) handover.stir();
      rest();
      frameMoving = playing;
      readout.show();
    }),
    stage.subscribe((news) => {
      if (news === "view") framing.offer();
      if (news === "zoom") onViewState({ box: stage.zoomed });
      if (news === "plot") rest();
      if (news !== "surface") return;
      placedSurface = stage.places;
      if (!race || catalogue.surface(race.spec.surface).name !== placedSurface?.name) return;
      surface = placedSurface;
      loadCosts();
      readout.show();
    }),
  ];

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
    get status() {
      return status;
    },
    /** @param {StageStatus<any>} next */
    judge(next) {
      const same = next.picture === status.picture;
      status = next;
      readout.show();
      if (same) return;
      handover.stir();
      rest();
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
     * @param {RunDisplay} runs how they are shown
     */
    load(next, runs) {
      [race, display] = [next, runs];
      hear();
      const own = catalogue.surface(race.spec.surface);
      // While its parameters move, the landmarks of a moment ago are closer than the usual ones.
      surface = placedSurface?.name === own.name ? placedSurface : own;
      loadCosts();
      stage.overlay.restart();
      dress();
    },
    choose: costs.choose,
    /** More rows, or news of a run. */
    grew() {
      if (!race) return;
      hear();
      if (race.history.complete) framing.offer();
      costs.grew();
      readout.show();
    },
    /** @param {RunDisplay} runs */
    hide(runs) {
      display = runs;
      dress();
    },
    dress,
    /** Draw what has changed; called on every animation frame. */
    frame() {
      if (!race) return;
      frameStep = player.moment.step;
      stage.draw(race.history.tracks, frameStep);
      costs.draw(frameStep);
    },
    refresh: readout.show,
    /** What became of an entry before the race's end. @param {number} entry */
    endOf: (entry) => ends.get(entry),
    destroy() {
      for (const undo of undos) undo();
      endMarks.destroy();
      readout.destroy();
      framing.destroy();
      handover.destroy();
      costs.destroy();
      stage.destroy();
    },
  };
}
