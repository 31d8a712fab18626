/**
 * The map of the chapter: marks what this browser has answered.
 *
 * @typedef {{root: string, plotly: string}} PageData
 */

import { find, h } from "../ui/dom.js";
import { createProgress } from "../lesson/progress.js";
import { createTheme } from "../ui/theme.js";
import { mountHeader } from "../ui/shell/shell.js";

/**
 * @param {HTMLElement} root
 * @param {{progress?: ReturnType<typeof createProgress>, theme?: ReturnType<typeof createTheme>}}
 *   [given]
 * @returns {() => void} the undo
 */
export function mount(root, { progress = createProgress(), theme = createTheme() } = {}) {
  const lessons = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-lesson]")]);
  const summary = find(root, "[data-progress]", HTMLElement);
  const forget = find(root, '[data-act="forget"]', HTMLButtonElement);
  const onwards = find(root, "[data-onwards]", HTMLElement);
  const show = () => {
    let done = 0;
    for (const lesson of lessons) {
      const name = lesson.dataset.lesson ?? "";
      const answers = [progress.answer(name, "predict"), progress.answer(name, "check")];
      const right = (lesson.dataset.answers ?? "").split(" ").map(Number);
      const count = answers.filter((answer) => answer !== null).length;
      find(lesson, "[data-results]", HTMLElement).replaceChildren(
        ...["predicted", "checked"].flatMap((word, i) =>
          answers[i] === null ? [] : [mark(word, answers[i] === right[i])],
        ),
      );
      lesson.dataset.state = ["new", "begun", "done"][count];
      find(lesson, "[data-state-name]", HTMLElement).textContent = ["", "begun", "done"][count];
      done += Number(count === 2);
    }
    const begun = lessons.some(({ dataset }) => dataset.state !== "new");
    summary.textContent = begun
      ? `${done} of ${lessons.length} done; this browser alone remembers it.`
      : "";
    forget.hidden = !begun;
    const states = lessons.map(({ dataset }) => dataset.state);
    const next =
      lessons[states.indexOf("begun")] ?? lessons.slice(states.lastIndexOf("done") + 1)[0];
    onwards.hidden = !begun || !next;
    if (next)
      onwards.replaceChildren(
        "Go on with ",
        h(
          "a",
          { class: "link", href: find(next, "a", HTMLAnchorElement).href },
          find(next, "b", HTMLElement).textContent ?? "",
        ),
      );
  };
  const clear = () => {
    progress.clear();
    show();
  };
  forget.addEventListener("click", clear);
  show();
  const header = mountHeader(theme);
  return () => {
    forget.removeEventListener("click", clear);
    header.destroy();
    theme.destroy();
  };
}

/**
 * How a question went.
 * @param {string} word
 * @param {boolean} right
 */
const mark = (word, right) =>
  h(
    "span",
    { "data-right": String(right) },
    word,
    h("span", { class: "unseen" }, right ? " rightly" : " wrongly"),
  );
