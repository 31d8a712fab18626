/**
 * The address: its fragment holds what is on stage, and a fragment that somebody opens is brought
 * there. Changes make places in the browser's history, to which it can go back.
 *
 * @typedef {object} Stage
 * @property {(fragment: string) => boolean} asks  whether a fragment asks for an experiment, and
 *   not for a place in the page
 * @property {(fragment: string) => void} open  throws an Error that says what is wrong with it
 * @property {(error: Error) => void} damaged
 * @property {() => string} fragment  of what is on stage, without the #
 * @property {string} [home]  the page's own address, where it was opened by another
 */

/**
 * @param {Stage} stage
 * @param {Window} [view]
 */
export function mountAddress({ asks, open, damaged, fragment, home = "" }, view = window) {
  /** The fragment that is on stage, or was asked for. */
  let known = "";
  const write = ({ push = false } = {}) => {
    const hash = `#${fragment()}`;
    const address = home ? `${home}${view.location.search}${hash}` : hash;
    if (push && hash !== view.location.hash) view.history.pushState(null, "", address);
    else view.history.replaceState(null, "", address);
    known = view.location.hash;
  };
  const read = () => {
    known = view.location.hash;
    try {
      open(view.location.hash);
    } catch (error) {
      damaged(/** @type {Error} */ (error));
    }
  };
  const onHash = () => {
    if (view.location.hash === known) return;
    if (asks(view.location.hash)) read();
    else write();
  };
  // Browsers tell of a change of the hash some time after they have gone back; whatever is written
  // meanwhile would be written over the place they have gone to.
  view.addEventListener("popstate", onHash);
  view.addEventListener("hashchange", onHash);
  return {
    /** Bring what the address asks for on stage. */
    read,
    /** Put what is on stage into the address; push: in a place of its own. */
    write,
    destroy() {
      view.removeEventListener("popstate", onHash);
      view.removeEventListener("hashchange", onHash);
    },
  };
}
