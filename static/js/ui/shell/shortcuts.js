/**
 * Shortcuts: the race under the fingers, for instance space to pause and 2 to hide the second run.
 *
 * @typedef {{play: () => void, nudge: (steps: number) => void, first: () => void, last: () => void,
 *   toggle?: (run: number) => void, undo?: () => void, redo?: () => void, speed: (direction: 1 |
 *   -1) => void, loop: () => void, inside?: (run: number) => void, turn?: () => void, present?: ()
 *   => void, answer?: () => void, help: () => void}} Commands
 *   not every page has runs to toggle, to look into or to turn knobs of
 */

/**
 * The command a key press means, or null; keys that a focused control needs itself stay with it.
 * @param {{key: string, code?: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean,
 *   altKey: boolean}} press
 * @param {string} control the tag of the focused control, in capitals; RANGE for a slider, CHECKBOX
 *   for a box
 * @param {Commands} commands
 * @returns {(() => void) | null}
 */
export function commandFor({ key, code, shiftKey, ctrlKey, metaKey, altKey }, control, commands) {
  // Whoever types undoes letters, and the browser does that.
  const typing = control === "INPUT" || control === "TEXTAREA";
  if ((ctrlKey || metaKey) && !altKey && !typing) {
    const letter = key.toLowerCase();
    if (letter === "z") return (shiftKey ? commands.redo : commands.undo) ?? null;
    if (letter === "y" && !shiftKey) return commands.redo ?? null;
  }
  if (ctrlKey || metaKey || altKey) return null;
  if (typing || control === "SELECT" || control === "CHECKBOX") return null;
  // With Shift the key itself depends on the layout; its place does not.
  const digit = shiftKey ? /^Digit([1-9])$/.exec(code ?? "") : null;
  const { inside, toggle } = commands;
  if (digit && key !== "?") return inside ? () => inside(Number(digit[1]) - 1) : null;
  if (key === "?") return commands.help;
  if (key === " ")
    return control === "BUTTON" || control === "A" || control === "SUMMARY" ? null : commands.play;
  if (/^[1-9]$/.test(key)) return toggle ? () => toggle(Number(key) - 1) : null;
  if (key === "+" || key === "=") return () => commands.speed(1);
  if (key === "-") return () => commands.speed(-1);
  if (key === "l" || key === "L") return commands.loop;
  if (key === "t" || key === "T") return commands.turn ?? null;
  if (key === "p" || key === "P") return commands.present ?? null;
  if (key === "a" || key === "A") return commands.answer ?? null;
  if (control === "RANGE") return null;
  if (key === "ArrowRight") return () => commands.nudge(shiftKey ? 10 : 1);
  if (key === "ArrowLeft") return () => commands.nudge(shiftKey ? -10 : -1);
  if (key === "Home") return commands.first;
  if (key === "End") return commands.last;
  return null;
}

/**
 * Listen on the page; returns the undo.
 * @param {Commands} commands
 * @param {Document} [page]
 */
export function mountShortcuts(commands, page = document) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || page.querySelector("dialog[open]")) return;
    const { target } = event;
    const input = target instanceof HTMLInputElement ? target.type : "";
    const own = input === "range" || input === "checkbox" ? input.toUpperCase() : "";
    const focused = own || (target instanceof Element ? target.tagName : "");
    const command = commandFor(event, focused, commands);
    if (!command) return;
    event.preventDefault();
    command();
  };
  page.addEventListener("keydown", press);
  return () => page.removeEventListener("keydown", press);
}
