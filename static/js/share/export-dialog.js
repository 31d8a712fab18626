/**
 * The export dialog: an experiment as numbers, pictures, a film or code.
 *
 * @import {Figure} from "../plot/picture.js"
 * @import {Scene} from "./recorder.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Code} from "../experiment/snippets.js"
 * @typedef {object} Exported
 * @property {() => {id: string, spec: any} | null} experiment  the one on stage
 * @property {() => string} name  what its files are called after
 * @property {(spec: any) => Promise<Code>} code  as the server writes it
 * @property {Record<string, {title: () => string, draw: () => Promise<Figure>}>} pictures  by the
 *   name the dialog gives them
 * @property {() => Promise<Scene>} scene  of the film
 * @property {() => string} missing  why nothing can be exported; "" where it can
 * @property {() => string} unnumbered  the same of the numbers alone
 */

import { find } from "../ui/dom.js";
import { asPng, painted } from "../plot/picture.js";
import { recordScene, recordingSpeed, recordingType } from "./recorder.js";
import { copy, save, size } from "../ui/saving.js";
import { Problem } from "../client/api.js";
import { fileName } from "./file-name.js";
import { createAnnouncer } from "./share-dialog.js";
import { FRAMEWORKS, constructors, curl, programs, specFile } from "../experiment/snippets.js";

const PROGRAM = "-program";
const LANGUAGES = {
  python: "Python (this engine)",
  ...FRAMEWORKS,
  ...Object.fromEntries(
    Object.entries(FRAMEWORKS).map(([key, title]) => [key + PROGRAM, `${title}, whole program`]),
  ),
  curl: "curl",
  spec: "Spec for descentlab run",
};
const PNG_SCALE = 2;

/**
 * @param {{base: string, player: Player} & Exported} collaborators  base: the address of the API
 * @param {Document} [page]
 */
export function mountExport(
  { base, player, experiment, name, code, pictures, scene, missing, unnumbered },
  page = document,
) {
  const dialog = find(page, "#export", HTMLDialogElement);
  const say = createAnnouncer(find(dialog, "[data-said]", HTMLElement));
  const language = find(dialog, "[data-language]", HTMLSelectElement);
  const listing = find(dialog, "[data-code]", HTMLElement);
  const screen = find(dialog, "[data-screen]", HTMLElement);
  const record = find(dialog, '[data-act="film"]', HTMLButtonElement);
  const cut = find(dialog, '[data-act="cut"]', HTMLButtonElement);
  const abort = new AbortController();
  const on = (
    /** @type {EventTarget} */ target,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });
  language.replaceChildren(
    ...Object.entries(LANGUAGES).map(([key, title]) => new Option(title, key)),
  );
  /** @type {Promise<Code> | null} */
  let request = null;
  /** @type {AbortController | null} */
  let recordingAbort = null;

  const current = () => {
    const now = experiment();
    if (!now) throw new Error("There is nothing on stage yet.");
    return now;
  };
  const fileOf = (/** @type {string} */ what, /** @type {string} */ extension) =>
    fileName(name(), what, current().id, extension);

  /** Do it, and say what came of it. @param {() => Promise<string>} work */
  const attempt = async (work) => {
    try {
      say(await work());
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
  };
  const download = (/** @type {Blob} */ blob, /** @type {string} */ file) => {
    save(blob, file);
    return `Saved ${file}, ${size(blob.size)}.`;
  };

  const picture = async (/** @type {string} */ what, /** @type {string} */ format) => {
    const drawing = await pictures[what].draw();
    const blob =
      format === "svg"
        ? new Blob([drawing.svg], { type: "image/svg+xml" })
        : await asPng(await painted(drawing, PNG_SCALE));
    return download(blob, fileOf(what, format));
  };

  /** A refusal would end a download of the browser's own without a word. */
  const numbers = async (/** @type {HTMLAnchorElement} */ anchor) => {
    say("Fetching the numbers …", true);
    const response = await fetch(anchor.href).catch(() => null);
    if (!response) throw new Error("The server cannot be reached.");
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
    const [, format] = /\.(\w+)$/.exec(anchor.download) ?? [];
    const named = response.headers.get("content-disposition") ?? "";
    const [, part = ""] = /-(cancelled|failed)\.\w+"?$/.exec(named) ?? [];
    const told = download(await response.blob(), fileOf(part, format ?? ""));
    const fate = part === "failed" ? "failed" : "was stopped";
    return part ? `${told} It ${fate}: these are the steps that had come.` : told;
  };

  const recordVideo = async () => {
    const set = await scene();
    const canvas = find(screen, "canvas", HTMLCanvasElement);
    const progress = find(screen, "progress", HTMLProgressElement);
    recordingAbort = new AbortController();
    screen.hidden = false;
    record.disabled = true;
    cut.focus();
    try {
      const onProgress = (/** @type {number} */ share) => {
        progress.value = share;
      };
      const { blob, extension } = await recordScene(set, player, {
        screen: canvas,
        signal: recordingAbort.signal,
        onProgress,
      });
      return download(blob, fileOf("", extension));
    } finally {
      recordingAbort = null;
      screen.hidden = true;
      record.disabled = recordingType() === null;
      record.focus();
    }
  };

  const listen = async () => {
    const wanted = language.value;
    const { id, spec } = current();
    const absolute = new URL(base, page.location.href).href;
    if (wanted === "curl" || wanted === "spec") {
      listing.textContent = wanted === "curl" ? curl(spec, absolute, id) : specFile(spec);
      return;
    }
    request ??= code(spec);
    try {
      const { python, runs: calls } = await request;
      if (language.value !== wanted) return;
      const framework = /** @type {keyof typeof FRAMEWORKS} */ (wanted.replace(PROGRAM, ""));
      const write = wanted.endsWith(PROGRAM) ? programs : constructors;
      listing.textContent = wanted === "python" ? python : write(framework, calls);
    } catch (error) {
      request = null;
      listing.textContent = `# ${/** @type {Error} */ (error).message}`;
    }
  };

  /** @param {string} reason */
  const refuse = (reason) => {
    dialog.classList.toggle("missing", Boolean(reason));
    for (const button of dialog.querySelectorAll(".offers button"))
      if (button instanceof HTMLButtonElement) button.disabled = Boolean(reason);
    language.disabled = Boolean(reason);
    const without = reason || unnumbered();
    for (const anchor of dialog.querySelectorAll("a[data-result]")) {
      anchor.toggleAttribute("aria-disabled", Boolean(without));
      if (without) anchor.removeAttribute("href");
    }
    if (without) say(without, true);
    if (reason) listing.textContent = "";
  };

  const open = () => {
    const now = experiment();
    request = null;
    say("");
    if (!now || missing()) {
      refuse(missing() || "There is nothing on stage yet.");
      dialog.showModal();
      return;
    }
    for (const title of dialog.querySelectorAll("[data-title]"))
      title.textContent = pictures[title.getAttribute("data-title") ?? ""].title();
    for (const anchor of dialog.querySelectorAll("a[data-result]")) {
      const format = anchor.getAttribute("data-result");
      anchor.setAttribute("href", `${base}/experiments/${now.id}/result?format=${format}`);
      anchor.setAttribute("download", fileOf("", format ?? ""));
    }
    const { speed, length } = player.moment;
    find(dialog, "[data-film-about]", HTMLElement).textContent = recordingType()
      ? `WebM from start to end, ${Math.ceil(length / recordingSpeed(speed, length))} seconds`
      : "This browser cannot record; a screen recorder can.";
    refuse("");
    record.disabled = recordingType() === null;
    void listen();
    dialog.showModal();
  };
  on(find(page, '[data-act="export"]', HTMLButtonElement), "click", open);
  for (const anchor of dialog.querySelectorAll("a[data-result]"))
    anchor.addEventListener(
      "click",
      (event) => {
        event.preventDefault();
        void attempt(() => numbers(/** @type {HTMLAnchorElement} */ (anchor)));
      },
      { signal: abort.signal },
    );
  on(language, "change", () => void listen());
  on(record, "click", () => void attempt(recordVideo));
  on(cut, "click", () => recordingAbort?.abort());
  on(dialog, "close", () => recordingAbort?.abort());
  for (const button of dialog.querySelectorAll("button[data-picture]")) {
    const [what, format] = [
      button.getAttribute("data-picture"),
      button.getAttribute("data-format"),
    ];
    on(button, "click", () => void attempt(() => picture(what ?? "", format ?? "")));
  }
  on(
    find(dialog, '[data-copy="code"]', HTMLButtonElement),
    "click",
    () =>
      void attempt(async () =>
        (await copy(listing.textContent ?? "", dialog))
          ? "Copied."
          : "Select the code and copy it.",
      ),
  );
  return () => {
    recordingAbort?.abort();
    abort.abort();
  };
}
