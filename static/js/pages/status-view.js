/**
 * The status view: brings the stage's status to everything on the page that shows, lists, speaks or
 * exports an experiment, and offers what helps.
 *
 * @import {Remedy} from "../ui/banner.js"
 * @import {Raced} from "../experiment/spec.js"
 * @import {StageState, StageStatus} from "../experiment/state/stage-status.js"
 */

import {
  NOTHING,
  ROW_WORDS,
  countdownOf,
  exportReason,
  sentenceOf,
  statusOf,
} from "../experiment/state/stage-status.js";
import { createBanner } from "../ui/banner.js";
import { find } from "../ui/dom.js";

/**
 * @template {Raced} S
 * @param {HTMLElement} root
 * @param {object} options
 * @param {import("../experiment/state/stage-status.js").Grounds<S> & {noun: string}} options.kind
 * @param {import("../experiment/player.js").Player} options.player
 * @param {ReturnType<typeof import("../ui/notices.js").createNotices>} options.notices
 * @param {{blank: (word: string) => void}} options.legend
 * @param {{mark: (run: boolean) => void}} options.ledger
 * @param {(path: string, text: string) => boolean} options.complain  says what is wrong with a
 *   field where it is, if there is such a place
 * @param {(spec: S, field: string) => Remedy[]} [options.remedies]  where a field is refused
 * @param {(status: StageStatus<S>) => void} options.onStatus
 * @param {() => void} options.onRetry  send at once what waits for a server that was away
 * @param {(spec: S) => void} options.onAgain  send what was refused once more
 * @param {() => (() => void) | null} options.back  leads back to what is on stage
 */
export function createStatusView(root, options) {
  const { kind, player, notices, legend, ledger } = options;
  const { complain, onRetry, onAgain, onStatus, back } = options;
  const part = (/** @type {string} */ name) => find(root, `[data-part="${name}"]`, HTMLElement);
  const banner = createBanner(part("status"));
  const live = part("live");
  /** @type {StageStatus<S>} */
  let status = NOTHING;
  /** How what is on stage has ended; "" as long as it goes on. */
  let ending = "";

  /** @returns {Remedy[]} */
  const remedies = () => {
    const { name, wanted, field } = status;
    if (name === "unreachable") return [{ label: "Try again", act: onRetry }];
    if (name !== "refused" || !wanted) return [];
    const act = back();
    return [
      ...(options.remedies?.(wanted, field) ?? []),
      // What is at fault has to be changed; what has no such place may have been an accident.
      ...(field ? [] : [{ label: "Try again", act: () => onAgain(wanted) }]),
      ...(act ? [{ label: `Back to the ${kind.noun} before`, act }] : []),
    ];
  };

  const showRows = () => {
    if (!status.fresh && status.name !== "pending") legend.blank(ROW_WORDS[status.name]);
  };

  return {
    /** Rows have been made anew. */
    showRows,
    get refused() {
      return status.name === "refused";
    },
    /** @param {StageState<S>} state */
    judge(state) {
      status = statusOf(state, kind);
      const { name, fresh, picture, field, reason } = status;
      const refused = name === "refused";
      const calm = fresh || name === "pending" || name === "current";
      const elsewhere = complain(refused ? field : "", refused ? reason : "") && refused;
      [root.dataset.stage, root.dataset.drawn] = [name, picture];
      banner.show({
        ...{ name, remedies: remedies() },
        sentence: sentenceOf(status, { noun: kind.noun, elsewhere }),
        countdown: status.until === null ? undefined : (now) => countdownOf(status, now),
      });
      notices.cover(name === "unreachable");
      ledger.mark(calm);
      if (!calm) live.textContent = "";
      // Nobody sees it move.
      if (!calm && picture === "none") player.pause();
      showRows();
      onStatus(status);
    },
    /** Another experiment is on stage. */
    begin() {
      ending = "";
    },
    /** It has ended. @param {string} how */
    end(how) {
      ending = how;
    },
    /** Why nothing can be exported; "" where it can. */
    missing: () => exportReason(status, kind.noun),
    /** Why the server has no numbers of what is on stage to save; "" where it has. */
    unnumbered() {
      // Of one that was stopped the server gives the rows there are.
      return ending
        ? ""
        : `The numbers can be saved once the ${kind.noun} is computed to its end, or stopped.`;
    },
    destroy: banner.destroy,
  };
}
