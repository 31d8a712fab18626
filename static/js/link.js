/**
 * The link: the page's address holds the experiment, and opening the address brings it back.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Spec} from "./spec.js"
 * @typedef {{spec: Spec, hidden: Set<number>}} Linked
 */

import { complete } from "./spec.js";
import { fromFragment, toFragment } from "./url.js";

/**
 * The fragment of an experiment; `hide` lists the runs that are not shown.
 * @param {Linked} linked
 */
export const fragmentOf = ({ spec, hidden }) => {
  const { tolerances, interventions, ...fields } = spec;
  const limits = Object.values(tolerances).some((limit) => limit !== null) ? tolerances : undefined;
  return toFragment({
    ...fields,
    runs: spec.runs.map(({ schedule, ...run }) => ({
      ...run,
      schedule: schedule.name === "constant" ? undefined : schedule,
    })),
    tolerances: limits,
    interventions: interventions.length ? interventions : undefined,
    hide: hidden.size ? [...hidden].sort((a, b) => a - b) : undefined,
  });
};

/**
 * Whether a fragment asks for an experiment, and not for a place in the page.
 * @param {string} fragment
 */
export const isLink = (fragment) => /[#&](surface|runs)=/.test(fragment);

/**
 * What a fragment asks for; null when there is none. Throws an Error that says what is wrong with it.
 * @param {string} fragment with its #
 * @param {Catalogue} catalogue
 * @returns {Linked | null}
 */
export function fromLink(fragment, catalogue) {
  const fields = isLink(fragment) ? fromFragment(fragment) : null;
  if (!fields) return null;
  const { hide = [], ...given } = fields;
  const spec = complete(given, catalogue);
  const hidden = Array.isArray(hide)
    ? hide.filter((run) => Number.isInteger(run) && run >= 0 && run < spec.runs.length)
    : [];
  return { spec, hidden: new Set(hidden) };
}
