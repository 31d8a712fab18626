/**
 * The grid loader: the heights of a surface over the view and its landmarks, fetched anew when
 * either changes. A server that cannot answer now is asked again.
 *
 * @import {Grid} from "../../client/api.js"
 * @import {Area, View} from "../../plot/mapping.js"
 */

import { persist } from "../../client/retry.js";

/** Pixels for each height, as far as their number stays within bounds. */
const CELL = 7;
const [FEWEST, MOST] = [40, 160];

/**
 * @param {object} options
 * @param {() => {view: View, area: Area} | null} options.where  null while there is nothing to show
 * @param {(view: View, nx: number, ny: number, signal: AbortSignal) => Promise<Grid>} options.grid
 * @param {(grid: Grid) => void} options.onGrid
 * @param {(error: Error | null) => void} options.onProblem  null once it is solved
 */
export function createGridLoader({ where, grid, onGrid, onProblem }) {
  /** @type {AbortController | null} */
  let asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** The latest request until it is answered or has failed once. @type {Promise<void>} */
  let latest = Promise.resolve();

  const fetch = () => {
    latest = new Promise((resolve) => void load(resolve).then(resolve));
    return latest;
  };

  /** @param {() => void} onFailure  it is asked again */
  const load = async (onFailure) => {
    clearTimeout(timer);
    timer = undefined;
    asking?.abort();
    const place = where();
    if (!place) return;
    const mine = new AbortController();
    asking = mine;
    const { view, area } = place;
    const [nx, ny] = [area.width, area.height].map((length) =>
      Math.max(FEWEST, Math.min(MOST, Math.round(length / CELL))),
    );
    try {
      const found = await persist(() => grid(view, nx, ny, mine.signal), {
        signal: mine.signal,
        onPause(error) {
          if (asking !== mine) return;
          onProblem(error);
          onFailure();
        },
      });
      if (asking !== mine) return;
      onGrid(found);
      onProblem(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      onProblem(/** @type {Error} */ (error));
    }
  };

  return {
    fetch,
    /** When everything that was wished for is here, or cannot be had now. */
    async settled() {
      if (timer !== undefined) void fetch();
      // What is asked for meanwhile is waited for, too.
      for (let request = null; request !== latest; ) {
        request = latest;
        await request;
      }
    },
    /**
     * Fetch once nothing has changed for a while.
     * @param {number} pause
     */
    wish(pause) {
      clearTimeout(timer);
      timer = setTimeout(fetch, pause);
    },
    destroy() {
      asking?.abort();
      clearTimeout(timer);
    },
  };
}
