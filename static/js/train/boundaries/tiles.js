/**
 * Tiles: the boundary of every run side by side, on the same scale and over the same points.
 *
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Sample} from "../samples.js"
 * @import {Snapshot} from "./snapshots.js"
 * @typedef {{run: number, label: string, style: LineStyle}} Shown
 */

import { h, svg } from "../../ui/dom.js";
import { isEmbedded } from "../../share/embed.js";
import { number } from "../../ui/format.js";
import { svgPath } from "../../plot/marks.js";
import { arranged } from "./arrange.js";
import { frameOf } from "./frame.js";
import { createPane } from "./pane.js";
import { percent, score } from "../../ui/units.js";

const GAP = 14;
const CAPTION = 30;
/** How much longer than high a pane may be, and the other way round. */
const [TALLEST, WIDEST] = [0.8, 1.75];
/** The same of a curve over one feature. */
const FLAT = 1.4;
/** Tiles narrower than this tell the accuracy on test data alone. */
const ROOMY = 280;
/** The share of the space above the time bar that boundaries may take. */
const SHARE = 0.46;
const EMBEDDED = 0.62;
/** Tiles narrower than these leave their swatch, or all but their name, to the legend. */
const [SMALL, SMALLEST] = [170, 125];

/**
 * @param {HTMLElement} host
 * @param {{room: () => number}} options  how high the stage is, of which the tiles take a share
 */
export function createTiles(host, { room }) {
  /**
   * @type {{figure: HTMLElement, score: HTMLElement, swatch: HTMLElement, pane: ReturnType<typeof
   *   createPane>, said: string}[]}
   */
  let tiles = [];
  /** @type {Shown[]} */
  let shown = [];
  let names = "";
  /** @type {Sample | null} */
  let sample = null;
  /** @type {Inks | null} */
  let inks = null;
  let aspect = 1;
  let wide = 0;
  const missing = h("p", { class: "planeless", hidden: true });
  const phone = window.matchMedia("(max-width: 820px)");
  const board = h("div", { class: "tiles" });
  host.replaceChildren(board, missing);

  const arrange = () => {
    const width = board.clientWidth;
    if (!width || !tiles.length) return;
    const height = (isEmbedded() ? EMBEDDED : SHARE) * room();
    const space = { width, height, aspect, gap: GAP, caption: CAPTION };
    const two = phone.matches && tiles.length > 1 && !isEmbedded();
    const place = two ? narrowed(width, aspect) : arranged(tiles.length, space);
    board.style.gridTemplateColumns = `repeat(${place.columns}, ${place.width}px)`;
    wide = place.width;
    board.classList.toggle("small", wide < SMALL);
    board.classList.toggle("smallest", wide < SMALLEST);
    for (const { pane } of tiles) pane.resize(place.width, place.height);
  };
  const resized = new ResizeObserver(arrange);
  resized.observe(host);

  const point = (/** @type {PointerEvent} */ event) => {
    const pane = event.target instanceof Element ? event.target.closest(".pane") : null;
    const edge = pane?.getBoundingClientRect();
    for (const tile of tiles) {
      const value = edge ? tile.pane.at(event.clientX - edge.left, event.clientY - edge.top) : NaN;
      const words = sample && !Number.isNaN(value) ? said(sample, value) : tile.said;
      if (tile.score.textContent !== words) tile.score.textContent = words;
    }
  };
  const leave = () => tiles.forEach((tile) => (tile.score.textContent = tile.said));
  host.addEventListener("pointermove", point);
  host.addEventListener("pointerleave", leave);

  const dress = () => {
    const colors = inks;
    if (!colors) return;
    tiles.forEach((tile, i) => {
      const { style } = shown[i];
      tile.figure.style.setProperty("--run", style.color);
      tile.figure.classList.toggle("faded", style.weight === "faded");
      tile.pane.dress({
        color: style.color,
        dark: colors.dark,
        ink: colors.ink,
        paper: colors.paper,
      });
      tile.swatch.replaceChildren(
        svg(
          "svg",
          { viewBox: "0 0 34 12", width: 34, height: 12, "aria-hidden": "true" },
          svg("path", { d: "M1 6H26", "stroke-dasharray": style.dash.join(" "), class: "line" }),
          svg("path", { d: svgPath(style.marker, 27, 6, 4.2), class: "head" }),
        ),
      );
    });
  };

  return {
    get sample() {
      return sample;
    },
    /**
     * The runs that are shown, each with its look.
     * @param {Shown[]} next
     * @param {Inks} colors
     */
    show(next, colors) {
      [shown, inks] = [next, colors];
      const labels = JSON.stringify(next.map(({ run, label }) => [run, label]));
      if (labels !== names) {
        names = labels;
        tiles = next.map(({ label }) => {
          const pane = createPane();
          const swatch = h("span", { class: "swatch" });
          const words = h("span", { class: "score" });
          const figure = h(
            "figure",
            { class: "tile", role: "img" },
            h("div", { class: "who" }, swatch, h("b", {}, label), words),
            pane.host,
          );
          pane.learnFrom(sample);
          return { figure, score: words, swatch, pane, said: "" };
        });
        board.replaceChildren(...tiles.map(({ figure }) => figure));
        arrange();
      }
      dress();
    },
    /** @param {Sample} next */
    learnFrom(next) {
      sample = next;
      for (const { pane } of tiles) pane.learnFrom(next);
      missing.hidden = next.features.length < 3;
      missing.textContent = `The data have ${next.features.length} features, so there is no plane to draw boundaries on: ${next.features.join(", ")}.`;
      board.classList.toggle("flat", next.features.length > 2);
      aspect = next.features.length === 2 ? shapeOf(frameOf(next)) : FLAT;
      arrange();
    },
    /**
     * @param {Snapshot} snapshot
     * @param {(run: number) => {train: number | null, test: number | null}} scores
     * @param {boolean} fits  whether the networks were trained on data like those that are shown
     */
    draw(snapshot, scores, fits) {
      const { boundary } = snapshot;
      tiles.forEach((tile, i) => {
        const { run, label } = shown[i];
        const seen = snapshot.runs.find(
          (each) => each.run === run && each.start === snapshot.start,
        );
        tile.pane.show(fits && seen?.boundary && boundary ? told(seen.boundary, boundary) : null);
        const words = scored(sample?.task ?? "binary", scores(run), wide >= ROOMY);
        if (words === tile.said) return;
        tile.said = words;
        tile.score.textContent = words;
        tile.figure.setAttribute("aria-label", `What ${label} makes of the data; ${words}`);
      });
    },
    arrange,
    /** What is drawn, for whoever draws it elsewhere. */
    get pictures() {
      return tiles.map(({ pane, said: words }, i) => ({ ...shown[i], words, ...pane.picture }));
    },
    get aspect() {
      return aspect;
    },
    destroy() {
      resized.disconnect();
      host.removeEventListener("pointermove", point);
      host.removeEventListener("pointerleave", leave);
    },
  };
}

/**
 * By boundary, so that the same one is drawn once. @type {WeakMap<object,
 * import("./pane.js").Told>}
 */
const kept = new WeakMap();

/**
 * @param {ArrayLike<number>} values
 * @param {import("./snapshots.js").Extent} extent
 */
function told(values, extent) {
  const found = kept.get(values) ?? { extent, values };
  kept.set(values, found);
  return found;
}

/**
 * Width over height of a pane, one scale on both axes as far as that styles well. @param
 * {import("./frame.js").Frame} frame
 */
const shapeOf = ({ x, y }) => Math.min(WIDEST, Math.max(TALLEST, (x[1] - x[0]) / (y[1] - y[0])));

/**
 * Two beside each other on a phone, however many rows that makes.
 * @param {number} width
 * @param {number} aspect
 */
const narrowed = (width, aspect) => {
  const wide = Math.floor((width - GAP) / 2);
  return { columns: 2, width: wide, height: Math.floor(wide / aspect) };
};

/**
 * @param {string} task
 * @param {{train: number | null, test: number | null}} scores
 * @param {boolean} roomy  whether there is room for both
 */
function scored(task, { train, test }, roomy) {
  if (train === null) return "diverged";
  const name = task === "regression" ? "R² " : "";
  if (test === null) return `${name}${score(task, train)}`;
  return roomy
    ? `${name}${score(task, train)}, test ${score(task, test)}`
    : `test ${name}${score(task, test)}`;
}

/**
 * What a network says at a place, in words.
 * @param {Sample} sample
 * @param {number} value
 */
function said({ task, classes }, value) {
  if (Number.isNaN(value)) return "";
  if (task === "regression") return number(value, 3);
  if (task === "classes") return classes[value] ?? "";
  return `${classes[1]} ${percent(value, 0)}`;
}
