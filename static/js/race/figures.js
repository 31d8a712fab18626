/**
 * The figures of a race: what is on stage as pictures and as the scene of a film, for instance the
 * contour with its paths, or the cost over steps.
 *
 * @import {Catalogue} from "../experiment/catalogue.js"
 * @import {Player} from "../experiment/player.js"
 * @import {Race, createRaceView} from "./view.js"
 * @import {Theme} from "../ui/theme.js"
 * @import {mountViews} from "./surface-views.js"
 */

import { chartSvg } from "../plot/chart/chart-svg.js";
import { find } from "../ui/dom.js";
import { figure, painted } from "../plot/picture.js";
import { conditions, formulaLine, runsLine } from "../experiment/ledger.js";

const CURVES = { width: 720, height: 440 };

/**
 * @param {{catalogue: Catalogue, player: Player, theme: Theme, view: ReturnType<typeof
 *   createRaceView>, views: ReturnType<typeof mountViews>}} collaborators
 * @param {Document} [page]
 */
export function raceFigures({ catalogue, player, theme, view, views }, page = document) {
  const race = () => {
    if (!view.race) throw new Error("There is no race yet.");
    return view.race;
  };
  /** The race once everything that a picture names is known. */
  const settledRace = async () => {
    await view.stage.settled();
    return race();
  };

  /** The runs that are shown, as legends name them. @param {Race} of */
  const runs = ({ spec, hello }) =>
    spec.runs.flatMap(({ label }, run) => {
      const style = view.styles[hello.entries.findIndex((entry) => entry.run === run)];
      return style?.visible ? [{ name: label, ...style }] : [];
    });

  const note = (/** @type {Race} */ { spec }) =>
    [
      formulaLine(spec, catalogue),
      ...conditions(spec, catalogue),
      runsLine(spec, catalogue),
      "Descent Lab",
    ].join(" · ");

  /** The legend of a basin map, where there is one. */
  const mapped = () => {
    const { run, ramp, items } = views.areas ?? { run: "", ramp: null, items: [] };
    const title = run ? [{ text: `Basins of ${run}:`, color: "" }] : [];
    const [first, last] = ramp ? [ramp.colors[0], ramp.colors[ramp.colors.length - 1]] : ["", ""];
    const scale = ramp
      ? [
          { text: ramp.low, color: first },
          { text: ramp.high, color: last },
        ]
      : [];
    return { areas: [...title, ...scale, ...items] };
  };

  /** What all pictures of this step share. @param {Race} of */
  const shared = (of) => ({
    runs: runs(of),
    note: `Step ${player.moment.step} · ${note(of)}`,
    inks: theme.inks(),
  });

  return {
    surface: {
      title: () => catalogue.surface(race().spec.surface).title,
      async draw() {
        const of = await settledRace();
        const body = await views.picture(true);
        return figure({
          ...shared(of),
          ...view.stage.size,
          ...mapped(),
          body,
        });
      },
    },
    curves: {
      title: () => view.drawing?.title.split(",")[0] ?? "Cost",
      async draw() {
        const of = await settledRace();
        if (!view.drawing) throw new Error("There are no curves yet.");
        const { plot, axes, title } = view.drawing;
        const paper = { ...CURVES, title, inks: theme.inks() };
        const body = chartSvg(plot, axes, player.moment.step, paper);
        return figure({ ...shared(of), ...CURVES, body });
      },
    },
    /** What a film shows: a still beneath, the canvases that move, and the letters that count. */
    async scene() {
      const of = await settledRace();
      if (!of.history.complete)
        throw new Error("The race has not arrived yet; record it when it has.");
      const inks = theme.inks();
      const stage = view.stage.size;
      const host = find(page, '[data-part="costs"]', HTMLElement);
      const side =
        host.clientWidth > 0 ? { width: host.clientWidth, height: host.clientHeight } : null;
      const still = figure({
        width: stage.width + (side?.width ?? 0),
        height: stage.height,
        body: await views.picture(false),
        runs: runs(of),
        ...mapped(),
        note: note(of),
        inks,
      });
      const title = view.drawing?.title ?? "";
      return {
        ...still,
        still: await painted(still, 1),
        moving: [
          { canvases: views.moving, box: { left: 0, top: 0, ...stage } },
          ...(side
            ? [
                {
                  canvases: [...host.querySelectorAll("canvas")],
                  box: { left: stage.width, top: stage.height - side.height, ...side },
                },
              ]
            : []),
        ],
        letter(/** @type {CanvasRenderingContext2D} */ context) {
          context.font = "600 15px system-ui, sans-serif";
          context.fillStyle = inks.ink;
          context.textAlign = "right";
          const [now, all] = [player.moment.step, player.moment.length].map((step) =>
            step.toLocaleString("en-US"),
          );
          context.fillText(`step ${now} / ${all}`, still.width - 18, 30);
          if (!side) return;
          context.textAlign = "left";
          context.fillText(title, stage.width + 12, Math.max(30, stage.height - side.height - 12));
        },
      };
    },
  };
}
