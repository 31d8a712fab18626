/**
 * The page: what every page starts with, for instance what the server put into it, the API and the
 * theme.
 *
 * @import {Api} from "../client/api.js"
 * @import {Theme} from "../ui/theme.js"
 * @typedef {{root: string, plotly: string, ancestors?: string}} Basics  what the server puts into
 *   every page
 */

import { createApi } from "../client/api.js";
import { find } from "../ui/dom.js";
import { loadPlotly } from "../plot/plotly.js";
import { createFollower } from "../client/stream.js";
import { createTheme } from "../ui/theme.js";

/**
 * The collaborators of a page; a test overrides them with its own.
 * @template {Basics} Data
 * @typedef {object} Collaborators
 * @property {Data} data
 * @property {Api} api
 * @property {ReturnType<typeof createFollower>} follow
 * @property {Theme} theme
 * @property {() => Promise<any>} plotly  loaded once, and only when somebody asks
 */

/**
 * @template {Basics} Data
 * @param {Partial<Collaborators<Data>>} [overrides]
 * @returns {Collaborators<Data>}
 */
export function collaborators(overrides = {}) {
  const { data = /** @type {Data} */ (readData()) } = overrides;
  const { api = createApi({ root: data.root }) } = overrides;
  const known = (/** @type {string} */ id) =>
    api.experiment(id).then(
      () => true,
      ({ status }) => status !== 404,
    );
  const { follow = createFollower({ base: api.base, known }) } = overrides;
  const { theme = createTheme(), plotly = () => loadPlotly(data.plotly) } = overrides;
  return { data, api, follow, theme, plotly };
}

/** What the server put into the page. @returns {unknown} */
const readData = () => JSON.parse(find(document, "#page-data", HTMLScriptElement).text);

/**
 * Call `action` on every animation frame; returns the undo.
 * @param {(now: number) => void} action
 */
export function animate(action) {
  let frame = requestAnimationFrame(function draw(now) {
    action(now);
    frame = requestAnimationFrame(draw);
  });
  return () => cancelAnimationFrame(frame);
}
