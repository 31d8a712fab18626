/**
 * Notices: what the visitor should know beside whose the stage is, for instance that websockets are
 * blocked; one matter has one sentence, until it is no longer true.
 *
 * @typedef {"link" | "stream" | "race" | "surface" | "plot" | "pins"} Matter
 */

/** Matters that are said already where the server is known to be away. @type {Set<Matter>} */
const OF_SERVER = new Set(["stream", "surface", "pins"]);

/**
 * @param {HTMLElement} host
 * @param {{complain: (run: number, text: string) => void}} legend
 */
export function createNotices(host, legend) {
  /** @type {Map<Matter, string>} */
  const told = new Map();
  let away = false;

  const show = () => {
    const shown = [...told].filter(([matter]) => !away || !OF_SERVER.has(matter));
    const all = [...new Set(shown.map(([, text]) => text))].filter(Boolean).join(" ");
    if (host.textContent !== all) host.textContent = all;
    host.hidden = !all;
  };

  return {
    /**
     * Tell about one matter; an empty text takes it back.
     * @param {Matter} matter
     * @param {string} text
     */
    tell(matter, text) {
      told.set(matter, text);
      show();
    },
    /** @param {boolean} next  whether it is said elsewhere that the server is away */
    cover(next) {
      away = next;
      show();
    },
    /**
     * Tell what is wrong with a race in the row of the run that is to blame; gives whether there is
     * one. An empty text takes it back.
     * @param {string} field the path of the value at fault, such as "runs[0].hyperparameters.lr"
     * @param {string} text
     */
    complain(field, text) {
      const run = /^runs\[(\d+)\]/.exec(field);
      legend.complain(run ? Number(run[1]) : -1, text);
      return run !== null;
    },
  };
}
