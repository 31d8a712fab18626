/**
 * The theme: light or dark, the system's own until somebody chooses, and remembered from then on.
 *
 * @typedef {ReturnType<typeof createTheme>} Theme
 * @typedef {{ink: string, muted: string, line: string, paper: string, accent: string, dark:
 *   boolean}} Inks
 */

const KEY = "descentlab-theme";

/** @param {Document} [page] */
export function createTheme(page = document) {
  const root = page.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  system.addEventListener("change", tell);

  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  return {
    dark,
    toggle() {
      const next = dark() ? "light" : "dark";
      root.dataset.theme = next;
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // Storage may be forbidden; the choice then holds for this page only.
      }
      tell();
    },
    /**
     * The colours of the style sheet as the canvas and Plotly need them.
     * @returns {Inks}
     */
    inks() {
      const probe = page.createElement("span");
      // Under forced colors every name would come out as the color of text.
      probe.style.setProperty("forced-color-adjust", "none");
      root.append(probe);
      const color = (/** @type {string} */ name) => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
      };
      const inks = {
        ink: color("ink"),
        muted: color("muted"),
        line: color("line"),
        paper: color("paper"),
        accent: color("accent"),
        dark: dark(),
      };
      probe.remove();
      return inks;
    },
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy() {
      system.removeEventListener("change", tell);
    },
  };
}
