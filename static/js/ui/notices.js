/**
 * Notices: what the visitor should know, for instance that websockets are blocked; said beside the
 * control it is about.
 *
 * @typedef {"link" | "stream" | "race" | "surface"} Matter
 */

/**
 * @param {HTMLElement} host
 * @param {{complain: (run: number, text: string) => void}} legend
 */
export function createNotices(host, legend) {
  /** @type {Map<Matter, string>} */
  const told = new Map();

  /**
   * Tell about one matter; an empty text takes it back.
   * @param {Matter} matter
   * @param {string} text
   */
  const tell = (matter, text) => {
    told.set(matter, text);
    const all = [...told.values()].filter(Boolean).join(" ");
    if (host.textContent !== all) host.textContent = all;
    host.hidden = !all;
  };

  return {
    tell,
    /**
     * Tell what is wrong with a race: in the row of the run that is to blame, else here. An empty
     * text takes it back.
     * @param {string} field the path of the value at fault, such as "runs[0].hyperparameters.lr"
     * @param {string} text
     */
    complain(field, text) {
      const run = /^runs\[(\d+)\]/.exec(field);
      legend.complain(run ? Number(run[1]) : -1, text);
      tell("race", run ? "" : text);
    },
  };
}
