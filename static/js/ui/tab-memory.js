/**
 * Tab memory: what stood on each page of this tab, so that whoever goes to another page and comes
 * back by the navigation finds it again. Another tab, or an address without a fragment, begins
 * afresh.
 */

const KEY = "descentlab-page:";

/**
 * Storage may be forbidden; then pages begin afresh.
 * @template T
 * @param {() => T} action
 * @param {T} otherwise
 */
function attempt(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

/**
 * @param {string} path  of the page
 * @param {string} fragment  of what is on it, without the #
 */
export const keepPage = (path, fragment) =>
  attempt(() => sessionStorage.setItem(KEY + path, fragment), undefined);

/**
 * Let the links of the navigation lead to what stood on their pages; returns the undo.
 * @param {Document} [page]
 */
export function mountNavigation(page = document) {
  const point = () => {
    for (const link of page.querySelectorAll(".top nav a")) {
      if (!(link instanceof HTMLAnchorElement) || link.ariaCurrent === "page") continue;
      const fragment = attempt(() => sessionStorage.getItem(KEY + link.pathname), null);
      if (fragment) link.hash = fragment;
    }
  };
  point();
  // A page that comes back from the browser's cache has missed what was done meanwhile.
  window.addEventListener("pageshow", point);
  return () => window.removeEventListener("pageshow", point);
}
