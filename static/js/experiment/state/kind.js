/**
 * A kind of experiment, as its page needs to know it: races and trainings each give one.
 *
 * @import {Catalogue} from "../catalogue.js"
 * @import {Clock} from "../playback.js"
 * @import {Raced} from "../spec.js"
 * @import {Story} from "../stories.js"
 * @import {AnyAction, Rules} from "./page-state.js"
 */

/**
 * @template {Raced} S
 * @template V
 * @template {Catalogue} C
 * @typedef {object} Traits
 * @property {"descent" | "training"} name  as the server calls it
 * @property {string} noun  as the page does: "race"
 * @property {string} verb  "raced"
 * @property {string} unit  of the time that passes: "step"
 * @property {(spec: S) => number} steps  how many updates a run takes
 * @property {(spec: S) => number} [batches]  how many of them an epoch has, where there are epochs
 * @property {Clock<S>} clock
 * @property {(given: Record<string, any>, catalogue: C) => S} complete
 * @property {(spec: S) => unknown} place  what it plays on
 * @property {(spec: S) => string} site  the same by name: elsewhere its points mean nothing
 * @property {(spec: S) => string} ground  the same with its parameters
 * @property {V} viewState  how it is usually looked at
 * @property {(story: Story, before: V) => V} storyView  how a story is looked at
 * @property {(story: Story, spec: S) => S[]} [storyPins]  what a story is compared with
 * @property {import("./link.js").Link<S, V, C>} link
 */

/**
 * @template {Raced} S
 * @template V
 * @template {AnyAction} A
 * @template {Catalogue} C
 * @typedef {Traits<S, V, C> & Rules<S, V, A>} Kind
 */

/**
 * The step that time has come to, as long as there is one to leave.
 * @template {Raced} S
 * @param {Pick<Traits<S, any, any>, "steps" | "batches">} kind
 * @param {S} spec
 * @param {number} time  in the kind's own unit
 */
export const stepAt = ({ steps, batches = () => 1 }, spec, time) =>
  Math.min(time * batches(spec), steps(spec) - 1);

/**
 * The time at which a step is taken.
 * @template {Raced} S
 * @param {Pick<Traits<S, any, any>, "batches">} kind
 * @param {S} spec
 * @param {number} step
 */
export const timeOf = ({ batches = () => 1 }, spec, step) => Math.floor(step / batches(spec));
