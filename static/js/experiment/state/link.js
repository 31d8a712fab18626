/**
 * The link: the page's address holds the experiment and how it is looked at, and opening the
 * address brings both back.
 *
 * @import {Catalogue} from "../catalogue.js"
 * @import {Raced} from "../spec.js"
 * @import {PageState} from "./page-state.js"
 */

import { fromFragment, toFragment } from "../link-codec.js";
import { fromFields, toFields } from "../run-display.js";

/**
 * @template {Raced} S
 * @template V
 * @template {Catalogue} C
 * @typedef {object} LinkRules  what links of one kind of experiment have of their own
 * @property {RegExp} asks  finds the key that only a fragment with an experiment in it has
 * @property {(given: Record<string, any>, catalogue: C) => S} complete
 * @property {(spec: S, catalogue: C) => Record<string, any>} fields  those of the spec
 *   that a link tells
 * @property {(viewState: V) => Partial<V> | undefined} writeViewState
 * @property {(given: unknown) => V} readViewState
 * @property {(pins: readonly S[], spec: S) => unknown} [writePins]
 * @property {(pins: unknown, given: Record<string, any>, catalogue: C) => S[]} [readPins]
 */

/**
 * @template {Raced} S
 * @template V
 * @template {Catalogue} C
 * @param {LinkRules<S, V, C>} rules
 */
export function createLink({
  asks,
  complete,
  fields: fieldsOf,
  writeViewState,
  readViewState,
  writePins = () => undefined,
  readPins,
}) {
  /**
   * Whether a fragment asks for an experiment, and not for a place in the page.
   * @param {string} fragment
   */
  const isLink = (fragment) => asks.test(fragment);

  return {
    isLink,
    /**
     * The fragment of a page's state, without the #; what is as usual stays out.
     * @param {PageState<S, V>} state
     * @param {C} catalogue
     */
    fragmentOf: ({ spec, display, viewState, story, pins }, catalogue) =>
      toFragment({
        ...fieldsOf(spec, catalogue),
        runs: spec.runs.map(({ schedule, ...run }) => ({
          ...run,
          schedule: schedule.name === "constant" ? undefined : schedule,
        })),
        interventions: spec.interventions.length ? spec.interventions : undefined,
        ...toFields(display),
        show: writeViewState(viewState),
        story: story || undefined,
        pins: writePins(pins, spec),
      }),
    /**
     * What a fragment asks for; null when there is none. Throws an Error that says what is wrong
     * with it.
     * @param {string} fragment with its #
     * @param {C} catalogue
     * @returns {PageState<S, V> | null}
     */
    fromLink(fragment, catalogue) {
      const fields = isLink(fragment) ? fromFragment(fragment) : null;
      if (!fields) return null;
      const { hide, inks, show, story, ...rest } = fields;
      const { pins, ...given } = rest;
      // Where nothing can be pinned, pins are a mistake like any other field there is not.
      const spec = complete(readPins ? given : rest, catalogue);
      return {
        spec,
        display: fromFields(hide, inks, spec.runs.length),
        viewState: readViewState(show),
        story: typeof story === "string" ? story : "",
        pins: readPins?.(pins, given, catalogue) ?? [],
      };
    },
  };
}
