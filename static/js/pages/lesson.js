/**
 * A lesson: a question first, then the experiment; the address holds what its knobs are turned to.
 *
 * @import {Bench, Experiment, Values} from "../lesson/experiment.js"
 * @typedef {{root: string, plotly: string, ancestors?: string, lesson: {name: string, experiments:
 *   Experiment[]}, values: Record<string, Values>}} PageData
 */

import { createBench } from "../lesson/experiment.js";
import { find, h, throttle } from "../ui/dom.js";
import { isEmbedded } from "../share/embed.js";
import { animate, collaborators } from "./page.js";
import { Player } from "../experiment/player.js";
import { createProgress } from "../lesson/progress.js";
import { mountQuiz } from "../lesson/quiz.js";
import { mountShare } from "../share/share-dialog.js";
import { mountPanels, mountShell } from "../ui/shell.js";

const ADDRESS_PAUSE = 300;

/**
 * @param {HTMLElement} root
 * @param {Partial<import("./page.js").Collaborators<PageData>> & {progress?: ReturnType<typeof
 *   createProgress>, fetch?: typeof globalThis.fetch}} [given]
 * @returns {() => void} the undo
 */
export function mount(
  root,
  { progress = createProgress(), fetch = (...ask) => globalThis.fetch(...ask), ...given } = {},
) {
  const { data, theme } = collaborators(given);
  const { name: topic, experiments } = data.lesson;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const asked = new URLSearchParams(window.location.search);
  const embedded = isEmbedded();
  const player = new Player();
  const time = find(root, '[data-part="time"]', HTMLElement);
  const problem = find(root, '[data-part="problem"]', HTMLElement);

  /** @param {Experiment} experiment */
  const setUp = (experiment) => {
    const names = new Set(experiment.knobs.map(({ name }) => name));
    const settled = data.values[experiment.name];
    return createBench(find(root, `[data-bench="${experiment.name}"]`, HTMLElement), {
      experiment,
      given: Object.fromEntries(
        [...asked.keys()].filter((name) => names.has(name)).map((name) => [name, settled[name]]),
      ),
      ask: async (query) => {
        const answer = await fetch(`${data.root}/learn/${topic}/${experiment.name}?${query}`);
        if (!answer.ok) throw new Error("The server is busy; turn the knob again.");
        return answer.text();
      },
      onTurn: () => remember(),
      onFigure(bench, arrived) {
        if (arrived && bench !== active) return bench.show(bench.length);
        const plays = arrived && root.dataset.open !== undefined && !still.matches;
        show(bench, root.dataset.open !== undefined && !plays);
        if (plays) player.play();
      },
      onProblem: (error) => {
        problem.textContent = error?.message ?? "";
        problem.hidden = !error;
      },
    });
  };

  /**
   * The address of the lesson with its knobs as they are.
   * @type {import("../share/share-dialog.js").Link}
   */
  function link({ embed = false, loop = false } = {}) {
    const address = new URL(window.location.pathname, window.location.href);
    if (embed) address.searchParams.set("embed", "1");
    if (embed && loop) address.searchParams.set("loop", "1");
    for (const { given: values } of benches)
      for (const [name, value] of Object.entries(values))
        address.searchParams.set(name, String(value));
    return address.href;
  }

  // Browsers refuse an address that changes at every move of a slider.
  const remember = throttle(ADDRESS_PAUSE, () => {
    window.history.replaceState(null, "", link({ embed: embedded, loop: asked.has("loop") }));
    whole.href = link();
  });

  const benches = experiments.map(setUp);
  let active = benches[0];
  const whole = h(
    "a",
    { class: "link", target: "_blank", rel: "noopener", href: link() },
    "Open in Descent Lab",
  );
  if (embedded) find(active.host, ".under", HTMLElement).append(whole);
  player.repeat(embedded && asked.has("loop"));

  /**
   * Let time rule a bench; a figure that comes after another is shown whole.
   * @param {Bench} bench
   * @param {boolean} whole
   */
  function show(bench, whole) {
    if (bench !== active) active.show(active.length);
    active = bench;
    player.pause();
    player.load(bench.length);
    player.count(bench.clock);
    player.arrive(bench.length);
    player.accelerate(bench.speed);
    if (whole) player.seek(bench.length);
    bench.show(player.moment.step);
    time.hidden = bench.length === 0;
  }

  /** @param {boolean} playing */
  function reveal(playing) {
    root.dataset.open = "";
    for (const element of [time, ...benches.map(({ host }) => host)]) element.inert = false;
    show(benches[0], !playing);
    if (playing) player.play();
  }

  /** Somebody has answered, or does not want to. */
  function begin() {
    reveal(!still.matches);
    const { host } = benches[0];
    if (host.getBoundingClientRect().top > window.innerHeight / 2)
      host.scrollIntoView({ behavior: still.matches ? "auto" : "smooth" });
  }

  /** @param {"predict" | "check"} which */
  const quiz = (which) =>
    mountQuiz(find(root, `[data-question="${which}"]`, HTMLElement), {
      answer: progress.answer(topic, which),
      onAnswer(choice) {
        progress.keep(topic, which, choice);
        if (which === "predict" && root.dataset.open === undefined) begin();
      },
    });
  const code = find(root, '[data-part="code"]', HTMLElement);
  find(code, '[data-part="pytorch"]', HTMLElement).hidden = true;
  const skip = find(root, '[data-act="skip"]', HTMLButtonElement);
  skip.addEventListener("click", begin);
  const touch = (/** @type {Event} */ { currentTarget }) => {
    const touched = benches.find(({ host }) => host === currentTarget);
    if (touched && touched !== active) show(touched, true);
  };
  for (const { host } of benches) host.addEventListener("pointerdown", touch);
  const undos = [
    quiz("predict"),
    quiz("check"),
    mountPanels(code, () => {}),
    mountShell(root, { theme, player }),
    mountShare({ link, title: () => document.title, ancestors: data.ancestors ?? "'self'" }),
    animate((now) => {
      player.tick(now);
      active.show(player.moment.step);
    }),
    () => skip.removeEventListener("click", begin),
    () => benches.forEach(({ host }) => host.removeEventListener("pointerdown", touch)),
    remember.cancel,
  ];

  const linked = benches.some(({ given: values }) => Object.keys(values).length > 0);
  if (linked || embedded || progress.answer(topic, "predict") !== null) reveal(false);
  else {
    show(benches[0], false);
    for (const element of [time, ...benches.map(({ host }) => host)]) element.inert = true;
  }

  return () => {
    for (const undo of undos) undo();
    for (const bench of benches) bench.destroy();
    theme.destroy();
  };
}
