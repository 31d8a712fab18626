/**
 * The address: its fragment holds what is on stage, and a fragment that somebody opens is brought
 * there.
 *
 * @typedef {object} Stage
 * @property {(fragment: string) => boolean} asks  whether a fragment asks for an experiment, and
 *   not for a place in the page
 * @property {(fragment: string) => void} open  throws an Error that says what is wrong with it
 * @property {(error: Error) => void} damaged
 * @property {() => string} fragment  of what is on stage, without the #
 */

/**
 * @param {Stage} stage
 * @param {Window} [view]
 */
export function mountAddress({ asks, open, damaged, fragment }, view = window) {
  const write = () => view.history.replaceState(null, "", `#${fragment()}`);
  const read = () => {
    try {
      open(view.location.hash);
    } catch (error) {
      damaged(/** @type {Error} */ (error));
    }
  };
  const onHash = () => {
    if (asks(view.location.hash)) read();
    else write();
  };
  view.addEventListener("hashchange", onHash);
  return {
    /** Bring what the address asks for on stage. */
    read,
    /** Put what is on stage into the address. */
    write,
    destroy: () => view.removeEventListener("hashchange", onHash),
  };
}
