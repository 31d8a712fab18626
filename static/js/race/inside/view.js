/**
 * The inside view: a chosen run at the current step, for instance Adam at step 42, as arrows where
 * it stands and as numbers in the panel.
 *
 * It follows scrubbing at once; while the race plays, the numbers change a few times a second.
 *
 * @import {Api} from "../../client/api.js"
 * @import {Player} from "../../experiment/player.js"
 * @import {createRaceView} from "../view.js"
 * @import {Inside} from "./cache.js"
 */

import { createArrows } from "./arrows.js";
import { find } from "../../ui/dom.js";
import { rowAt } from "../../client/history.js";
import { createInsidePanel } from "./panel.js";
import { createUpdates } from "./cache.js";
import { toPixel } from "../../plot/mapping.js";
import { nearestHead } from "../nearest.js";
import { endSentence, isFailure } from "../../runs/endings.js";

const PAUSE = 125;
const REACH = 13;

/**
 * @param {HTMLElement} root
 * @param {{api: Pick<Api, "inside">, player: Player, theme: import("../../ui/theme.js").Theme,
 *   view: ReturnType<typeof createRaceView>, onViewState: (change: {entry: number}) => void}}
 *   collaborators
 */
export function createInsideView(root, { api, player, theme, view, onViewState }) {
  const host = find(root, '[data-part="inside"]', HTMLElement);
  const tab = find(root, 'button[data-panel="inside"]', HTMLButtonElement);
  const arrows = createArrows(find(root, '[data-part="stage"]', HTMLElement));
  let trouble = "";
  let stale = true;
  const updates = createUpdates(api.inside, {
    onUpdates() {
      [trouble, stale] = ["", true];
    },
    onProblem(error) {
      [trouble, stale] = [error.message, true];
    },
  });
  const panel = createInsidePanel(host, { onEntry: (next) => choose(next) });
  let entry = 0;
  let panelTime = 0;
  /** What was drawn last. @type {unknown[]} */
  let drawnInputs = [];

  /** @param {number} next */
  function choose(next) {
    if (next === entry) return;
    [entry, stale] = [next, true];
    onViewState({ entry });
  }

  /** The last update that leaves the step shown or one before it. */
  const chosenStep = () => {
    const { race } = view;
    if (!race) return -1;
    const track = race.history.tracks[entry];
    const ended = race.history.complete || track.end < race.history.rows;
    const last = ended ? track.end - 2 : race.history.steps - 1;
    return Math.min(rowAt(track, player.moment.step), last);
  };

  /** Why there is no update to look into, or what became of the one after the last. */
  const note = (/** @type {Inside | null} */ update) => {
    const { race } = view;
    const end = view.endOf(entry);
    if (!race) return "";
    if (!update && trouble) return trouble;
    const { label } = race.hello.entries[entry];
    if (end && isFailure(end) && player.moment.step >= end.at - 1) return endSentence(label, end);
    if (!update && race.history.complete && race.history.tracks[entry].end < 2)
      return "This run takes no step.";
    return "";
  };

  return {
    choose,
    /**
     * Look into a run and bring the panel forward.
     * @param {number} next its entry
     */
    open(next) {
      choose(next);
      tab.click();
    },
    /**
     * The entry whose head is at a point of the stage; -1 for none.
     * @param {import("../../plot/mapping.js").Point} at
     */
    headAt(at) {
      const { race, styles } = view;
      const { area, view: box } = view.stage.frame;
      if (!race) return -1;
      const project = (/** @type {number} */ x, /** @type {number} */ y) =>
        toPixel(area, box, x, y);
      const visible = (/** @type {number} */ each) => styles[each]?.visible;
      return nearestHead(race.history.tracks, visible, player.moment.step, project, at, REACH);
    },
    /**
     * Show what has changed; called on every animation frame.
     * @param {number} now
     */
    frame(now) {
      const { race, stage } = view;
      if (host.hidden || !race || view.status.picture !== "own") {
        arrows.clear();
        drawnInputs = [];
        if (race) panel.show(null, "What is set has not been run.");
        return;
      }
      if (entry >= race.hello.entries.length) entry = 0;
      const { frame } = stage;
      const { step, playing } = player.moment;
      const { styles } = view;
      const inputs = [
        race,
        entry,
        step,
        playing,
        frame,
        styles,
        race.history.rows,
        view.endOf(entry),
      ];
      if (!stale && inputs.every((input, i) => input === drawnInputs[i])) return;
      if (drawnInputs[4] !== frame) arrows.resize(frame.width, frame.height);
      [drawnInputs, stale] = [inputs, false];
      const style = view.styles[entry];
      const at = chosenStep();
      const update = at >= 0 ? updates.at(race.spec, entry, at) : null;
      if (update && style) arrows.show(update, frame, style.color, theme.inks(), stage.labels);
      else if (!playing || !style?.visible) arrows.clear();
      if (playing && now - panelTime < PAUSE) {
        stale = true;
        return;
      }
      panelTime = now;
      panel.offer(race.hello.entries, entry, style?.color ?? "");
      if (update || !playing) panel.show(update, note(update));
    },
    destroy: () => arrows.destroy(),
  };
}
