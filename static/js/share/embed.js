/**
 * The embedded page: the page without its frame, for slides and other pages; a strip names the runs
 * and leads to the whole page.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Subject} from "./sharing.js"
 */

import { find, h, svg } from "../ui/dom.js";
import { svgPath } from "../plot/marks.js";
import { linkTo } from "../experiment/snippets.js";

export const isEmbedded = () => document.documentElement.dataset.embed !== undefined;

/**
 * @param {HTMLElement} root
 * @param {{subject: Subject, player: Player, toggle: (run: number) => void}} collaborators
 */
export function mountEmbed(root, { subject, player, toggle }) {
  const strip = find(root, '[data-part="strip"]', HTMLElement);
  const whole = h("a", { class: "link", target: "_blank", rel: "noopener" }, "Open in Descent Lab");
  const address = () => {
    whole.href = linkTo(window.location.href, window.location.hash.slice(1));
  };
  // The address follows the race, so it is read when it is needed.
  for (const type of ["pointerdown", "focus"]) whole.addEventListener(type, address);
  strip.hidden = false;
  player.repeat(new URLSearchParams(window.location.search).has("loop"));

  return {
    show() {
      address();
      const [current, styles] = [subject.current(), subject.styles()];
      if (!current) return;
      strip.replaceChildren(
        ...current.spec.runs.map(({ label }, run) => {
          const style = styles[current.hello.entries.findIndex((entry) => entry.run === run)];
          const swatch = svg(
            "svg",
            { viewBox: "0 0 30 12", width: 30, height: 12, "aria-hidden": "true" },
            svg("path", {
              d: "M1 6H22",
              fill: "none",
              stroke: style.color,
              "stroke-width": 2.2,
              "stroke-dasharray": style.dash.join(" "),
            }),
            svg("path", { d: svgPath(style.marker, 23, 6, 4.2), fill: style.color }),
          );
          return h(
            "button",
            {
              type: "button",
              "aria-pressed": String(style.visible),
              title: `Show or hide (key ${run + 1})`,
              onclick: () => {
                toggle(run);
                strip.querySelectorAll("button")[run]?.focus();
              },
            },
            swatch,
            label,
          );
        }),
        whole,
      );
    },
  };
}
