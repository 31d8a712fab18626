/**
 * The export dialog: the race as numbers, pictures, a film or code.
 *
 * @import {Catalogue} from "./catalogue.js"
 * @import {Player} from "./player.js"
 * @import {Race, createRaceView} from "./race-view.js"
 * @import {Code} from "./snippets.js"
 * @import {Theme} from "./theme.js"
 */

import { curves } from "./curve-figure.js";
import { find } from "./dom.js";
import { asPng, figure, painted } from "./figures.js";
import { film, filmSpeed, recording } from "./film.js";
import { conditions } from "./ledger.js";
import { copy, save, size } from "./saving.js";
import { speaker } from "./share.js";
import { FRAMEWORKS, constructors, curl, specFile } from "./snippets.js";
import { starts } from "./spec.js";

const LANGUAGES = { python: "Python (this engine)", ...FRAMEWORKS, curl: "curl", spec: "Spec for descentlab run" };
const PNG_SCALE = 2;
const CURVES = { width: 720, height: 440 };

/**
 * @param {object} collaborators
 * @param {string} collaborators.base  the address of the API
 * @param {(spec: any) => Promise<Code>} collaborators.code
 * @param {Catalogue} collaborators.catalogue
 * @param {Player} collaborators.player
 * @param {Theme} collaborators.theme
 * @param {ReturnType<typeof createRaceView>} collaborators.view
 * @param {Document} [page]
 */
export function mountExport({ base, code, catalogue, player, theme, view }, page = document) {
  const dialog = find(page, "#export", HTMLDialogElement);
  const say = speaker(find(dialog, "[data-said]", HTMLElement));
  const language = find(dialog, "[data-language]", HTMLSelectElement);
  const listing = find(dialog, "[data-code]", HTMLElement);
  const screen = find(dialog, "[data-screen]", HTMLElement);
  const record = find(dialog, '[data-act="film"]', HTMLButtonElement);
  const cut = find(dialog, '[data-act="cut"]', HTMLButtonElement);
  const abort = new AbortController();
  const on = (/** @type {EventTarget} */ target, /** @type {string} */ type, /** @type {() => void} */ action) =>
    target.addEventListener(type, action, { signal: abort.signal });
  language.replaceChildren(...Object.entries(LANGUAGES).map(([name, title]) => new Option(title, name)));
  /** @type {Promise<Code> | null} */
  let written = null;
  /** @type {AbortController | null} */
  let filming = null;

  const race = () => {
    if (!view.race) throw new Error("There is no race yet.");
    return view.race;
  };
  const named = (/** @type {Race} */ { spec, hello }, what = "") =>
    `descentlab-${catalogue.surface(spec.surface).name}${what}-${hello.id.slice(0, 8)}`;

  /** Do it, and say what came of it. @param {() => Promise<string>} work */
  const doing = async (work) => {
    try {
      say(await work());
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
  };

  /** The runs that are shown, as legends name them. @param {Race} of */
  const runs = ({ spec, hello }) =>
    spec.runs.flatMap(({ label }, run) => {
      const look = view.looks[hello.entries.findIndex((entry) => entry.run === run)];
      return look?.visible ? [{ name: label, ...look }] : [];
    });

  const note = (/** @type {Race} */ { spec }) =>
    [catalogue.surface(spec.surface).title, ...conditions(spec, catalogue), "Descent Lab"].join(" · ");

  /** @param {string} what */
  const draw = async (what) => {
    const of = race();
    const [inks, step] = [theme.inks(), player.moment.step];
    const base = { runs: runs(of), note: `Step ${step} · ${note(of)}`, inks };
    if (what === "surface") {
      const { width, height } = view.stage.size;
      return figure({ ...base, width, height, body: await view.stage.picture(view.lines(), starts(of.spec)) });
    }
    if (!view.drawing) throw new Error("There are no curves yet.");
    return figure({
      ...base,
      ...CURVES,
      body: curves(view.drawing, of.history, view.looks, step, { ...CURVES, inks }),
    });
  };

  const picture = async (/** @type {string} */ what, /** @type {string} */ format) => {
    const drawing = await draw(what);
    const blob =
      format === "svg"
        ? new Blob([drawing.svg], { type: "image/svg+xml" })
        : await asPng(await painted(drawing, PNG_SCALE));
    const name = `${named(race(), `-${what}`)}.${format}`;
    save(blob, name);
    return `Saved ${name}, ${size(blob.size)}.`;
  };

  const shoot = async () => {
    const of = race();
    if (!of.history.complete) throw new Error("The race has not arrived yet; record it when it has.");
    const inks = theme.inks();
    const stage = view.stage.size;
    const host = find(page, '[data-part="costs"]', HTMLElement);
    const side = host.clientWidth > 0 ? { width: host.clientWidth, height: host.clientHeight } : null;
    const still = figure({
      width: stage.width + (side?.width ?? 0),
      height: stage.height,
      body: await view.stage.picture([], starts(of.spec)),
      runs: runs(of),
      note: note(of),
      inks,
    });
    const title = view.drawing?.title ?? "";
    const letter = (/** @type {CanvasRenderingContext2D} */ context) => {
      context.font = "600 15px system-ui, sans-serif";
      context.fillStyle = inks.ink;
      context.textAlign = "right";
      context.fillText(
        `step ${player.moment.step.toLocaleString("en-US")} / ${player.moment.length.toLocaleString("en-US")}`,
        still.width - 18,
        30,
      );
      if (!side) return;
      context.textAlign = "left";
      context.fillText(title, stage.width + 12, Math.max(30, stage.height - side.height - 12));
    };
    const canvas = find(screen, "canvas", HTMLCanvasElement);
    const progress = find(screen, "progress", HTMLProgressElement);
    filming = new AbortController();
    screen.hidden = false;
    record.disabled = true;
    cut.focus();
    try {
      const { blob, extension } = await film(
        {
          ...still,
          still: await painted(still, 1),
          moving: [
            { host: find(page, '[data-part="stage"]', HTMLElement), box: { left: 0, top: 0, ...stage } },
            ...(side ? [{ host, box: { left: stage.width, top: stage.height - side.height, ...side } }] : []),
          ],
          letter,
        },
        player,
        { screen: canvas, signal: filming.signal, onProgress: (share) => (progress.value = share) },
      );
      const name = `${named(of)}.${extension}`;
      save(blob, name);
      return `Saved ${name}, ${size(blob.size)}.`;
    } finally {
      filming = null;
      screen.hidden = true;
      record.disabled = recording() === null;
      record.focus();
    }
  };

  const listen = async () => {
    const wanted = language.value;
    const { spec, hello } = race();
    const absolute = new URL(base, page.location.href).href;
    if (wanted === "curl" || wanted === "spec") {
      listing.textContent = wanted === "curl" ? curl(spec, absolute, hello.id) : specFile(spec);
      return;
    }
    written ??= code(spec);
    try {
      const { python, runs: calls } = await written;
      if (language.value !== wanted) return;
      listing.textContent =
        wanted === "python" ? python : constructors(/** @type {"keras"} */ (wanted), calls, spec);
    } catch (error) {
      written = null;
      listing.textContent = `# ${/** @type {Error} */ (error).message}`;
    }
  };

  const open = () => {
    const of = view.race;
    if (!of) return;
    written = null;
    say("");
    find(dialog, "[data-surface-title]", HTMLElement).textContent = catalogue.surface(of.spec.surface).title;
    find(dialog, "[data-curves-title]", HTMLElement).textContent = view.drawing?.title.split(",")[0] ?? "Cost";
    for (const anchor of dialog.querySelectorAll("a[data-result]")) {
      const format = anchor.getAttribute("data-result");
      anchor.setAttribute("href", `${base}/experiments/${of.hello.id}/result?format=${format}`);
      anchor.setAttribute("download", `${named(of)}.${format}`);
    }
    record.disabled = recording() === null;
    const seconds = Math.ceil(of.history.steps / filmSpeed(player.moment.speed, of.history.steps));
    find(dialog, "[data-film-about]", HTMLElement).textContent = recording()
      ? `WebM from start to end, ${seconds} seconds`
      : "This browser cannot record; a screen recorder can.";
    void listen();
    dialog.showModal();
  };
  on(find(page, '[data-act="export"]', HTMLButtonElement), "click", open);
  on(language, "change", () => void listen());
  on(record, "click", () => void doing(shoot));
  on(cut, "click", () => filming?.abort());
  on(dialog, "close", () => filming?.abort());
  for (const button of dialog.querySelectorAll("button[data-picture]")) {
    const [what, format] = [button.getAttribute("data-picture"), button.getAttribute("data-format")];
    on(button, "click", () => void doing(() => picture(what ?? "", format ?? "")));
  }
  on(find(dialog, '[data-copy="code"]', HTMLButtonElement), "click", () =>
    void doing(async () =>
      (await copy(listing.textContent ?? "", dialog)) ? "Copied." : "Select the code and copy it.",
    ),
  );
  return () => {
    filming?.abort();
    abort.abort();
  };
}
