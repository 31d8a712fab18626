/**
 * Arrangement: how many columns of equal tiles show most in a given space, for instance three
 * boundaries side by side on a screen and one above the other on a phone.
 *
 * @typedef {{columns: number, width: number, height: number}} Arrangement  of each tile's picture
 */

/**
 * The arrangement with the largest pictures of one shape.
 * @param {number} count
 * @param {{width: number, height: number, aspect: number, gap: number, caption: number}} space
 *   aspect: width over height; caption: the height of the words above each picture
 * @returns {Arrangement}
 */
export function arranged(count, { width, height, aspect, gap, caption }) {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const wide = (width - gap * (columns - 1)) / columns;
    const high = (height - gap * (rows - 1)) / rows - caption;
    const fitting = Math.min(wide, high * aspect);
    if (fitting > best.width + 0.5) best = { columns, width: fitting, height: fitting / aspect };
  }
  return { columns: best.columns, width: Math.floor(best.width), height: Math.floor(best.height) };
}
