/**
 * The heatmap: a surface as plain bands of color, beneath contours or to race on until Plotly has
 * come with its own.
 *
 * @import {Area} from "./mapping.js"
 * @import {Field} from "./plotly.js"
 */

import { tint } from "./palette.js";
import { createLayer } from "./pen.js";

/** @param {HTMLElement} host */
export function createHeatmap(host) {
  const layer = createLayer(host);
  return {
    /**
     * @param {Field} field
     * @param {{width: number, height: number, area: Area, dark: boolean}} frame
     */
    draw({ levels }, { width, height, area, dark }) {
      const { z, low, high, start, size } = levels;
      const picture = document.createElement("canvas");
      [picture.width, picture.height] = [z[0].length, z.length];
      const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
      const image = context.createImageData(picture.width, picture.height);
      z.forEach((row, j) => {
        row.forEach((value, i) => {
          if (Number.isNaN(value)) return;
          const band = start + size * (Math.floor((value - start) / size) + 0.5);
          const at = 4 * ((z.length - 1 - j) * row.length + i);
          image.data.set([...tint(dark ? "dark" : "light", (band - low) / (high - low)), 255], at);
        });
      });
      context.putImageData(image, 0, 0);
      layer.resize(width, height);
      layer.context.drawImage(picture, area.left, area.top, area.width, area.height);
    },
    /** For what is drawn over it. */
    context: layer.context,
    destroy: () => layer.canvas.remove(),
  };
}
