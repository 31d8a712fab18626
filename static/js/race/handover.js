/**
 * The handover: while a race moves its paths are on the canvas, once it rests Plotly has them, for
 * hover and export.
 *
 * @import {Line} from "../plot/plotly.js"
 */

const PAUSE = 250;

/**
 * @param {{commit: (lines: Line[]) => Promise<boolean>, reveal: (visible: boolean) => void, held?:
 *   () => boolean}} stage  held: whether somebody drags it, which a new drawing would interrupt
 * @param {() => Line[]} lines the paths as they are shown now
 */
export function createHandover(stage, lines, pause = PAUSE) {
  let turn = 0;
  let committed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const commit = async () => {
    if (stage.held?.()) {
      timer = setTimeout(commit, pause);
      return;
    }
    const mine = turn;
    committed = true;
    const taken = await stage.commit(lines());
    // The canvas goes only once Plotly shows the same, and stays if the race has moved on
    // meanwhile.
    if (taken && mine === turn) stage.reveal(false);
  };

  return {
    /** Nothing moves: hand over, if it stays so for a moment. */
    rest() {
      clearTimeout(timer);
      timer = setTimeout(commit, pause);
    },
    /** Something moves or looks different: the canvas takes over at once. */
    stir() {
      clearTimeout(timer);
      // Whatever Plotly still draws belongs to a race that stood elsewhere.
      turn += 1;
      stage.reveal(true);
      if (!committed) return;
      committed = false;
      void stage.commit([]);
    },
    destroy() {
      clearTimeout(timer);
      turn += 1;
    },
  };
}
