/**
 * The link of a training.
 *
 * @import {TrainingSpec} from "./training-spec.js"
 */

import { createLink } from "../experiment/state/link.js";
import { MOST, difference } from "./pins.js";
import { USUAL, complete } from "./training-spec.js";
import { readViewState, writeViewState } from "./view-state.js";

/** What stays out of a link while it is as usual; everything else is always told. */
const SILENT = /** @type {const} */ (["normalize", "l2", "keep_prob", "dropout_seed", "clip_norm"]);

/** @param {TrainingSpec} spec */
const fields = ({ kind: _, runs, interventions: __, ...rest }) => {
  const silent = SILENT.filter((name) => rest[name] === USUAL[name]);
  return { ...rest, ...Object.fromEntries(silent.map((name) => [name, undefined])), runs };
};

export const { fragmentOf, fromLink, isLink } = createLink({
  asks: /[#&](dataset|network|runs)=/,
  complete,
  fields,
  writeViewState,
  readViewState,
  writePins: (pins, spec) => (pins.length ? pins.map((pin) => difference(pin, spec)) : undefined),
  readPins: (pins, given, catalogue) =>
    Array.isArray(pins)
      ? pins
          .filter((own) => own?.constructor === Object)
          .slice(0, MOST)
          .map((own) => complete({ ...given, ...own }, catalogue))
      : [],
});
