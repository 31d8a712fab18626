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

export const { fragmentOf, fromLink, isLink } = createLink({
  asks: /[#&](surface|runs)=/,
  complete,
  fields,
  writeViewState,
  readViewState,
});
