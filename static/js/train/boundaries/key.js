/**
 * The key: which classShape and color belongs to which class, and how test data are told apart.
 *
 * @import {Sample} from "../samples.js"
 */

import { h, svg } from "../../ui/dom.js";
import { svgPath } from "../../plot/marks.js";
import { css, classColor, classShape } from "./class-colors.js";

const SIZE = 12;

/** @param {HTMLElement} host */
export function createKey(host) {
  let drawnKey = "";
  /**
   * @type {(form: import("../../plot/palette.js").Marker, color: string, solid: boolean) =>
   *   SVGElement | Element}
   */
  const mark = (form, color, solid) =>
    svg(
      "svg",
      { viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, "aria-hidden": "true" },
      svg("path", {
        d: svgPath(form, SIZE / 2, SIZE / 2, 3.8),
        fill: solid ? color : "none",
        stroke: solid ? "none" : color,
        "stroke-width": 1.4,
      }),
    );
  return {
    /**
     * @param {Sample | null} sample
     * @param {boolean} dark
     */
    show(sample, dark) {
      const key = JSON.stringify([sample?.classes, Boolean(sample?.test), dark]);
      if (!sample || key === drawnKey) return;
      drawnKey = key;
      const classes = sample.classes.map((name, label) =>
        h("span", {}, mark(classShape(label), css(classColor(label, dark)), true), name),
      );
      const test = sample.test
        ? [h("span", {}, mark("circle", "currentColor", false), "hollow: test")]
        : [];
      host.replaceChildren(...classes, ...test);
    },
  };
}
