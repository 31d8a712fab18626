/**
 * The timeline: the buttons and the scrubber that rule the race, and the number of the step.
 *
 * @import {Moment, Player} from "../experiment/player.js"
 */

import { find } from "./dom.js";
import { counted } from "./format.js";

/**
 * Bring the controls in `host` to life; returns their undo.
 * @param {HTMLElement} host
 * @param {Player} player
 * @param {string} [noun] what is counted, unless the player tells
 */
export function mountTimeline(host, player, noun = "step") {
  const button = (/** @type {string} */ name) =>
    find(host, `[data-act="${name}"]`, HTMLButtonElement);
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

  let [unit, each] = [noun, 1];
  const pace = (/** @type {number} */ value) =>
    value === Infinity
      ? "all at once"
      : `${counted(Number((value * each).toPrecision(3)), unit)}/s`;
  const offer = (/** @type {number} */ value) => speed.add(new Option(pace(value), String(value)));
  player.speeds.forEach(offer);

  /**
   * Count something else, or more of it a step.
   * @param {string} word
   * @param {number} many
   */
  function recount(word, many) {
    if (word === unit && many === each) return;
    [unit, each] = [word, many];
    speed.replaceChildren();
    player.speeds.forEach(offer);
    find(host, ".word", HTMLElement).textContent = unit;
    scrubber.setAttribute("aria-label", unit[0].toUpperCase() + unit.slice(1));
    const span = each === 1 ? `One ${unit}` : counted(Number(each.toPrecision(3)), unit);
    const ways = [
      ["back", "back", "←"],
      ["step", "on", "→"],
    ];
    for (const [name, way, key] of ways) {
      button(name).setAttribute("aria-label", `${span} ${way}`);
      button(name).title = `${span} ${way} (${key})`;
    }
  }

  /** A step as it is told: in whole units, or with as many decimals as tell steps apart. */
  const told = (/** @type {number} */ step) => {
    const digits = Number.isInteger(each) ? 0 : Math.max(0, Math.ceil(-Math.log10(each)));
    return (step * each).toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  };

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
  const show = ({
    step,
    length: total,
    playing,
    speed: rate,
    loop: looping,
    unit: word = noun,
    each: many = 1,
  }) => {
    recount(word, many);
    if (speed.value !== String(rate)) {
      if (![...speed.options].some(({ value }) => value === String(rate))) offer(rate);
      speed.value = String(rate);
    }
    loop.setAttribute("aria-pressed", String(looping));
    if (scrubber.max !== String(total)) scrubber.max = String(total);
    if (scrubber.value !== String(step)) scrubber.value = String(step);
    scrubber.style.setProperty("--share", `${total ? (100 * step) / total : 0}%`);
    scrubber.setAttribute("aria-valuetext", `${unit} ${told(step)} of ${told(total)}`);
    now.textContent = told(step);
    length.textContent = told(total);
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
