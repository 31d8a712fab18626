/**
 * The picture of a figure: the panels that the server drew, as they stand on the page, in one SVG
 * that needs neither the page nor its style sheets.
 *
 * @import {Figure} from "../plot/picture.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

import { figure } from "../plot/picture.js";
import { svgPath } from "../plot/marks.js";
import { short, tag, words } from "../plot/svg-text.js";

/** The side of the square that the server draws a panel in, and the mark of what is nowhere. */
const SQUARE = 4000;
const EDGE = 16;
/** How far below the middle of its line a letter stands, in sizes of the letters. */
const SINK = 0.35;
const MARKERS = /** @type {const} */ (["circle", "square", "diamond", "star"]);
const TEXTS =
  "figcaption b, .key, .ys span, .xs span, .up, .across, .place > span, .tables caption";

/**
 * A path of the square in a box of the picture; pieces that are nowhere are left out.
 * @param {string} path of M, L, H, V, h and Z
 * @param {Box} box
 */
export function placed(path, { left, top, width, height }) {
  const x = (/** @type {string} */ text) => short(left + (Number(text) / SQUARE) * width);
  const y = (/** @type {string} */ text) => short(top + (Number(text) / SQUARE) * height);
  return path
    .replace(/M-4000 -4000(?=M|$)/g, "")
    .replace(/([MLHVh])\s*(-?[\d.]+)(?:[ ,]+(-?[\d.]+))?/g, (_, command, first, second) => {
      if (command === "H") return `H${x(first)}`;
      if (command === "V") return `V${y(first)}`;
      if (command === "h") return `h${short((Number(first) / SQUARE) * width)}`;
      return `${command}${x(first)} ${y(second)}`;
    });
}

/**
 * A color as every program reads it, and how much of it there is: browsers tell mixed ones in a
 * notation that few know.
 * @param {CanvasRenderingContext2D} canvas of one pixel
 * @param {string} color
 */
function plainColor(canvas, color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return { color: `rgb(${red},${green},${blue})`, alpha: alpha / 255 };
}

/**
 * @param {HTMLElement} panels
 * @param {{note: string, inks: Inks}} options
 * @returns {Figure}
 */
export function pictureOf(panels, { note, inks }) {
  const canvas = /** @type {CanvasRenderingContext2D} */ (
    Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
      willReadFrequently: true,
    })
  );
  const origin = panels.getBoundingClientRect();
  const boxOf = (/** @type {Element} */ element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { left: left - origin.left + EDGE, top: top - origin.top + EDGE, width, height };
  };
  /** @type {string[]} */
  const parts = [];

  const colorOf = (/** @type {string} */ color) => plainColor(canvas, color).color;
  /** @param {Element} element */
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const dashesOf = (/** @type {CSSStyleDeclaration} */ { strokeDasharray: dashes }) =>
    dashes === "none" ? undefined : dashes.replaceAll("px", "");

  /**
   * @param {Element} element
   * @param {Box} area
   */
  function drawPath(element, area) {
    const style = getComputedStyle(element);
    if (style.display === "none") return;
    /**
     * @param {"fill" | "stroke"} name
     * @param {string} share
     */
    const inked = (name, share) => {
      if (style[name] === "none") return { [name]: "none" };
      const { color, alpha } = plainColor(canvas, style[name]);
      return { [name]: color, [`${name}-opacity`]: alpha * Number(share) };
    };
    parts.push(
      tag("path", {
        d: placed(element.getAttribute("d") ?? "", area),
        ...inked("fill", style.fillOpacity),
        ...inked("stroke", style.strokeOpacity),
        "stroke-width": parseFloat(style.strokeWidth),
        "stroke-linejoin": style.strokeLinejoin,
        "stroke-linecap": style.strokeLinecap,
        "stroke-dasharray": dashesOf(style),
        "fill-rule": style.fillRule,
        opacity: style.opacity,
      }),
    );
  }

  /**
   * The sample of a line or dot that stands before its name.
   * @param {Element} swatch
   */
  function drawSwatch(swatch) {
    const { left, top, width, height } = boxOf(swatch);
    const y = top + height / 2;
    for (const shape of swatch.children) {
      const style = getComputedStyle(shape);
      const { opacity } = style;
      if (shape.tagName === "path") {
        const line = { d: `M${short(left)} ${short(y)}h${short(width)}`, fill: "none", opacity };
        const stroke = { stroke: colorOf(style.stroke), "stroke-width": 2.2 };
        parts.push(tag("path", { ...line, ...stroke, "stroke-dasharray": dashesOf(style) }));
      } else {
        const dot = { cx: left + width / 2, cy: y, r: 3, fill: colorOf(style.fill), opacity };
        parts.push(tag("circle", dot));
      }
    }
  }

  /** @param {Element} element */
  function drawText(element) {
    if (!seen(element)) return;
    const { left, top, width, height } = boxOf(element);
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const swatch = element.querySelector("svg");
    const upright = element.classList.contains("up");
    const x = upright ? left + width / 2 : left + (swatch ? boxOf(swatch).width + 6 : 0);
    const y = top + height / 2 + (upright ? 0 : SINK * size);
    parts.push(
      words(x, y, (element.textContent ?? "").trim(), {
        "font-size": size,
        "font-weight": style.fontWeight,
        fill: colorOf(style.color),
        "text-anchor": upright ? "middle" : undefined,
        transform: upright ? `rotate(-90 ${short(x)} ${short(y)})` : undefined,
      }),
    );
    if (swatch) drawSwatch(swatch);
  }

  /** @param {Element} head */
  function drawHead(head) {
    if (!seen(head)) return;
    const { left, top, width, height } = boxOf(head);
    const marker = MARKERS.find((name) => head.classList.contains(name)) ?? "circle";
    const d = svgPath(marker, left + width / 2, top + height / 2, 5);
    const fill = colorOf(getComputedStyle(head).backgroundColor);
    parts.push(tag("path", { d, fill, stroke: inks.paper, "stroke-width": 1.5 }));
  }

  /** @param {Element} place */
  function drawPlace(place) {
    if (!seen(place)) return;
    const { left, top, width, height } = boxOf(place);
    const style = getComputedStyle(place, "::before");
    const ring = place.matches("button")
      ? { r: 6, fill: colorOf(style.backgroundColor), stroke: inks.paper }
      : { r: 4, fill: inks.paper, stroke: colorOf(style.borderTopColor) };
    const [cx, cy] = [left + width / 2, top + height / 2];
    parts.push(tag("circle", { cx, cy, ...ring, "stroke-width": 2 }));
  }

  for (const [index, area] of [...panels.querySelectorAll("[data-area]")].entries()) {
    if (!seen(area)) continue;
    const box = boxOf(area);
    const { left, top, width, height } = box;
    const id = `panel${index}`;
    const frame = tag("rect", { x: left, y: top, width, height });
    parts.push(tag("clipPath", { id }, frame), `<g clip-path="url(#${id})">`);
    for (const path of area.querySelectorAll(".clip path")) drawPath(path, box);
    const axes = `M${short(left)} ${short(top)}v${short(height)}h${short(width)}`;
    parts.push("</g>", tag("path", { d: axes, fill: "none", stroke: inks.line }));
    for (const head of area.querySelectorAll(".tick")) drawHead(head);
    for (const place of area.querySelectorAll(".place:not(.level, .upright)")) drawPlace(place);
  }
  for (const text of panels.querySelectorAll(TEXTS)) drawText(text);
  return figure({
    width: Math.ceil(origin.width + 2 * EDGE),
    height: Math.ceil(origin.height + 1.5 * EDGE),
    body: parts.join(""),
    runs: [],
    note,
    inks,
  });
}
