/**
 * The measure view: curves of one measure, the menu that chooses it, and the choice of a linear or
 * a logarithmic axis.
 *
 * @import {Measure, Source} from "./race-measures.js"
 * @import {History} from "../../client/history.js"
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Inks} from "../../ui/theme.js"
 */

import { createChart } from "../../plot/chart/chart.js";
import { find } from "../../ui/dom.js";
import { MEASURES } from "./race-measures.js";
import { plotOf } from "./race-plot.js";

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
  const chart = createChart(host, { onScrub });
  const named = (/** @type {string} */ name) =>
    measures.find((each) => each.name === name) ?? measures[0];
  let measure = measures[0];
  /** What somebody has chosen, by measure. @type {Map<string, boolean>} */
  const chosen = new Map();
  /** @type {{history: History, source: Source} | null} */
  let race = null;
  /** @type {LineStyle[]} */
  let styles = [];
  const abort = new AbortController();

  menu.replaceChildren(...measures.map(({ name, title: text }) => new Option(text, name)));

  const load = () => {
    if (!race) return;
    const log = chosen.get(measure.name) ?? measure.log;
    chart.load(plotOf(race.source, race.history.steps, { measure, log }, styles));
  };
  const onMenu = () => {
    measure = named(menu.value);
    load();
    onChoice();
  };
  const onForm = () => {
    chosen.set(measure.name, !chart.scale.log);
    load();
    onChoice();
  };
  menu.addEventListener("change", onMenu, { signal: abort.signal });
  form.addEventListener("click", onForm, { signal: abort.signal });

  const tell = () => {
    const { log, offset } = chart.scale;
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
      race = { history, source };
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
    /** There are more rows than before. */
    grew: chart.grew,
    /**
     * @param {LineStyle[]} next  by entry
     * @param {Inks} inks
     */
    dress(next, inks) {
      styles = next;
      chart.dress(inks);
      load();
    },
    /** @param {number} step */
    draw(step) {
      chart.draw(step);
      tell();
    },
    /**
     * The entry whose curve is under a point of the window; -1 for none.
     * @param {number} clientX
     * @param {number} clientY
     */
    under: (clientX, clientY) => chart.under(clientX, clientY)?.entry ?? -1,
    /** What is drawn, for whoever draws it elsewhere. */
    get drawing() {
      const { plot, axes } = chart;
      if (!plot) return null;
      const above = measure.name === "cost" && axes.scale.offset !== 0 ? " above minimum" : "";
      const title = `${measure.title}${above}${axes.scale.log ? ", log scale" : ""}`;
      return { title, plot, axes };
    },
    destroy() {
      abort.abort();
      chart.destroy();
    },
  };
}
