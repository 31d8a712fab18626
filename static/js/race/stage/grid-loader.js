/**
 * The grid loader: the heights of a surface over the view and its landmarks, fetched anew when
 * either changes. A server that is away is asked again.
 *
 * @import {Grid} from "../../client/api.js"
 * @import {Area, View} from "../../plot/mapping.js"
 */

/** The status of a request that reached no server, and when to try again. */
const AWAY = 0;
const AWAY_PAUSE = 2000;
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
  /** The latest request, whatever becomes of it. @type {Promise<void>} */
  let latest = Promise.resolve();

  const fetch = () => (latest = load());

  const load = async () => {
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
      const found = await grid(view, nx, ny, mine.signal);
      if (asking !== mine) return;
      onGrid(found);
      onProblem(null);
    } catch (error) {
      if (mine.signal.aborted) return;
      onProblem(/** @type {Error} */ (error));
      if (/** @type {{status?: number}} */ (error).status === AWAY)
        timer = setTimeout(fetch, AWAY_PAUSE);
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
