/**
 * Changes: hears of every action of a page, and takes back what somebody has changed.
 *
 * @import {Raced} from "../spec.js"
 * @import {Store} from "./store.js"
 * @import {AnyAction, CommonAction, PageState} from "./page-state.js"
 * @import {Words} from "./words.js"
 */

import { isSettled } from "./page-state.js";
import { alike, begin, changed, followed, looked, redone, undone } from "./undo.js";
import { wordsOf } from "./words.js";

/** What is no change of the experiment: how it is looked at, and what was changed already. */
const NONE = new Set(["view", "restore"]);

/**
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @param {Store<PageState<S, V>, CommonAction<S, V> | A>} store
 * @param {Words<A>} words  of the page's own actions
 * @param {() => number} [clock]
 */
export function createChanges(store, words, clock = () => performance.now()) {
  /** @typedef {PageState<S, V>} State */
  let undo = begin(store.state);
  /** Whether there is a change that has no place in the browser's history yet. */
  let fresh = false;
  /** Counts changes; one that joins the one before has its number. */
  let number = 0;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const tell = () => {
    for (const listener of listeners) listener();
  };

  const leave = store.subscribe((action, after, before) => {
    if (action.kind === "learned") undo = followed(undo, after);
    if (action.kind === "view") undo = looked(undo, after.viewState);
    if (action.kind === "learned" || NONE.has(action.kind) || !isSettled(action)) return;
    const { words: opening } = /** @type {{words?: string}} */ (action);
    // What a page opens with, or falls back to, nobody has changed.
    if (action.kind === "load" && opening === undefined) {
      undo = { ...undo, rest: after };
      number += 1;
      return;
    }
    const told = wordsOf(action, before, /** @type {Words<any>} */ (words));
    const past = undo.past;
    undo = changed(undo, { ...told, now: clock(), step: action.step }, after);
    const [last, previous] = [undo.past.at(-1), past.at(-1)];
    if (last !== previous && last?.before !== previous?.before) {
      fresh = true;
      number += 1;
    }
    tell();
  });

  /**
   * @param {ReturnType<typeof undone<State>>} found
   * @returns {string | null} what was undone or redone
   */
  const go = (found) => {
    if (!found) return null;
    const { undo: next, state, change } = found;
    [undo, fresh] = [next, true];
    number += 1;
    const restore = { kind: "restore", state, step: change.step };
    store.dispatch(/** @type {CommonAction<S, V>} */ (restore));
    tell();
    return change.words;
  };

  return {
    /** What would be undone, in words; null where there is nothing. */
    get undoable() {
      return undo.past.at(-1)?.words ?? null;
    },
    get redoable() {
      return undo.future.at(-1)?.words ?? null;
    },
    undo: () => go(undone(undo, store.state)),
    redo: () => go(redone(undo, store.state)),
    /** Of the last change: another number, another change. */
    get number() {
      return number;
    },
    /** Whether the browser's history needs another place for what has been changed. */
    take() {
      const due = fresh;
      fresh = false;
      return due;
    },
    /**
     * The browser goes back or forward to a state. Where that is what undoing or redoing leads to,
     * it is that.
     * @param {State} state
     */
    visit(state) {
      const [back, on] = [undo.past.at(-1), undo.future.at(-1)];
      const found =
        back && alike(back.before, state)
          ? undone(undo, store.state)
          : on && alike(on.after, state)
            ? redone(undo, store.state)
            : null;
      undo = found?.undo ?? undo;
      store.dispatch({ kind: "load", state, words: found ? undefined : "another link" });
      // The browser has this place already.
      fresh = false;
      tell();
    },
    /**
     * Call `listener` when something else can be undone or redone; returns its undo.
     * @param {() => void} listener
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy: leave,
  };
}
