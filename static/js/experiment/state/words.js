/**
 * Words: what an action does, in a few words, for instance "learning rate of Adam 0.1".
 *
 * @import {Raced} from "../spec.js"
 * @import {AnyAction, CommonAction, PageState} from "./page-state.js"
 */

import { number, symbol } from "../../ui/format.js";

/**
 * Of each kind of action, what it does to a state before it, and of which knob, if its next change
 * can join it.
 * @template {AnyAction} A
 * @typedef {{[K in A["kind"]]?: (action: Extract<A, {kind: K}>, before: PageState<any, any>) =>
 *   [words: string, key?: string]}} Words
 */

/** @param {string} name of a knob */
export const nameOf = (name) => (name === "lr" ? "learning rate" : symbol(name));

/** @param {unknown} value */
export function valueWords(value) {
  if (typeof value === "number") return number(value, 4);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (value === null) return "none";
  return typeof value === "string" ? value.replaceAll("_", " ") : "";
}

/**
 * @param {Record<string, unknown>} change
 * @returns {[string, string]}
 */
export const changeWords = (change) => [
  Object.entries(change)
    .map(([name, value]) => `${nameOf(name)} ${valueWords(value)}`.trim())
    .join(", "),
  Object.keys(change).join(),
];

/** @type {Words<CommonAction<Raced, any>>} */
const COMMON = {
  knob: ({ run, name, value, step = 0 }, { spec }) => [
    `${nameOf(name)} of ${spec.runs[run].label} ${valueWords(value)}` +
      (step ? ` from step ${step.toLocaleString("en-US")} on` : ""),
    `${run} ${name} ${step}`,
  ],
  schedule: ({ run, schedule }, { spec }) => [
    `schedule of ${spec.runs[run].label} ${valueWords(schedule.name)}`,
    `${run} ${schedule.name}`,
  ],
  add: ({ optimizer }) => [`${valueWords(optimizer)} added`],
  remove: ({ run }, { spec }) => [`${spec.runs[run].label} removed`],
  duplicate: ({ run }, { spec }) => [`${spec.runs[run].label} duplicated`],
  reset: ({ run }, { spec }) => [`settings of ${spec.runs[run].label} reset`],
  rename: ({ run, label }, { spec }) => [`${spec.runs[run].label} renamed ${label}`, `${run}`],
  rates: ({ rates }, { spec }) => [
    rates.length === 1
      ? `learning rate of ${spec.runs[rates[0][0]].label} ${valueWords(rates[0][1])}`
      : "learning rates tuned",
  ],
  "equal-rates": () => ["learning rates made equal"],
  "all-tuned": () => ["settings of all runs reset"],
  unintervene: () => ["intervention removed"],
  conditions: ({ change }) => changeWords(change),
  display: ({ run, change }, { spec }) => {
    const { label } = spec.runs[run];
    if (change.hidden === undefined) return [`color of ${label}`, `${run} color`];
    return [`${label} ${change.hidden ? "hidden" : "shown"}`];
  },
  load: ({ words = "another link" }) => [words],
};

/**
 * @template {AnyAction} A
 * @param {A} action
 * @param {PageState<any, any>} before
 * @param {Words<A>} own  of the page
 * @returns {{words: string, key: string}}
 */
export function wordsOf(action, before, own) {
  /** @type {Record<string, (action: any, before: PageState<any, any>) => string[]>} */
  const table = /** @type {any} */ ({ ...COMMON, ...own });
  const [words, knob] = table[action.kind]?.(action, before) ?? [action.kind];
  return { words, key: knob === undefined ? "" : `${action.kind} ${knob}` };
}
