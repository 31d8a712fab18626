/**
 * The tooltip: reads a figure under the pointer, for instance "momentum, step 12, distance 0.4"; in
 * a panel whose axes are knobs, a press picks their values.
 */

import { h } from "../ui/dom.js";
import { number } from "../ui/format.js";
import { read } from "./animation.js";

/** How near in pixels a line has to pass to be read. */
const REACH = 26;

/** @typedef {{low: number, high: number, log: boolean}} Axis */

/**
 * @param {string | undefined} text "low high" or "low high log"
 * @returns {Axis}
 */
export function axisOf(text = "0 1") {
  const [low, high, log] = text.split(" ");
  return { low: Number(low), high: Number(high), log: log === "log" };
}

/**
 * The number at a share of an axis.
 * @param {Axis} axis
 * @param {number} share
 */
export const valueAt = ({ low, high, log }, share) =>
  log
    ? 10 ** (Math.log10(low) + share * (Math.log10(high) - Math.log10(low)))
    : low + share * (high - low);

/**
 * @param {HTMLElement} host holds the panels
 * @param {(values: Record<string, number>) => void} onPick
 * @returns {() => void} the undo
 */
export function mountTooltip(host, onPick) {
  const tip = h("p", { class: "tip", "aria-hidden": "true" });
  const abort = new AbortController();
  /** @type {HTMLElement | null} the panel in which a pointer is down */
  let held = null;

  /** @param {PointerEvent} event */
  const areaOf = ({ target }) =>
    target instanceof Element
      ? /** @type {HTMLElement | null} */ (target.closest("[data-area]"))
      : null;

  /**
   * @param {HTMLElement} area
   * @param {PointerEvent} event
   */
  const shares = (area, { clientX, clientY }) => {
    const box = area.getBoundingClientRect();
    const inside = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
    return {
      box,
      x: inside((clientX - box.left) / box.width),
      y: inside((clientY - box.top) / box.height),
    };
  };

  /**
   * @param {HTMLElement} area
   * @param {PointerEvent} event
   */
  const pick = (area, event) => {
    const [across, up] = (area.dataset.turns ?? "").split(" ");
    const { x, y } = shares(area, event);
    const digits = (/** @type {number} */ value) => Number(value.toPrecision(3));
    onPick({
      [across]: digits(valueAt(axisOf(area.dataset.x), x)),
      [up]: digits(valueAt(axisOf(area.dataset.y), 1 - y)),
    });
  };

  /**
   * @param {HTMLElement} area
   * @param {PointerEvent} event
   */
  const tell = (area, event) => {
    const { box, x, y } = shares(area, event);
    let [best, text, place] = [REACH, "", [0, 0]];
    for (const path of area.querySelectorAll("path[data-name]")) {
      for (const [step, [px, py]] of read(path.getAttribute("d") ?? "").places.entries()) {
        const away = Math.hypot((px - x) * box.width, (py - y) * box.height);
        if (away >= best) continue;
        const [vx, vy] = [
          valueAt(axisOf(area.dataset.x), px),
          valueAt(axisOf(area.dataset.y), 1 - py),
        ];
        best = away;
        place = [px, py];
        const when =
          path.hasAttribute("data-steps") && area.dataset.across !== "step" ? `step ${step}, ` : "";
        const { across, up } = area.dataset;
        const name = path.getAttribute("data-name");
        text = `${name}: ${when}${across} ${number(vx)}, ${up} ${number(vy)}`;
      }
    }
    if (!text) return tip.remove();
    tip.textContent = text;
    tip.classList.toggle("leftward", place[0] > 0.5);
    tip.style.left = `${100 * place[0]}%`;
    tip.style.top = `${100 * place[1]}%`;
    if (tip.parentNode !== area) area.append(tip);
  };

  /**
   * @param {string} type
   * @param {(event: PointerEvent) => void} action
   */
  const on = (type, action) =>
    host.addEventListener(type, /** @type {EventListener} */ (action), { signal: abort.signal });
  on("pointerdown", (event) => {
    const area = areaOf(event);
    if (!area?.dataset.turns || (event.target instanceof Element && event.target.closest("button")))
      return;
    held = area;
    pick(area, event);
  });
  on("pointermove", (event) => {
    const area = areaOf(event);
    if (held && area?.dataset.turns) pick(area, event);
    else if (area && event.pointerType !== "touch") tell(area, event);
    else tip.remove();
  });
  on("pointerleave", () => tip.remove());
  const release = () => {
    held = null;
  };
  for (const type of ["pointerup", "pointercancel"])
    window.addEventListener(type, release, { signal: abort.signal });
  return () => {
    abort.abort();
    tip.remove();
  };
}
