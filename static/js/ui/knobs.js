/**
 * Knobs: controls made from the catalogue, for instance a learning rate as a slider on a log scale
 * with an exact field beside it.
 *
 * @import {Knob} from "../experiment/catalogue.js"
 * @typedef {(value: any, settled: boolean) => void} OnKnob  not settled while a slider is being
 *   dragged
 * @typedef {{element: HTMLElement, set: (value: any) => void}} Control
 */

import { h } from "./dom.js";
import { fitted, number, symbol } from "./format.js";

export const NOTCHES = 400;
/** How many characters an exact field shows, and one of large whole numbers, such as seeds. */
const [ROOM, LONG] = [7, 10];
/** Shares below this of a log slider's top are zero: the scale itself has no zero. */
const LEAST = 1e-12;

/** @param {Knob} knob */
const ends = (knob) =>
  knob.slider ?? /** @type {[number, number]} */ ([knob.min ?? 0, knob.max ?? 1]);

/**
 * Positions 0 … NOTCHES of a slider are even in the value, its logarithm, or (for decays) the
 * logarithm of 1 − value.
 * @param {Knob} knob
 * @returns {{bend: (value: number) => number, straighten: (bent: number) => number}}
 */
function shape(knob) {
  if (knob.scale === "log")
    return { bend: (value) => Math.log(Math.max(value, LEAST)), straighten: Math.exp };
  if (knob.scale === "decay")
    return {
      bend: (value) => -Math.log1p(-Math.min(value, 1 - LEAST)),
      straighten: (bent) => -Math.expm1(-bent),
    };
  return { bend: (value) => value, straighten: (bent) => bent };
}

/**
 * @param {Knob} knob
 * @param {number} value
 */
export function toNotch(knob, value) {
  const [low, high] = ends(knob);
  const { bend } = shape(knob);
  const share = (bend(value) - bend(low)) / (bend(high) - bend(low));
  return Math.round(NOTCHES * Math.min(1, Math.max(0, share)));
}

/**
 * The value at a notch, rounded to three digits of what varies, so that links stay short.
 * @param {Knob} knob
 * @param {number} notch
 */
export function fromNotch(knob, notch) {
  const [low, high] = ends(knob);
  if (notch <= 0) return low;
  if (notch >= NOTCHES) return high;
  const { bend, straighten } = shape(knob);
  const value = straighten(bend(low) + (notch / NOTCHES) * (bend(high) - bend(low)));
  if (knob.kind === "integer") return Math.round(value);
  if (knob.scale === "decay") return Number((1 - Number((1 - value).toPrecision(3))).toFixed(12));
  return Number(value.toPrecision(3));
}

/**
 * A number from a field as people type it, also with a decimal comma or a typographic minus; NaN
 * when it is none.
 * @param {string} text
 */
export const parse = (text) =>
  text.trim() ? Number(text.trim().replace(",", ".").replace("−", "-")) : NaN;

/**
 * Why a number will not do; an empty string when it will.
 * @param {Knob} knob
 * @param {number} value
 */
export function complaint(knob, value) {
  if (!Number.isFinite(value)) return "Enter a number.";
  const bound = (/** @type {number} */ end) =>
    knob.kind === "integer" ? end.toLocaleString("en-US") : number(end, 6);
  if (knob.min !== null && value < knob.min) return `At least ${bound(knob.min)}.`;
  if (knob.max !== null && value > knob.max)
    return `At most ${bound(knob.max)}${knob.reason ? `: ${knob.reason}` : ""}.`;
  if (knob.kind === "integer" && !Number.isInteger(value)) return "Enter a whole number.";
  return "";
}

/**
 * A control for one knob.
 * @param {Knob} knob
 * @param {any} value
 * @param {{owner: string, label?: string, onKnob: OnKnob}} options  owner: whose knob it is, for
 *   screen readers
 * @returns {Control}
 */
export function createKnob(knob, value, options) {
  if (knob.kind === "flag") return createFlag(knob, value, options);
  if (knob.kind === "choice") return createChoice(knob, value, options);
  return createNumber(knob, value, options);
}

/**
 * @type {(knob: Knob, value: any, options: {owner: string, label?: string, onKnob: OnKnob}) =>
 *   Control}
 */
function createNumber(knob, value, { owner, label = symbol(knob.name), onKnob }) {
  const title = `${owner}: ${knob.name.replaceAll("_", " ")}`;
  const slider = h("input", { type: "range", min: 0, max: NOTCHES, step: 1, "aria-label": title });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "exact",
    "aria-label": `${title}, exact value`,
    autocomplete: "off",
    spellcheck: "false",
  });
  const room = knob.kind === "integer" && (knob.max ?? Infinity) >= 10 ** ROOM ? LONG : ROOM;
  field.style.setProperty("--room", `${room}ch`);
  let now = NaN;
  /** Every digit for whoever types, and otherwise what fits. */
  const tell = () => {
    field.value = document.activeElement === field ? String(now) : fitted(now, room);
    field.title = String(now);
  };
  const set = (/** @type {number} */ next) => {
    slider.value = String(toNotch(knob, next));
    slider.style.setProperty("--share", `${(100 * Number(slider.value)) / NOTCHES}%`);
    slider.setAttribute("aria-valuetext", number(next, 4));
    // What somebody has typed wrong stays, with its complaint, until there is another value.
    if (next === now) return;
    now = next;
    if (document.activeElement !== field) tell();
    field.setCustomValidity("");
    field.removeAttribute("aria-invalid");
  };
  const slide = (/** @type {boolean} */ settled) => () => {
    const next = fromNotch(knob, Number(slider.value));
    set(next);
    onKnob(next, settled);
  };
  slider.addEventListener("input", slide(false));
  slider.addEventListener("change", slide(true));
  field.addEventListener("change", () => {
    const next = parse(field.value);
    const wrong = complaint(knob, next);
    field.setCustomValidity(wrong);
    field.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) {
      field.setAttribute("aria-invalid", "true");
      field.reportValidity();
      return;
    }
    set(next);
    onKnob(next, true);
  });
  field.addEventListener("focus", () => {
    if (!field.checkValidity() || field.value === String(now)) return;
    tell();
    // Another text has lost the selection that whoever comes with the Tab key types over.
    field.select();
  });
  field.addEventListener("blur", () => {
    if (field.checkValidity()) field.value = fitted(now, room);
  });
  set(value);
  return {
    element: h(
      "label",
      { class: "knob", title: knob.help },
      h("span", { class: "name" }, label),
      slider,
      field,
    ),
    set,
  };
}

/** @type {(knob: Knob, value: any, options: {owner: string, onKnob: OnKnob}) => Control} */
function createFlag(knob, value, { onKnob }) {
  const box = h("input", { type: "checkbox" });
  box.checked = Boolean(value);
  box.addEventListener("change", () => onKnob(box.checked, true));
  return {
    element: h(
      "label",
      { class: "knob flag", title: knob.help },
      box,
      h("span", { class: "name" }, symbol(knob.name)),
    ),
    set: (next) => (box.checked = Boolean(next)),
  };
}

/** @type {(knob: Knob, value: any, options: {owner: string, onKnob: OnKnob}) => Control} */
function createChoice(knob, value, { owner, onKnob }) {
  const select = h(
    "select",
    { "aria-label": `${owner}: ${knob.name}` },
    ...(knob.choices ?? []).map((choice) =>
      h("option", { value: choice }, choice.replaceAll("_", " ")),
    ),
  );
  select.value = value;
  select.addEventListener("change", () => onKnob(select.value, true));
  return {
    element: h(
      "label",
      { class: "knob choice", title: knob.help },
      h("span", { class: "name" }, symbol(knob.name)),
      select,
    ),
    set: (next) => (select.value = next),
  };
}
