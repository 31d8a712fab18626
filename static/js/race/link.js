/**
 * The link of a race.
 *
 * @import {Spec} from "../experiment/spec.js"
 */

import { complete } from "../experiment/spec.js";
import { createLink } from "../experiment/state/link.js";
import { readViewState, writeViewState } from "./view-state.js";

/** What a link tells of a spec: tolerances only where there are any. @param {Spec} spec */
const fields = ({ tolerances, interventions: _, ...rest }) => ({
  ...rest,
  tolerances: Object.values(tolerances).some((limit) => limit !== null) ? tolerances : undefined,
});

/**
 * A basin map is shown as a race of its run, with the map of it.
 * @param {Record<string, any>} given
 */
const translate = (given) => {
  if (given.kind !== "basin") return { given };
  const { surface, view, nx, steps, seed, gradient_noise, run } = given;
  return {
    given: { surface, steps, seed, gradient_noise, runs: [run] },
    show: { plane: "basins", map: 0, side: nx, box: view },
  };
};

export const { fragmentOf, fromLink, fromSpec, isLink } = createLink({
  asks: /[#&](surface|runs)=/,
  complete,
  fields,
  writeViewState,
  readViewState,
  translate,
});
