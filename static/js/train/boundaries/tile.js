/**
 * A tile: what one network makes of the data, under the name of its run and its score.
 *
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Sample} from "../samples.js"
 */

import { h, svg } from "../../ui/dom.js";
import { number } from "../../ui/format.js";
import { svgPath } from "../../plot/marks.js";
import { percent, score } from "../../ui/units.js";
import { createPane } from "./pane.js";

/** @param {string} label of the run */
export function createTile(label) {
  const pane = createPane();
  const swatch = h("span", { class: "swatch" });
  const corner = h("span", { class: "score" });
  const finding = h("p", { class: "finding", hidden: true });
  const figure = h(
    "figure",
    { class: "tile", role: "img" },
    h("div", { class: "who" }, swatch, h("b", {}, label), corner),
    pane.host,
  );
  pane.host.append(finding);
  /** Its score, which the output under the pointer displaces. */
  let words = "";
  const say = (/** @type {string} */ text) => {
    if (corner.textContent !== text) corner.textContent = text;
  };

  return {
    figure,
    pane,
    words: () => words,
    /** @param {string} next */
    rate(next) {
      if (next === words) return;
      words = next;
      say(words);
      figure.setAttribute("aria-label", `What ${label} makes of the data; ${words}`);
    },
    /** Say what is wrong with the network; nothing where nothing is. @param {string} text */
    diagnose(text) {
      if (finding.textContent === text) return;
      finding.hidden = !text;
      finding.textContent = text;
    },
    /**
     * @param {Sample | null} sample
     * @param {[number, number] | null} at  where the pointer is in each pane
     */
    point(sample, at) {
      const value = at ? pane.at(...at) : NaN;
      say(sample && !Number.isNaN(value) ? outputWords(sample, value) : words);
    },
    /** @param {LineStyle} style @param {Inks} inks */
    dress({ color, dash, marker, weight }, { dark, ink, paper }) {
      figure.style.setProperty("--run", color);
      figure.classList.toggle("faded", weight === "faded");
      pane.dress({ color, dark, ink, paper });
      const frame = { viewBox: "0 0 34 12", width: 34, height: 12, "aria-hidden": "true" };
      const line = { d: "M1 6H26", "stroke-dasharray": dash.join(" "), class: "line" };
      const head = { d: svgPath(marker, 27, 6, 4.2), class: "head" };
      swatch.replaceChildren(svg("svg", frame, svg("path", line), svg("path", head)));
    },
  };
}

/**
 * @param {string} task
 * @param {{train: number | null | undefined, test: number | null | undefined}} scores
 * @param {boolean} roomy  whether there is room for both
 */
export function scoreWords(task, { train, test }, roomy) {
  if (train === undefined) return "";
  if (train === null) return "diverged";
  const name = task === "regression" ? "R² " : "";
  if (test === null || test === undefined) return `${name}${score(task, train)}`;
  return roomy
    ? `${name}${score(task, train)}, test ${score(task, test)}`
    : `test ${name}${score(task, test)}`;
}

/**
 * What a network says at a place, in words.
 * @param {Sample} sample
 * @param {number} value
 */
function outputWords({ task, classes }, value) {
  if (Number.isNaN(value)) return "";
  if (task === "regression") return number(value, 3);
  if (task === "classes") return classes[value] ?? "";
  return `${classes[1]} ${percent(value, 0)}`;
}
