/**
 * The page state: everything on a page that somebody has chosen, and what each action makes of it,
 * for instance {kind: "knob", run: 2, name: "lr", value: 0.1}.
 *
 * State and actions are plain data that survive JSON, and the reducer is pure: a list of actions
 * can be kept, sent, played again and taken back, and nobody compares two specs to guess what was
 * meant.
 *
 * @import {Catalogue} from "../catalogue.js"
 * @import {RunDisplay} from "../run-display.js"
 * @import {Raced} from "../spec.js"
 */

import { withoutIntervention } from "../interventions.js";
import { displayed, inserted, removed } from "../run-display.js";
import {
  withAllTuned,
  withCopy,
  withEqualRates,
  withKnobs,
  withLabel,
  withRates,
  withRun,
  withSchedule,
  withTuned,
  withoutRun,
} from "./edits.js";

/**
 * @template {Raced} S
 * @template V
 * @typedef {object} PageState
 * @property {S} spec  what is raced
 * @property {RunDisplay} display  how its runs are shown
 * @property {V} viewState  how it is looked at
 * @property {string} story  the one last chosen, though its race may have been changed since
 * @property {readonly S[]} pins  what is compared with it
 * @property {S} [base]  what was last loaded or suggested; what differs from it somebody has set
 */

/**
 * @typedef {object} Timing
 * @property {boolean} [settled]  false while a slider moves: the change is a preview, which nobody
 *   has asked to keep
 * @property {number} [step]  from which numbers hold, as interventions; the whole race without it
 *
 * @typedef {Timing & (
 *   | {kind: "knob", run: number, name: string, value: any}
 *   | {kind: "schedule", run: number, schedule: Record<string, any>}
 *   | {kind: "add", optimizer: string}
 *   | {kind: "remove" | "duplicate" | "reset", run: number}
 *   | {kind: "rename", run: number, label: string}
 *   | {kind: "rates", rates: [run: number, lr: number][]}
 *   | {kind: "equal-rates" | "all-tuned"}
 * )} RunAction
 *
 * @typedef {Timing & {kind: string}} AnyAction
 */

/**
 * @template {Raced} S
 * @template V
 * load: another experiment; `words` say which, where somebody has asked for it. restore: a state
 * that there was before, looked at as it is now.
 * @typedef {RunAction | Timing & (
 *   | {kind: "unintervene", index: number}
 *   | {kind: "conditions", change: Partial<S>}
 *   | {kind: "display", run: number, change: {hidden?: boolean, ink?: string | null}}
 *   | {kind: "view", change: Partial<V>}
 *   | {kind: "load", state: PageState<S, V>, words?: string}
 *   | {kind: "restore", state: PageState<S, V>}
 * )} CommonAction
 */

/**
 * What each action of a union makes of a state.
 * @template {AnyAction} A
 * @template State
 * @typedef {{[K in A["kind"]]: (state: State, action: Extract<A, {kind: K}>) => State}} Reducers
 */

/**
 * What tells one kind of experiment from another, for instance races from trainings.
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @typedef {object} Rules
 * @property {(spec: S, change: Partial<S>) => S} fitting  a change of what all runs share, with
 *   everything else made to fit
 * @property {Reducers<A, PageState<S, V>>} reducers  of its own actions
 * @property {import("./words.js").Words<A>} words  of what they do
 */

/** Whether somebody has let go of what changes. @param {Timing} action */
export const isSettled = ({ settled = true }) => settled;

/** @type {ReadonlySet<string>} */
const OF_RUNS = new Set([
  ...["knob", "schedule", "add", "remove", "duplicate", "reset", "rename"],
  ...["rates", "equal-rates", "all-tuned"],
]);

/**
 * Whether an action changes runs, so that it can hold from a step on.
 * @param {AnyAction} action
 * @returns {action is RunAction}
 */
export const changesRuns = (action) => OF_RUNS.has(action.kind);

/**
 * The reducer of a page, which throws RangeError where there is no such action.
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @param {Catalogue} catalogue
 * @param {Rules<S, V, A>} rules
 * @returns {(state: PageState<S, V>, action: CommonAction<S, V> | A) => PageState<S, V>}
 */
export function createReducer(catalogue, { fitting, reducers }) {
  /** @typedef {PageState<S, V>} State */
  /** @type {Reducers<CommonAction<S, V>, State>} */
  const common = {
    knob: (state, { run, name, value, step }) => ({
      ...state,
      spec: withKnobs(state.spec, run, { [name]: value }, step),
    }),
    schedule: (state, { run, schedule }) => ({
      ...state,
      spec: withSchedule(state.spec, run, schedule),
    }),
    add: (state, { optimizer }) => ({ ...state, spec: withRun(state.spec, optimizer, catalogue) }),
    remove: (state, { run }) => ({
      ...state,
      spec: withoutRun(state.spec, run),
      display: removed(state.display, run),
    }),
    duplicate: (state, { run }) => ({
      ...state,
      spec: withCopy(state.spec, run),
      display: inserted(state.display, run + 1),
    }),
    reset: (state, { run, step }) => ({
      ...state,
      spec: withTuned(state.spec, run, catalogue, step),
    }),
    rename: (state, { run, label }) => ({ ...state, spec: withLabel(state.spec, run, label) }),
    rates: (state, { rates, step }) => ({ ...state, spec: withRates(state.spec, rates, step) }),
    "equal-rates": (state, { step }) => ({ ...state, spec: withEqualRates(state.spec, step) }),
    "all-tuned": (state, { step }) => ({
      ...state,
      spec: withAllTuned(state.spec, catalogue, step),
    }),
    unintervene: (state, { index }) => ({ ...state, spec: withoutIntervention(state.spec, index) }),
    conditions: (state, { change }) => ({ ...state, spec: fitting(state.spec, change) }),
    display: (state, { run, change }) => ({
      ...state,
      display: displayed(state.display, run, change),
    }),
    view: (state, { change }) => ({ ...state, viewState: { ...state.viewState, ...change } }),
    load: (_, { state }) => ({ ...state, base: state.spec }),
    restore: (_, { state }) => state,
  };
  /** @type {Record<string, (state: State, action: any) => State>} */
  const table = { ...common, ...reducers };
  return (state, action) => {
    if (!Object.hasOwn(table, action.kind))
      throw new RangeError(`there is no action “${String(action.kind).slice(0, 40)}”`);
    return table[action.kind](state, action);
  };
}
