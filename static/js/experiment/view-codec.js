/**
 * View codec: how an experiment is looked at, as a link holds it: what is as usual stays out, what
 * makes no sense is left out.
 */

/** @type {(choices: unknown[]) => (value: unknown) => boolean} */
export const oneOf = (choices) => (value) => choices.includes(value);

/** @param {unknown} value */
export const index = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;

/**
 * The way in and out of links for view states of one kind.
 * @template {Record<string, any>} ViewState
 * @param {ViewState} plain  what is usual
 * @param {Record<keyof ViewState, (value: unknown) => boolean>} sound  whether a value makes sense
 */
export function viewCodec(plain, sound) {
  const names = /** @type {(keyof ViewState)[]} */ (Object.keys(sound));
  return {
    /**
     * A view state for a link; undefined where all is as usual.
     * @param {ViewState} viewState
     * @returns {Partial<ViewState> | undefined}
     */
    write(viewState) {
      const chosen = names.filter((name) => viewState[name] !== plain[name]);
      return chosen.length
        ? /** @type {Partial<ViewState>} */ (
            Object.fromEntries(chosen.map((name) => [name, viewState[name]]))
          )
        : undefined;
    },
    /**
     * @param {unknown} value
     * @returns {ViewState}
     */
    read(value) {
      const fields = value !== null && typeof value === "object" ? /** @type {any} */ (value) : {};
      const usable = names.filter(
        (name) => Object.hasOwn(fields, name) && sound[name](fields[name]),
      );
      return { ...plain, ...Object.fromEntries(usable.map((name) => [name, fields[name]])) };
    },
  };
}
