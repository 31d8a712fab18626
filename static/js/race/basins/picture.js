/**
 * The picture of a basin map: painted once for each row that comes, laid beneath the contour's
 * lines, and put into SVG for a figure.
 *
 * @import {Coloring} from "./colors.js"
 * @import {BasinMap} from "./basins.js"
 * @import {Area, View} from "../../plot/mapping.js"
 */

import { paint } from "./colors.js";
import { tag } from "../../plot/svg-text.js";
import { toPixel } from "../../plot/mapping.js";
import { createLayer } from "../../plot/pen.js";

/**
 * @param {HTMLElement} host the stage
 * @param {() => {area: Area, view: View, width: number, height: number}} frame
 */
export function createBasinPicture(host, frame) {
  const layer = createLayer(host);
  host.prepend(layer.canvas);
  layer.canvas.hidden = true;
  layer.canvas.classList.add("map");
  const picture = document.createElement("canvas");

  /**
   * Where a map lies. The samples are the middles of their pixels, so it reaches half a pixel
   * further.
   * @param {BasinMap} map
   */
  const placeOf = ({ view: [[x0, x1], [y0, y1]], nx, ny }) => {
    const { area, view } = frame();
    const [dx, dy] = [(x1 - x0) / (nx - 1) / 2, (y1 - y0) / (ny - 1) / 2];
    const [left, top] = toPixel(area, view, x0 - dx, y1 + dy);
    const [right, bottom] = toPixel(area, view, x1 + dx, y0 - dy);
    return { left, top, width: right - left, height: bottom - top };
  };

  return {
    canvas: layer.canvas,
    /**
     * @param {BasinMap} map
     * @param {{coloring: Coloring, dark: boolean}} style
     */
    paint(map, style) {
      const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
      if (picture.width !== map.nx || picture.height !== map.ny)
        [picture.width, picture.height] = [map.nx, map.ny];
      const image = context.createImageData(map.nx, map.ny);
      paint(map, image, style);
      context.putImageData(image, 0, 0);
    },
    /** @param {BasinMap | null} map  as it was painted last; null clears the stage */
    lay(map) {
      const { area, width: whole, height: tall } = frame();
      layer.resize(whole, tall);
      if (!map) return;
      const { left, top, width, height } = placeOf(map);
      const { context } = layer;
      context.save();
      context.beginPath();
      context.rect(area.left, area.top, area.width, area.height);
      context.clip();
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, left, top, width, height);
      context.restore();
    },
    /** @param {BasinMap} map */
    asSvg(map) {
      const { area } = frame();
      const { left, top, width, height } = placeOf(map);
      const frameRect = { x: area.left, y: area.top, width: area.width, height: area.height };
      const clip = tag("clipPath", { id: "plane" }, tag("rect", frameRect));
      const image = tag("image", {
        ...{ x: left, y: top, width, height, preserveAspectRatio: "none" },
        ...{ style: "image-rendering: pixelated", href: picture.toDataURL("image/png") },
      });
      return clip + tag("g", { "clip-path": "url(#plane)" }, image);
    },
  };
}
