/**
 * The link of a training: the page's address holds the spec and how it is looked at, and opening
 * the address brings both back.
 *
 * @import {RunDisplay} from "../experiment/run-display.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {TrainingSpec} from "./training-spec.js"
 * @import {ViewState} from "./view-state.js"
 * @typedef {{spec: TrainingSpec, display: RunDisplay, viewState: ViewState, story: string, pins: readonly
 *   TrainingSpec[]}} Linked
 */

import { fromFields, toFields } from "../experiment/run-display.js";
import { fromFragment, toFragment } from "../experiment/link-codec.js";
import { MOST, difference } from "./pins.js";
import { readViewState, writeViewState } from "./view-state.js";
import { complete } from "./training-spec.js";

/** What a link says even where it is as usual; every other setting stays out of it then. */
const ALWAYS = new Set(["batch_size", "epochs", "shuffle_seed", "evaluations"]);

/**
 * @param {Linked} linked
 * @param {TrainingCatalogue} catalogue
 */
export function fragmentOf({ spec, display, viewState, story, pins }, catalogue) {
  const { kind: _, runs, interventions, ...fields } = spec;
  const settings = catalogue.settings("training");
  const silent = Object.entries(fields)
    .filter(([name, value]) => !ALWAYS.has(name) && settings.isUsual(name, value))
    .map(([name]) => [name, undefined]);
  return toFragment({
    ...fields,
    ...Object.fromEntries(silent),
    runs: runs.map(({ schedule, ...run }) => ({
      ...run,
      schedule: schedule.name === "constant" ? undefined : schedule,
    })),
    interventions: interventions.length ? interventions : undefined,
    ...toFields(display),
    show: writeViewState(viewState),
    story: story || undefined,
    pins: pins.length ? pins.map((pin) => difference(pin, spec)) : undefined,
  });
}

/**
 * Whether a fragment asks for a training, and not for a place in the page.
 * @param {string} fragment
 */
export const isLink = (fragment) => /[#&](dataset|network|runs)=/.test(fragment);

/**
 * What a fragment asks for; null when there is none. Throws an Error that says what is wrong with
 * it.
 * @param {string} fragment with its #
 * @param {TrainingCatalogue} catalogue
 * @returns {Linked | null}
 */
export function fromLink(fragment, catalogue) {
  const fields = isLink(fragment) ? fromFragment(fragment) : null;
  if (!fields) return null;
  const { hide, inks, show, story, pins, ...given } = fields;
  const spec = complete(given, catalogue);
  const pinned = Array.isArray(pins)
    ? pins.filter((own) => own?.constructor === Object).slice(0, MOST)
    : [];
  return {
    spec,
    display: fromFields(hide, inks, spec.runs.length),
    viewState: readViewState(show),
    story: typeof story === "string" ? story : "",
    pins: pinned.map((own) => complete({ ...given, ...own }, catalogue)),
  };
}
