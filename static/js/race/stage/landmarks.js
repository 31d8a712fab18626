/**
 * Landmarks: what has a name on the surface, for instance its minimum, its saddle and the start,
 * labelled where it lies.
 *
 * They are elements, not pixels, so that the start can be dragged with a finger and moved with the
 * arrow keys.
 *
 * @import {Surface} from "../../experiment/catalogue.js"
 * @import {Area, Point, View} from "../../plot/mapping.js"
 */

import { find, h, svg } from "../../ui/dom.js";
import { point as pointText } from "../../ui/format.js";
import { placeLabels } from "../../plot/labels.js";
import { inside, toPixel } from "../../plot/mapping.js";

/** Labels of more minima than this would cover the surface. */
const FEW = 4;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {object} Mover  who is told when a start is moved
 * @property {(clientX: number, clientY: number, settled: boolean, which: number) => void} drag
 * @property {(right: number, up: number, which: number) => void} nudge  by some pixels
 */

/** @param {HTMLElement} host */
export function createLandmarks(host) {
  /** @type {Mover} */
  let mover = { drag() {}, nudge() {} };
  const marks = h("div", { class: "marks" });
  const grips = h("div", { class: "grips" });
  host.append(marks, grips);
  /** @type {{element: HTMLElement, at: Point}[]} */
  let landmarks = [];
  /** @type {{element: HTMLElement, at: Point}[]} */
  const starts = [];
  /** @type {{area: Area, view: View} | null} */
  let frame = null;
  let touched = false;

  /**
   * The sizes of labels by their texts, which need not be measured at every move. @type
   * {Map<string, [number, number]>}
   */
  const sizes = new Map();
  /** @type {import("../../plot/labels.js").Box[]} */
  let labels = [];

  /** @param {HTMLElement} label @returns {[number, number]} */
  const sizeOf = (label) => {
    const text = label.textContent ?? "";
    const known = sizes.get(text);
    if (known) return known;
    label.hidden = false;
    /** @type {[number, number]} */
    const size = [label.offsetWidth, label.offsetHeight];
    if (size[0] > 0) sizes.set(text, size);
    return size;
  };

  const settle = () => {
    if (!frame) return;
    const { area, view } = frame;
    const visible = [...starts, ...landmarks].flatMap(({ element, at }) => {
      const [x, y] = toPixel(area, view, at[0], at[1]);
      element.hidden = !inside(area, x, y);
      if (element.hidden) return [];
      element.style.transform = `translate(${x}px, ${y}px)`;
      const label = find(element, ".label", HTMLElement);
      const [width, height] =
        starts.length > 1 && element.matches(".start") ? [0, 0] : sizeOf(label);
      const first = /** @type {"above" | "below"} */ (
        element.matches(".start") ? "above" : "below"
      );
      return [{ label, x, y, width, height, first }];
    });
    const boxes = placeLabels(visible, area);
    visible.forEach(({ label, x, y }, i) => {
      const box = boxes[i];
      label.hidden = !box;
      if (box) label.style.transform = `translate(${box.left - x}px, ${box.top - y}px)`;
    });
    labels = boxes.filter((box) => box !== null);
  };

  /** Whoever has moved the start once needs not be told again. */
  const known = () => {
    touched = true;
    for (const { element } of starts) find(element, ".label", HTMLElement).textContent = "start";
    settle();
  };

  /** @returns {HTMLElement} */
  const grip = () => {
    const element = h(
      "button",
      {
        class: "start",
        type: "button",
        "aria-keyshortcuts": "ArrowLeft ArrowRight ArrowUp ArrowDown",
      },
      h("span", { class: "ring" }),
      h("span", { class: "label" }, touched ? "start" : "start, drag me"),
    );
    const place = () => starts.findIndex((start) => start.element === element);
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      element.classList.add("held");
      event.preventDefault();
      element.focus({ preventScroll: true });
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId))
        mover.drag(event.clientX, event.clientY, false, place());
    });
    const release = (/** @type {PointerEvent} */ event) => {
      if (!element.classList.contains("held")) return;
      element.classList.remove("held");
      known();
      mover.drag(event.clientX, event.clientY, true, place());
    };
    element.addEventListener("pointerup", release);
    element.addEventListener("pointercancel", () => element.classList.remove("held"));
    element.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      event.stopPropagation();
      const pixels = event.shiftKey ? 40 : 8;
      mover.nudge(arrow[0] * pixels, arrow[1] * pixels, place());
    });
    return element;
  };

  return {
    /** @param {Mover} next */
    listen(next) {
      mover = next;
    },
    /** @param {Surface} surface */
    show(surface) {
      /** @type {[string, string, Point[]][]} */
      const kinds = [
        ["minimum", "minimum", surface.minima],
        ["local", "local minimum", surface.local_minima],
        ["saddle", "saddle", surface.saddles],
      ];
      landmarks = kinds.flatMap(([kind, label, points]) =>
        points.map((at) => ({
          at,
          element: h(
            "span",
            { class: `mark ${kind}` },
            icon(kind),
            h("span", { class: "label" }, points.length <= FEW ? label : ""),
          ),
        })),
      );
      marks.replaceChildren(...landmarks.map(({ element }) => element));
      settle();
    },
    /** @param {Point[]} points */
    setStarts(points) {
      while (starts.length > points.length) starts.pop()?.element.remove();
      while (starts.length < points.length) {
        const element = grip();
        grips.append(element);
        starts.push({ element, at: [0, 0] });
      }
      points.forEach((at, i) => {
        starts[i].at = at;
        const number = points.length > 1 ? ` ${i + 1} of ${points.length}` : "";
        starts[i].element.setAttribute(
          "aria-label",
          `Start${touched ? "" : ", drag me,"}${number} at ${pointText(at)}; arrow keys move it`,
        );
        starts[i].element.classList.toggle("one-of-many", points.length > 1);
      });
      settle();
    },
    /** @param {number} which */
    start: (which) => starts[which]?.at ?? [0, 0],
    /**
     * @param {Area} area
     * @param {View} view
     */
    place(area, view) {
      if (area.width !== frame?.area.width) sizes.clear();
      frame = { area, view };
      settle();
    },
    /** Where labels lie now, in pixels of the host. */
    get labels() {
      return labels;
    },
    destroy() {
      marks.remove();
      grips.remove();
    },
  };
}

/** @param {string} kind */
const icon = (kind) =>
  svg(
    "svg",
    { viewBox: "-6 -6 12 12", width: 12, height: 12, "aria-hidden": "true" },
    svg("path", {
      d:
        kind === "saddle" ? "M-4.5 -4.5Q0 0 -4.5 4.5M4.5 -4.5Q0 0 4.5 4.5" : "M-4 -4L4 4M-4 4L4 -4",
    }),
  );
