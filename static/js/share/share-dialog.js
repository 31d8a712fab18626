/**
 * The share dialog: a link that brings the race back, and the code that shows it in another page.
 */

import { find } from "../ui/dom.js";
import { copy } from "../ui/saving.js";
import { embedCode } from "../experiment/snippets.js";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const SAID = 4000;

/**
 * @typedef {(options?: {embed?: boolean, loop?: boolean}) => string} Link  the address of what is
 *   on stage
 * @param {{link: Link, short?: () => string, title: () => string, ancestors: string}} race
 *   `short`: a link for as long as the server keeps it; `ancestors`: whom the server lets embed its
 *   pages, as in the frame-ancestors of its content policy
 * @param {Document} [page]
 */
export function mountShare({ link: linked, short, title, ancestors }, page = document) {
  const dialog = find(page, "#share", HTMLDialogElement);
  const link = find(dialog, "[data-link]", HTMLInputElement);
  const brief = short ? find(dialog, "[data-short]", HTMLInputElement) : null;
  const code = find(dialog, "[data-embed-code]", HTMLTextAreaElement);
  const preview = find(dialog, "[data-embed-link]", HTMLAnchorElement);
  const loop = find(dialog, "[data-embed-loop]", HTMLInputElement);
  const send = find(dialog, '[data-act="send"]', HTMLButtonElement);
  const say = createAnnouncer(find(dialog, "[data-said]", HTMLElement));
  const abort = new AbortController();
  const on = (
    /** @type {EventTarget} */ target,
    /** @type {string} */ type,
    /** @type {() => void} */ action,
  ) => target.addEventListener(type, action, { signal: abort.signal });

  const fill = () => {
    link.value = linked();
    if (brief && short) brief.value = short();
    preview.href = linked({ embed: true, loop: loop.checked });
    code.value = embedCode(preview.href, title());
  };
  const reach = find(dialog, "[data-reach]", HTMLElement);
  reach.hidden = !LOOPBACK.test(page.location.hostname);
  reach.textContent =
    "This address is only this machine’s own. For others, serve with --host 0.0.0.0 " +
    "and open the page by the machine’s network address.";
  find(dialog, "[data-ancestors]", HTMLElement).textContent = embeddable(ancestors);
  send.hidden = typeof navigator.share !== "function";

  on(find(page, '[data-act="share"]', HTMLButtonElement), "click", () => {
    fill();
    say("");
    dialog.showModal();
  });
  on(loop, "change", fill);
  on(link, "focus", () => link.select());
  if (brief) on(brief, "focus", () => brief.select());
  on(code, "focus", () => code.select());
  on(
    send,
    "click",
    () => void navigator.share({ title: title(), url: link.value }).catch(() => {}),
  );
  /** @type {Record<string, () => string>} */
  const copies = { link: () => link.value, embed: () => code.value };
  if (brief) copies.short = () => brief.value;
  for (const [name, text] of Object.entries(copies))
    on(find(dialog, `[data-copy="${name}"]`, HTMLButtonElement), "click", async () => {
      const done = await copy(text(), dialog);
      say(
        done ? "Copied." : "The browser does not let the page copy; select the text and copy it.",
      );
    });
  return () => abort.abort();
}

/**
 * Who may embed the page, in words.
 * @param {string} ancestors
 */
export function embeddable(ancestors) {
  if (ancestors === "'self'" || ancestors === "'none'")
    return (
      "This server shows itself only in pages of its own; " +
      "whoever runs it can allow others with DESCENTLAB_FRAME_ANCESTORS."
    );
  const who = ancestors === "*" ? "any page" : ancestors.replaceAll("'self'", "its own pages");
  return `This server may be embedded by ${who}.`;
}

/**
 * A status line that falls silent again.
 * @param {HTMLElement} host
 */
export function createAnnouncer(host) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {string} */ text, stays = false) => {
    clearTimeout(timer);
    host.textContent = text;
    if (!text || stays) return;
    timer = setTimeout(() => {
      host.textContent = "";
    }, SAID);
  };
}
