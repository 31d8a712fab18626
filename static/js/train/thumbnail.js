/**
 * Thumbnails: a training as a small image of its boundaries, or of its curves where there are none.
 */

import { find } from "../ui/dom.js";

const [WIDTH, HEIGHT] = [96, 64];
const SCALE = 1.5;
const MOST = 3;
const QUALITY = 0.6;

/**
 * @param {string} paper  behind them
 * @param {Document} [page]
 */
export function thumbnailOf(paper, page = document) {
  const tiles = find(page, '[data-part="tiles"]', HTMLElement);
  const shown = [...tiles.querySelectorAll(".pane")].filter(({ clientWidth }) => clientWidth > 0);
  const hosts = shown.length ? shown.slice(0, MOST) : [find(page, '[data-part="chart"]', Element)];
  const canvas = page.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH * SCALE, HEIGHT * SCALE];
  const context = canvas.getContext("2d");
  if (!context) return "";
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const wide = canvas.width / hosts.length;
  hosts.forEach((host, i) => {
    const { left, top, width, height } = host.getBoundingClientRect();
    if (!width || !height) return;
    const scale = Math.max((wide - 2) / width, canvas.height / height);
    context.save();
    context.beginPath();
    context.rect(i * wide, 0, wide - 2, canvas.height);
    context.clip();
    for (const layer of host.querySelectorAll("canvas")) {
      const box = layer.getBoundingClientRect();
      if (layer.hidden || !layer.width || !box.width) continue;
      const place = [i * wide + (box.left - left) * scale, (box.top - top) * scale];
      context.drawImage(layer, place[0], place[1], box.width * scale, box.height * scale);
    }
    context.restore();
  });
  return canvas.toDataURL("image/webp", QUALITY);
}
