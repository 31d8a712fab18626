/**
 * The seeds view: the accuracies of a run over its seeds as dots on one scale, with quartiles and
 * median, since one seed is an anecdote.
 *
 * @import {LineStyle} from "../plot/overlay.js"
 * @import {NetworkState, Snapshot} from "./boundaries/snapshots.js"
 */

import { h } from "../ui/dom.js";
import { quartiles } from "./chart/epochs.js";
import { score, scoreName } from "../ui/units.js";

/** @param {HTMLElement} host */
export function createSeedsView(host) {
  const list = h("ol", { class: "plain seeds" });
  const words = h("p", { class: "hint" });
  host.replaceChildren(list, words);
  let drawnKey = "";

  return {
    /**
     * @param {Snapshot} snapshot
     * @param {string[]} labels by run
     * @param {LineStyle[]} styles by run
     * @param {string} task
     */
    draw(snapshot, labels, styles, task) {
      const tested = snapshot.runs.some((seen) => seen.test_accuracy !== null);
      const value = (/** @type {NetworkState} */ seen) =>
        (tested ? seen.test_accuracy : seen.train_accuracy) ?? NaN;
      const runs = labels.flatMap((label, run) =>
        styles[run]?.visible
          ? [{ run, label, values: snapshot.runs.filter((seen) => seen.run === run).map(value) }]
          : [],
      );
      const key = JSON.stringify([runs, styles.map(({ color }) => color), task]);
      if (key === drawnKey) return;
      drawnKey = key;
      const alive = runs.flatMap(({ values }) => values.filter(Number.isFinite));
      const low = Math.min(...alive, task === "regression" ? 0 : 0.9);
      const span = 1 - low || 1;
      const at = (/** @type {number} */ value) =>
        `${(100 * Math.max(0, Math.min(1, (value - low) / span))).toFixed(2)}%`;
      list.replaceChildren(
        ...runs.map(({ run, label, values }) => {
          const [lower, median, upper] = quartiles(values, -Infinity);
          const lost = values.filter(Number.isNaN).length;
          return h(
            "li",
            { style: `--run: ${styles[run].color}` },
            h("span", { class: "of" }, label),
            h(
              "span",
              { class: "dots", "aria-hidden": "true" },
              h("i", {
                class: "box",
                style: `left: ${at(lower)}; right: calc(100% - ${at(upper)})`,
              }),
              ...values
                .filter(Number.isFinite)
                .map((value, i) =>
                  h("i", { style: `left: ${at(value)}; top: ${30 + 40 * ((i * 0.618) % 1)}%` }),
                ),
              h("i", { class: "median", style: `left: ${at(median)}` }),
            ),
            h(
              "span",
              { class: "told" },
              [
                `median ${score(task, median)}`,
                `half from ${score(task, lower)} to ${score(task, upper)}`,
                ...(lost ? [`${lost} diverged`] : []),
              ].join(", "),
            ),
          );
        }),
      );
      const seeds = runs[0]?.values.length ?? 0;
      words.textContent =
        `${tested ? "Test" : "Training"} ${scoreName(task)} after this epoch, ` +
        `a dot for each of ${seeds} seeds; ` +
        `the scale goes from ${score(task, low)} to ${score(task, 1)}.`;
    },
  };
}
