/**
 * Undo: what somebody has changed on a page, to be taken back and done again; plain data and pure.
 *
 * A change is known by the states before and after it. Previews are none, and changes of one knob
 * in quick succession are one. How something is looked at stays as it is, unless the change itself
 * has moved it.
 *
 * @import {Raced} from "../spec.js"
 * @import {PageState} from "./page-state.js"
 */

import { same } from "../stories.js";

/**
 * @template {PageState<Raced, any>} State
 * @typedef {object} Change
 * @property {string} words  what was done, for instance "learning rate of Adam 0.1"
 * @property {string} key  of the knob, so that its next change can join; empty where none can
 * @property {number} time  of its last part, in milliseconds
 * @property {number} [step]  from which it holds, where it is an intervention
 * @property {State} before
 * @property {State} after
 */

/**
 * @template {PageState<Raced, any>} State
 * @typedef {object} Undo
 * @property {readonly Change<State>[]} past  the last of them is undone first
 * @property {readonly Change<State>[]} future  the last of them is redone first
 * @property {State} rest  the state when somebody last let go
 */

/** More changes than these are not kept. */
export const MOST = 100;
/** Milliseconds within which two changes of one knob are one. */
export const TOGETHER = 1500;

/**
 * Nothing to undo yet.
 * @template {PageState<Raced, any>} State
 * @param {State} state
 * @returns {Undo<State>}
 */
export const begin = (state) => ({ past: [], future: [], rest: state });

/**
 * What a change is about: how it is looked at is no part of it.
 * @param {PageState<Raced, any>} state
 */
const content = ({ spec, display, pins }) => ({ spec, display, pins });

/**
 * Whether two states are the same but for how they are looked at.
 * @param {PageState<Raced, any>} one
 * @param {PageState<Raced, any>} other
 */
export const alike = (one, other) =>
  (one.spec === other.spec && one.display === other.display && one.pins === other.pins) ||
  same(content(one), content(other));

/**
 * Somebody has changed something and let go.
 * @template {PageState<Raced, any>} State
 * @param {Undo<State>} undo
 * @param {{words: string, key: string, now: number, step?: number}} told
 * @param {State} after
 * @returns {Undo<State>}
 */
export function changed({ past, future, rest }, { words, key, now, step }, after) {
  // A slider that was moved and brought back has changed nothing.
  if (alike(rest, after)) return { past, future, rest: after };
  const last = past.at(-1);
  const joins = last && key && last.key === key && now - last.time < TOGETHER && !future.length;
  const before = joins ? last.before : rest;
  const others = joins ? past.slice(0, -1) : past;
  const change = { words, key, time: now, step, before, after };
  const kept = joins && alike(before, after) ? others : [...others, change].slice(-MOST);
  return { past: kept, future: [], rest: after };
}

/**
 * Something else is looked at: no change, and none that is undone shall take it back.
 * @template {PageState<Raced, any>} State
 * @param {Undo<State>} undo
 * @param {State["viewState"]} viewState
 * @returns {Undo<State>}
 */
export const looked = (undo, viewState) => ({ ...undo, rest: { ...undo.rest, viewState } });

/**
 * Something has followed by itself, for instance the inputs of a network from its data: it is part
 * of the change before.
 * @template {PageState<Raced, any>} State
 * @param {Undo<State>} undo
 * @param {State} after
 * @returns {Undo<State>}
 */
export function followed({ past, future, rest }, after) {
  const last = past.at(-1);
  const joins = last?.after.spec === rest.spec;
  return { past: joins ? [...past.slice(0, -1), { ...last, after }] : past, future, rest: after };
}

/**
 * The state to go to, where everything is looked at as now, except for what the change had moved.
 * @template {PageState<Raced, any>} State
 * @param {State} now
 * @param {State} from
 * @param {State} to
 * @returns {State}
 */
function reached(now, from, to) {
  const moved = Object.entries(to.viewState).filter(
    ([name, value]) => from.viewState[name] !== value,
  );
  return moved.length
    ? { ...to, viewState: { ...now.viewState, ...Object.fromEntries(moved) } }
    : { ...to, viewState: now.viewState };
}

/**
 * The last change taken back; null where there is none.
 * @template {PageState<Raced, any>} State
 * @param {Undo<State>} undo
 * @param {State} now  the state of the page
 * @returns {{undo: Undo<State>, change: Change<State>, state: State} | null}
 */
export function undone({ past, future }, now) {
  const change = past.at(-1);
  if (!change) return null;
  const state = reached(now, change.after, change.before);
  // What is done again is a change of its own, which no later one joins.
  const back = { ...change, key: "" };
  return {
    undo: { past: past.slice(0, -1), future: [...future, back], rest: state },
    change,
    state,
  };
}

/**
 * The last change that was taken back, done again; null where there is none.
 * @template {PageState<Raced, any>} State
 * @param {Undo<State>} undo
 * @param {State} now
 * @returns {{undo: Undo<State>, change: Change<State>, state: State} | null}
 */
export function redone({ past, future }, now) {
  const change = future.at(-1);
  if (!change) return null;
  const state = reached(now, change.before, change.after);
  return {
    undo: { past: [...past, change], future: future.slice(0, -1), rest: state },
    change,
    state,
  };
}
