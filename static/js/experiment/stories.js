/**
 * Stories: small races that each answer one question, for instance why momentum helps in a ravine.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Raced} from "./spec.js"
 * @typedef {object} Story
 * @property {string} name
 * @property {string} title
 * @property {string} question
 * @property {string} answer
 * @property {Record<string, any>} spec
 * @property {number} speed
 * @property {string} chart  the measure that the curves of a race show
 * @property {unknown} [sight]  how a training is looked at, as in a link
 * @property {Record<string, any>[]} [pins]  what trainings to compare with have of their own
 * @property {string | null} cite
 */

/** What a story adds to its labels for pages without controls. */
const RATE = /, lr [\d.e+−-]+$/;

/**
 * The spec of a story for this page, where the rate stands beside the label and may be turned:
 * labels lose it as long as they stay different.
 * @template {Raced} S
 * @template {Catalogue} C
 * @param {Story} story
 * @param {C} catalogue
 * @param {(spec: Record<string, any>, catalogue: C) => S} complete
 * @returns {S}
 */
export function storySpec(story, catalogue, complete) {
  const spec = complete(story.spec, catalogue);
  const bare = spec.runs.map(({ label }) => label.replace(RATE, ""));
  return {
    ...spec,
    runs: spec.runs.map((run, i) => ({
      ...run,
      label: bare.filter((label) => label === bare[i]).length === 1 ? bare[i] : run.label,
    })),
  };
}

/**
 * Whether two complete specs are the same experiment, in whatever order their fields are.
 * @param {object} one
 * @param {object} other
 */
export const same = (one, other) => canonical(one) === canonical(other);

/** @param {object} spec */
const canonical = (spec) =>
  JSON.stringify(spec, (_, value) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/**
 * The stories that have all words of a search in them, those first that have them in their title.
 * @param {Story[]} stories
 * @param {string} text
 */
export function matching(stories, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (/** @type {string} */ all) =>
    words.every((word) => all.toLowerCase().includes(word));
  const found = stories.filter((story) => {
    const labels = story.spec.runs.map((/** @type {{label: string}} */ { label }) => label);
    const place = (story.spec.surface ?? story.spec.dataset)?.name ?? "";
    return has([story.title, story.question, place, story.name, ...labels].join(" "));
  });
  return [...found.filter(({ title }) => has(title)), ...found.filter(({ title }) => !has(title))];
}
