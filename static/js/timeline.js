/**
 * The timeline: the buttons and the scrubber that rule the race, and the number of the step.
 *
 * @import {Moment, Player} from "./player.js"
 */

import { find } from "./dom.js";
import { counted } from "./format.js";

/**
 * Bring the controls in `host` to life; returns their undo.
 * @param {HTMLElement} host
 * @param {Player} player
 * @param {string} [unit] what is counted
 */
export function mountTimeline(host, player, unit = "step") {
  const button = (/** @type {string} */ name) => find(host, `[data-act="${name}"]`, HTMLButtonElement);
  const scrubber = find(host, "input[type=range]", HTMLInputElement);
  const speed = find(host, "select", HTMLSelectElement);
  const now = find(host, "[data-now]", HTMLElement);
  const length = find(host, "[data-length]", HTMLElement);
  const abort = new AbortController();
  const on = (
    /** @type {HTMLElement} */ element,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => element.addEventListener(type, action, { signal: abort.signal });

  const offer = (/** @type {number} */ value) =>
    speed.add(
      new Option(
        value === Infinity ? "all at once" : `${counted(value, unit)}/s`,
        String(value),
      ),
    );
  player.speeds.forEach(offer);
  const [play, loop] = [button("play"), button("loop")];
  on(loop, "click", () => player.repeat(!player.moment.loop));
  on(play, "click", () => player.toggle());
  on(button("back"), "click", () => player.nudge(-1));
  on(button("step"), "click", () => player.nudge(1));
  on(button("reset"), "click", () => {
    player.pause();
    player.seek(0);
  });
  on(scrubber, "input", () => {
    player.pause();
    player.seek(Number(scrubber.value));
  });
  on(speed, "change", () => player.accelerate(Number(speed.value)));

  /** @param {Moment} moment */
  const show = ({ step, length: total, playing, speed: pace, loop: looping }) => {
    if (speed.value !== String(pace)) {
      if (![...speed.options].some(({ value }) => value === String(pace))) offer(pace);
      speed.value = String(pace);
    }
    loop.setAttribute("aria-pressed", String(looping));
    if (scrubber.max !== String(total)) scrubber.max = String(total);
    if (scrubber.value !== String(step)) scrubber.value = String(step);
    scrubber.style.setProperty("--share", `${total ? (100 * step) / total : 0}%`);
    scrubber.setAttribute("aria-valuetext", `${unit} ${step} of ${total}`);
    now.textContent = step.toLocaleString("en-US");
    length.textContent = total.toLocaleString("en-US");
    now.style.minWidth = `${length.textContent.length}ch`;
    if (play.dataset.playing !== String(playing)) {
      play.dataset.playing = String(playing);
      play.setAttribute("aria-label", playing ? "Pause" : "Play");
    }
  };
  const leave = player.subscribe(show);
  show(player.moment);
  return () => {
    leave();
    abort.abort();
    speed.replaceChildren();
  };
}
