/**
 * Story glimpses: small pictures of the surfaces that stories play on, with their starts.
 *
 * Heights are asked for one picture after the other, and once for each surface: nobody waits for
 * them.
 *
 * @import {Grid} from "../client/api.js"
 * @import {SurfaceChoice} from "../experiment/catalogue.js"
 * @import {Point, View} from "../plot/mapping.js"
 * @import {Inks} from "../ui/theme.js"
 */

import { h } from "../ui/dom.js";
import { createHeatmap } from "../plot/heatmap.js";
import { levels } from "../plot/levels.js";
import { areaOf, toPixel } from "../plot/mapping.js";
import { drawLines } from "../plot/surface/sketch.js";

const [WIDTH, HEIGHT] = [72, 48];
/** Heights across and up. */
const [NX, NY] = [36, 24];
const LEVELS = 8;
const NONE = { l: 0, r: 0, t: 0, b: 0 };
const START = 2.4;

/**
 * @param {object} collaborators
 * @param {(surface: any, grid: {view: View, nx: number, ny: number}) => Promise<Grid>}
 *   collaborators.grid
 * @param {(surface: any) => View} collaborators.view  a surface's own
 * @param {() => Inks} collaborators.inks
 */
export function createGlimpses({ grid, view, inks }) {
  /** @type {Map<string, Promise<Grid>>} */
  const known = new Map();
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /** @param {SurfaceChoice} surface */
  const heights = (surface) => {
    const key = JSON.stringify(surface);
    const found =
      known.get(key) ?? last.then(() => grid(surface, { view: view(surface), nx: NX, ny: NY }));
    known.set(key, found);
    last = found.catch(() => known.delete(key));
    return found;
  };

  /**
   * @param {Record<string, any>} spec
   * @returns {HTMLElement}
   */
  return (spec) => {
    const { surface, start } = spec;
    const host = h("i", { class: "glimpse-of-surface", "aria-hidden": "true" });
    const draw = async () => {
      const { x, y, z } = await heights(surface);
      const area = areaOf(WIDTH, HEIGHT, NONE);
      const field = { x, y, levels: levels(z, LEVELS) };
      const scene = { area, view: view(surface), inks: inks() };
      const heatmap = createHeatmap(host);
      heatmap.draw(field, { width: WIDTH, height: HEIGHT, area, dark: scene.inks.dark });
      drawLines(heatmap.context, field, scene);
      /** @type {Point[]} */
      const points = Array.isArray(start[0]) ? start : [start];
      const { context } = heatmap;
      context.fillStyle = scene.inks.ink;
      for (const at of points) {
        context.beginPath();
        context.arc(...toPixel(area, scene.view, ...at), START, 0, 2 * Math.PI);
        context.fill();
      }
    };
    // A story without a picture can be chosen all the same.
    draw().catch(() => {});
    return host;
  };
}
