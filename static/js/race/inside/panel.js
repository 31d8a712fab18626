/**
 * The inside panel: one update in numbers and bars, for instance m, v and the effective rates of
 * Adam's step 42, and its formula with these numbers filled in.
 *
 * @import {Inside, Quantity} from "./cache.js"
 */

import { broken } from "../../ui/line-breaks.js";
import { formula, h } from "../../ui/dom.js";
import { number } from "../../ui/format.js";

/**
 * @param {HTMLElement} host
 * @param {{onEntry: (entry: number) => void}} listener
 */
export function createInsidePanel(host, { onEntry }) {
  const menu = h("select", {
    "aria-label": "Run to look into",
    onchange: () => onEntry(Number(menu.value)),
  });
  const when = h("span", { class: "when" });
  const note = h("p", { class: "convention" });
  const body = h("tbody");
  const table = h(
    "table",
    {},
    h("caption", { class: "unseen" }, "What this update works with, for each coordinate"),
    h(
      "thead",
      {},
      h("tr", {}, ...["Quantity", "x", "y"].map((name) => h("th", { scope: "col" }, name))),
    ),
    body,
  );
  const lines = h("div", {
    class: "filled",
    tabindex: "0",
    role: "region",
    "aria-label": "The formula with its numbers",
  });
  host.replaceChildren(h("div", { class: "chosen" }, menu, when), note, table, lines);
  table.hidden = lines.hidden = true;
  let entries = "";
  /** @type {Inside | null} */
  let current = null;

  return {
    /**
     * @param {{label: string, start: number}[]} next
     * @param {number} chosen
     * @param {string} color
     */
    offer(next, chosen, color) {
      const labels = next.map(({ label, start }) =>
        start > 0 ? `${label}, start ${start + 1}` : label,
      );
      if (labels.join("\n") !== entries) {
        entries = labels.join("\n");
        menu.replaceChildren(...labels.map((label, entry) => new Option(label, String(entry))));
      }
      if (menu.value !== String(chosen)) menu.value = String(chosen);
      host.style.setProperty("--run", color);
    },
    /**
     * @param {Inside | null} update
     * @param {string} words what is to be said beside it, or why there is none
     */
    show(update, words = "") {
      const text = [words, update ? unstable(update.quantities) : ""].filter(Boolean).join(" ");
      if (note.textContent !== text) note.textContent = text;
      note.hidden = !text;
      if (update === current) return;
      current = update;
      table.hidden = lines.hidden = !update;
      when.textContent = update
        ? `step ${update.step} → ${update.step + 1}, lr ${number(update.lr, 4)}`
        : "";
      if (!update) return;
      // The slope that the rule was given differs from the surface's own only by noise.
      const quantities = update.quantities.filter(
        ({ key }, _, all) => key !== "gradient" || all.some((other) => other.key === "noise"),
      );
      while (body.rows.length > quantities.length) body.deleteRow(-1);
      while (body.rows.length < quantities.length) body.append(createRow());
      for (const [i, quantity] of quantities.entries()) fill(body.rows[i], quantity);
      lines.replaceChildren(
        ...update.mathml.formula.map((line) => h("div", { class: "rule" }, ...pieces(line))),
        ...["x", "y"].flatMap((axis) => [
          h("h3", {}, `With the numbers of this step, for ${axis}`),
          ...update.mathml[/** @type {"x" | "y"} */ (axis)].map((line) =>
            h("div", {}, ...pieces(line)),
          ),
        ]),
      );
    },
  };
}

/** @param {string} mathml */
const pieces = (mathml) => {
  const math = formula(mathml);
  return math ? broken(math) : [];
};

/**
 * Where an adaptive rate is more than the surface's curvature bears, as a sentence.
 * @param {Quantity[]} quantities
 */
export function unstable(quantities) {
  const [rate, border] = ["rate", "border"].map(
    (key) => quantities.find((quantity) => quantity.key === key)?.numbers,
  );
  if (!rate || !border) return "";
  const told = ["x", "y"].flatMap((axis, i) => {
    const [own, most] = [rate[i], border[i]];
    if (own === null || most === null || own <= most) return [];
    return [`${number(own, 3)} > border ${number(most, 3)} along ${axis}`];
  });
  return told.length ? `Effective rate ${told.join(" and ")}: unstable, its steps grow.` : "";
}

/** @returns {HTMLTableRowElement} */
function createRow() {
  const cell = () =>
    h("td", {}, h("span", { class: "number" }), h("span", { class: "gauge" }, h("i"), h("b")));
  return h("tr", {}, h("th", { scope: "row" }), cell(), cell());
}

/**
 * @param {HTMLTableRowElement} row
 * @param {Quantity} quantity
 */
function fill(row, { key, label, help, kind, numbers, before, share }) {
  const [name, ...cells] = row.cells;
  name.textContent = label;
  name.title = help;
  row.dataset.role =
    key === "step" ? "step" : share ? "share" : kind === "vector" ? "plain" : "value";
  const most = Math.max(...[...numbers, ...(before ?? [])].map((value) => Math.abs(value ?? 0)));
  cells.forEach((cell, axis) => {
    const [text, gauge] = /** @type {HTMLElement[]} */ ([...cell.children]);
    const [bar, tick] = /** @type {HTMLElement[]} */ ([...gauge.children]);
    text.textContent = numbers[axis] === null ? "–" : number(Number(numbers[axis]), 4);
    const [left, width] = barOf(numbers[axis], most);
    Object.assign(bar.style, { left: `${left}%`, width: `${width}%` });
    const was = before?.[axis];
    tick.hidden = was === undefined || was === null || most === 0;
    if (!tick.hidden) {
      const [from, length] = barOf(Number(was), most);
      tick.style.left = `${Number(was) < 0 ? from : from + length}%`;
      tick.title = `before: ${number(Number(was), 4)}`;
    }
  });
}

/**
 * A signed bar from the middle of its gauge, as left edge and width in percent.
 * @param {number | null} value
 * @param {number} most the value that fills half of the gauge
 * @returns {[number, number]}
 */
export function barOf(value, most) {
  if (!value || most === 0) return [50, 0];
  const width = (50 * Math.abs(value)) / most;
  return [value < 0 ? 50 - width : 50, width];
}
