/**
 * The job status: what the server computes for this page. It says how far a long training is, lets
 * somebody stop it, and stops one that nobody waits for any more.
 *
 * @import {Api} from "../client/api.js"
 * @import {History} from "../client/history.js"
 * @import {Outcome} from "../experiment/playback.js"
 * @import {StageStatus} from "../experiment/state/stage-status.js"
 * @import {TrainingSpec} from "./training-spec.js"
 * @typedef {TrainingSpec & {evaluations: number}} CompleteSpec  as the server has it
 */

import { h } from "../ui/dom.js";

/** Trainings shorter than this are not worth a word. */
const PATIENCE = 1200;
const FAILED = "The training failed on the server; what has arrived can be looked at.";
const STOPPED = "The training was stopped; what has arrived can be looked at.";
const FAILED_EARLY = "The training failed on the server before its first step.";
const STOPPED_EARLY = "The training was stopped before its first step.";

/**
 * @param {HTMLElement} host
 * @param {Pick<Api, "create" | "cancel">} api
 */
export function createJobStatus(host, api) {
  /** Complete specs by id. @type {Map<string, CompleteSpec>} */
  const specs = new Map();
  /**
   * What this page has started and nobody has seen the end of, perhaps not even the beginning; what
   * somebody has stopped on it; and what gave way to another training.
   */
  const [started, stopped, dropped] = /** @type {Set<string>[]} */ ([
    new Set(),
    new Set(),
    new Set(),
  ]);
  /** @type {string | null} */
  let id = null;
  /** What was submitted last, and whether it still waits for others. @type {string | null} */
  let latest = null;
  let queued = false;
  let since = 0;
  let [complete, lost] = [false, false];
  const words = h("span", {});
  const stop = h("button", { type: "button", class: "quiet", onclick: () => stopIt() }, "Stop");
  host.replaceChildren(words, " ", stop);
  host.hidden = true;

  /**
   * @param {string} which
   * @param {Set<string>} why
   */
  const cancel = (which, why) => {
    why.add(which);
    started.delete(which);
    void api.cancel(which).catch(() => {});
  };

  const stopIt = () => {
    const which = queued ? latest : id;
    if (which !== null) cancel(which, stopped);
  };

  /** @param {string} [kept] */
  const drop = (kept) => {
    for (const each of [...started]) if (each !== kept) cancel(each, dropped);
  };

  return {
    /**
     * Submit a spec and remember what the server makes of it. What this page has started before for
     * itself need not go on then.
     * @param {TrainingSpec} spec
     */
    async create(spec) {
      const made = /** @type {{id: string, status: string, spec: CompleteSpec}} */ (
        await api.create(spec)
      );
      specs.set(made.id, made.spec);
      latest = made.id;
      if (made.status === "queued") started.add(made.id);
      drop(made.id);
      return made;
    },
    /**
     * What this page has submitted, as the server has completed it.
     * @param {string} of
     */
    completed(of) {
      const spec = specs.get(of);
      if (!spec) throw new Error(`the training ${of} is not from here`);
      return spec;
    },
    /** @param {string} next */
    begin(next) {
      [id, since, complete] = [next, performance.now(), false];
      for (const set of [stopped, dropped]) set.delete(next);
    },
    /** @param {StageStatus<any>} status */
    judge({ name, queued: waits }) {
      const before = queued;
      queued = name === "waiting" && waits;
      if (queued) words.textContent = "Waits for the server";
      if (queued !== before) host.hidden = !queued;
    },
    /** @param {History | undefined} history */
    progress(history) {
      if (!history || complete || queued) return;
      const share = history.rows / (history.steps + 1);
      host.hidden = performance.now() - since < PATIENCE || share >= 1;
      words.textContent = `Training on the server: ${Math.floor(100 * share)} %`;
    },
    /**
     * The training has ended.
     * @param {string} status
     * @returns {Outcome}
     */
    end(status) {
      complete = true;
      host.hidden = true;
      if (id !== null) started.delete(id);
      if (status === "succeeded" || (id !== null && dropped.has(id)))
        return { message: "", again: false };
      if (status === "failed") return { message: FAILED, again: false };
      // Somebody else has stopped what this page waits for; once, it asks for it anew.
      const again = id !== null && !stopped.has(id) && !lost;
      if (again) lost = true;
      return { message: again ? "" : STOPPED, again };
    },
    /**
     * The training has ended before anything came of it.
     * @param {string} status
     * @returns {Outcome}
     */
    stillborn(status) {
      const mine = latest ?? "";
      started.delete(mine);
      const given = stopped.delete(mine);
      if (status === "succeeded" || dropped.has(mine)) return { message: "", again: false };
      if (status === "failed") return { message: FAILED_EARLY, again: false };
      const again = !given && !lost;
      if (again) lost = true;
      return { message: again ? "" : STOPPED_EARLY, again };
    },
    destroy() {
      drop();
    },
  };
}
