/**
 * The space view: the surface in three dimensions with the same trajectories over it.
 *
 * The paths lie on a canvas in front of the scene, a little above the surface; what is behind a
 * hill is faint.
 *
 * @import {Player} from "../../experiment/player.js"
 * @import {Point} from "../../plot/mapping.js"
 * @import {Vector} from "../../plot/projection.js"
 * @import {createRaceView} from "../view.js"
 */

import { persist } from "../../client/retry.js";
import { find, h, throttle } from "../../ui/dom.js";
import { scaleFactor } from "../../plot/scale-factor.js";
import { nested } from "../../plot/picture.js";
import { createLayer } from "../../plot/pen.js";
import { createOverlay } from "../../plot/overlay.js";
import { createSpacePlot } from "../../plot/plotly.js";
import { lowered, orbit } from "../../plot/projection.js";
import { FIRST_CAMERA, aspectOf, pathsIn } from "../../plot/space-figure.js";
import { drawMarks, marksAsSvg, marksOf } from "./marks.js";
import { placer } from "./paths.js";
import { starts } from "../../experiment/spec.js";

const TURN = Math.PI / 24;
const REDRAW_PAUSE = 400;
/** @type {Record<string, [number, number]>} */
const TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {HTMLElement} root
 * @param {{plotly: () => Promise<any>, player: Player, theme: import("../../ui/theme.js").Theme,
 *   view: ReturnType<typeof createRaceView>, onViewState: (change: {eye: Vector | null}) => void,
 *   onProblem: (error: Error | null) => void}} collaborators
 */
export function createSpaceView(root, { plotly, player, theme, view, onViewState, onProblem }) {
  const host = find(root, '[data-part="space"]', HTMLElement);
  const floor = h("div", {
    class: "floor",
    tabindex: "0",
    role: "img",
    "aria-label": "The surface in three dimensions with the path of each run; arrow keys turn it.",
  });
  host.append(floor);
  const landmarks = createLayer(host);
  const overlay = createOverlay(host);
  let camera = FIRST_CAMERA;
  /** The last one that did not look straight down. */
  let ahead = camera;
  /** @type {ReturnType<typeof createSpacePlot> | null} */
  let plot = null;
  /** Where paths lie on the screen. @type {import("../nearest.js").PathPlaces} */
  let drawn = { place: () => [NaN, NaN], pieces: 1 };
  let waiting = false;
  const gone = new AbortController();
  /** What the scene shows and what the canvas shows. @type {unknown[][]} */
  let [sceneInputs, styleInputs] = [[], []];
  let placedOnce = false;

  /** @returns {import("../../plot/projection.js").Scene | null} */
  const sceneOf = () => {
    const { field, frame } = view.stage;
    const [width, height] = [host.clientWidth, host.clientHeight];
    if (!field || !width) return null;
    const [x, y] = [field.x, field.y];
    /** @type {[Point, Point]} */
    const box = [
      [x[0], x[x.length - 1]],
      [y[0], y[y.length - 1]],
    ];
    return {
      camera,
      aspect: aspectOf(frame.view),
      ranges: [...box, [field.levels.low, field.levels.high]],
      width,
      height,
    };
  };

  /**
   * @param {import("../../plot/projection.js").Scene} scene
   * @param {ReturnType<typeof placer>["lay"]} lay
   */
  const marks = (scene, lay) => {
    const { race, surface } = view;
    if (!race || !surface) return [];
    const place = (/** @type {number} */ x, /** @type {number} */ y) => {
      const [px, py, behind] = lay(x, y);
      return Number.isNaN(px) ? null : { at: /** @type {Point} */ ([px, py]), behind };
    };
    return marksOf(surface, starts(race.spec), place, { ...scene, unit: scaleFactor() });
  };

  const place = () => {
    const scene = sceneOf();
    const { field } = view.stage;
    if (!scene || !field) return;
    const { width, height } = scene;
    const { lay, place: at, ...placed } = placer(scene, field, view.race?.history.steps ?? 0);
    drawn = { place: at, pieces: placed.pieces };
    overlay.place({
      width,
      height,
      area: { left: 0, top: 0, width, height },
      view: view.stage.frame.view,
      unit: view.stage.frame.unit,
      bold: view.stage.frame.bold,
      ...placed,
    });
    landmarks.resize(width, height);
    drawMarks(landmarks.context, marks(scene, lay), theme.inks(), scaleFactor());
    placedOnce = true;
  };

  /** From where somebody looks; null for where everybody does first. @returns {Vector | null} */
  const eye = () => {
    if (camera === FIRST_CAMERA) return null;
    const { x, y, z } = camera.eye;
    return /** @type {Vector} */ ([x, y, z].map((place) => Number(place.toFixed(3))));
  };

  const draw = throttle(REDRAW_PAUSE, async () => {
    const scene = sceneOf();
    const { field } = view.stage;
    if (!scene || !field || waiting) return;
    waiting = true;
    try {
      if (!plot) {
        const library = await persist(plotly, {
          signal: gone.signal,
          onPause: (error) => onProblem(error),
        });
        if (gone.signal.aborted) return;
        onProblem(null);
        plot = createSpacePlot(floor, library, {
          onCamera(next, settled) {
            const upright = lowered(next, ahead);
            if (upright === next) ahead = next;
            camera = settled ? upright : next;
            place();
            if (!settled) return;
            onViewState({ eye: eye() });
            if (upright !== next) void plot?.setCamera(upright);
          },
        });
      }
      await plot.draw({ ...scene, camera, field, inks: theme.inks(), unit: scaleFactor() });
      host.dataset.ready = "true";
    } catch (error) {
      if (!gone.signal.aborted) onProblem(/** @type {Error} */ (error));
    }
    waiting = false;
  });

  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const arrow = TURNS[event.key];
    if (!arrow || !plot) return;
    event.preventDefault();
    event.stopPropagation();
    camera = orbit(camera, arrow[0] * TURN, arrow[1] * TURN);
    place();
    void plot.setCamera(camera);
    onViewState({ eye: eye() });
  };
  floor.addEventListener("keydown", onKey);

  return {
    get drawn() {
      return drawn;
    },
    /** @param {Vector | null} wanted */
    see(wanted) {
      if (String(wanted) === String(eye())) return;
      const [x, y, z] = wanted ?? [0, 0, 0];
      camera = wanted ? { ...FIRST_CAMERA, eye: { x, y, z } } : FIRST_CAMERA;
      place();
      void plot?.setCamera(camera);
    },
    frame() {
      const { race, stage, spotlitStyles } = view;
      if (host.hidden || !race) return;
      const now = [stage.field, stage.frame, theme.dark(), host.clientWidth, host.clientHeight];
      if (now.some((input, i) => input !== sceneInputs[i])) {
        sceneInputs = now;
        place();
        draw();
      }
      if (
        styleInputs[0] !== spotlitStyles ||
        styleInputs[1] !== race ||
        styleInputs[2] !== view.surface
      ) {
        styleInputs = [spotlitStyles, race, view.surface];
        place();
        overlay.dress(spotlitStyles, theme.inks());
      }
      if (placedOnce) overlay.draw(race.history.tracks, player.moment.step);
    },
    /**
     * The scene as SVG: the surface, and the paths up to the present step.
     * @param {boolean} paths  whether they are in it
     */
    async picture(paths) {
      const [scene, inks] = [sceneOf(), theme.inks()];
      const { field } = view.stage;
      const { race, styles } = view;
      if (!scene || !field || !plot || !race) throw new Error("The surface is not there yet.");
      const ground = nested(await plot.picture({ ...scene, field, inks }));
      const places = placer(scene, field, view.race?.history.steps ?? 0);
      const named = marksAsSvg(marks(scene, places.lay), inks);
      const { tracks } = race.history;
      return (
        ground + named + (paths ? pathsIn(tracks, styles, player.moment.step, places, inks) : "")
      );
    },
    destroy() {
      gone.abort();
      draw.cancel();
      floor.removeEventListener("keydown", onKey);
      overlay.destroy();
      landmarks.canvas.remove();
      plot?.destroy();
    },
  };
}
