/**
 * The em: how many times larger than usual things are drawn. The style sheet enlarges all texts on
 * large screens, which are looked at from afar; what is drawn on canvases and by Plotly goes with
 * them.
 */

const USUAL = 15;

/** @param {Document} [page] */
export const em = (page = document) =>
  parseFloat(getComputedStyle(page.documentElement).fontSize) / USUAL || 1;
