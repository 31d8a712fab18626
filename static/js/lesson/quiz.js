/**
 * The quiz: a question whose answer is told once somebody has committed to one, and why the chosen
 * one is wrong if it is.
 */

import { find } from "../ui/dom.js";

/**
 * @param {HTMLElement} host holds the choices, one of them right, and the explanation
 * @param {{answer: number | null, onAnswer: (choice: number) => void}} options  answer: what was
 *   chosen earlier
 * @returns {() => void} the undo
 */
export function mountQuiz(host, { answer, onAnswer }) {
  const choices = /** @type {HTMLButtonElement[]} */ ([
    ...host.querySelectorAll("button[data-choice]"),
  ]);
  const verdict = find(host, "[data-verdict]", HTMLElement);
  const reasons = /** @type {HTMLElement[]} */ ([...host.querySelectorAll("[data-reason]")]);
  const abort = new AbortController();

  /** @param {number} pick */
  const tell = (pick) => {
    host.dataset.answered = "";
    for (const [index, choice] of choices.entries())
      choice.setAttribute("aria-pressed", String(index === pick));
    const right = choices[pick].dataset.right !== undefined;
    verdict.textContent = right ? "Yes." : "No.";
    verdict.dataset.right = String(right);
    for (const reason of reasons)
      reason.toggleAttribute("data-chosen", reason.dataset.reason === String(pick));
  };
  choices.forEach((choice, index) => {
    choice.setAttribute("aria-pressed", "false");
    choice.addEventListener(
      "click",
      () => {
        tell(index);
        verdict.scrollIntoView({ block: "nearest" });
        onAnswer(index);
      },
      { signal: abort.signal },
    );
  });
  if (answer !== null && answer in choices) tell(answer);
  return () => abort.abort();
}
