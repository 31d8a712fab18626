/**
 * The bench: one experiment of a lesson with its knobs. Turning one asks the server for the figure
 * as it then is; answers that come too late are not shown. While the server trains networks for it,
 * it asks again.
 *
 * @import {Knob} from "../experiment/catalogue.js"
 * @typedef {{name: string, knobs: Knob[], frees: Record<string, string[]>}} Experiment
 * @typedef {Record<string, any>} Values
 * @typedef {(query: string) => Promise<string>} Ask  the figure's HTML
 * @typedef {ReturnType<typeof createBench>} Bench
 */

import { find, h } from "../ui/dom.js";
import { createGrowth } from "./animation.js";
import { createKnob } from "../ui/knobs.js";
import { mountProbe } from "./tooltip.js";
import { toFragment } from "../experiment/link-codec.js";

const DIGITS = 3;
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
 * The values that are not left to the experiment, after some have been turned.
 * @param {Experiment} experiment
 * @param {Values} given
 * @param {Values} turned
 * @returns {Values}
 */
export function turn({ knobs, frees }, given, turned) {
  const freed = Object.keys(turned).flatMap((name) => frees[name] ?? []);
  const kept = Object.entries(given).filter(([name]) => !freed.includes(name));
  const usual = new Map(knobs.map((knob) => [knob.name, knob.default]));
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(kept), ...turned }).filter(
      ([name, value]) => usual.get(name) !== value,
    ),
  );
}

/**
 * Values of a place in a plot as the knobs take them: some take whole numbers only.
 * @param {Experiment} experiment
 * @param {Record<string, number>} turned
 */
export const picked = ({ knobs }, turned) =>
  Object.fromEntries(
    Object.entries(turned).map(([name, value]) => [
      name,
      knobs.find((knob) => knob.name === name)?.kind === "integer" ? Math.round(value) : value,
    ]),
  );

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {Experiment} options.experiment
 * @param {Values} options.given  what the address asks for
 * @param {Ask} options.ask
 * @param {(bench: Bench) => void} options.onTurn  other values are wanted
 * @param {(bench: Bench, arrived: boolean) => void} options.onFigure  their figure is shown; or the
 *   first has arrived
 * @param {(error: Error | null) => void} options.onProblem
 */
export function createBench(host, { experiment, given, ask, onTurn, onFigure, onProblem }) {
  const piece = (/** @type {ParentNode} */ root, /** @type {string} */ name) =>
    find(root, `[data-piece="${name}"]`, HTMLElement);
  let panels = piece(host, "panels");
  let growth = createGrowth(host);
  let busy = false;
  let again = false;
  let timer = 0;

  const controls = experiment.knobs.map((knob) => ({
    knob,
    control: createKnob(knob, short(knob, values()[knob.name]), {
      owner: "Experiment",
      onKnob: (value) => set({ [knob.name]: value }),
    }),
  }));
  find(host, '[data-part="knobs"]', HTMLElement).replaceChildren(
    ...controls.map(({ control }) => control.element),
  );

  function values() {
    return /** @type {Values} */ (JSON.parse(panels.dataset.values ?? "{}"));
  }

  /** @param {Values} turned */
  function set(turned) {
    given = turn(experiment, given, turned);
    onTurn(bench);
    void refresh();
  }

  async function refresh() {
    again = busy;
    if (busy) return;
    busy = true;
    try {
      const html = await ask(
        new URLSearchParams(Object.entries(given).map(([k, v]) => [k, String(v)])).toString(),
      );
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
    const { waiting, values: told } = piece(fresh, "panels").dataset;
    if (waits() && waiting !== undefined && told === panels.dataset.values) {
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
    growth = createGrowth(host);
    settle();
    for (const mark of host.querySelectorAll("button[data-sets]"))
      if (focused && mark.textContent === focused) /** @type {HTMLElement} */ (mark).focus();
    onFigure(bench, arrived);
  }

  function settle() {
    const now = values();
    for (const { knob, control } of controls) control.set(short(knob, now[knob.name]));
    const spec = JSON.parse(panels.dataset.spec ?? "null");
    const onward = find(host, '[data-part="onward"]', HTMLElement);
    onward.hidden = !spec;
    if (!spec) return;
    const [page, path] = spec.kind === "training" ? ["Train", "train"] : ["Race", ""];
    onward.replaceChildren(
      h(
        "a",
        { class: "link", href: `${host.dataset.root ?? "/"}${path}#${toFragment(spec)}` },
        `Open this in ${page}`,
      ),
    );
  }

  /** @param {MouseEvent} event */
  const onClick = ({ target }) => {
    const mark = target instanceof Element ? target.closest("[data-sets]") : null;
    if (mark) set(JSON.parse(mark.getAttribute("data-sets") ?? "{}"));
  };
  host.addEventListener("click", onClick);
  const undo = mountProbe(host, (turned) => set(picked(experiment, turned)));

  const bench = {
    host,
    experiment,
    /** What is not left to the experiment. */
    get given() {
      return given;
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
    show: (step) => growth.show(step),
    destroy() {
      window.clearTimeout(timer);
      host.removeEventListener("click", onClick);
      undo();
    },
  };
  settle();
  wait();
  return bench;
}
