/**
 * A pen: draws one growing line and remembers where it stopped, for instance a trajectory of which
 * five steps have come.
 *
 * Only new segments are stroked, so a frame costs the same at step 50 and at step 5,000. The dash
 * goes on where it stopped.
 */

import { clip } from "./mapping.js";

/** Closer points cannot be told apart and are skipped. */
const NEAR = 0.7;
const DASH_WRAP = 4096;
/** How much is seen of what lies behind something. */
export const BEHIND = 0.22;

export class Pen {
  row = -1;
  x = NaN;
  y = NaN;
  length = 0;
  behind = false;

  /**
   * Draw the rows up to `row` that are not drawn yet.
   * @param {CanvasRenderingContext2D} context with its stroke style set
   * @param {readonly [number, number, number, number]} box outside of which nothing is drawn
   * @param {readonly number[]} dash
   * @param {(row: number) => [number, number, boolean?]} project pixels of a row, and whether
   *   something hides them
   * @param {number} row
   * @returns {number} the segments drawn
   */
  draw(context, box, dash, project, row) {
    let segments = 0;
    let open = false;
    const alpha = context.globalAlpha;
    context.setLineDash([...dash]);
    context.lineCap = dash.length ? "butt" : "round";
    context.lineJoin = "round";
    const lift = () => {
      if (open) context.stroke();
      open = false;
    };
    while (this.row < row) {
      this.row += 1;
      const [x, y, behind = false] = project(this.row);
      if (behind !== this.behind) lift();
      this.behind = behind;
      if (Number.isNaN(this.x) || Number.isNaN(x)) {
        lift();
        [this.x, this.y] = [x, y];
        continue;
      }
      // Skipped points leave the pen where it is: many small steps still add up to a line.
      const distance = Math.hypot(x - this.x, y - this.y);
      if (distance < NEAR) continue;
      const part = clip(box, this.x, this.y, x, y);
      if (part) {
        const [ax, ay, bx, by] = part;
        if (!open || ax !== this.x || ay !== this.y) {
          lift();
          context.globalAlpha = this.behind ? BEHIND * alpha : alpha;
          context.beginPath();
          context.lineDashOffset = this.length;
          context.moveTo(ax, ay);
          open = true;
        }
        context.lineTo(bx, by);
        segments += 1;
        if (bx !== x || by !== y) lift();
      } else lift();
      // The dash goes on along what is cut off, so that it does not jump where a path comes back.
      this.length = (this.length + distance) % DASH_WRAP;
      [this.x, this.y] = [x, y];
    }
    lift();
    context.globalAlpha = alpha;
    return segments;
  }
}

/**
 * A canvas over its host, sharp on dense screens and invisible to assistive technology.
 * @param {HTMLElement} host
 */
export function createLayer(host) {
  const canvas = document.createElement("canvas");
  canvas.className = "layer";
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return {
    canvas,
    context,
    /**
     * Match the host's size in CSS pixels; this clears the canvas.
     * @param {number} width
     * @param {number} height
     */
    resize(width, height, ratio = Math.min(window.devicePixelRatio || 1, 3)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    },
    clear() {
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.restore();
    },
  };
}
