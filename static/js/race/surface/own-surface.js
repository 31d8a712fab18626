/**
 * One's own surface: a formula is typed, and as soon as the server understands it the race is on
 * it.
 *
 * What it does not understand is underlined; a name it does not know can become a parameter.
 *
 * @import {Api} from "../../client/api.js"
 * @import {Point} from "../../plot/mapping.js"
 * @import {Catalogue, Declared, SurfaceChoice, Typed} from "../../experiment/catalogue.js"
 */

import { Problem } from "../../client/api.js";
import { find, formula, h } from "../../ui/dom.js";
import { parse } from "../../ui/knobs.js";
import { isTyped, isView } from "../../client/typed-surface.js";
import {
  fromNamed,
  noted,
  splitAt,
  withoutColumn,
  usedParameters,
  unknownName,
  withValues,
} from "./formulas.js";

const PAUSE = 250;
const EXAMPLES = ["x^2 + 10*y^2", "x^2*y^2/10 + sin(3*x) + y^2", "(1 - x)^2 + k*(y - x^2)^2"];

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {Catalogue} options.catalogue
 * @param {Pick<Api, "compile">} options.api
 * @param {() => Point[]} options.starts  where the race on stage begins
 * @param {(typed: Typed, restarted: boolean) => void} options.onSurface  the server understands it;
 *   whether the race has to begin elsewhere, where the formula is defined
 * @param {() => void} options.onLearned  more is known of the surface on stage
 */
export function createOwnSurface(host, { catalogue, api, starts, onSurface, onLearned }) {
  const field = h("input", {
    type: "text",
    "aria-label": "Formula in x and y",
    "aria-describedby": "own-words",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 500,
    placeholder: EXAMPLES[0],
  });
  const mirror = h("span", { class: "mirror", "aria-hidden": "true" });
  const words = h("p", { id: "own-words", class: "words", "aria-live": "polite" });
  const declared = h("span", { class: "declared" });
  const edges = ["x, low end", "x, high end", "y, low end", "y, high end"].map((label) =>
    h("input", {
      type: "text",
      inputmode: "decimal",
      class: "edge",
      "aria-label": label,
      autocomplete: "off",
    }),
  );
  const gradient = h("p", {
    class: "gradient",
    tabindex: 0,
    role: "group",
    "aria-label": "Gradient",
  });
  const close = h(
    "button",
    { type: "button", class: "icon bare", "aria-label": "Close the formula" },
    "×",
  );
  host.replaceChildren(
    h(
      "div",
      { class: "line" },
      h("span", { class: "is", "aria-hidden": "true" }, "f(x, y) ="),
      h("span", { class: "typing" }, mirror, field),
      close,
    ),
    words,
    h(
      "div",
      { class: "line" },
      h("span", {}, "x"),
      edges[0],
      h("span", {}, "…"),
      edges[1],
      h("span", {}, "y"),
      edges[2],
      h("span", {}, "…"),
      edges[3],
      declared,
    ),
    gradient,
  );
  /** @type {Typed} */
  let typed = {
    expression: "",
    view: catalogue.surface([...catalogue.surfaces.keys()][0]).view,
    parameters: {},
  };
  /** @type {AbortController | null} */
  let asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let learning = "";
  /** The formula on stage; the one in the field may still be wrong. */
  let raced = "";
  /** The named surface from whose formula somebody starts, until a formula is raced. */
  let origin = "";
  /** Whether a formula is being asked for that shall be raced. */
  let due = false;

  /** @param {Problem | null} problem @param {string[]} notes */
  const complain = (problem, notes = []) => {
    field.setAttribute("aria-invalid", String(problem !== null));
    const [before, part, after] = splitAt(field.value, problem?.column, problem?.part);
    mirror.replaceChildren(before, h("u", {}, part), after);
    const name = problem && unknownName(problem);
    words.replaceChildren(
      problem ? withoutColumn(problem.message) : noted(notes),
      ...(name
        ? [
            " ",
            h(
              "button",
              { type: "button", class: "link", onclick: () => declare(name) },
              `Make ${name} a parameter`,
            ),
          ]
        : []),
    );
    words.classList.toggle("wrong", problem !== null);
  };

  const showView = () =>
    typed.view.flat().forEach((edge, i) => {
      if (document.activeElement !== edges[i]) edges[i].value = String(edge);
    });

  const showDeclared = () =>
    declared.replaceChildren(
      ...Object.entries(typed.parameters).map(([name, value]) => ranged(name, value, reach)),
    );

  /** @param {string} name @param {Declared} value */
  const reach = (name, value) => change({ parameters: { ...typed.parameters, [name]: value } });

  /** @param {string} name */
  const declare = (name) => {
    change({ parameters: { ...typed.parameters, [name]: { value: 1, min: 0, max: 10 } } });
    field.focus();
  };

  /** @param {{mathml?: string, gradient_mathml?: string | null}} surface */
  const showGradient = ({ gradient_mathml: mathml }) => {
    const math = mathml ? formula(mathml) : null;
    gradient.replaceChildren(...(math ? ["gradient ", math] : []));
  };

  /** @param {Typed} choice @param {boolean} racing whether to race on it */
  const ask = async (choice, racing) => {
    clearTimeout(timer);
    asking?.abort();
    const mine = new AbortController();
    [asking, due] = [mine, racing];
    try {
      const asked = { ...choice, nx: 2, ny: 2, start: starts() };
      const surface = await api.compile(asked, mine.signal);
      if (asking !== mine) return;
      catalogue.learn(choice, surface);
      if (racing) complain(null, surface.notes);
      showGradient(surface);
      due = false;
      if (racing) onSurface(typed, Boolean(surface.start_problem));
      else onLearned();
    } catch (error) {
      if (mine.signal.aborted) return;
      due = false;
      complain(error instanceof Problem ? error : new Problem(0, { detail: String(error) }));
    }
  };

  /** @param {Partial<Typed>} next */
  const change = (next) => {
    typed = { ...typed, expression: field.value, ...next };
    typed = { ...typed, parameters: usedParameters(typed) };
    showDeclared();
    void ask(typed, true);
  };

  field.addEventListener("input", () => {
    complain(null);
    clearTimeout(timer);
    asking?.abort();
    due = false;
    if (field.value.trim()) timer = setTimeout(() => change({}), PAUSE);
  });
  field.addEventListener(
    "scroll",
    () => (mirror.style.transform = `translateX(${-field.scrollLeft}px)`),
  );
  for (const edge of edges)
    edge.addEventListener("change", () => {
      const [x0, x1, y0, y1] = edges.map(({ value }) => parse(value));
      const view = [
        [x0, x1],
        [y0, y1],
      ];
      const sound = isView(view);
      for (const each of edges) each.setAttribute("aria-invalid", String(!sound));
      if (sound) change({ view: /** @type {any} */ (view) });
      else complain(new Problem(0, { detail: "The view needs numbers, the lower end first." }));
    });
  close.addEventListener("click", () => {
    host.hidden = true;
    origin = "";
  });

  return {
    /**
     * Unfold the field, with the formula of the surface on stage to begin with.
     * @param {SurfaceChoice} choice
     */
    open(choice) {
      typed = isTyped(choice) ? choice : fromNamed(choice, catalogue.surface(choice));
      host.hidden = false;
      origin = JSON.stringify(choice);
      field.value = typed.expression;
      raced = typed.expression;
      complain(null);
      showView();
      showDeclared();
      if (isTyped(choice)) showGradient(catalogue.surface(choice));
      else void ask(typed, true);
      field.focus();
      field.select();
    },
    /** @param {SurfaceChoice} choice what is on stage now */
    show(choice) {
      if (!isTyped(choice)) {
        // A change of something else, such as rates that have been tuned, closes nothing.
        if (JSON.stringify(choice) === origin) return;
        host.hidden = true;
        asking?.abort();
        clearTimeout(timer);
        return;
      }
      origin = "";
      const surface = catalogue.surface(choice);
      if (!surface.mathml && learning !== surface.name) {
        learning = surface.name;
        void ask(choice, false);
      }
      // What is being asked for goes on, with the values that a slider has given it meanwhile.
      typed = due ? withValues(typed, choice.parameters) : choice;
      if (host.hidden) return;
      if (choice.expression !== raced && document.activeElement !== field) {
        field.value = choice.expression;
        complain(null);
      }
      raced = choice.expression;
      showView();
      if (!find(host, ".declared", HTMLElement).contains(document.activeElement)) showDeclared();
    },
    destroy() {
      clearTimeout(timer);
      asking?.abort();
      host.replaceChildren();
    },
  };
}

/**
 * The ends of a parameter's slider.
 * @param {string} name
 * @param {Declared} value
 * @param {(name: string, value: Declared) => void} onReach
 */
function ranged(name, value, onReach) {
  const now =
    typeof value === "number"
      ? { value, min: Math.min(0, 2 * value), max: Math.max(1, 2 * value) }
      : value;
  const end = (/** @type {"min" | "max"} */ which, /** @type {string} */ word) => {
    const input = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "edge",
      value: now[which],
      "aria-label": `${name}, ${word} end`,
      autocomplete: "off",
    });
    input.addEventListener("change", () => {
      const next = { ...now, [which]: parse(input.value) };
      const sound = Number.isFinite(next[which]) && next.min < next.max;
      input.setAttribute("aria-invalid", String(!sound));
      if (sound)
        onReach(name, { ...next, value: Math.min(next.max, Math.max(next.min, next.value)) });
    });
    return input;
  };
  return h(
    "span",
    { class: "range" },
    name,
    end("min", "low"),
    h("span", {}, "…"),
    end("max", "high"),
  );
}
