/**
 * The stage's banner: says over the stage why what is wanted is not drawn there, and offers what
 * helps, for instance "Start at (1.2, 0.4)".
 *
 * @import {StageStatus} from "./state/stage-status.js"
 * @typedef {{label: string, act: () => void}} Remedy
 */

import { h } from "../ui/dom.js";
import { countdownOf, sentenceOf } from "./state/stage-status.js";

const TICK = 500;

/**
 * @param {HTMLElement} host  a polite live region
 * @param {{noun: string}} words  what the page calls an experiment
 */
export function createStageBanner(host, { noun }) {
  const words = h("span", { class: "why" });
  // Seconds that count down are for the eye alone: read aloud they would never end.
  const countdown = h("span", { class: "when", "aria-hidden": "true" });
  const remedies = h("span", { class: "remedies" });
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  return {
    /**
     * @param {StageStatus<any>} status
     * @param {{elsewhere: boolean, remedies: Remedy[]}} options  elsewhere: the reason stands at
     *   the field it is about
     */
    show(status, options) {
      clearInterval(timer);
      const sentence = sentenceOf(status, { noun, elsewhere: options.elsewhere });
      host.hidden = !sentence;
      host.dataset.name = status.name;
      if (!sentence) {
        host.replaceChildren();
        return;
      }
      if (!words.isConnected) host.replaceChildren(words, countdown, remedies);
      if (words.textContent !== sentence) words.textContent = sentence;
      remedies.replaceChildren(
        ...options.remedies.map(({ label, act }) =>
          h("button", { type: "button", class: "quiet", onclick: act }, label),
        ),
      );
      const count = () => {
        countdown.textContent = countdownOf(status, Date.now());
      };
      count();
      if (status.until !== null) timer = setInterval(count, TICK);
    },
    destroy() {
      clearInterval(timer);
      host.replaceChildren();
    },
  };
}
