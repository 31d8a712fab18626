/**
 * The ledger: the conditions under which the runs are compared, in words, for instance "Same start
 * (−4.2, 1.9) · 120 steps".
 *
 * Everything is said from the spec itself, so that it cannot promise what was not run.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Run, Spec} from "./spec.js"
 */

import { counted, number, point, symbol } from "../ui/format.js";
import { starts } from "./spec.js";
import { describe } from "./interventions.js";

/**
 * The conditions all runs share, and where their forms differ, as short phrases.
 * @param {Spec} spec
 * @param {Catalogue} catalogue
 */
export function conditions(spec, catalogue) {
  const points = starts(spec);
  const second = spec.runs.filter((run) => catalogue.optimizer(run.optimizer).order === 2);
  const forms = spec.runs.filter((run) => run.hyperparameters.form !== undefined);
  return [
    points.length === 1 ? `Same start ${point(points[0])}` : `Same ${points.length} starts`,
    counted(spec.steps, "step"),
    `1 gradient a step${second.length ? `, and 1 Hessian for ${labels(second)}` : ""}`,
    spec.gradient_noise > 0
      ? `same gradient noise σ ${number(spec.gradient_noise)}, seed ${spec.seed}`
      : "no noise",
    ...(spec.tolerances.grad_norm !== null
      ? [`stops at gradient norm ${number(spec.tolerances.grad_norm)}`]
      : []),
    ...(spec.tolerances.cost !== null ? [`stops at cost ${number(spec.tolerances.cost)}`] : []),
    ...(typeof spec.tolerances.step === "number"
      ? [`stops at steps of length ${number(spec.tolerances.step)}`]
      : []),
    ...grouped(
      forms,
      ({ hyperparameters: { form } }) => `in ${String(form).replaceAll("_", "-")} form`,
    ),
    ...grouped(
      spec.runs.filter(({ schedule }) => schedule.name !== "constant"),
      ({ schedule }) => `with ${String(schedule.name).replaceAll("_", " ")} schedule`,
    ),
    ...spec.interventions.map(
      ({ run, step }) => `${spec.runs[run].label} turned at step ${step.toLocaleString("en-US")}`,
    ),
  ];
}

/**
 * What is the same for every run, and what it costs, as pairs of a name and a sentence.
 * @param {Spec} spec
 * @param {Catalogue} catalogue
 * @returns {[string, string][]}
 */
export function known(spec, catalogue) {
  const surface = catalogue.surface(spec.surface);
  const points = starts(spec);
  const count = (spec.steps * points.length).toLocaleString("en-US");
  const second = spec.runs.filter((run) => catalogue.optimizer(run.optimizer).order === 2);
  const parameters = Object.entries(spec.surface.parameters ?? {}).map(
    ([name, value]) =>
      `${symbol(name)} = ${number(typeof value === "number" ? value : value.value)}`,
  );
  return [
    ["Surface", [surface.title, ...parameters].join(", ")],
    [
      points.length === 1 ? "Start" : "Starts",
      points
        .slice(0, 8)
        .map((at) => point(at, 6))
        .join(", ") + (points.length > 8 ? ` and ${points.length - 8} more` : ""),
    ],
    [
      "Gradient evaluations",
      `${count} for each run, one a step${points.length > 1 ? " and start" : ""}`,
    ],
    ...second.map(
      ({ label }) =>
        /** @type {[string, string]} */ ([
          "Hessian evaluations",
          `${count} for ${label}, for no other`,
        ]),
    ),
    [
      "Noise",
      spec.gradient_noise > 0
        ? `σ = ${number(spec.gradient_noise)} on every gradient, ` +
          `the same draws for every run, seed ${spec.seed}`
        : "none; the gradients are exact, and the seed does not matter",
    ],
    ...spec.interventions.map((each) => {
      const { label } = spec.runs[each.run];
      const from = `from step ${each.step.toLocaleString("en-US")} on`;
      return /** @type {[string, string]} */ ([
        "Turned on the way",
        `${label} ${from}: ${describe(each)}`,
      ]);
    }),
    ["Memory", "every run begins with zeros, and counts its steps from 1"],
    ["Numbers", "computed in double precision, streamed to this page in single"],
  ];
}

/** @param {Run[]} runs */
const labels = (runs) => runs.map(({ label }) => label).join(", ");

/** More runs than this of which the same is said are counted, not named. */
const NAMED = 3;

/**
 * What is said of some runs, once for all of which it is the same.
 * @param {Run[]} runs
 * @param {(run: Run) => string} words
 */
export function grouped(runs, words) {
  const all = [...new Set(runs.map(words))];
  return all.flatMap((said) => {
    const those = runs.filter((run) => words(run) === said);
    if (those.length > NAMED) return [`${those.length} runs ${said}`];
    return those.map(({ label }) => `${label} ${said}`);
  });
}

/**
 * The surface with its formula, as it was typed, and what its parameters are worth.
 * @param {Spec} spec
 * @param {Catalogue} catalogue
 */
export function formulaLine({ surface: choice }, catalogue) {
  const { title, expression } = catalogue.surface(choice);
  const parameters = Object.entries(choice.parameters ?? {}).map(
    ([name, value]) => `${name} = ${number(typeof value === "number" ? value : value.value, 6)}`,
  );
  return [`${title}: f(x, y) = ${expression}`, ...parameters].join(", ");
}

/**
 * Every run with its rate and whatever else differs from the defaults.
 * @param {{runs: Run[]}} spec
 * @param {Catalogue} catalogue
 */
export const runsLine = ({ runs }, catalogue) =>
  runs
    .map((run) => {
      const { lr } = run.hyperparameters;
      const rate = lr === undefined ? [] : [`${symbol("lr")} ${number(lr, 4)}`];
      const words = [...rate, settings(run, catalogue).replaceAll(" · ", ", ")].filter(Boolean);
      return [run.label, ...words].join(" ");
    })
    .join("; ");

/**
 * The knobs of a run in a few words: its rate and whatever else differs from the defaults.
 * @param {Run} run
 * @param {Catalogue} catalogue
 */
export function settings(run, catalogue) {
  const knobs = catalogue.optimizer(run.optimizer).hyperparameters;
  return knobs
    .filter(({ name, default: usual }) => name !== "lr" && run.hyperparameters[name] !== usual)
    .map(({ name }) => phrase(name, run.hyperparameters[name]))
    .join(" · ");
}

/**
 * What is said of an optimizer's form and defaults, and what this run has instead of them.
 * @param {Run} run
 * @param {Catalogue} catalogue
 */
export function convention(run, catalogue) {
  const usual = catalogue.optimizer(run.optimizer).convention;
  const own = settings(run, catalogue);
  return usual && own ? `${usual} This run: ${own}.` : (usual ?? "");
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function phrase(name, value) {
  if (typeof value === "boolean") return `${value ? "" : "no "}${symbol(name)}`;
  const text = typeof value === "number" ? number(value, 4) : String(value).replaceAll("_", " ");
  return `${symbol(name)} ${text}`;
}
