/**
 * The link of a training.
 *
 * @import {TrainingCatalogue} from "./training-catalogue.js"
 * @import {TrainingSpec} from "./training-spec.js"
 */

import { createLink } from "../experiment/state/link.js";
import { MOST, difference } from "./pins.js";
import { complete } from "./training-spec.js";
import { readViewState, writeViewState } from "./view-state.js";

/** What a link says even where it is as usual; every other setting stays out of it then. */
const ALWAYS = new Set(["batch_size", "epochs", "shuffle_seed", "evaluations"]);

/**
 * @param {TrainingSpec} spec
 * @param {TrainingCatalogue} catalogue
 */
const fields = ({ kind: _, runs, interventions: __, ...rest }, catalogue) => {
  const settings = catalogue.settings("training");
  const silent = Object.entries(rest)
    .filter(([name, value]) => !ALWAYS.has(name) && settings.isUsual(name, value))
    .map(([name]) => [name, undefined]);
  return { ...rest, ...Object.fromEntries(silent), runs };
};

export const { fragmentOf, fromLink, fromSpec, isLink } = createLink({
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
