/**
 * The tune strip: final cost over the learning rate of one run, small beneath it, with the rate it
 * has and the best one marked; a press sets the rate.
 *
 * @import {Sweep} from "./sweeps.js"
 */

import { h, svg } from "../ui/dom.js";
import { number } from "../ui/format.js";
import { stripOf } from "./sweeps.js";

const [WIDTH, HEIGHT] = [320, 46];
const INSET = 5;
/** Each strip fills with a pattern of its own, by an id that the page has once. */
let strips = 0;

/**
 * @param {{owner: string, onRate: (rate: number) => void, onClose: () => void}} options
 */
export function createTuneStrip({ owner, onRate, onClose }) {
  strips += 1;
  const hatch = `hatch-${strips}`;
  const plot = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
  });
  const title = svg("title");
  const words = h("span", {});
  const [low, high] = [h("span", { class: "low" }), h("span", { class: "high" })];
  const best = h("button", { type: "button", class: "link" });
  const close = h(
    "button",
    { type: "button", class: "link", "aria-label": `${owner}: close the strip`, onclick: onClose },
    "Close",
  );
  const element = h(
    "div",
    { class: "tuned", hidden: true },
    h("div", { class: "strip" }, plot, low, high),
    h("p", {}, words, " ", best, " ", close),
  );
  /** @type {ReturnType<typeof stripOf> | null} */
  let strip = null;
  let lastSweep = "";
  let lastPicture = "";
  let rate = NaN;
  plot.addEventListener("click", (event) => {
    const edge = plot.getBoundingClientRect();
    const { clientX } = /** @type {MouseEvent} */ (event);
    const at = (clientX - edge.left) / edge.width;
    if (strip) onRate(strip.rateAt((at * WIDTH - INSET) / (WIDTH - 2 * INSET)));
  });
  best.addEventListener("click", () => Number.isFinite(rate) && onRate(rate));

  const x = (/** @type {number} */ at) => INSET + at * (WIDTH - 2 * INSET);
  const y = (/** @type {number} */ share) => HEIGHT - 6 - share * (HEIGHT - 14);

  return {
    element,
    /**
     * @param {Sweep | null} sweep
     * @param {number | null} lowest
     * @param {number} lr  the run's rate now
     */
    show(sweep, lowest, lr) {
      element.hidden = sweep === null;
      if (!sweep) return;
      const next = JSON.stringify([sweep, lowest]);
      if (next !== lastSweep || !strip) {
        lastSweep = next;
        strip = stripOf(sweep, lowest);
        rate = sweep.best ?? NaN;
        low.textContent = number(sweep.rates[0], 1);
        high.textContent = number(sweep.rates[sweep.rates.length - 1], 1);
        const [from, to] = (sweep.good ?? []).map((edge) => number(edge, 2));
        words.textContent =
          sweep.best === null
            ? "No rate comes to a finite cost."
            : `Best ${number(sweep.best, 3)}${sweep.good ? `, good ${from} to ${to}` : ""}`;
        const cost =
          sweep.best_cost === null
            ? ""
            : `: cost ${number(sweep.best_cost, 2)} after ${sweep.steps} steps`;
        const about = `${owner}, final cost over the learning rate. ${words.textContent}${cost}.`;
        plot.setAttribute("aria-label", about);
        title.textContent = `${about} Click to set the rate.`;
      }
      best.hidden = sweep.best === null || sweep.best === lr;
      best.textContent = "Use it";
      const picture = JSON.stringify([lastSweep, lr]);
      if (picture === lastPicture) return;
      lastPicture = picture;
      plot.replaceChildren(title, ...pictureOf(strip, lr));
    },
  };

  /**
   * @param {ReturnType<typeof stripOf>} of
   * @param {number} lr
   */
  function pictureOf({ lines, lost, good, best: dot, at }, lr) {
    const now = x(Math.min(1, Math.max(0, at(lr))));
    return [
      svg(
        "defs",
        {},
        svg(
          "pattern",
          {
            id: hatch,
            width: 6,
            height: 6,
            patternUnits: "userSpaceOnUse",
            patternTransform: "rotate(45)",
          },
          svg("path", { d: "M0 0V6", class: "hatch" }),
        ),
      ),
      ...(good
        ? [
            svg("rect", {
              class: "good",
              x: x(good[0]),
              y: 0,
              width: Math.max(1, x(good[1]) - x(good[0])),
              height: HEIGHT,
            }),
          ]
        : []),
      ...lost.map(([from, to]) =>
        svg("rect", {
          fill: `url(#${hatch})`,
          x: x(from),
          y: 0,
          width: x(to) - x(from),
          height: HEIGHT,
        }),
      ),
      ...lines.map((dots) =>
        svg("path", {
          class: "line",
          d: dots
            .map((each, i) => `${i ? "L" : "M"}${x(each.x).toFixed(1)} ${y(each.y).toFixed(1)}`)
            .join(""),
        }),
      ),
      svg("path", { class: "rate", d: `M${now.toFixed(1)} 0V${HEIGHT}` }),
      ...(dot
        ? [
            svg("path", {
              class: "best",
              d: `M${x(dot.x).toFixed(1)} ${y(dot.y).toFixed(1)}h0`,
            }),
          ]
        : []),
    ];
  }
}
