/**
 * The store of recents: the list in the browser's storage, which all its tabs share.
 *
 * @import {Recent} from "./list.js"
 */

import { added, readList, removed } from "./list.js";

const KEY = "descentlab-recent";

/** @param {() => Storage} [storage]  which a browser may refuse to give */
export function createRecents(storage = () => localStorage) {
  /** Of this page alone, where nothing can be stored. @type {readonly Recent[]} */
  let own = [];
  const read = () => {
    try {
      return readList(storage().getItem(KEY));
    } catch {
      return own;
    }
  };
  /** @param {readonly Recent[]} list */
  const write = (list) => {
    own = list;
    // Where there is too little room, the oldest go.
    for (let kept = list; ; kept = kept.slice(0, Math.floor(kept.length / 2)))
      try {
        storage().setItem(KEY, JSON.stringify(kept));
        return;
      } catch {
        if (kept.length < 2) return;
      }
  };
  return {
    get list() {
      return read();
    },
    /** @param {Recent} entry @param {string} [instead]  the id of one whose place it takes */
    add: (entry, instead) => write(added(read(), entry, instead)),
    /** @param {string} id */
    remove: (id) => write(removed(read(), id)),
    /** @param {readonly Recent[]} list */
    replace: write,
  };
}
