/**
 * The stories menu: the stories to choose from, and the caption that asks the question of the one
 * on stage and unfolds its answer.
 *
 * @import {Api} from "../client/api.js"
 * @import {Catalogue} from "./catalogue.js"
 * @import {Raced} from "./spec.js"
 * @import {Traits} from "./state/kind.js"
 * @import {Story} from "./stories.js"
 */

import { find, h } from "../ui/dom.js";
import { mountPopover } from "../ui/popover.js";
import { matching, same, storySpec } from "./stories.js";

/**
 * @template {Raced} S
 * @template {Catalogue} C
 * @param {{button: HTMLElement, popover: HTMLElement, caption: HTMLElement}} parts
 * @param {object} options
 * @param {C} options.catalogue
 * @param {Pick<Api, "stories">} options.api
 * @param {Pick<Traits<S, any, C>, "name" | "complete" | "place">} options.kind
 * @param {Story} options.first  the one whose race the page opens with
 * @param {(story: Story, spec: S) => void} options.onChoose
 * @param {Record<string, string>} [options.ideas]  what stories are about, by the first of each
 *   idea
 * @param {(spec: Record<string, any>) => HTMLElement} [options.glimpse]  a small picture of a story
 */
export function createStoriesMenu(
  { button, popover, caption },
  { catalogue, api, kind, first, onChoose, ideas = {}, glimpse },
) {
  const stage = (/** @type {Story} */ of) => storySpec(of, catalogue, kind.complete);
  const field = find(popover, "input", HTMLInputElement);
  const list = find(popover, "ul", HTMLElement);
  /** @type {Map<string, Story>} */
  const known = new Map([[first.name, first]]);
  /** @type {Promise<Story[]> | null} */
  let request = null;
  /** @type {Story | null} the one last chosen, though its race may have been changed since */
  let story = null;
  /** @type {{spec: S, help: string} | null} */
  let current = null;
  let captionKey = "";

  const fetchAll = () => {
    request ??= api.stories(kind.name).then(
      (stories) => {
        for (const each of stories) known.set(each.name, each);
        return stories;
      },
      (error) => {
        // The next who opens the menu tries again.
        request = null;
        throw error;
      },
    );
    return request;
  };

  /** @param {Story} next */
  const choose = (next) => {
    story = next;
    menu.close();
    onChoose(next, stage(next));
  };

  /** @param {Story} each */
  const row = (each) => {
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          "aria-current": each === unmodified() ? "true" : null,
          onclick: () => choose(each),
        },
        glimpse?.(each.spec) ?? null,
        h("b", {}, each.title),
        h("span", {}, each.question),
      ),
    );
  };

  const search = async () => {
    try {
      const stories = await fetchAll();
      const found = matching(stories, field.value);
      // Of what is found the order is another one, so that ideas are told of the whole list alone.
      const told = found.length === stories.length && !field.value ? ideas : {};
      list.replaceChildren(
        ...found.flatMap((each) => [
          ...(told[each.name] ? [h("li", { class: "idea" }, told[each.name])] : []),
          row(each),
        ]),
        ...(found.length ? [] : [h("li", { class: "nothing" }, "No story has these words in it.")]),
      );
    } catch (error) {
      list.replaceChildren(h("li", { class: "nothing" }, /** @type {Error} */ (error).message));
    }
  };
  const menu = mountPopover(button, popover, () => {
    field.value = "";
    void search().then(menu.place);
    if (!window.matchMedia("(pointer: coarse)").matches) field.focus();
  });
  const abort = new AbortController();
  field.addEventListener("input", () => void search(), { signal: abort.signal });
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter") return;
      // The focus goes back to the menu's own button, which would take the key as a press.
      event.preventDefault();
      list.querySelector("button")?.click();
    },
    { signal: abort.signal },
  );
  popover.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = /** @type {HTMLElement[]} */ ([field, ...list.querySelectorAll("button")]);
      const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
      event.preventDefault();
      event.stopPropagation();
    },
    { signal: abort.signal },
  );

  /** The story on stage, while its race is as it tells it. */
  const unmodified = () => (story && current && same(stage(story), current.spec) ? story : null);

  /** @type {(of: Story, spec: S) => boolean} whether the race is still where the story plays */
  const samePlace = (of, spec) => kind.place(stage(of)) === kind.place(spec);

  const tell = () => {
    if (!current) return;
    const { spec, help } = current;
    const now = unmodified();
    const back = !now && story && samePlace(story, spec) ? story : null;
    const key = JSON.stringify([now?.name, back?.name, now ? "" : help]);
    if (key === captionKey) return;
    captionKey = key;
    if (now) caption.replaceChildren(...questionOf(now));
    else if (back) {
      caption.replaceChildren(
        `${help} `,
        h(
          "button",
          { type: "button", class: "link", onclick: () => choose(back) },
          `Back to “${back.title}”`,
        ),
      );
    } else caption.textContent = help;
  };

  return {
    /** The name of the story on stage for the link, empty when its race has been changed. */
    get name() {
      return unmodified()?.name ?? "";
    },
    /**
     * The race on stage is the one of this story, if it still is.
     * @param {string} name
     */
    async recall(name) {
      story = known.get(name) ?? null;
      if (!story && name) {
        await fetchAll().catch(() => []);
        story ??= known.get(name) ?? null;
      }
      tell();
    },
    /**
     * @param {S} spec
     * @param {string} help what to say where no story is told
     */
    show(spec, help) {
      current = { spec, help };
      tell();
    },
    destroy() {
      abort.abort();
      menu.destroy();
    },
  };
}

/**
 * The question, and a button that unfolds the answer.
 * @param {Story} story
 */
function questionOf({ question, answer, cite }) {
  const text = h(
    "span",
    { class: "answer", hidden: true },
    answer,
    cite ? h("cite", {}, cite) : null,
  );
  const button = h(
    "button",
    {
      type: "button",
      class: "link",
      "aria-expanded": "false",
      onclick() {
        text.hidden = !text.hidden;
        button.setAttribute("aria-expanded", String(!text.hidden));
        button.textContent = text.hidden ? "Show the answer" : "Hide the answer";
      },
    },
    "Show the answer",
  );
  return [h("b", {}, question), " ", button, text];
}
