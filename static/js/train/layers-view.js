/**
 * The layers view: how the weights of every layer are spread, run over run, and how large gradient
 * and weights are.
 *
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {Snapshot} from "./boundaries/snapshots.js"
 */

import { h, svg } from "../ui/dom.js";
import { number } from "../ui/format.js";

const [WIDTH, HEIGHT] = [240, 56];

/** @param {HTMLElement} host */
export function createLayersView(host) {
  const body = h("div", { class: "layers" });
  host.replaceChildren(body);
  /** @type {import("./boundaries/snapshots.js").Snapshot | null} */
  let drawnSnapshot = null;
  /** @type {LineStyle[] | null} */
  let drawnStyles = null;

  return {
    /**
     * @param {Snapshot} snapshot
     * @param {readonly number[]} sizes of the network's layers
     * @param {LineStyle[]} styles by run
     * @param {string[]} labels by run
     */
    draw(snapshot, sizes, styles, labels) {
      if (snapshot === drawnSnapshot && styles === drawnStyles) return;
      [drawnSnapshot, drawnStyles] = [snapshot, styles];
      const visible = snapshot.runs.filter(({ layers, run }) => layers && styles[run]?.visible);
      const rows = sizes.slice(1).map((units, layer) => {
        const most = Math.max(
          1,
          ...visible.flatMap(({ layers }) => layers?.[layer].histogram.counts ?? []),
        );
        const lines = visible.map(({ run, layers }) =>
          svg("path", {
            d: outline(layers?.[layer].histogram.counts ?? [], most),
            fill: "none",
            stroke: styles[run].color,
            "stroke-width": styles[run].weight === "spotlit" ? 2.6 : 1.6,
            "stroke-opacity": styles[run].weight === "faded" ? 0.2 : 1,
            "vector-effect": "non-scaling-stroke",
          }),
        );
        const bound = visible[0]?.layers?.[layer].histogram.high ?? 1;
        const range = `from ${number(-bound, 2)} to ${number(bound, 2)}`;
        const norms = visible.map(({ run, layers }) =>
          h(
            "li",
            { style: `--run: ${styles[run].color}` },
            h("span", { class: "of" }, labels[run]),
            h("span", {}, number(layers?.[layer].gradient_norm ?? NaN, 2)),
            h("span", {}, number(layers?.[layer].weight_norm ?? NaN, 2)),
          ),
        );
        return h(
          "section",
          { class: "layer-row" },
          h("h3", {}, `Layer ${layer + 1}`, h("span", {}, `${sizes[layer]} → ${units}`)),
          h(
            "div",
            {
              class: "spread",
              role: "img",
              "aria-label": `How the weights of layer ${layer + 1} are spread, ${range}`,
            },
            svg(
              "svg",
              {
                viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
                preserveAspectRatio: "none",
                "aria-hidden": "true",
              },
              svg("path", { d: `M${WIDTH / 2} 0V${HEIGHT}`, class: "zero" }),
              ...lines,
            ),
            h("span", {}, number(-bound, 2)),
            h("span", {}, number(bound, 2)),
          ),
          h(
            "ul",
            { class: "plain norms" },
            h(
              "li",
              { class: "names" },
              h("span", {}, ""),
              h("span", {}, "gradient"),
              h("span", {}, "weights"),
            ),
            ...norms,
          ),
        );
      });
      body.replaceChildren(...rows);
    },
  };
}

/**
 * A histogram as a line of steps.
 * @param {readonly number[]} counts
 * @param {number} most
 */
function outline(counts, most) {
  const up = (/** @type {number} */ count) =>
    (HEIGHT - 1 - (count / most) * (HEIGHT - 4)).toFixed(1);
  const wide = WIDTH / counts.length;
  const at = (/** @type {number} */ i) => (i * wide).toFixed(1);
  const steps = counts.map((count, i) => `L${at(i)} ${up(count)}H${at(i + 1)}`);
  return `M0 ${up(0)}${steps.join("")}V${up(0)}`;
}
