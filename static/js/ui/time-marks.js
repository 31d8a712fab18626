/**
 * Time marks: ticks along the time bar, for instance where knobs are turned or where runs end.
 *
 * @typedef {{at: number, title: string, style: string}} TimeMark  at: the share of the bar, 0 to 1
 */

import { find, h } from "./dom.js";

/** Half of the slider's thumb, in rem, which keeps the ends of its way off its edges. */
const HALF = 0.5;

/**
 * @param {HTMLElement} host the time bar
 * @param {string} name the class of these marks
 */
export function createTimeMarks(host, name) {
  const scrubber = find(host, "input[type=range]", HTMLInputElement);
  const marks = h("span", { class: `time-marks ${name}`, "aria-hidden": "true" });
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
    /** @param {TimeMark[]} next */
    show(next) {
      const key = JSON.stringify(next);
      if (key === lastKey) return;
      lastKey = key;
      marks.replaceChildren(
        ...next.map(({ at, title, style }) =>
          h("i", { title, style: `left: ${100 * at}%; ${style}` }),
        ),
      );
      place();
    },
    destroy() {
      observer.disconnect();
      marks.remove();
    },
  };
}
