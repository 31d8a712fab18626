/**
 * The measure view: curves of one measure, the menu that chooses it, and the choice of a linear or
 * a logarithmic axis.
 *
 * @import {Measure, Source} from "./measures.js"
 * @import {History} from "../client/history.js"
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Inks} from "../ui/theme.js"
 */

import { createCurves } from "../plot/chart/race-chart.js";
import { find } from "../ui/dom.js";
import { MEASURES } from "./measures.js";

/**
 * @param {HTMLElement} root
 * @param {{onScrub: (step: number) => void, onChoice?: () => void}} listener
 * @param {Measure[]} [measures] the first is shown until somebody chooses
 */
export function createMeasureView(root, { onScrub, onChoice = () => {} }, measures = MEASURES) {
  const host = find(root, '[data-part="costs"]', HTMLElement);
  const title = find(root, '[data-part="cost-title"]', HTMLElement);
  const menu = find(root, '[data-part="measure"]', HTMLSelectElement);
  const form = find(root, '[data-act="scale"]', HTMLButtonElement);
  const curves = createCurves(host, { onScrub });
  const named = (/** @type {string} */ name) =>
    measures.find((each) => each.name === name) ?? measures[0];
  let measure = measures[0];
  /** What somebody has chosen, by measure. @type {Map<string, boolean>} */
  const chosen = new Map();
  /** @type {{history: History, source: Source} | null} */
  let shown = null;
  const abort = new AbortController();

  menu.replaceChildren(...measures.map(({ name, title: text }) => new Option(text, name)));

  const load = () => {
    if (!shown) return;
    const { history, source } = shown;
    curves.load(history, measure.reader(source), {
      lowest: measure.lowest(source),
      log: chosen.get(measure.name) ?? measure.log,
    });
  };
  const onMenu = () => {
    measure = named(menu.value);
    load();
    onChoice();
  };
  const onForm = () => {
    chosen.set(measure.name, !curves.scale.log);
    load();
    onChoice();
  };
  menu.addEventListener("change", onMenu, { signal: abort.signal });
  form.addEventListener("click", onForm, { signal: abort.signal });
  const resized = new ResizeObserver(() => curves.resize());
  resized.observe(host);

  const tell = () => {
    const { log, offset } = curves.scale;
    const axis = log ? "log" : "linear";
    const above = measure.name === "cost" && offset !== 0;
    const [wide, text] = [
      above ? "Cost above minimum" : measure.title,
      `${measure.title}, ${axis} scale`,
    ];
    const option = menu.selectedOptions[0];
    if (option && option.text !== wide) option.text = wide;
    if (title.textContent === text && form.textContent === axis) return;
    title.textContent = text;
    form.textContent = axis;
    form.setAttribute("aria-label", `${axis} axis; switch to ${log ? "linear" : "logarithmic"}`);
    host.setAttribute(
      "aria-label",
      `${text}, over steps for each run; the table holds the numbers.`,
    );
  };

  return {
    /**
     * Show another race, or the same one with other landmarks.
     * @param {History} history
     * @param {Source} source
     */
    load(history, source) {
      shown = { history, source };
      const option = menu.querySelector('[value="distance"]');
      if (option instanceof HTMLOptionElement) option.disabled = source.minima.length === 0;
      if (measure.name === "distance" && source.minima.length === 0) {
        measure = measures[0];
        menu.value = measure.name;
      }
      load();
    },
    /** What is drawn, and whether somebody has chosen a logarithmic axis or a linear one. */
    get choice() {
      return { measure: measure.name, log: chosen.get(measure.name) ?? null };
    },
    /**
     * @param {string} name
     * @param {boolean | null} log  null for what suits the measure
     */
    choose(name, log) {
      measure = named(name);
      menu.value = measure.name;
      if (log === null) chosen.delete(measure.name);
      else chosen.set(measure.name, log);
      load();
    },
    /**
     * @param {LineStyle[]} styles
     * @param {Inks} inks
     */
    dress: (styles, inks) => curves.dress(styles, inks),
    /** @param {number} step */
    draw(step) {
      curves.draw(step);
      tell();
    },
    under: curves.under,
    /**
     * What is drawn, for whoever draws it elsewhere. @returns
     * {import("../plot/chart/race-chart-svg.js").Drawing | null}
     */
    get drawing() {
      if (!shown) return null;
      const { scale } = curves;
      const above = measure.name === "cost" && scale.offset !== 0 ? " above minimum" : "";
      return {
        title: `${measure.title}${above}${scale.log ? ", log scale" : ""}`,
        read: measure.reader(shown.source),
        scale,
      };
    },
    destroy() {
      abort.abort();
      resized.disconnect();
      curves.destroy();
    },
  };
}
