/**
 * The API: what the page asks the server, for instance to race an experiment or for a surface's
 * grid.
 *
 * @import {Surface, SurfaceChoice, Typed} from "../experiment/catalogue.js"
 * @import {View} from "../plot/mapping.js"
 * @import {Raced} from "../experiment/spec.js"
 * @import {Story} from "../experiment/stories.js"
 * @import {Sweep} from "../runs/sweeps.js"
 * @typedef {{id: string, status: string}} Experiment
 * @typedef {Pick<Surface, "minima" | "local_minima" | "saddles" | "lowest">} Places  which move
 *   with the parameters
 * @typedef {{x: number[], y: number[], z: (number | null)[][]} & Places} Grid
 * @typedef {ReturnType<typeof createApi>} Api
 */

import { isTyped } from "./typed-surface.js";

/**
 * An RFC 9457 problem; `field` is the path of the value at fault, such as
 * "runs[0].hyperparameters.lr".
 */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{detail?: string, title?: string, field?: string, column?: number, part?: string}} body
   */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.status = status;
    this.field = body.field ?? "";
    this.column = body.column;
    this.part = body.part;
  }
}

/**
 * @param {{root?: string, fetch?: typeof globalThis.fetch}} options root: the prefix behind which
 *   the server is published
 */
export function createApi({
  root = "",
  fetch = (...request) => globalThis.fetch(...request),
} = {}) {
  const base = `${root}/api/v1`;

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  const ask = async (path, init) => {
    /** @type {Response} */
    let response;
    try {
      response = await fetch(`${base}${path}`, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Problem(0, { detail: "The server cannot be reached." });
    }
    const body = await response.json().catch(() => ({}));
    if (!response.ok) throw new Problem(response.status, body);
    return body;
  };

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {AbortSignal} [signal]
   */
  const post = (path, body, signal) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });

  /**
   * What the server makes of a formula: its landmarks, its gradient, its heights over a grid.
   * @param {Partial<Typed> & {nx?: number, ny?: number}} typed
   * @param {AbortSignal} [signal]
   * @returns {Promise<Surface & {grid: Grid}>}
   */
  const compile = (typed, signal) => post("/surfaces/compile", typed, signal);

  return {
    base,
    compile,
    /**
     * An experiment as code.
     * @param {Raced} spec
     * @returns {Promise<import("../experiment/snippets.js").Code>}
     */
    code: (spec) => post("/code", { spec }),
    /**
     * @param {"descent" | "training"} [kind]
     * @returns {Promise<Story[]>}
     */
    stories: (kind = "descent") => ask(`/stories?kind=${kind}`),
    /**
     * Final costs over the learning rates of one run.
     * @param {Raced} spec
     * @param {number} run
     * @param {number} [rates]  how many to try
     * @returns {Promise<Sweep>}
     */
    tune: (spec, run, rates) => post("/tune", { spec, run, ...(rates ? { rates } : {}) }),
    /** @type {import("../race/inside/cache.js").Ask} */
    inside: (question) => post("/inside", question),
    /**
     * Submit an experiment; the same spec again is the same experiment.
     * @param {Raced} spec
     * @returns {Promise<Experiment>}
     */
    create: (spec) => post("/experiments", spec),
    /**
     * @param {string} id
     * @returns {Promise<Experiment>}
     */
    cancel: (id) => post(`/experiments/${encodeURIComponent(id)}/cancel`, {}),
    /**
     * @param {string} id
     * @returns {Promise<Experiment>}
     */
    experiment: (id) => ask(`/experiments/${encodeURIComponent(id)}`),
    /**
     * The points of a data set, as a training would draw them.
     * @param {any} dataset
     * @param {AbortSignal} [signal]
     * @returns {Promise<import("../train/samples.js").Sample>}
     */
    sample: (dataset, signal) => post("/datasets/sample", { dataset }, signal),
    /**
     * What can be seen of a training: a snapshot, its evaluations so far, or its landscape.
     * @param {string} id
     * @param {string} what
     * @param {Record<string, string | number>} [query]
     * @returns {Promise<any>}
     */
    seen: (id, what, query = {}) =>
      ask(`/experiments/${encodeURIComponent(id)}/${what}?${new URLSearchParams(texts(query))}`),
    /**
     * The heights of a surface over a view, row by row.
     * @param {SurfaceChoice} surface
     * @param {{nx: number, ny: number, view: View, signal?: AbortSignal}} where
     * @returns {Promise<Grid>}
     */
    async grid(surface, { nx, ny, view, signal }) {
      if (isTyped(surface)) {
        const { grid, ...places } = await compile({ ...surface, view, nx, ny }, signal);
        return { ...places, ...grid };
      }
      const [[x0, x1], [y0, y1]] = view;
      const query = new URLSearchParams({
        nx: String(nx),
        ny: String(ny),
        ...Object.fromEntries(
          Object.entries({ x0, x1, y0, y1 }).map(([edge, value]) => [edge, String(value)]),
        ),
        ...Object.fromEntries(
          Object.entries(surface.parameters ?? {}).map(([name, value]) => [name, String(value)]),
        ),
      });
      return ask(`/surfaces/${encodeURIComponent(surface.name)}/grid?${query}`, { signal });
    },
  };
}

/** The parameters of a query as texts. @param {Record<string, unknown>} query */
const texts = (query) => Object.entries(query).map(([name, value]) => [name, String(value)]);
