/**
 * Mapping: where a point of the surface lies on the screen, for instance the start, exactly as
 * Plotly puts it.
 *
 * With fixed margins and explicit ranges Plotly's axes are linear from margin to margin, so nothing
 * has to be asked of it.
 *
 * @typedef {[number, number]} Point
 * @typedef {[Point, Point]} View  [[x0, x1], [y0, y1]]
 * @typedef {{left: number, top: number, width: number, height: number}} Area  the plotting area in
 *   CSS pixels
 */

export const MARGIN = { l: 46, r: 14, t: 10, b: 34 };

/** @type {(margin: typeof MARGIN, unit: number) => typeof MARGIN} */
export const enlarged = ({ l, r, t, b }, unit) => ({
  l: l * unit,
  r: r * unit,
  t: t * unit,
  b: b * unit,
});

/**
 * The plotting area of a stage.
 * @param {number} width
 * @param {number} height
 * @returns {Area}
 */
export const areaOf = (width, height, margin = MARGIN) => ({
  left: margin.l,
  top: margin.t,
  width: Math.max(1, width - margin.l - margin.r),
  height: Math.max(1, height - margin.t - margin.b),
});

/**
 * @param {Area} area
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {Point}
 */
export const toPixel = (area, [[x0, x1], [y0, y1]], x, y) => [
  area.left + ((x - x0) / (x1 - x0)) * area.width,
  area.top + ((y1 - y) / (y1 - y0)) * area.height,
];

/**
 * @param {Area} area
 * @param {View} view
 * @param {number} px
 * @param {number} py
 * @returns {Point}
 */
export const toData = (area, [[x0, x1], [y0, y1]], px, py) => [
  x0 + ((px - area.left) / area.width) * (x1 - x0),
  y1 - ((py - area.top) / area.height) * (y1 - y0),
];

/**
 * @param {Area} area
 * @param {number} px
 * @param {number} py
 */
export const inside = (area, px, py) =>
  px >= area.left && px <= area.left + area.width && py >= area.top && py <= area.top + area.height;

/**
 * A view that fills the area with one scale on both axes, so that slopes look as steep as they are;
 * a view much longer than the area (beyond `most`) keeps its own shape instead.
 * @param {View} view
 * @param {Area} area
 * @returns {View}
 */
export function squared([[x0, x1], [y0, y1]], area, most = 2.6) {
  const ratio = (x1 - x0) / area.width / ((y1 - y0) / area.height);
  if (ratio > most || ratio < 1 / most)
    return [
      [x0, x1],
      [y0, y1],
    ];
  return ratio < 1
    ? [widened([x0, x1], 1 / ratio), [y0, y1]]
    : [[x0, x1], widened([y0, y1], ratio)];
}

/**
 * A range about the same middle.
 * @param {Point} range
 * @param {number} factor
 * @returns {Point}
 */
export const widened = ([low, high], factor) => {
  const [middle, half] = [(low + high) / 2, ((high - low) / 2) * factor];
  return [middle - half, middle + half];
};

/**
 * A point with as many digits as pixels can tell apart, so that links stay short.
 * @param {View} view
 * @param {Point} point
 * @returns {Point}
 */
export function rounded(view, [x, y]) {
  const digits = view.map(([low, high]) =>
    Math.max(0, Math.min(12, Math.ceil(4 - Math.log10(high - low)))),
  );
  return [Number(x.toFixed(digits[0])) + 0, Number(y.toFixed(digits[1])) + 0];
}

/**
 * The part of a segment inside a box [left, top, right, bottom], or null (Liang and Barsky 1984).
 * Far-away ends would otherwise lose their precision on the canvas.
 * @param {readonly [number, number, number, number]} box
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @returns {[number, number, number, number] | null}
 */
export function clip([left, top, right, bottom], ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  let [enter, leave] = [0, 1];
  for (const [step, room] of [
    [-dx, ax - left],
    [dx, right - ax],
    [-dy, ay - top],
    [dy, bottom - ay],
  ]) {
    if (step === 0) {
      if (room < 0) return null;
    } else if (step < 0) enter = Math.max(enter, room / step);
    else leave = Math.min(leave, room / step);
  }
  return enter > leave
    ? null
    : [ax + enter * dx, ay + enter * dy, ax + leave * dx, ay + leave * dy];
}
