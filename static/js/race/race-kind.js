/**
 * Races as a kind of experiment: what tells them from trainings, for instance that they are counted
 * in steps and can move to another surface.
 *
 * @import {Catalogue, Typed} from "../experiment/catalogue.js"
 * @import {Point} from "../plot/mapping.js"
 * @import {Kind} from "../experiment/state/kind.js"
 * @import {PageState, Timing} from "../experiment/state/page-state.js"
 * @import {Spec} from "../experiment/spec.js"
 * @import {Which} from "./starts.js"
 * @import {ViewState} from "./view-state.js"
 * @typedef {(
 *   | {kind: "surface", name: string}
 *   | {kind: "formula", typed: Typed, restarted: boolean}
 *   | {kind: "parameter", name: string, value: number}
 *   | {kind: "start", point: Point, which: Which}
 *   | {kind: "starts", points: Point[]}
 *   | {kind: "learned"}
 * ) & Timing} RaceAction  learned: the server has said more about what is raced on;
 *   restarted: whether the race has to begin elsewhere, where the formula is defined
 */

import { withinBudget } from "../experiment/interventions.js";
import { STEPS } from "../experiment/playback.js";
import { complete, onTyped, withParameter, withSurface } from "../experiment/spec.js";
import { fragmentOf, fromLink, fromSpec, isLink } from "./link.js";
import { nameOf, valueWords } from "../experiment/state/words.js";
import { counted } from "../ui/format.js";
import { withStartAt, withStarts } from "./starts.js";
import { PLAIN } from "./view-state.js";

/**
 * @param {Catalogue} catalogue
 * @returns {Kind<Spec, ViewState, RaceAction, Catalogue>}
 */
export function raceKind(catalogue) {
  /** @typedef {PageState<Spec, ViewState>} State */

  /**
   * A box is a part of one surface: on another there is nothing to zoom into yet.
   * @param {State} state
   * @param {Spec} spec
   * @returns {State}
   */
  const on = (state, spec) =>
    catalogue.surface(spec.surface) === catalogue.surface(state.spec.surface)
      ? { ...state, spec }
      : { ...state, spec, viewState: { ...state.viewState, box: null } };

  return {
    ...{ name: "descent", noun: "race", verb: "raced", unit: "step" },
    steps: ({ steps }) => steps,
    clock: STEPS,
    complete,
    place: (spec) => catalogue.surface(spec.surface),
    site: (spec) => catalogue.surface(spec.surface).name,
    ground: (spec) => JSON.stringify(spec.surface),
    viewState: PLAIN,
    storyView: ({ chart }, before) => ({
      ...before,
      ...{ measure: chart === "lr" ? "rate" : chart, log: null, box: null, eye: null },
    }),
    link: { fragmentOf, fromLink, fromSpec, isLink },
    fitting: (spec, change) => withinBudget({ ...spec, ...change }),
    reducers: {
      surface: (state, { name }) => on(state, withSurface(state.spec, name, catalogue)),
      formula: (state, { typed, restarted }) =>
        on(state, onTyped(state.spec, typed, catalogue, { restarted })),
      parameter: (state, { name, value }) => on(state, withParameter(state.spec, name, value)),
      start: (state, { point, which }) => ({
        ...state,
        spec: withStartAt(state.spec, point, which),
      }),
      starts: (state, { points }) => ({ ...state, spec: withStarts(state.spec, points) }),
      learned: (state) => state,
    },
    words: {
      surface: ({ name }) => [`surface ${catalogue.surface(name).title}`, ""],
      formula: ({ typed }) => [`formula ${typed.expression}`],
      parameter: ({ name, value }) => [`${nameOf(name)} ${valueWords(value)}`, name],
      start: ({ which }) => [which === "more" ? "one more start" : "start", String(which)],
      starts: ({ points }) => [counted(points.length, "start")],
    },
  };
}
