/**
 * Tiles: the boundary of every run side by side, on the same scale and over the same points.
 *
 * @import {LineStyle} from "../../plot/overlay.js"
 * @import {Inks} from "../../ui/theme.js"
 * @import {Sample} from "../samples.js"
 * @import {Snapshot} from "./snapshots.js"
 * @typedef {{run: number, label: string, style: LineStyle}} VisibleRun
 */

import { h } from "../../ui/dom.js";
import { isEmbedded } from "../../share/embed.js";
import { arranged } from "./arrange.js";
import { isWide, planeWords, projected } from "./data-plane.js";
import { frameOf } from "./frame.js";
import { createTile, scoreWords } from "./tile.js";

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
const [SMALL, SMALLEST] = [200, 150];

/**
 * @param {HTMLElement} host
 * @param {{room: () => number}} options  how high the stage is, of which the tiles take a share
 */
export function createTiles(host, { room }) {
  /** @type {ReturnType<typeof createTile>[]} */
  let tiles = [];
  /** @type {VisibleRun[]} */
  let runs = [];
  let names = "";
  /** @type {Sample | null} */
  let sample = null;
  /** The sample as it is drawn: of wide data its points in the plane that networks are seen in. */
  let /** @type {Sample | null} */ seen = null;
  let view = "";
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
  /** Draw on a sample, null where it is not known yet how. @param {Sample | null} next */
  const place = (next) => {
    seen = next;
    for (const { pane } of tiles) pane.learnFrom(next);
    board.classList.toggle("flat", next === null);
    aspect = next?.features.length === 2 ? shapeOf(frameOf(next)) : FLAT;
    arrange();
  };
  const resized = new ResizeObserver(arrange);
  resized.observe(host);

  const point = (/** @type {PointerEvent} */ event) => {
    const pane = event.target instanceof Element ? event.target.closest(".pane") : null;
    const edge = pane?.getBoundingClientRect() ?? null;
    for (const tile of tiles)
      tile.point(seen, edge && [event.clientX - edge.left, event.clientY - edge.top]);
  };
  const leave = () => {
    for (const tile of tiles) tile.point(sample, null);
  };
  host.addEventListener("pointermove", point);
  host.addEventListener("pointerleave", leave);

  return {
    get sample() {
      return sample;
    },
    /**
     * The runs that are shown, each with its style.
     * @param {VisibleRun[]} next
     * @param {Inks} inks
     */
    show(next, inks) {
      runs = next;
      const labels = JSON.stringify(next.map(({ run, label }) => [run, label]));
      if (labels !== names) {
        names = labels;
        tiles = next.map(({ label }) => createTile(label));
        for (const { pane } of tiles) pane.learnFrom(seen);
        board.replaceChildren(...tiles.map(({ figure }) => figure));
        arrange();
      }
      for (const [i, tile] of tiles.entries()) tile.dress(runs[i].style, inks);
    },
    /** @param {Sample} next */
    learnFrom(next) {
      sample = next;
      // Which plane wide data are seen in comes with the first snapshot.
      place(isWide(next.features.length) ? null : next);
      view = "";
      missing.hidden = true;
    },
    /**
     * Say how good each network is.
     * @param {(run: number) => Parameters<typeof scoreWords>[1] | null} scores  null where there
     *   are none
     * @param {string} prefix  whose score it is, where a run has several
     */
    rate(scores, prefix) {
      tiles.forEach((tile, i) => {
        const score = scores(runs[i].run);
        const words = score && scoreWords(sample?.task ?? "binary", score, wide >= ROOMY);
        tile.rate(words ? `${prefix}${words}` : "");
      });
    },
    /**
     * @param {Snapshot} snapshot
     * @param {boolean} fits  whether the networks were trained on data like those that are shown
     */
    draw(snapshot, fits) {
      const { boundary, start } = snapshot;
      if (fits && sample && boundary?.view) {
        const key = JSON.stringify(boundary.view);
        if (key !== view) {
          view = key;
          place(projected(sample, boundary.view));
          missing.textContent = planeWords(boundary.view, sample.features.length);
          missing.hidden = false;
        }
      }
      tiles.forEach((tile, i) => {
        const { run } = runs[i];
        const own = snapshot.runs.find((each) => each.run === run && each.start === start);
        tile.pane.show(
          fits && own?.boundary && boundary ? outputsOf(own.boundary, boundary) : null,
        );
        tile.diagnose(own?.diagnosis?.[0]?.text ?? "");
      });
    },
    arrange,
    /** What is drawn, for whoever draws it elsewhere. */
    get pictures() {
      return tiles.map(({ pane, words }, i) => ({ ...runs[i], words: words(), ...pane.picture }));
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
 * import("./pane.js").Outputs>}
 */
const kept = new WeakMap();

/**
 * @param {ArrayLike<number>} values
 * @param {import("./snapshots.js").Extent} extent
 */
function outputsOf(values, extent) {
  const outputs = kept.get(values) ?? { extent, values };
  kept.set(values, outputs);
  return outputs;
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
