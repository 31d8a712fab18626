/**
 * An experiment of a lesson, with its knobs. Turning one asks the server for the figure as it then
 * is; answers that come too late are not shown. While the server trains networks for it, it asks
 * again.
 *
 * @import {Knob} from "../experiment/catalogue.js"
 * @typedef {{name: string, knobs: Knob[], frees: Record<string, string[]>}} Definition
 * @typedef {Record<string, any>} Values
 * @typedef {(query: string) => Promise<string>} Ask  the figure's HTML
 * @typedef {ReturnType<typeof createExperiment>} Experiment
 */

import { find, h } from "../ui/dom.js";
import { createAnimation } from "./animation.js";
import { createKnob } from "../ui/knobs.js";
import { mountTooltip } from "./tooltip.js";
import { toFragment } from "../experiment/link-codec.js";

const DIGITS = 3;
/**
 * The learning rate has one sign in all lessons; the knobs keep their names, which addresses hold.
 * @type {Record<string, string>}
 */
const SYMBOLS = { alpha: "η", rate: "η" };
/** Milliseconds between two questions whether a training is over. */
const PAUSE = 700;

/**
 * A value as its field shows it, in a few digits; of a decay those of what is missing to 1.
 * @param {Knob} knob
 * @param {unknown} value
 */
export function short({ scale }, value) {
  if (typeof value !== "number") return value;
  if (scale !== "decay") return Number(value.toPrecision(DIGITS));
  return Number((1 - Number((1 - value).toPrecision(DIGITS))).toFixed(12));
}

/**
 * The values that are not left to the experiment, after some have changed.
 * @param {Definition} definition
 * @param {Values} settings
 * @param {Values} change
 * @returns {Values}
 */
export function withSettings({ knobs, frees }, settings, change) {
  const freed = Object.keys(change).flatMap((name) => frees[name] ?? []);
  const kept = Object.entries(settings).filter(([name]) => !freed.includes(name));
  const usual = new Map(knobs.map((knob) => [knob.name, knob.default]));
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(kept), ...change }).filter(
      ([name, value]) => usual.get(name) !== value,
    ),
  );
}

/**
 * Values of a place in a plot as the knobs take them: some take whole numbers only.
 * @param {Definition} definition
 * @param {Record<string, number>} change
 */
export const knobValues = ({ knobs }, change) =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => [
      name,
      knobs.find((knob) => knob.name === name)?.kind === "integer" ? Math.round(value) : value,
    ]),
  );

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {string} options.topic  the lesson's name
 * @param {Definition} options.definition
 * @param {Values} options.initial  what the address asks for
 * @param {Ask} options.ask
 * @param {(experiment: Experiment) => void} options.onSettings  other values are wanted
 * @param {(experiment: Experiment, arrived: boolean) => void} options.onFigure  their figure is
 *   shown; or the first has arrived
 * @param {(error: Error | null) => void} options.onProblem
 */
export function createExperiment(host, options) {
  const { topic, definition, initial, ask, onSettings, onFigure, onProblem } = options;
  const piece = (/** @type {ParentNode} */ root, /** @type {string} */ name) =>
    find(root, `[data-piece="${name}"]`, HTMLElement);
  let settings = initial;
  let panels = piece(host, "panels");
  let animation = createAnimation(host);
  let busy = false;
  let again = false;
  let timer = 0;

  const controls = definition.knobs.map((knob) => ({
    knob,
    control: createKnob(knob, short(knob, values()[knob.name]), {
      owner: "Experiment",
      label: SYMBOLS[knob.name],
      onKnob: (value) => set({ [knob.name]: value }),
    }),
  }));
  find(host, '[data-part="knobs"]', HTMLElement).replaceChildren(
    ...controls.map(({ control }) => control.element),
  );

  function values() {
    return /** @type {Values} */ (JSON.parse(panels.dataset.values ?? "{}"));
  }

  const query = () => Object.entries(settings).map(([name, value]) => [name, String(value)]);

  /** @param {Values} change */
  function set(change) {
    settings = withSettings(definition, settings, change);
    onSettings(experiment);
    void refresh();
  }

  async function refresh() {
    // One question at a time: a slider asks for more than a server could answer in order.
    again = busy;
    if (busy) return;
    busy = true;
    try {
      const html = await ask(new URLSearchParams(query()).toString());
      if (!again) take(html);
      onProblem(null);
    } catch (error) {
      onProblem(/** @type {Error} */ (error));
    }
    busy = false;
    if (again) void refresh();
    else wait();
  }

  const waits = () => panels.dataset.waiting !== undefined;

  /** Ask again after a while if networks are still being trained. */
  function wait() {
    window.clearTimeout(timer);
    if (waits()) timer = window.setTimeout(refresh, PAUSE);
  }

  /** @param {string} html */
  function take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const { waiting, values: next } = piece(fresh, "panels").dataset;
    if (waits() && waiting !== undefined && next === panels.dataset.values) {
      // Only the progress is new; what somebody is about to type stays.
      find(panels, ".waiting", HTMLElement).replaceWith(
        document.adoptNode(find(fresh, ".waiting", HTMLElement)),
      );
      return;
    }
    const arrived = waits() && waiting === undefined;
    const focused = document.activeElement?.closest("[data-sets]")?.textContent;
    for (const name of ["panels", "tables", "facts", "notes"])
      piece(host, name).replaceWith(document.adoptNode(piece(fresh, name)));
    // The numbers stay unfolded.
    piece(host, "numbers").replaceChildren(
      ...document.adoptNode(piece(fresh, "numbers")).childNodes,
    );
    panels = piece(host, "panels");
    animation = createAnimation(host);
    settle();
    for (const mark of host.querySelectorAll("button[data-sets]"))
      if (focused && mark.textContent === focused) /** @type {HTMLElement} */ (mark).focus();
    onFigure(experiment, arrived);
  }

  function settle() {
    const now = values();
    for (const { knob, control } of controls) control.set(short(knob, now[knob.name]));
    const spec = JSON.parse(panels.dataset.spec ?? "null");
    const onward = find(host, '[data-part="onward"]', HTMLElement);
    onward.hidden = !spec;
    if (!spec) return;
    const [page, path] = spec.kind === "training" ? ["Train", "train"] : ["Race", ""];
    const box = JSON.parse(panels.dataset.view ?? "null");
    // The page leads back to the lesson as it is now.
    const back = new URLSearchParams([["lesson", topic], ...query()]);
    const fragment = toFragment({ ...spec, show: box ? { box } : undefined });
    const href = `${host.dataset.root ?? "/"}${path}?${back}#${fragment}`;
    onward.replaceChildren(h("a", { class: "link", href }, `Open this in ${page}`));
  }

  /** @param {MouseEvent} event */
  const onClick = ({ target }) => {
    const mark = target instanceof Element ? target.closest("[data-sets]") : null;
    if (mark) set(JSON.parse(mark.getAttribute("data-sets") ?? "{}"));
  };
  host.addEventListener("click", onClick);
  const undo = mountTooltip(host, (change) => set(knobValues(definition, change)));

  const experiment = {
    host,
    definition,
    /** What is not left to the experiment. */
    get settings() {
      return settings;
    },
    get length() {
      return Number(panels.dataset.length);
    },
    get speed() {
      return Number(panels.dataset.speed);
    },
    /** What the time counts, and how much of it a step is. */
    get clock() {
      return { unit: panels.dataset.unit ?? "step", each: Number(panels.dataset.each) };
    },
    /** @param {number} step */
    show: (step) => animation.show(step),
    destroy() {
      window.clearTimeout(timer);
      host.removeEventListener("click", onClick);
      undo();
    },
  };
  settle();
  wait();
  return experiment;
}
