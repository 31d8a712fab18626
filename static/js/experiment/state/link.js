/**
 * The link: the page's address holds the experiment and how it is looked at, and opening the
 * address brings both back.
 *
 * @import {Catalogue} from "../catalogue.js"
 * @import {Raced} from "../spec.js"
 * @import {LinkedMoment} from "./moment.js"
 * @import {PageState} from "./page-state.js"
 */

import { fromFragment, toFragment } from "../link-codec.js";
import { fromFields, plain, toFields } from "../run-display.js";
import { PLAYING, readMoment, writeMoment } from "./moment.js";

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
 * @property {(given: Record<string, any>) => {given: Record<string, any>, show?: unknown}}
 *   [translate]  a spec that a server knows, of whatever kind, as one of this kind and how to look
 *   at it
 */

/**
 * What a link asks for: the state, and where the time stands.
 * @template {Raced} S
 * @template V
 * @typedef {PageState<S, V> & {moment?: LinkedMoment}} Linked
 */

/**
 * @template {Raced} S
 * @template V
 * @template {Catalogue} C
 * @typedef {object} Link
 * @property {(state: PageState<S, V> & {moment?: LinkedMoment}, catalogue: C) =>
 *   string} fragmentOf
 * @property {(fragment: string, catalogue: C) => Linked<S, V> | null} fromLink
 * @property {(given: Record<string, any>, catalogue: C) => PageState<S, V>} fromSpec
 * @property {(fragment: string) => boolean} isLink
 */

/**
 * @template {Raced} S
 * @template V
 * @template {Catalogue} C
 * @param {LinkRules<S, V, C>} rules
 * @returns {Link<S, V, C>}
 */
export function createLink({
  asks,
  complete,
  fields: fieldsOf,
  writeViewState,
  readViewState,
  writePins = () => undefined,
  readPins,
  translate = (given) => ({ given }),
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
     */
    fragmentOf: ({ spec, display, viewState, story, pins, moment = PLAYING }, catalogue) =>
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
        time: writeMoment(moment),
      }),
    /**
     * What a fragment asks for; null when there is none. Throws an Error that says what is wrong
     * with it.
     */
    fromLink(fragment, catalogue) {
      const fields = isLink(fragment) ? fromFragment(fragment) : null;
      if (!fields) return null;
      const { hide, inks, show, story, time, ...rest } = fields;
      const { pins, ...given } = rest;
      // Where nothing can be pinned, pins are a mistake like any other field there is not.
      const spec = complete(readPins ? given : rest, catalogue);
      return {
        spec,
        display: fromFields(hide, inks, spec.runs.length),
        viewState: readViewState(show),
        story: typeof story === "string" ? story : "",
        pins: readPins?.(pins, given, catalogue) ?? [],
        ...(time !== undefined && { moment: readMoment(time) }),
      };
    },
    /** An experiment that a server knows. Throws an Error where it cannot be one of this page. */
    fromSpec(given, catalogue) {
      const { given: own, show } = translate(given);
      return {
        spec: complete(own, catalogue),
        display: plain(),
        viewState: readViewState(show),
        story: "",
        pins: [],
      };
    },
  };
}
