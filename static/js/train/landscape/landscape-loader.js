/**
 * The landscape loader: fetches the loss landscape of a training, as far as that is, one at a time
 * since it is much work.
 *
 * @import {Slice, createLossLandscape} from "./loss-landscape.js"
 * @import {ViewState} from "../view-state.js"
 */

import { persist } from "../../client/retry.js";
import { throttle } from "../../ui/dom.js";

const PAUSE = 2500;
const NOT_YET = 409;
const SOON = "The landscape is drawn as soon as there is a way to see on it.";
const TOO_SHORT = "The training ended before there was a way to see on a landscape.";
/** Of the landscape, on a side. */
const POINTS = 41;

/**
 * @param {ReturnType<typeof createLossLandscape>} landscape
 * @param {object} options
 * @param {() => ViewState} options.viewState
 * @param {() => boolean} options.ready  whether there is a way to see
 * @param {(id: string, what: string, query: Record<string, string | number>) => Promise<Slice>}
 *   options.seen
 */
export function createLandscapeLoader(landscape, { viewState, ready, seen }) {
  /** @type {string | null} */
  let id = null;
  /** Whether a request is under way, another one is wanted, no more will come of the training… */
  let [busy, again, over] = [false, false, false];
  /** …and what is asked for is the last there will be. */
  let final = false;
  let asking = new AbortController();

  const load = async () => {
    const of = id;
    const { pane, plane: wanted, start } = viewState();
    if (of === null || pane !== "landscape") return;
    if (!landscape.slice) landscape.say(over ? TOO_SHORT : SOON);
    if (!ready()) return;
    again = busy && !final;
    if (busy) return;
    [busy, final] = [true, over];
    const current = () => id === of && viewState().plane === wanted && viewState().start === start;
    const { signal } = asking;
    /** @param {Error} error */
    const say = (error) => {
      if (!current() || landscape.slice) return;
      landscape.say(error.message);
    };
    try {
      const ask = () => seen(of, "landscape", { plane: wanted, start, n: POINTS });
      const slice = await persist(ask, { signal, onPause: say });
      if (current()) landscape.show(slice);
    } catch (error) {
      if (signal.aborted) return;
      const { status } = /** @type {{status?: number}} */ (error);
      // While the training goes on, what there is no way to see on yet is asked for again.
      if (status !== NOT_YET || over) say(/** @type {Error} */ (error));
    }
    if (signal.aborted) return;
    busy = false;
    if (again || !current()) void load();
  };
  const soon = throttle(PAUSE, () => void load());

  return {
    /** @param {string} next the id of another training */
    begin(next) {
      asking.abort();
      asking = new AbortController();
      [id, over, final, busy, again] = [next, false, false, false, false];
      landscape.show(null);
    },
    /** More has come. */
    soon,
    end() {
      over = true;
      soon.cancel();
      void load();
    },
    /** Something else is looked at. */
    applyState() {
      const { slice } = landscape;
      if (slice?.plane !== viewState().plane || slice?.start !== viewState().start) void load();
    },
    destroy() {
      id = null;
      asking.abort();
      soon.cancel();
    },
  };
}
