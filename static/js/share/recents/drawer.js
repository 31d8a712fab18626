/**
 * The drawer “What I ran”: the last experiments of this browser, to be opened again.
 *
 * @import {Recent} from "./list.js"
 * @import {createRecents} from "./store.js"
 */

import { find, h } from "../../ui/dom.js";
import { ago } from "./list.js";

const WORDS = { descent: "Race", training: "Training" };

/**
 * @param {object} options
 * @param {ReturnType<typeof createRecents>} options.recents
 * @param {string} options.root  the prefix of the server's addresses
 * @param {"descent" | "training"} options.kind  of the page itself
 * @param {() => string} options.current  the id of what is on stage
 * @param {Document} [page]
 */
export function mountDrawer({ recents, root, kind: own, current }, page = document) {
  const dialog = find(page, "#recent", HTMLDialogElement);
  const host = find(dialog, "ol", HTMLElement);
  const said = find(dialog, "[data-said]", HTMLElement);
  const clear = find(dialog, '[data-act="clear"]', HTMLButtonElement);
  const nothing = find(dialog, "[data-nothing]", HTMLElement);
  const abort = new AbortController();
  const { signal } = abort;

  /** @param {Recent} entry */
  const addressOf = ({ id, kind, link }) => {
    if (!link) return `${root}/r/${id}`;
    // In place, whatever else the address says.
    if (kind === own) return `#${link}`;
    return `${root}/${kind === "training" ? "train" : ""}#${link}`;
  };

  /**
   * Say what has gone, and offer it back.
   * @param {string} words
   * @param {readonly Recent[]} before
   */
  const offer = (words, before) => {
    const back = h("button", { type: "button", class: "link" }, "Put back");
    back.addEventListener("click", () => {
      recents.replace(before);
      said.textContent = "It is back.";
      show();
      host.querySelector("a")?.focus();
    });
    said.replaceChildren(`${words} `, back);
  };

  /** @param {Recent} entry @param {number} index */
  const row = (entry, index) => {
    const { id, kind, title, time, picture } = entry;
    const image = picture
      ? h("img", { src: picture, alt: "", width: 96, height: 64 })
      : h("span", { class: "blank" });
    const when = `${WORDS[kind]}, ${ago(time, Date.now())}${id === current() ? ", on stage" : ""}`;
    const link = h(
      "a",
      { class: "again", href: addressOf(entry) },
      image,
      h("span", { class: "what" }, h("b", {}, title), h("small", {}, when)),
    );
    // The address changes only once the dialog is gone, which gives the focus back.
    link.addEventListener("click", (event) => {
      if (!(event.ctrlKey || event.metaKey || event.shiftKey)) dialog.close();
    });
    const remove = h(
      "button",
      { type: "button", class: "icon bare", "aria-label": `Remove ${title}`, title: "Remove" },
      "×",
    );
    remove.addEventListener("click", () => {
      const before = recents.list;
      recents.remove(id);
      show();
      offer("Removed.", before);
      const next = host.children[Math.min(index, host.children.length - 1)];
      /** @type {HTMLElement} */ (next?.querySelector("button") ?? said.firstElementChild).focus();
    });
    return h("li", {}, link, remove);
  };

  function show() {
    const { list } = recents;
    host.replaceChildren(...list.map(row));
    nothing.hidden = list.length > 0;
    clear.hidden = list.length === 0;
  }

  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target instanceof Element ? event.target.closest("li") : null;
    if (!step || !item) return;
    event.preventDefault();
    const next = step > 0 ? item.nextElementSibling : item.previousElementSibling;
    next?.querySelector("a")?.focus();
  };

  find(page, '[data-act="recent"]', HTMLButtonElement).addEventListener(
    "click",
    () => {
      said.textContent = "";
      show();
      dialog.showModal();
    },
    { signal },
  );
  clear.addEventListener(
    "click",
    () => {
      const before = recents.list;
      recents.replace([]);
      show();
      offer("The list is empty.", before);
      said.querySelector("button")?.focus();
    },
    { signal },
  );
  host.addEventListener("keydown", move, { signal });
  return () => abort.abort();
}
