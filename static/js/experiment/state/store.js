/**
 * The store: holds the state of a page, takes actions and tells whoever listens, for instance the
 * controls, which then show the knob that somebody has turned.
 */

/**
 * @template State
 * @template Action
 * @typedef {object} Store
 * @property {State} state
 * @property {(action: Action) => void} dispatch
 * @property {(listener: Listener<State, Action>) => () => void} subscribe  returns its undo
 */

/**
 * @template State
 * @template Action
 * @typedef {(action: Action, after: State, before: State) => void} Listener
 */

/**
 * @template State
 * @template Action
 * @param {State} initial
 * @param {(state: State, action: Action) => State} reduce
 * @param {(state: State, action: Action) => Action | null} [follow]  what follows from an action by
 *   itself, for instance that a network gets as many inputs as its new data have
 * @returns {Store<State, Action>}
 */
export function createStore(initial, reduce, follow = () => null) {
  let state = initial;
  /** @type {Set<Listener<State, Action>>} */
  const listeners = new Set();
  /** @type {Parameters<Listener<State, Action>>[]} */
  const news = [];
  let telling = false;

  // A listener may act itself, as a view does that is brought to a place; everybody hears of one
  // action after the other, in the same order.
  const tell = () => {
    if (telling) return;
    telling = true;
    try {
      for (let next = news.shift(); next; next = news.shift())
        for (const listener of listeners) listener(...next);
    } finally {
      telling = false;
    }
  };

  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const before = state;
      /** @type {Action | null} */
      let next = action;
      while (next) {
        state = reduce(state, next);
        next = follow(state, action);
      }
      news.push([action, state, before]);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
