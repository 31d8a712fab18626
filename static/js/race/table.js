/**
 * The table: what the plots show, as numbers for each run at the current step.
 *
 * @import {Standing} from "../runs/standing.js"
 */

import { endWords } from "../runs/endings.js";
import { h } from "../ui/dom.js";
import { number } from "../ui/format.js";

const COLUMNS = ["Run", "Step", "Cost", "Gradient", "Distance", "Status"];

/** @param {HTMLElement} host */
export function createTable(host) {
  const body = h("tbody");
  const caption = h("caption");
  host.replaceChildren(
    h(
      "table",
      {},
      caption,
      h("thead", {}, h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)))),
      body,
    ),
  );
  return {
    /**
     * @param {number} step
     * @param {{label: string, color: string, standing: Standing}[]} runs
     */
    show(step, runs) {
      caption.textContent =
        `At step ${step.toLocaleString("en-US")}: cost, gradient norm, ` +
        "distance to the nearest minimum";
      while (body.rows.length > runs.length) body.deleteRow(-1);
      while (body.rows.length < runs.length)
        body.append(h("tr", {}, h("th", { scope: "row" }), ...COLUMNS.slice(1).map(() => h("td"))));
      runs.forEach(({ label, color, standing }, i) => {
        const texts = [
          label,
          standing.row.toLocaleString("en-US"),
          number(standing.cost, 3),
          number(standing.gradNorm, 2),
          standing.distance === null ? "–" : number(standing.distance, 2),
          endWords(standing),
        ];
        texts.forEach((text, column) => {
          const cell = body.rows[i].cells[column];
          if (cell.textContent !== text) cell.textContent = text;
        });
        /** @type {HTMLElement} */ (body.rows[i].cells[0]).style.setProperty("--run", color);
      });
    },
  };
}
