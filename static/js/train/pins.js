/**
 * Pins: trainings whose curves stay beside those of the present one, for instance the same with a
 * batch of one, so that what is shared by all runs can be compared, too.
 *
 * A pin is a spec; its numbers come from the server like any other's. A link holds what it has of
 * its own.
 *
 * @import {Api} from "../client/api.js"
 * @import {Following} from "../client/stream.js"
 * @import {TrainingSpec} from "./training-spec.js"
 * @typedef {{spec: TrainingSpec, source: import("./chart/training-measures.js").TrainingData |
 *   null}} Pin
 *   source: null until its first numbers
 */

import { number, symbol } from "../ui/format.js";
import { persist } from "../client/retry.js";
import { History } from "../client/history.js";
import { Epochs } from "./chart/epochs.js";
import { createEvaluations } from "./chart/evaluations.js";

export const MOST = 4;
/** By which a pin is called in the chart. @param {number} index */
export const letter = (index) => String.fromCharCode(97 + index);
/** @type {Record<string, string>} */
const WORDS = { batch_size: "batch", l2: "L2", keep_prob: "keep", clip_norm: "clip" };

/**
 * What a pinned training has of its own.
 * @param {TrainingSpec} pin
 * @param {TrainingSpec} spec
 * @returns {Record<string, any>}
 */
export function difference(pin, spec) {
  const fields = /** @type {Record<string, any>} */ (spec);
  return Object.fromEntries(
    Object.entries(pin).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(fields[name]),
    ),
  );
}

/**
 * The same in a few words.
 * @param {TrainingSpec} pin
 * @param {TrainingSpec} spec
 */
export function describe(pin, spec) {
  const own = Object.entries(difference(pin, spec)).filter(([name]) => name !== "evaluations");
  const words = own.map(([name, value]) => {
    if (name === "network") return networkWords(pin.network, spec.network);
    if (name === "dataset")
      return pin.dataset.name === spec.dataset.name ? "other data" : pin.dataset.name;
    if (name === "runs") return "other runs";
    if (name === "interventions") return `${value.length ? "with" : "without"} interventions`;
    if (name === "l2_over") return `L2 over ${value === "batch" ? "batches" : "all data"}`;
    if (name === "normalize") return value ? "normalized" : "raw inputs";
    return `${WORDS[name] ?? symbol(name)} ${value === null ? "none" : number(value, 6)}`;
  });
  return words.join(", ") || "the same";
}

/** @type {(pin: TrainingSpec["network"], now: TrainingSpec["network"]) => string} */
const networkWords = (pin, now) => {
  const differs = (/** @type {keyof TrainingSpec["network"]} */ name) =>
    JSON.stringify(pin[name]) !== JSON.stringify(now[name]);
  const words = [
    differs("layers") ? pin.layers.join("–") : "",
    differs("activation") ? pin.activation : "",
    differs("initializer") ? `${pin.initializer.name} ${pin.initializer.scale ?? ""}`.trim() : "",
    differs("seed") ? `seed ${Array.isArray(pin.seed) ? `${pin.seed[0]} …` : pin.seed}` : "",
  ];
  return words.filter(Boolean).join(", ") || "other network";
};

/**
 * @param {object} collaborators
 * @param {Pick<Api, "create" | "seen">} collaborators.api
 * @param {ReturnType<typeof import("../client/stream.js").createFollower>} collaborators.follow
 * @param {(error: Error | null) => void} onProblem  null once it is solved
 */
export function createPins({ api, follow }, onProblem) {
  /** @type {(Pin & {key: string, close: () => void, ack: () => void})[]} */
  let pins = [];
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const onChange = () => {
    for (const listener of listeners) listener();
  };

  /** @param {TrainingSpec} spec */
  const open = (spec) => {
    const over = new AbortController();
    /** @type {Following | null} */
    let following = null;
    const evaluations = createEvaluations({ onReport: onChange });
    const pin = {
      ...{ spec, key: JSON.stringify(spec), source: /** @type {Pin["source"]} */ (null) },
      ack: () => following?.ack(pin.source?.history.rows ?? 0),
      close() {
        over.abort();
        following?.close();
        evaluations.destroy();
      },
    };
    const start = async () => {
      const { signal } = over;
      const { id } = await persist(() => api.create(spec), { signal, onPause: onProblem });
      if (signal.aborted) return;
      onProblem(null);
      evaluations.begin((since) => api.seen(id, "evaluations", { since }));
      following = follow(id, {
        rows: () => pin.source?.history.rows ?? 0,
        hello({ entries, shape, channels }) {
          if (pin.source) return;
          const { dataset, batch_size: batch, epochs } = spec;
          pin.source = {
            ...{
              spec,
              entries,
              evaluations,
              history: new History(entries.length, shape[0] - 1, channels),
            },
            epochs: new Epochs({
              samples: dataset.samples,
              batch,
              epochs,
              entries: entries.length,
            }),
          };
        },
        frame(frame) {
          pin.source?.history.append(frame);
          pin.source?.epochs.grow(pin.source.history);
          evaluations.grew();
          onChange();
        },
        event() {},
        end: () => evaluations.end(),
        lost: () => void start().catch(onProblem),
        transport() {},
      });
    };
    start().catch((error) => {
      if (!over.signal.aborted) onProblem(error);
    });
    return pin;
  };

  return {
    /** @returns {readonly Pin[]} */
    get all() {
      return pins;
    },
    /**
     * Pin these and no others.
     * @param {readonly TrainingSpec[]} specs
     */
    set(specs) {
      // What is pinned already keeps the numbers that have come.
      const wanted = specs.slice(-MOST).map((spec) => ({ spec, key: JSON.stringify(spec) }));
      for (const pin of pins) if (!wanted.some(({ key }) => key === pin.key)) pin.close();
      pins = wanted.map(({ spec, key }) => pins.find((pin) => pin.key === key) ?? open(spec));
      onChange();
    },
    /**
     * Call `listener` when others are pinned, or more is known of one; returns its undo.
     * @param {() => void} listener
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Tell the server what has been drawn. */
    ack() {
      for (const pin of pins) pin.ack();
    },
    destroy() {
      listeners.clear();
      for (const pin of pins) pin.close();
    },
  };
}
