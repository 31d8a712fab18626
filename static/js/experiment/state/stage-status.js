/**
 * The stage's status: whether what is drawn belongs to the spec that is wanted, for instance
 * "refused: the race before is still drawn, dimmed".
 *
 * Whatever shows, lists, speaks or exports an experiment asks here whose it is. State and news are
 * plain data, and `next` is pure.
 *
 * @import {Raced} from "../spec.js"
 * @typedef {(
 *   | {name: "current"}
 *   | {name: "asked", slow: boolean, queued: boolean}
 *   | {name: "refused", reason: string, field: string}
 *   | {name: "throttled" | "unreachable", reason: string, until: number}
 * )} Phase  of the wanted spec; until: when it is sent again, as Date.now() counts
 */

import { troubleOf } from "../../client/retry.js";

/**
 * @template {Raced} S
 * @typedef {object} StageState
 * @property {S | null} wanted
 * @property {S | null} staged  what is drawn belongs to it
 * @property {Phase} phase
 */

/**
 * What has happened: somebody wants a spec; the server has it, and computes others first; it takes
 * long; its first numbers are here; it cannot be; it is sent again later.
 * @template {Raced} S
 * @typedef {(
 *   | {kind: "wanted", spec: S}
 *   | {kind: "queued"}
 *   | {kind: "slow"}
 *   | {kind: "begun", spec: S}
 *   | {kind: "refused", reason: string, field: string}
 *   | {kind: "delayed", error: Error, until: number}
 * )} StageNews
 */

/**
 * @template {Raced} S
 * @typedef {object} StageStatus
 * @property {"current" | "pending" | "waiting" | "refused" | "throttled" | "unreachable"} name
 *   pending: the wanted one is about to come; waiting: it is not
 * @property {boolean} fresh  what is drawn belongs to what is wanted
 * @property {"own" | "former" | "none"} picture  own: draw it; former: dimmed, as another
 *   experiment's; none: not at all, since its places mean nothing where it would be drawn
 * @property {string} reason
 * @property {string} field  the path of the value at fault
 * @property {boolean} queued  the server has it and computes others first
 * @property {number | null} until
 * @property {S | null} wanted
 * @property {S | null} staged
 */

/** Before anything is wanted. @type {StageState<any>} */
export const EMPTY = { wanted: null, staged: null, phase: { name: "current" } };

/**
 * @template {Raced} S
 * @param {StageState<S>} state
 * @param {StageNews<S>} news
 * @returns {StageState<S>}
 */
export function next(state, news) {
  const { phase } = state;
  switch (news.kind) {
    case "wanted":
      return {
        ...state,
        wanted: news.spec,
        phase: { name: "asked", slow: false, queued: false },
      };
    case "queued":
      return { ...state, phase: { name: "asked", slow: isSlow(phase), queued: true } };
    case "slow":
      return phase.name === "asked" ? { ...state, phase: { ...phase, slow: true } } : state;
    case "begun":
      return {
        ...state,
        staged: news.spec,
        // What somebody has asked for meanwhile is still to come.
        phase: news.spec === state.wanted ? { name: "current" } : phase,
      };
    case "refused":
      return { ...state, phase: { name: "refused", reason: news.reason, field: news.field } };
    case "delayed": {
      const name = troubleOf(news.error) === "away" ? "unreachable" : "throttled";
      return { ...state, phase: { name, reason: news.error.message, until: news.until } };
    }
  }
}

/** @param {Phase} phase */
const isSlow = (phase) => phase.name === "asked" && phase.slow;

/**
 * @template {Raced} S
 * @typedef {object} Grounds  what an experiment's places depend on
 * @property {(spec: S) => string} site  such as the surface: elsewhere they mean nothing
 * @property {(spec: S) => string} ground  the same with its parameters, which move while a slider
 *   does
 */

/**
 * @template {Raced} S
 * @param {StageState<S>} state
 * @param {Grounds<S>} grounds
 * @returns {StageStatus<S>}
 */
export function statusOf({ wanted, staged, phase }, { site, ground }) {
  const slow = isSlow(phase);
  const fresh = staged !== null && wanted === staged;
  const name = phase.name !== "asked" ? phase.name : slow ? "waiting" : "pending";
  const agrees = (/** @type {(spec: S) => string} */ of) =>
    wanted !== null && staged !== null && of(wanted) === of(staged);
  /** @type {StageStatus<S>["picture"]} */
  let picture = "own";
  // While a slider moves, the picture of a moment ago is good for a moment more.
  if (name === "pending") picture = agrees(site) ? "own" : "none";
  else if (name !== "current" && !fresh) picture = agrees(ground) ? "former" : "none";
  return {
    ...{ name, fresh, picture, wanted, staged },
    reason: "reason" in phase ? phase.reason : "",
    field: "field" in phase ? phase.field : "",
    queued: phase.name === "asked" && phase.queued,
    until: "until" in phase ? phase.until : null,
  };
}

/** Before anything is wanted. @type {StageStatus<any>} */
export const NOTHING = {
  ...{ name: "current", fresh: false, picture: "none", reason: "", field: "" },
  ...{ queued: false, until: null, wanted: null, staged: null },
};

/** What stands in the row of a run. @type {Record<StageStatus<any>["name"], string>} */
export const ROW_WORDS = {
  ...{ current: "", pending: "", waiting: "waiting" },
  ...{ refused: "not run", throttled: "waiting", unreachable: "waiting" },
};

/**
 * The status in a sentence or two; "" while there is nothing to say.
 * @param {StageStatus<any>} status
 * @param {{noun: string, elsewhere?: boolean}} words  noun: what the page calls an experiment;
 *   elsewhere: the reason stands at the field it is about
 */
export function sentenceOf({ name, picture, reason, queued }, { noun, elsewhere = false }) {
  if (name === "current" || name === "pending") return "";
  const sentences = {
    waiting: queued
      ? `This ${noun} waits for the server, which computes others first.`
      : "Waits for the server, which has not answered yet.",
    refused: elsewhere
      ? `This ${noun} cannot be: the reason stands at its setting.`
      : ended(reason),
    throttled: `${ended(reason)} This ${noun} waits for the server.`,
    unreachable: `${ended(reason)} This ${noun} is sent as soon as the server answers.`,
  };
  return picture === "former" ? `${sentences[name]} Dimmed: the ${noun} before.` : sentences[name];
}

/** @param {string} text */
const ended = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/**
 * When the spec is sent again; "" where that is not known.
 * @param {StageStatus<any>} status
 * @param {number} now
 */
export function countdownOf({ until }, now) {
  if (until === null) return "";
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `Next try in ${seconds} s` : "Trying again";
}

/**
 * Why nothing of it can be exported; "" while it can.
 * @param {StageStatus<any>} status
 * @param {string} noun
 */
export function exportReason(status, noun) {
  if (status.fresh) return "";
  if (status.name === "pending") return `The ${noun} is about to begin; open this again then.`;
  return `What is set has not been run, so there is nothing to export. ${sentenceOf(
    { ...status, picture: "none" },
    { noun },
  )}`;
}
