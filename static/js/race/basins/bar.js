/**
 * The bar of a basin map: what it maps and how it is colored, how far it has come, and the key of
 * its colors.
 *
 * @import {Coloring} from "./colors.js"
 * @import {Key} from "./key.js"
 */

import { h } from "../../ui/dom.js";
import { PLAIN, SIDES } from "../view-state.js";

/** A phone has no room for the word that most places have. */
const USUAL = "minimum ";

/**
 * @param {HTMLElement} host
 * @param {{onRun: (run: number) => void, onChoice: () => void, onCancel: () => void}} listener
 */
export function createBasinBar(host, { onRun, onChoice, onCancel }) {
  const runs = h("select", {
    "aria-label": "Run of the map",
    onchange: () => onRun(Number(runs.value)),
  });
  const sides = h(
    "select",
    { "aria-label": "Starts of the map", onchange: onChoice },
    ...SIDES.map((side) => new Option(`${side} × ${side}`, String(side))),
  );
  const colors = h(
    "select",
    { "aria-label": "Color of the map", onchange: onChoice },
    new Option("by where it ends", "place"),
    new Option("by steps", "steps"),
  );
  const progress = h("progress", { max: 1, value: 0, "aria-label": "Progress of the map" });
  const cancel = h("button", { type: "button", class: "link", onclick: onCancel }, "Cancel");
  const words = h("span", { class: "words", role: "status" });
  const tip = h("span", { class: "tip" });
  const key = h("ul", { class: "plain key" });
  host.replaceChildren(runs, sides, colors, progress, cancel, words, tip, key);
  progress.hidden = cancel.hidden = true;
  sides.value = String(PLAIN.side);
  let labels = "";

  return {
    get side() {
      return Number(sides.value);
    },
    get coloring() {
      return /** @type {Coloring} */ (colors.value);
    },
    /** The run of the map, and what it is called. */
    get run() {
      return Math.max(0, runs.selectedIndex);
    },
    get label() {
      return runs.selectedOptions[0]?.text ?? "";
    },
    /** @param {number} side @param {Coloring} coloring */
    set(side, coloring) {
      [sides.value, colors.value] = [String(side), coloring];
    },
    /**
     * The runs there are.
     * @param {string[]} next
     * @param {number | null} run  the one that somebody has chosen
     */
    offer(next, run) {
      if (next.join("\n") === labels) return;
      labels = next.join("\n");
      runs.replaceChildren(...next.map((label, i) => new Option(label, String(i))));
      this.choose(run);
    },
    /** Choose a run, the last one where nobody has. @param {number | null} run */
    choose(run) {
      runs.selectedIndex = run !== null && run < runs.length ? run : runs.length - 1;
    },
    /** @param {string} status  for instance "running" @param {string} [text] */
    report(status, text = "") {
      const running = status === "running";
      progress.hidden = cancel.hidden = !running;
      if (running) [progress.value, tip.textContent] = [0, ""];
      host.dataset.status = status;
      words.textContent = text;
    },
    /** The map is not looked at any more, and nothing comes of it. */
    rest() {
      progress.hidden = cancel.hidden = true;
    },
    /** @param {number} share  how much of the map has come */
    advance(share) {
      progress.value = share;
    },
    /** What becomes of the start under the pointer. @param {string} text */
    point(text) {
      tip.textContent = text;
    },
    /** @param {Key} next */
    explain({ items, ramp }) {
      const entries = items.map(({ text, color }) =>
        h("li", {}, color ? h("i", { style: `background: ${color}` }) : null, ...worded(text)),
      );
      key.replaceChildren(...(ramp ? [scale(ramp)] : []), ...entries);
    },
  };
}

/** @param {string} text */
const worded = (text) =>
  text.startsWith(USUAL)
    ? [h("span", { class: "usual" }, USUAL), text.slice(USUAL.length)]
    : [text];

/** @param {NonNullable<Key["ramp"]>} ramp */
function scale({ low, high, colors }) {
  const background = `background: linear-gradient(to right, ${colors.join(", ")})`;
  return h("li", {}, low, h("i", { class: "ramp", style: background }), high);
}
