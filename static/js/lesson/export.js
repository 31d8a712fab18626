/**
 * The export of a lesson: each figure as a picture or as numbers, and the link that brings it back.
 *
 * @import {Experiment} from "./experiment.js"
 * @import {Inks} from "../ui/theme.js"
 * @typedef {object} Exported
 * @property {string} topic
 * @property {string} title
 * @property {Experiment[]} experiments
 * @property {() => string} link
 * @property {(query: string) => Promise<Record<string, any>>} numbers  the lesson as data
 * @property {() => Inks} inks
 */

import { find } from "../ui/dom.js";
import { copy, save, size } from "../ui/saving.js";
import { createAnnouncer } from "../share/share-dialog.js";
import { asPng, painted } from "../plot/picture.js";
import { pictureOf } from "./picture.js";
import { toCsv } from "./numbers.js";

const PNG_SCALE = 2;

/**
 * What is said under a picture: the lesson, its knobs, its facts and where it is to be had again.
 * @param {HTMLElement} host
 * @param {string} title
 * @param {string} link
 */
function noteOf(host, title, link) {
  const text = (/** @type {Element | null} */ element) => (element?.textContent ?? "").trim();
  const knobs = [...host.querySelectorAll('[data-part="knobs"] .knob')].map((knob) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (
      knob.querySelector(".exact") ?? knob.querySelector("select, input")
    );
    const name = text(knob.querySelector(".name"));
    if (field instanceof HTMLSelectElement)
      return `${name} ${field.selectedOptions[0]?.text ?? ""}`;
    return field?.type === "checkbox"
      ? `${/** @type {HTMLInputElement} */ (field).checked ? "" : "no "}${name}`
      : `${name} = ${field?.value ?? ""}`;
  });
  const facts = [...host.querySelectorAll(".facts > div")].map(
    (fact) =>
      `${text(fact.querySelector("dt")).replace(/ =$/, "")}: ${text(fact.querySelector("dd"))}`,
  );
  return [title, ...knobs, ...facts, link].filter(Boolean).join(" · ");
}

/**
 * @param {Exported} lesson
 * @param {Document} [page]
 * @returns {() => void} the undo
 */
export function mountLessonExport(
  { topic, title, experiments, link, numbers, inks },
  page = document,
) {
  const dialog = find(page, "#export", HTMLDialogElement);
  const address = find(dialog, "[data-link]", HTMLInputElement);
  const say = createAnnouncer(find(dialog, "[data-said]", HTMLElement));
  const abort = new AbortController();
  const on = (
    /** @type {EventTarget} */ target,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });

  /**
   * @param {Experiment} experiment
   * @param {string} format
   */
  async function file({ host, definition, settings }, format) {
    if (format === "csv") {
      const query = new URLSearchParams(Object.entries(settings).map(([k, v]) => [k, String(v)]));
      const { figures } = await numbers(query.toString());
      return new Blob([toCsv(figures[definition.name])], { type: "text/csv" });
    }
    const panels = find(host, '[data-piece="panels"]', HTMLElement);
    const drawing = pictureOf(panels, { note: noteOf(host, title, link()), inks: inks() });
    if (format === "svg") return new Blob([drawing.svg], { type: "image/svg+xml" });
    return asPng(await painted(drawing, PNG_SCALE));
  }

  for (const button of dialog.querySelectorAll("button[data-experiment]")) {
    const { experiment: name, format = "" } = /** @type {HTMLElement} */ (button).dataset;
    const experiment = experiments.find(({ definition }) => definition.name === name);
    if (!experiment) continue;
    on(button, "click", async () => {
      const saved = `descentlab-${topic}-${name}.${format}`;
      try {
        const blob = await file(experiment, format);
        save(blob, saved);
        say(`Saved ${saved}, ${size(blob.size)}.`);
      } catch (error) {
        say(/** @type {Error} */ (error).message, true);
      }
    });
  }
  on(find(page, '[data-act="export"]', HTMLButtonElement), "click", () => {
    address.value = link();
    say("");
    dialog.showModal();
  });
  on(address, "focus", () => address.select());
  on(find(dialog, '[data-copy="link"]', HTMLButtonElement), "click", async () =>
    say((await copy(address.value, dialog)) ? "Copied." : "Select the link and copy it."),
  );
  return () => abort.abort();
}
