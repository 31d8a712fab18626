/**
 * The figures of a training: its boundaries and its chart as pictures and as the scene of a film.
 *
 * @import {Player} from "../experiment/player.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {Training} from "./training-progress.js"
 * @import {createTrainingView} from "./view.js"
 */

import { find } from "../ui/dom.js";
import { escaped, figure, painted, short } from "../plot/picture.js";
import { svgPath } from "../plot/marks.js";
import { arranged } from "./boundaries/arrange.js";
import { chartSvg } from "../plot/chart/chart-svg.js";
import { frameOf, latticed, placer, rangeOf } from "./boundaries/frame.js";
import { css, targetColor, classShape } from "./boundaries/class-colors.js";
import { isoline } from "../plot/isolines.js";
import { conditions } from "./training-ledger.js";
import { measureOf } from "./chart/training-measures.js";

/** @import {ViewState} from "./view-state.js" */

const CHART = { width: 720, height: 440 };
const BOARD = { width: 1080, height: 760, gap: 20, caption: 30 };
const POINT = 3;

/**
 * @param {{catalogue: TrainingCatalogue, player: Player, theme: Theme, view: ReturnType<typeof
 *   createTrainingView>, viewState: () => ViewState}} collaborators
 * @param {Document} [page]
 */
export function trainingFigures({ catalogue, player, theme, view, viewState }, page = document) {
  const shown = () => {
    if (!view.training) throw new Error("There is no training yet.");
    return view.training;
  };
  const note = (/** @type {Training} */ { spec }) =>
    [
      catalogue.dataset(spec.dataset.name).title,
      spec.network.layers.join("–"),
      ...conditions(spec, catalogue),
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
      spec: shown().spec,
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
        const of = shown();
        const { pictures, aspect } = view.tiles;
        const place = arranged(pictures.length, { ...BOARD, aspect });
        const rows = Math.ceil(pictures.length / place.columns);
        const wide = place.width + BOARD.gap;
        const high = place.height + BOARD.caption + BOARD.gap;
        const inks = theme.inks();
        const body = pictures.map((picture, i) => {
          const [x, y] = [
            BOARD.gap + wide * (i % place.columns),
            BOARD.gap + high * Math.floor(i / place.columns),
          ];
          const head = `<text x="0" y="18" font-size="15" font-weight="600" fill="${inks.ink}">${escaped(picture.label)}</text><text x="${place.width}" y="18" text-anchor="end" fill="${inks.ink}">${escaped(picture.words)}</text>`;
          return `<g transform="translate(${x} ${y})">${head}<g transform="translate(0 ${BOARD.caption})">${paneSvg(picture, place.width, place.height, i)}<rect width="${place.width}" height="${place.height}" fill="none" stroke="${inks.line}"/></g></g>`;
        });
        const size = { width: BOARD.gap + wide * place.columns, height: BOARD.gap + high * rows };
        return figure({ ...shared(of), ...size, body: body.join("") });
      },
    },
    curves: {
      title,
      async draw() {
        const of = shown();
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
      const of = shown();
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
        return `<text x="${short(left - from.left)}" y="${short(top - from.top - 9)}" font-size="15" font-weight="600" fill="${inks.ink}">${escaped(label)}</text>`;
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

/**
 * A pane as SVG.
 * @param {ReturnType<typeof createTrainingView>["tiles"]["pictures"][number]} picture
 * @param {number} width
 * @param {number} height
 * @param {number} index  which makes its names its own
 */
function paneSvg({ sample, boundary, colors, tints }, width, height, index) {
  if (!sample || !boundary) return "";
  const { extent, values } = boundary;
  const { nx, ny } = extent;
  const flat = sample.train.x.length === 1;
  const frame = frameOf(sample);
  const place = placer(frame, width, height);
  const on = latticed(frame, extent, width, height);
  const tone = targetColor(sample.task, colors.dark, rangeOf(sample));
  const at = (/** @type {number} */ column, /** @type {number} */ row) =>
    on(column, row).map(short).join(" ");
  const parts = [
    `<clipPath id="pane${index}"><rect width="${width}" height="${height}"/></clipPath>`,
    `<g clip-path="url(#pane${index})">`,
  ];
  if (tints) {
    const [left, top] = on(-0.5, ny - 0.5);
    const [right, bottom] = on(nx - 0.5, -0.5);
    parts.push(
      `<image x="${short(left)}" y="${short(top)}" width="${short(right - left)}" height="${short(bottom - top)}" preserveAspectRatio="none" href="${tints.toDataURL()}"/>`,
    );
  }
  for (const [points, solid] of /** @type {const} */ ([
    [sample.test, false],
    [sample.train, true],
  ]))
    points?.y.forEach((target, i) => {
      const [x, y] = place(points.x[0][i], flat ? target : points.x[1][i]);
      const color = flat ? colors.ink : css(tone(target));
      const form = svgPath(
        sample.task === "regression" ? "circle" : classShape(target),
        x,
        y,
        POINT,
      );
      parts.push(
        `<path d="${form}" ${solid ? `fill="${color}" stroke="${colors.paper}" stroke-width="0.8"` : `fill="none" stroke="${color}" stroke-width="1.4"`}/>`,
      );
    });
  if (flat) {
    const line = Array.from(
      { length: nx },
      (_, i) => `${i ? "L" : "M"}${short(on(i, 0)[0])} ${short(place(0, values[i])[1])}`,
    );
    parts.push(
      `<path d="${line.join("")}" fill="none" stroke="${colors.color}" stroke-width="2.4"/>`,
    );
  } else if (sample.task === "binary") {
    const segments = isoline({ nx, ny, values }, 0.5);
    let line = "";
    for (let i = 0; i < segments.length; i += 4)
      line += `M${at(segments[i], segments[i + 1])}L${at(segments[i + 2], segments[i + 3])}`;
    parts.push(
      `<path d="${line}" fill="none" stroke="${colors.ink}" stroke-width="1.6" stroke-linecap="round"/>`,
    );
  }
  return `${parts.join("")}</g>`;
}
