/**
 * The figures of a training: its boundaries and its chart as pictures and as the scene of a film.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {Training} from "./training-progress.js"
 * @import {createTrainingView} from "./view.js"
 * @import {ViewState} from "./view-state.js"
 */

import { runsLine } from "../experiment/ledger.js";
import { find } from "../ui/dom.js";
import { figure, painted } from "../plot/picture.js";
import { tag, words } from "../plot/svg-text.js";
import { arranged } from "./boundaries/arrange.js";
import { paneSvg } from "./boundaries/pane-svg.js";
import { chartSvg } from "../plot/chart/chart-svg.js";
import { conditions } from "./training-ledger.js";
import { measureOf } from "./chart/training-measures.js";

const CHART = { width: 720, height: 440 };
const BOARD = { width: 1080, height: 760, gap: 20, caption: 30 };

/**
 * @param {{catalogue: TrainingCatalogue, player: Player, theme: Theme, view: ReturnType<typeof
 *   createTrainingView>, viewState: () => ViewState}} collaborators
 * @param {Document} [page]
 */
export function trainingFigures({ catalogue, player, theme, view, viewState }, page = document) {
  const training = () => {
    if (!view.training) throw new Error("There is no training yet.");
    return view.training;
  };
  const note = (/** @type {Training} */ { spec }) =>
    [
      catalogue.dataset(spec.dataset.name).title,
      spec.network.layers.join("–"),
      ...conditions(spec, catalogue),
      runsLine(spec, catalogue),
      "Descent Lab",
    ].join(" · ");
  const runs = (/** @type {Training} */ { spec }) =>
    spec.runs.flatMap(({ label }, run) =>
      view.runStyles[run]?.visible ? [{ name: label, ...view.runStyles[run] }] : [],
    );
  const title = () =>
    measureOf(viewState().measure).title({
      task: view.task(),
      last: viewState().last,
      spec: training().spec,
    });
  const shared = (/** @type {Training} */ of) => ({
    runs: runs(of),
    note: `Epoch ${player.moment.step} · ${note(of)}`,
    inks: theme.inks(),
  });

  return {
    boundaries: {
      title: () => "Boundaries",
      async draw() {
        const of = training();
        const { pictures, aspect } = view.tiles;
        const place = arranged(pictures.length, { ...BOARD, aspect });
        const rows = Math.ceil(pictures.length / place.columns);
        const wide = place.width + BOARD.gap;
        const high = place.height + BOARD.caption + BOARD.gap;
        const inks = theme.inks();
        const caption = { "font-size": 15, "font-weight": 600, fill: inks.ink };
        const body = pictures.map((picture, i) => {
          const x = BOARD.gap + wide * (i % place.columns);
          const y = BOARD.gap + high * Math.floor(i / place.columns);
          const edge = { width: place.width, height: place.height, fill: "none" };
          const pane =
            paneSvg(picture, place.width, place.height, i) +
            tag("rect", { ...edge, stroke: inks.line });
          return tag(
            "g",
            { transform: `translate(${x} ${y})` },
            words(0, 18, picture.label, caption) +
              words(place.width, 18, picture.words, { "text-anchor": "end", fill: inks.ink }) +
              tag("g", { transform: `translate(0 ${BOARD.caption})` }, pane),
          );
        });
        const size = { width: BOARD.gap + wide * place.columns, height: BOARD.gap + high * rows };
        return figure({ ...shared(of), ...size, body: body.join("") });
      },
    },
    curves: {
      title,
      async draw() {
        const of = training();
        const { plot, axes } = view.chart;
        if (!plot) throw new Error("There are no curves yet.");
        const body = chartSvg(plot, axes, player.moment.step, {
          ...CHART,
          title: title(),
          inks: theme.inks(),
        });
        return figure({ ...shared(of), ...CHART, body });
      },
    },
    /** What a film shows: the boundaries, and the chart beneath. */
    async scene() {
      const of = training();
      if (!of.history.complete)
        throw new Error("The training has not arrived yet; record it when it has.");
      const board = find(page, '[data-part="tiles"]', HTMLElement);
      const host = find(page, '[data-part="chart"]', HTMLElement);
      const from = board.getBoundingClientRect();
      const panes = [...board.querySelectorAll(".pane")].map((pane) => ({
        pane,
        at: pane.getBoundingClientRect(),
      }));
      const chart = {
        left: 0,
        top: from.height + 8,
        width: host.clientWidth,
        height: host.clientHeight,
      };
      const inks = theme.inks();
      const names = view.tiles.pictures.map(({ label }, i) => {
        const { left, top } = panes[i].at;
        const style = { "font-size": 15, "font-weight": 600, fill: inks.ink };
        return words(left - from.left, top - from.top - 9, label, style);
      });
      const still = figure({
        ...{ width: from.width, height: chart.top + chart.height, body: names.join("") },
        ...{ runs: runs(of), note: note(of), inks },
      });
      return {
        ...still,
        still: await painted(still, 1),
        moving: [
          ...panes.map(({ pane, at }) => ({
            canvases: [...pane.querySelectorAll("canvas")],
            box: {
              left: at.left - from.left,
              top: at.top - from.top,
              width: at.width,
              height: at.height,
            },
          })),
          { canvases: [...host.querySelectorAll("canvas")], box: chart },
        ],
        letter(/** @type {CanvasRenderingContext2D} */ context) {
          context.font = "600 15px system-ui, sans-serif";
          context.fillStyle = inks.ink;
          context.textAlign = "right";
          const [now, all] = [player.moment.step, player.moment.length].map((epoch) =>
            epoch.toLocaleString("en-US"),
          );
          context.fillText(`epoch ${now} / ${all}`, still.width - 18, chart.top + 18);
        },
      };
    },
  };
}
