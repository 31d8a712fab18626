/**
 * The API: what the page asks the server, for instance to race an experiment or for a surface's grid.
 *
 * @import {Surface} from "./catalogue.js"
 * @import {View} from "./mapping.js"
 * @import {Spec, SurfaceChoice} from "./spec.js"
 * @typedef {{id: string, status: string}} Experiment
 * @typedef {Pick<Surface, "minima" | "local_minima" | "saddles" | "lowest">} Places  which move with the parameters
 * @typedef {{x: number[], y: number[], z: (number | null)[][]} & Places} Grid
 * @typedef {ReturnType<typeof createApi>} Api
 */

/** An RFC 9457 problem; `field` is the path of the value at fault, such as "runs[0].hyperparameters.lr". */
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

/** @param {{root?: string, fetch?: typeof globalThis.fetch}} options root: the prefix behind which the server is published */
export function createApi({ root = "", fetch = (...request) => globalThis.fetch(...request) } = {}) {
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

  return {
    base,
    /**
     * Submit an experiment; the same spec again is the same experiment.
     * @param {Spec} spec
     * @returns {Promise<Experiment>}
     */
    create: (spec) =>
      ask("/experiments", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(spec),
      }),
    /**
     * @param {string} id
     * @returns {Promise<Experiment>}
     */
    experiment: (id) => ask(`/experiments/${encodeURIComponent(id)}`),
    /**
     * The heights of a surface over a view, row by row.
     * @param {SurfaceChoice} surface
     * @param {{nx: number, ny: number, view: View, signal?: AbortSignal}} where
     * @returns {Promise<Grid>}
     */
    grid(surface, { nx, ny, view, signal }) {
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
