/**
 * The tooltip: reads a figure under the pointer, for instance "momentum, step 12, distance 0.4";
 * where nothing has a name, the place itself and the level that it is below. In a panel whose axes
 * are knobs, a press picks their values.
 */

import { h } from "../ui/dom.js";
import { number } from "../ui/format.js";
import { read } from "./animation.js";

/** How near in pixels a line has to pass to be read. */
const REACH = 26;

/** The side of the square that panels are drawn in. */
const SQUARE = 4000;
/** Shapes that have places of their own, named or not. */
const READ = "path.line, path.dots, path.area-fill";
const BAR = /M(-?\d+) (-?\d+)H(-?\d+)V(-?\d+)H/g;

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
 * The tops of bars, as shares of the panel; null where a path is no bars.
 * @param {string} path
 * @returns {[number, number][] | null}
 */
export function topsOf(path) {
  const bars = [...path.matchAll(BAR)];
  if (bars.length === 0) return null;
  return bars.map(([, left, , right, top]) => [
    (Number(left) + Number(right)) / 2 / SQUARE,
    Number(top) / SQUARE,
  ]);
}

/**
 * A number as exactly as it was drawn: the square has so many places and no more.
 * @param {Axis} axis
 * @param {number} value
 */
function drawn({ low, high }, value) {
  const decimals = Math.ceil(-Math.log10((high - low) / SQUARE));
  return Number(value.toFixed(Math.min(20, Math.max(0, decimals)))) + 0;
}

/**
 * What an axis says at a share of it: a number, or the name of the place that is nearest.
 * @param {Axis} axis
 * @param {number} share
 * @param {string} label
 * @param {string} [names]
 */
export function axisText(axis, share, label, names) {
  const value = valueAt(axis, share);
  if (names) return names.split("|")[Math.round(value)] ?? "";
  return `${label} ${number(axis.log ? value : drawn(axis, value))}`.trim();
}

/**
 * The lowest level that a place of a panel is below, for instance "cost < 1.28".
 * @param {HTMLElement} area
 * @param {number} x
 * @param {number} y
 */
function levelAt(area, x, y) {
  const tints = /** @type {SVGGeometryElement[]} */ ([
    ...area.querySelectorAll("path[data-below]"),
  ]);
  if (tints.length === 0) return "";
  const place = { x: x * SQUARE, y: y * SQUARE };
  const { below, height } = (
    tints.find((tint) => tint.isPointInFill(place)) ?? tints[tints.length - 1]
  ).dataset;
  const beyond = !tints.some((tint) => tint.isPointInFill(place));
  return `${height} ${beyond ? "≥" : "<"} ${number(Number(below))}`;
}

/**
 * @param {HTMLElement} host holds the panels
 * @param {(values: Record<string, number>) => void} onPick
 * @returns {() => void} the undo
 */
export function mountTooltip(host, onPick) {
  const tip = h("p", { class: "tip", "aria-hidden": "true" });
  const spot = h("span", { class: "spot", "aria-hidden": "true" });
  const clear = () => {
    tip.remove();
    spot.remove();
  };
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
    const { across = "", up = "", xNames, yNames } = area.dataset;
    /** @param {number} px @param {number} py */
    const valuesAt = (px, py) =>
      [
        axisText(axisOf(area.dataset.x), px, across || "x", xNames),
        axisText(axisOf(area.dataset.y), 1 - py, up || "y", yNames),
      ].join(", ");
    let [best, text, place] = [REACH, "", [x, y]];
    for (const path of /** @type {NodeListOf<SVGElement>} */ (area.querySelectorAll(READ))) {
      const { name = path.dataset.title, since } = path.dataset;
      // Of frames that take turns only the one that is seen.
      if (since !== undefined && path.style.display !== "inline") continue;
      const corners = path.getAttribute("d") ?? "";
      const places = topsOf(corners) ?? read(corners).places;
      for (const [step, [px, py]] of places.entries()) {
        const away = Math.hypot((px - x) * box.width, (py - y) * box.height);
        if (away >= best) continue;
        best = away;
        place = [px, py];
        const when = path.hasAttribute("data-steps") && across !== "step" ? `step ${step}, ` : "";
        text = `${name ? `${name}: ` : ""}${when}${valuesAt(px, py)}`;
      }
    }
    if (text) {
      spot.style.left = `${100 * place[0]}%`;
      spot.style.top = `${100 * place[1]}%`;
      if (spot.parentNode !== area) area.append(spot);
    } else {
      spot.remove();
      text = [valuesAt(x, y), levelAt(area, x, y)].filter(Boolean).join(": ");
    }
    tip.textContent = text;
    tip.classList.toggle("leftward", place[0] > 0.5);
    tip.classList.toggle("downward", place[1] < 0.2);
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
    else clear();
  });
  // A finger has no way to hover: a tap reads, too.
  on("click", (event) => {
    const area = areaOf(event);
    if (area && event.pointerType === "touch" && !area.dataset.turns) tell(area, event);
  });
  on("pointerleave", clear);
  const release = () => {
    held = null;
  };
  for (const type of ["pointerup", "pointercancel"])
    window.addEventListener(type, release, { signal: abort.signal });
  return () => {
    abort.abort();
    clear();
  };
}
