/**
 * The link: the page's address holds the experiment, and opening the address brings it back.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Spec} from "../experiment/spec.js"
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {ViewState} from "./view-state.js"
 * @typedef {{spec: Spec, display: RunDisplay, viewState: ViewState, story: string}} Linked  the story whose race
 *   it is, if it is one
 */

import { fromFields, toFields } from "../experiment/run-display.js";
import { readViewState, writeViewState } from "./view-state.js";
import { complete } from "../experiment/spec.js";
import { fromFragment, toFragment } from "../experiment/link-codec.js";

/**
 * The fragment of an experiment; `hide` lists the runs that are not shown.
 * @param {Linked} linked
 */
export const fragmentOf = ({ spec, display, viewState, story }) => {
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
    ...toFields(display),
    show: writeViewState(viewState),
    story: story || undefined,
  });
};

/**
 * Whether a fragment asks for an experiment, and not for a place in the page.
 * @param {string} fragment
 */
export const isLink = (fragment) => /[#&](surface|runs)=/.test(fragment);

/**
 * What a fragment asks for; null when there is none. Throws an Error that says what is wrong with
 * it.
 * @param {string} fragment with its #
 * @param {Catalogue} catalogue
 * @returns {Linked | null}
 */
export function fromLink(fragment, catalogue) {
  const fields = isLink(fragment) ? fromFragment(fragment) : null;
  if (!fields) return null;
  const { hide, inks, show, story, ...given } = fields;
  const spec = complete(given, catalogue);
  return {
    spec,
    display: fromFields(hide, inks, spec.runs.length),
    viewState: readViewState(show),
    story: typeof story === "string" ? story : "",
  };
}
