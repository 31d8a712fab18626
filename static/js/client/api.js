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

/** Milliseconds until an answer has to begin, and the same of what takes the server seconds. */
const [LIMIT, LONG_LIMIT] = [10_000, 60_000];

/**
 * An RFC 9457 problem; `field` is the path of the value at fault, such as
 * "runs[0].hyperparameters.lr".
 */
export class Problem extends Error {
  /**
   * @param {number} status  0 where nothing of the server came
   * @param {{detail?: string, title?: string, field?: string, column?: number, part?: string}} body
   * @param {number | null} [retryAfter]  seconds until the same may be asked again
   */
  constructor(status, body, retryAfter = null) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.status = status;
    this.retryAfter = retryAfter;
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
   * @param {number} [limit]
   */
  const ask = async (path, init = {}, limit = LIMIT) => {
    const late = new AbortController();
    const message = `The server has not answered within ${limit / 1000} seconds.`;
    const expire = () => late.abort(new Problem(0, { detail: message }));
    let timer = setTimeout(expire, limit);
    /** @type {Response} */
    let response;
    /** @type {string} */
    let text;
    try {
      const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
      response = await fetch(`${base}${path}`, { ...init, signal });
      clearTimeout(timer);
      // What has begun to come over a slow line may take its time.
      timer = setTimeout(expire, LONG_LIMIT);
      text = await response.text();
    } catch (error) {
      if (init.signal?.aborted || error instanceof Problem) throw error;
      throw new Problem(0, { detail: "The server cannot be reached." });
    } finally {
      clearTimeout(timer);
    }
    const body = parsed(text);
    if (!response.ok) throw new Problem(response.status, body ?? {}, patience(response.headers));
    if (body === undefined)
      throw new Problem(0, { detail: "Something else than the server answers, perhaps a portal." });
    return body;
  };

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {{signal?: AbortSignal, limit?: number}} [options]
   */
  const post = (path, body, { signal, limit } = {}) =>
    ask(
      path,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      },
      limit,
    );

  /**
   * What the server makes of a formula: its landmarks, its gradient, its heights over a grid.
   * @param {Partial<Typed> & {nx?: number, ny?: number}} typed
   * @param {AbortSignal} [signal]
   * @returns {Promise<Surface & {grid: Grid}>}
   */
  const compile = (typed, signal) => post("/surfaces/compile", typed, { signal });

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
    tune: (spec, run, rates) =>
      post("/tune", { spec, run, ...(rates ? { rates } : {}) }, { limit: LONG_LIMIT }),
    /** @type {import("../race/inside/cache.js").Ask} */
    inside: (question) => post("/inside", question, { limit: LONG_LIMIT }),
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
    sample: (dataset, signal) => post("/datasets/sample", { dataset }, { signal }),
    /**
     * What can be seen of a training: a snapshot, its evaluations so far, or its landscape.
     * @param {string} id
     * @param {string} what
     * @param {Record<string, string | number>} [query]
     * @returns {Promise<any>}
     */
    seen: (id, what, query = {}) =>
      ask(
        `/experiments/${encodeURIComponent(id)}/${what}?${new URLSearchParams(texts(query))}`,
        {},
        LONG_LIMIT,
      ),
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

/** What a text holds as JSON; undefined where it is something else. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The seconds of a Retry-After, which may also be a date.
 * @param {Headers} headers
 */
function patience(headers) {
  const text = headers.get("retry-after");
  if (text === null) return null;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
