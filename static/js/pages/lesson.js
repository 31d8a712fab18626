/**
 * A lesson: a question first, then the experiment; the address holds what its knobs are turned to.
 *
 * @import {Definition, Experiment, Values} from "../lesson/experiment.js"
 * @typedef {{root: string, plotly: string, ancestors?: string, lesson: {name: string, experiments:
 *   Definition[]}, values: Record<string, Values>}} PageData
 */

import { createExperiment } from "../lesson/experiment.js";
import { find, h, throttle } from "../ui/dom.js";
import { isEmbedded } from "../share/embed.js";
import { animate, collaborators } from "./page.js";
import { Player, nearestSpeed } from "../experiment/player.js";
import { mountLessonExport } from "../lesson/export.js";
import { createProgress } from "../lesson/progress.js";
import { mountQuiz } from "../lesson/quiz.js";
import { mountShare } from "../share/share-dialog.js";
import { mountPanels, mountShell } from "../ui/shell/shell.js";

const ADDRESS_PAUSE = 300;

/**
 * @param {HTMLElement} root
 * @param {Partial<import("./page.js").Collaborators<PageData>> & {progress?: ReturnType<typeof
 *   createProgress>, fetch?: typeof globalThis.fetch}} [overrides]
 * @returns {() => void} the undo
 */
export function mount(
  root,
  { progress = createProgress(), fetch = (...ask) => globalThis.fetch(...ask), ...overrides } = {},
) {
  const { data, theme } = collaborators(overrides);
  const { name: topic, experiments: definitions } = data.lesson;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const query = new URLSearchParams(window.location.search);
  const embedded = isEmbedded();
  const player = new Player();
  const time = find(root, '[data-part="time"]', HTMLElement);
  const problem = find(root, '[data-part="problem"]', HTMLElement);

  /** @param {Definition} definition */
  const setUp = (definition) => {
    const names = new Set(definition.knobs.map(({ name }) => name));
    const values = data.values[definition.name];
    return createExperiment(find(root, `[data-bench="${definition.name}"]`, HTMLElement), {
      topic,
      definition,
      initial: Object.fromEntries(
        [...query.keys()].filter((name) => names.has(name)).map((name) => [name, values[name]]),
      ),
      ask: async (text) => {
        const answer = await fetch(`${data.root}/learn/${topic}/${definition.name}?${text}`);
        if (!answer.ok) throw new Error("The server is busy; turn the knob again.");
        return answer.text();
      },
      onSettings: () => remember(),
      onFigure(experiment, arrived) {
        if (arrived && experiment !== active) return experiment.show(experiment.length);
        const plays = arrived && root.dataset.open !== undefined && !still.matches;
        show(experiment, root.dataset.open !== undefined && !plays);
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
    for (const { settings } of experiments)
      for (const [name, value] of Object.entries(settings))
        address.searchParams.set(name, String(value));
    return address.href;
  }

  // Browsers refuse an address that changes at every move of a slider.
  const remember = throttle(ADDRESS_PAUSE, () => {
    window.history.replaceState(null, "", link({ embed: embedded, loop: query.has("loop") }));
    whole.href = link();
  });

  const experiments = definitions.map(setUp);
  let active = experiments[0];
  const whole = h(
    "a",
    { class: "link", target: "_blank", rel: "noopener", href: link() },
    "Open in Descent Lab",
  );
  if (embedded) find(active.host, ".under", HTMLElement).append(whole);
  player.repeat(embedded && query.has("loop"));

  /**
   * Let time rule an experiment; a figure that comes after another is shown whole.
   * @param {Experiment} experiment
   * @param {boolean} whole
   */
  function show(experiment, whole) {
    if (experiment !== active) active.show(active.length);
    active = experiment;
    player.pause();
    player.load(experiment.length);
    player.count(experiment.clock);
    player.arrive(experiment.length);
    player.accelerate(nearestSpeed(player.speeds, experiment.speed));
    if (whole) player.seek(experiment.length);
    experiment.show(player.moment.step);
    time.hidden = experiment.length === 0;
    root.toggleAttribute(
      "data-timeless",
      experiments.every(({ length }) => length === 0),
    );
  }

  /** @param {boolean} playing */
  function reveal(playing) {
    root.dataset.open = "";
    for (const element of [time, ...experiments.map(({ host }) => host)]) element.inert = false;
    show(experiments[0], !playing);
    if (playing) player.play();
  }

  /** Somebody has answered, or does not want to. */
  function begin() {
    reveal(!still.matches);
    const { host } = experiments[0];
    if (host.getBoundingClientRect().top <= window.innerHeight / 2) return;
    // On a phone the figure is below: the verdict goes to the top, the figure beneath it.
    const question = find(root, '[data-question="predict"]', HTMLElement);
    const first =
      question.dataset.answered === undefined
        ? host
        : find(question, "[data-verdict]", HTMLElement);
    first.scrollIntoView({ behavior: still.matches ? "auto" : "smooth" });
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
    const touched = experiments.find(({ host }) => host === currentTarget);
    if (touched && touched !== active) show(touched, true);
  };
  for (const { host } of experiments) host.addEventListener("pointerdown", touch);
  const undos = [
    quiz("predict"),
    quiz("check"),
    mountPanels(code, () => {}),
    mountShell(root, { theme, player }),
    mountLessonExport({
      topic,
      title: find(root, "h1", HTMLElement).textContent ?? "",
      experiments,
      link,
      numbers: async (text) => {
        const answer = await fetch(`${data.root}/api/v1/lessons/${topic}?${text}`);
        if (!answer.ok) throw new Error("The server is busy; try again.");
        return answer.json();
      },
      inks: theme.inks,
    }),
    mountShare({ link, title: () => document.title, ancestors: data.ancestors ?? "'self'" }),
    animate((now) => {
      player.tick(now);
      active.show(player.moment.step);
    }),
    () => skip.removeEventListener("click", begin),
    remember.cancel,
  ];

  const linked = experiments.some(({ settings }) => Object.keys(settings).length > 0);
  if (linked || embedded || progress.answer(topic, "predict") !== null) reveal(false);
  else {
    show(experiments[0], false);
    for (const element of [time, ...experiments.map(({ host }) => host)]) element.inert = true;
  }

  return () => {
    for (const undo of undos) undo();
    for (const experiment of experiments) {
      experiment.host.removeEventListener("pointerdown", touch);
      experiment.destroy();
    }
    theme.destroy();
  };
}
