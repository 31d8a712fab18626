/**
 * Marks: the heads of the runs, for instance Adam's star, drawn alike on a canvas, in the legend
 * and by Plotly.
 *
 * @import {Marker} from "./palette.js"
 */

/**
 * The corners of a marker about (0, 0) with radius 1; empty for the circle.
 * @param {Marker} marker
 * @returns {[number, number][]}
 */
export function corners(marker) {
  switch (marker) {
    case "circle":
      return [];
    case "square":
      return polygon(4, Math.PI / 4, 1.2);
    case "diamond":
      return polygon(4, 0, 1.3);
    case "triangle-up":
      return polygon(3, -Math.PI / 2, 1.3);
    case "triangle-down":
      return polygon(3, Math.PI / 2, 1.3);
    case "hexagon":
      return polygon(6, 0, 1.15);
    case "star":
      return polygon(10, -Math.PI / 2, 1.5).map(([x, y], i) =>
        i % 2 ? [0.45 * x, 0.45 * y] : [x, y],
      );
    case "cross": {
      const [long, thin] = [1.2, 0.42];
      return [
        [-thin, -long],
        [thin, -long],
        [thin, -thin],
        [long, -thin],
        [long, thin],
        [thin, thin],
        [thin, long],
        [-thin, long],
        [-thin, thin],
        [-long, thin],
        [-long, -thin],
        [-thin, -thin],
      ];
    }
  }
}

/**
 * @param {number} sides
 * @param {number} turn
 * @param {number} radius
 * @returns {[number, number][]}
 */
const polygon = (sides, turn, radius) =>
  Array.from({ length: sides }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / sides;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

/**
 * Add the outline of a marker to the canvas's current path.
 * @param {CanvasRenderingContext2D} context
 * @param {Marker} marker
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function trace(context, marker, x, y, radius) {
  const points = corners(marker);
  if (points.length === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [i, [dx, dy]] of points.entries())
    context[i ? "lineTo" : "moveTo"](x + radius * dx, y + radius * dy);
  context.closePath();
}

/**
 * The outline as an SVG path.
 * @param {Marker} marker
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function svgPath(marker, x, y, r) {
  const points = corners(marker);
  if (points.length === 0)
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const steps = points.map(([dx, dy]) => `${(x + r * dx).toFixed(2)} ${(y + r * dy).toFixed(2)}`);
  return `M${steps.join("L")}Z`;
}
