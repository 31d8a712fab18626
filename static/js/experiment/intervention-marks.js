/**
 * Intervention marks: ticks on the time bar where knobs change on the way, in the colors of their
 * runs.
 *
 * @import {Style} from "../plot/palette.js"
 * @import {Raced} from "./spec.js"
 */

import { find, h } from "../ui/dom.js";
import { describe } from "./interventions.js";

/** Half of the slider's thumb, in rem, which keeps the ends of its way off its edges. */
const HALF = 0.5;

/** @param {HTMLElement} host the time bar */
export function createInterventionMarks(host) {
  const scrubber = find(host, "input[type=range]", HTMLInputElement);
  const marks = h("span", { class: "turn-marks", "aria-hidden": "true" });
  host.append(marks);
  const place = () => {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = scrubber;
    Object.assign(marks.style, {
      left: `calc(${offsetLeft}px + ${HALF}rem)`,
      top: `${offsetTop}px`,
      width: `calc(${offsetWidth}px - ${2 * HALF}rem)`,
      height: `${offsetHeight}px`,
    });
  };
  const observer = new ResizeObserver(place);
  observer.observe(scrubber);
  observer.observe(host);
  let lastKey = "";

  return {
    /**
     * @param {Raced & {steps: number}} spec
     * @param {Style[]} styles
     */
    show({ interventions, runs, steps }, styles) {
      const next = JSON.stringify([interventions, steps, styles, runs.map(({ label }) => label)]);
      if (next === lastKey) return;
      lastKey = next;
      marks.replaceChildren(
        ...interventions.map((each) => {
          const { light, dark } = styles[each.run];
          const left = `${(100 * each.step) / steps}%`;
          return h("i", {
            title: `${runs[each.run].label} from step ${each.step} on: ${describe(each)}`,
            style: `left: ${left}; --run-light: ${light}; --run-dark: ${dark}`,
          });
        }),
      );
      place();
    },
    destroy() {
      observer.disconnect();
      marks.remove();
    },
  };
}
