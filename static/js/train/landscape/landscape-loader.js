/**
 * The survey: fetches the loss landscape of a training, as far as that is, one at a time since it
 * is much work.
 *
 * @import {Slice, createPlane} from "./loss-landscape.js"
 * @import {ViewState} from "../view-state.js"
 */

import { throttle } from "../../ui/dom.js";

const PAUSE = 2500;
/** Of the landscape, on a side. */
const POINTS = 41;

/**
 * @param {ReturnType<typeof createPlane>} plane
 * @param {object} options
 * @param {() => ViewState} options.viewState
 * @param {() => boolean} options.ready  whether there is a way to see
 * @param {(id: string, what: string, query: Record<string, string | number>) => Promise<Slice>}
 *   options.seen
 */
export function createSurvey(plane, { viewState, ready, seen }) {
  /** @type {string | null} */
  let id = null;
  let [busy, again, over, whole] = [false, false, false, false];

  const survey = async () => {
    const of = id;
    const { pane, plane: wanted, start } = viewState();
    if (of === null || pane !== "landscape") return;
    if (!plane.slice) plane.tell("The landscape is drawn as soon as there is a way to see on it.");
    if (!ready() && !over) return;
    again = busy && !whole;
    if (busy) return;
    [busy, whole] = [true, over];
    const current = () => id === of && viewState().plane === wanted && viewState().start === start;
    try {
      const slice = await seen(of, "landscape", { plane: wanted, start, n: POINTS });
      if (current()) plane.show(slice);
    } catch (error) {
      if (current()) {
        plane.show(null);
        plane.tell(/** @type {Error} */ (error).message);
      }
    }
    busy = false;
    if (again || !current()) void survey();
  };
  const soon = throttle(PAUSE, () => void survey());

  return {
    /** @param {string} next the id of another training */
    begin(next) {
      [id, over, whole] = [next, false, false];
      plane.show(null);
    },
    /** More has come. */
    soon,
    end() {
      over = true;
      soon.cancel();
      void survey();
    },
    /** Something else is looked at. */
    applyState() {
      const { slice } = plane;
      if (slice?.plane !== viewState().plane || slice?.start !== viewState().start) void survey();
    },
    destroy() {
      id = null;
      soon.cancel();
    },
  };
}
