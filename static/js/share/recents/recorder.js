/**
 * The recorder of recents: notes every experiment that has arrived on this page.
 *
 * What somebody passes through on the way, for instance notch by notch with an arrow key, is one
 * experiment: the last.
 *
 * @import {History} from "../../client/history.js"
 * @import {Subject} from "../sharing.js"
 * @import {createRecents} from "./store.js"
 */

/**
 * @param {object} options
 * @param {ReturnType<typeof createRecents>} options.recents
 * @param {"descent" | "training"} options.kind
 * @param {Subject} options.subject
 * @param {(spec: any) => string} options.link  the fragment of an experiment, looked at as now
 */
export function createRecorder({ recents, kind, subject, link }) {
  /**
   * @type {{id: string, history: History, spec: unknown, change: number, instead: string, noted:
   *   string} | null}
   */
  let current = null;

  const note = () => {
    if (!current || subject.current()?.hello.id !== current.id) return;
    const { id, spec, instead } = current;
    current.noted = link(spec);
    const entry = { id, kind, time: Date.now(), title: subject.brief(), link: current.noted };
    recents.add({ ...entry, picture: "" }, instead);
    void renew();
  };
  /** Its picture, as it is now. */
  const renew = async () => {
    if (!current?.noted || subject.current()?.hello.id !== current.id) return;
    const { id } = current;
    const picture = await subject.thumbnail();
    const { list } = recents;
    recents.replace(
      list.map((entry) => (entry.id === id && picture ? { ...entry, picture } : entry)),
    );
  };
  window.addEventListener("pagehide", renew);

  return {
    /**
     * Another experiment comes on stage; call it before that is shown.
     */
    leave: renew,
    /**
     * @param {{id: string, history: History, spec: unknown}} experiment
     * @param {number} change  by which it came: one more notch has the number of the one before
     */
    begin(experiment, change) {
      const before = current?.change === change ? current : null;
      const instead = before?.noted ? before.id : (before?.instead ?? "");
      current = { ...experiment, change, instead, noted: "" };
    },
    /** More has arrived. */
    grew() {
      if (current?.history.complete && !current.noted) note();
    },
    /** It has ended; what has come of it is worth a note. */
    ended() {
      if (current && current.history.rows > 1 && !current.noted) note();
    },
    destroy: () => window.removeEventListener("pagehide", renew),
  };
}
