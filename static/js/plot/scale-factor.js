/**
 * The scale factor: how many times larger than usual things are drawn. The style sheet enlarges all
 * texts on large screens, which are looked at from afar; what is drawn on canvases and by Plotly
 * goes with them.
 */

/** The size of the page's text in pixels where nothing is enlarged. */
const USUAL = 15;

/**
 * How many times bolder than their size lines are where somebody presents, to be seen from afar.
 * @param {Document} [page]
 */
export const boldness = (page = document) =>
  page.documentElement.dataset.presenting === undefined ? 1 : 1.25;

/** @param {Document} [page] */
export const scaleFactor = (page = document) =>
  parseFloat(getComputedStyle(page.documentElement).fontSize) / USUAL || 1;
