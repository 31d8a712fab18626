/**
 * The table: what boundaries and chart show, as numbers for each run after an epoch.
 *
 * @import {Standing} from "./training-standing.js"
 */

import { h } from "../../ui/dom.js";
import { number } from "../../ui/format.js";
import { score, scoreName } from "../../ui/units.js";

const COLUMNS = ["Run", "Cost", "Last batch", "Train", "Test", "Gradient", "Status"];

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
     * @param {number} epoch
     * @param {Standing[]} all
     * @param {string[]} colors by run
     * @param {string} task
     * @param {boolean} finished
     */
    show(epoch, all, colors, task, finished) {
      const median = all.some(({ seeds }) => seeds > 1) ? ", medians over the seeds" : "";
      caption.textContent =
        `After epoch ${epoch.toLocaleString("en-US")}: mean cost of the epoch, ` +
        `cost of its last mini-batch, ${scoreName(task)}, gradient norm${median}`;
      while (body.rows.length > all.length) body.deleteRow(-1);
      while (body.rows.length < all.length)
        body.append(h("tr", {}, h("th", { scope: "row" }), ...COLUMNS.slice(1).map(() => h("td"))));
      all.forEach((each, i) => {
        const lost =
          each.lost && each.seeds > 1
            ? `${each.lost} of ${each.seeds} diverged`
            : `diverged at step ${each.at}`;
        const texts = [
          each.label,
          number(each.cost),
          number(each.last),
          score(task, each.train),
          score(task, each.test),
          number(each.gradient, 2),
          each.lost ? lost : finished ? "finished" : "running",
        ];
        texts.forEach((text, column) => {
          const cell = body.rows[i].cells[column];
          if (cell.textContent !== text) cell.textContent = text;
        });
        /** @type {HTMLElement} */ (body.rows[i].cells[0]).style.setProperty(
          "--run",
          colors[each.run],
        );
      });
    },
  };
}
