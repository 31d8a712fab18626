/**
 * The conditions dialog: everything the runs share, to read and to change, for instance the budget
 * of steps or the noise.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Raced} from "./spec.js"
 */

import { formulaOf } from "./catalogue.js";
import { find, formula, h } from "../ui/dom.js";
import { symbol } from "../ui/format.js";
import { createKnob } from "../ui/knobs.js";
import { conditions, convention, known, settings } from "./ledger.js";
import { FRAMEWORKS } from "./snippets.js";

/** The conditions of a race. */
const RACE = { kind: "descent", elsewhere: new Set(), conditions, known };

/**
 * @template {Raced} S
 * @template {Catalogue} C
 * @param {{sentence: HTMLElement, dialog: HTMLDialogElement, button: HTMLElement}} parts
 * @param {C} catalogue
 * @param {(change: Partial<S>, settled: boolean) => void} onChange
 * @param {(spec: any) => Promise<import("./snippets.js").Code>} [code]  an experiment in other
 *   frameworks
 * @param {{kind: string, elsewhere: Set<string>, conditions: (spec: S, catalogue: C) => string[],
 *   known: (spec: S, catalogue: C) => [string, string][]}} [told]
 *   whose settings these are, which of them other panels turn, and what is said
 */
export function createConditions(
  { sentence, dialog, button },
  catalogue,
  onChange,
  code,
  told = /** @type {any} */ (RACE),
) {
  const form = find(dialog, "[data-shared]", HTMLElement);
  const list = find(dialog, "[data-runs]", HTMLElement);
  const knobs = catalogue.settings(told.kind).knobs;
  const controls = knobs
    .filter(({ name }) => !told.elsewhere.has(name))
    .map((knob) => {
      const onKnob = (/** @type {number} */ value, /** @type {boolean} */ settled) =>
        onChange(/** @type {Partial<S>} */ ({ [knob.name]: value }), settled);
      return {
        knob,
        control: createKnob(knob, knob.default, {
          owner: "All runs",
          label: knob.name.replaceAll("_", " "),
          onKnob,
        }),
      };
    });
  form.replaceChildren(...controls.map(({ control }) => control.element));
  const facts = find(dialog, "[data-facts]", HTMLElement);
  /** @type {S | null} */
  let shown = null;
  let run = true;
  const tell = () => {
    const said = shown ? told.conditions(shown, catalogue).join(" · ") : "";
    sentence.textContent = run ? said : `Wanted, not run: ${said}`;
  };

  /** The same optimizers elsewhere, which only the server can name. */
  const call = async () => {
    const spec = shown;
    if (!spec || !code) return;
    const { runs } = await code(spec).catch(() => ({ runs: [] }));
    if (spec !== shown) return;
    list.querySelectorAll("[data-calls]").forEach((host, index) => {
      const calls = Object.entries(FRAMEWORKS).map(([name, title]) => {
        const text = runs[index]?.[/** @type {keyof typeof FRAMEWORKS} */ (name)];
        return text ? h("div", {}, h("dt", {}, title), h("dd", {}, h("code", {}, text))) : null;
      });
      host.replaceChildren(...calls.filter((element) => element !== null));
    });
  };
  const open = () => {
    dialog.showModal();
    void call();
  };
  button.addEventListener("click", open);

  return {
    /** @param {S} spec */
    show(spec) {
      for (const { knob, control } of controls) control.set(/** @type {any} */ (spec)[knob.name]);
      list.replaceChildren(
        ...spec.runs.map((run) => {
          const { lr } = run.hyperparameters;
          const knobs = [lr === undefined ? "" : `${symbol("lr")} ${lr}`, settings(run, catalogue)]
            .filter(Boolean)
            .join(" · ");
          return entry(run, knobs, catalogue.optimizer(run.optimizer), convention(run, catalogue));
        }),
      );
      facts.replaceChildren(
        ...told
          .known(spec, catalogue)
          .map(([what, said]) => h("div", {}, h("dt", {}, what), h("dd", {}, said))),
      );
      shown = spec;
      tell();
      if (dialog.open) void call();
    },
    /** @param {boolean} next  whether what is shown has been run */
    mark(next) {
      run = next;
      tell();
    },
    destroy() {
      button.removeEventListener("click", open);
    },
  };
}

/**
 * A run with its settings, its equations, its convention and room for its constructors elsewhere.
 * @param {import("./spec.js").Run} run
 * @param {string} knobs
 * @param {import("./catalogue.js").Optimizer} optimizer
 * @param {string} words
 */
const entry = (run, knobs, optimizer, words) =>
  h(
    "li",
    { class: "entry" },
    h("span", {}, h("b", {}, run.label), ` ${knobs}`),
    h(
      "div",
      { class: "equations" },
      ...formulaOf(optimizer, run.hyperparameters).map((line) => h("div", {}, formula(line))),
    ),
    words ? h("small", {}, words) : null,
    optimizer.cite ? h("small", {}, h("cite", {}, optimizer.cite)) : null,
    h("dl", { class: "calls", "data-calls": true }),
  );
