/**
 * Data planes: what data of more than two features are looked at in, for instance the plane of the
 * first two principal components, or of petal length and petal width.
 *
 * @import {Points, Sample} from "../samples.js"
 * @typedef {object} DataView  a plane as the server has drawn it
 * @property {"pca" | "features"} plane
 * @property {string[]} labels  of its axes
 * @property {number[]} center  a point that it goes through
 * @property {number[][]} across  takes a point less the center to its two coordinates
 * @property {number[] | null} explained  shares of the variance along its axes
 */

export const COMPONENTS = "pca";
const WIDEST = 2;
const PAIR = /^(\d+),(\d+)$/;

/** Whether data have too many features to be drawn whole. @param {number} features */
export const isWide = (features) => features > WIDEST;

/** Whether a text names a plane. @param {unknown} value */
export const isPlane = (value) =>
  value === COMPONENTS || (typeof value === "string" && PAIR.test(value));

/**
 * The query that asks the server for a plane; empty for what it draws by itself.
 * @param {string} plane
 * @param {number} features
 * @returns {Record<string, string | number>}
 */
export function planeQuery(plane, features) {
  const pair = PAIR.exec(plane);
  if (!isWide(features) || !pair) return {};
  const [first, second] = [Number(pair[1]), Number(pair[2])];
  return first < features && second < features && first !== second
    ? { plane: "features", first, second }
    : {};
}

/**
 * The planes there are to choose from, by name with their titles.
 * @param {readonly string[]} features
 * @returns {[string, string][]}
 */
export const planesOf = (features) => [
  [COMPONENTS, "Principal components"],
  ...features.flatMap((first, i) =>
    features
      .slice(i + 1)
      .map(
        (second, k) =>
          /** @type {[string, string]} */ ([`${i},${i + 1 + k}`, `${first}, ${second}`]),
      ),
  ),
];

/**
 * The points as they lie in a plane.
 * @param {Sample} sample
 * @param {DataView} view
 * @returns {Sample}
 */
export function projected(sample, { labels, center, across }) {
  const along = (/** @type {Points} */ { x, y }) => ({
    y,
    x: across.map((axis) =>
      y.map((_, i) =>
        axis.reduce((sum, share, feature) => sum + share * (x[feature][i] - center[feature]), 0),
      ),
    ),
  });
  const { train, test } = sample;
  return { ...sample, features: labels, train: along(train), test: test && along(test) };
}

/**
 * What is seen, in words.
 * @param {DataView} view
 * @param {number} features
 */
export function planeWords({ plane, labels, explained }, features) {
  const share = explained
    ? `, which hold ${Math.round(100 * explained.reduce((a, b) => a + b, 0))} % of the variance`
    : "";
  return plane === "pca"
    ? `${features} features, seen along their first two principal components${share}.`
    : `Across ${labels[0]}, up ${labels[1]}; the other features are at their means.`;
}
