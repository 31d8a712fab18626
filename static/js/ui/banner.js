/**
 * The banner: a sentence over the stage with what helps, for instance "The server cannot be
 * reached." with "Next try in 4 s" and a button.
 *
 * @typedef {{label: string, act: () => void}} Remedy
 * @typedef {object} Message
 * @property {string} name  of what it is about, for its looks
 * @property {string} sentence  "" hides the banner
 * @property {(now: number) => string} [countdown]  what is said of the time that is left
 * @property {Remedy[]} remedies
 */

import { h } from "./dom.js";

const TICK = 500;

/** @param {HTMLElement} host  a polite live region */
export function createBanner(host) {
  const words = h("span", { class: "why" });
  // Seconds that count down are for the eye alone: read aloud they would never end.
  const left = h("span", { class: "when", "aria-hidden": "true" });
  const buttons = h("span", { class: "remedies" });
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  return {
    /** @param {Message} message */
    show({ name, sentence, countdown, remedies }) {
      clearInterval(timer);
      host.hidden = !sentence;
      host.dataset.name = name;
      if (!sentence) {
        host.replaceChildren();
        return;
      }
      if (!words.isConnected) host.replaceChildren(words, left, buttons);
      if (words.textContent !== sentence) words.textContent = sentence;
      buttons.replaceChildren(
        ...remedies.map(({ label, act }) =>
          h("button", { type: "button", class: "quiet", onclick: act }, label),
        ),
      );
      const count = () => {
        left.textContent = countdown?.(Date.now()) ?? "";
      };
      count();
      if (countdown) timer = setInterval(count, TICK);
    },
    destroy() {
      clearInterval(timer);
      host.replaceChildren();
    },
  };
}
